//! The files of one Terragrunt unit: the `terragrunt.hcl` and those it includes or reads.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use super::names::is_named_as_config;
use super::others::Others;
use super::shared::{Parsed, Shared};
use crate::budget::Budget;
use crate::diagnostic::{Problem, Unreadable};
use crate::paths::folder_of;
use crate::resolved::Resolved;
use crate::source::{SourceFile, SourceId, SourceMap, Span};
use crate::terraform::config::module_cache::ModuleCache;
use crate::terraform::config::root_inputs::Missing;
use crate::terraform::config::value_reader::ValueReader;
use crate::terraform::data_files;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::kept::Kept;
use crate::terraform::lang::syntax::Attribute;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::{
    MAX_INCLUDE_DEPTH, MAX_LOST_OF_UNIT, MAX_READS_OF_UNIT, PARSED_BYTES_PER_STEP,
};
use crate::terraform::options::Options;

/// Why a file is not read whose path is not to be said, a clause.
pub(super) const NOT_SHOWN: &str = "the file at its path, which is not shown, cannot be read";

/// How an include's inputs are merged.
///
/// Source: Terragrunt's documentation of `include`, `merge_strategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Merge {
    Shallow,
    Deep,
    No,
}

/// One file.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) file: Arc<SourceFile>,
    /// The folder that it lies in.
    pub(crate) folder: PathBuf,
    /// The folder that its paths start from: that of the file that includes it, or its own.
    pub(super) base: PathBuf,
    pub(super) is_included: bool,
    pub(crate) body: Arc<Parsed>,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) includes: Vec<Include>,
    /// How many files lead to it.
    pub(super) depth: usize,
    pub(super) locals: RefCell<HashMap<String, Resolved<Value>>>,
    pub(super) open: RefCell<Vec<String>>,
    /// What it gives where it is referred to as a whole, once that was asked for.
    pub(super) given: OnceCell<Resolved<Value>>,
}

#[derive(Debug)]
pub(crate) struct Include {
    pub(super) label: String,
    pub(crate) merge: Merge,
    /// What it comes to where the file that includes it refers to it and may not.
    pub(super) exposed: Result<(), Resolved<Value>>,
    pub(crate) at: Span,
    /// Where there is none, why: goes on from "a file … includes".
    pub(crate) config: Result<Rc<Config>, String>,
    /// Whether a file is there, or lies outside, of which nothing is known: whatever a unit takes from it is not.
    pub(super) is_unopened: bool,
    /// Where it is not there, so that Terragrunt refuses the unit.
    pub(super) refused: Option<Resolved<bool>>,
}

/// A module's source as a file gives it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) at: Span,
    /// As written.
    pub(crate) written: String,
    /// What it comes to; the error says why that is not known.
    pub(crate) text: Result<String, String>,
    /// Whether that was made of what is not to be shown.
    pub(crate) is_private: bool,
}

/// Files that could not be read, or not as a whole: as many of them as are said of a unit, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Lost {
    pub(super) unopened: Vec<Problem>,
    pub(super) unreadable: Vec<Unreadable>,
}

/// Says with the last of what is said that there is more of it.
fn say_there_are_more(message: &mut String) {
    const MORE: &str = "; more that the unit reads cannot be read";
    if !message.ends_with(MORE) {
        message.push_str(MORE);
    }
}

impl Lost {
    pub(super) fn add_unopened(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            if self.unopened.contains(&problem) {
                continue;
            }
            match self.unopened.get_mut(MAX_LOST_OF_UNIT - 1) {
                Some(last) => say_there_are_more(&mut last.message),
                None => self.unopened.push(problem),
            }
        }
    }

    pub(super) fn add_unreadable<'u>(&mut self, all: impl IntoIterator<Item = &'u Unreadable>) {
        for broken in all {
            let is_same =
                |known: &Unreadable| known.span == broken.span && known.label == broken.label;
            if self.unreadable.iter().any(is_same) {
                continue;
            }
            match self.unreadable.get_mut(MAX_LOST_OF_UNIT - 1) {
                Some(last) => say_there_are_more(last.message.to_mut()),
                None => self.unreadable.push(broken.clone()),
            }
        }
    }

    pub(super) fn extend(&mut self, others: Lost) {
        self.add_unopened(others.unopened);
        self.add_unreadable(&others.unreadable);
    }
}

/// A file's path, the folder of the one that includes it, and how many files lead to it.
type Asked = (PathBuf, Option<PathBuf>, usize);

/// The reading of one unit.
pub(crate) struct Reading<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) modules: &'a ModuleCache<'a>,
    pub(super) shared: &'a Shared<'a>,
    /// The folder of the `terragrunt.hcl` it began with.
    pub(crate) folder: PathBuf,
    /// The folder that its paths start from: the same, unless a stack generates it elsewhere.
    pub(super) base: PathBuf,
    /// What its stack hands over.
    pub(super) values: Option<Resolved<Value>>,
    /// Those that were read, by their paths, the folder of the file that includes them, and how many files lead to them.
    configs: RefCell<HashMap<Asked, Result<Rc<Config>, String>>>,
    /// Those that were, each once.
    pub(super) files: RefCell<Vec<SourceId>>,
    pub(super) kept: Kept,
    /// What could not be read of the files that others include or read.
    pub(super) lost: RefCell<Lost>,
    pub(super) options: &'a Options,
    /// What all expressions of the unit may take together.
    pub(super) budget: &'a Budget,
    /// The units that it depends on.
    pub(super) others: Rc<Others>,
    /// The unit's own file, once it is read.
    pub(super) unit: RefCell<Weak<Config>>,
}

/// The file that is merged with the unit beside it.
const ADDED: &str = "terragrunt.autoinclude.hcl";

impl Config {
    /// The files that it includes to be merged with it; later ones win.
    pub(super) fn merged_includes(&self) -> impl DoubleEndedIterator<Item = &Config> {
        let merged = self.includes.iter();
        let merged = merged.filter(|include| include.merge != Merge::No);
        merged.filter_map(|include| include.config.as_deref().ok())
    }
}

/// A file and those that it includes, the outermost first.
pub(super) fn files_of(config: &Config) -> Vec<&Config> {
    let included = config.includes.iter();
    let included = included.filter_map(|include| include.config.as_ref().ok());
    let included = included.flat_map(|config| files_of(config));
    included.chain([config]).collect()
}

/// Those of them that are merged into one another; later ones win.
pub(super) fn layers_of(config: &Config) -> Vec<&Config> {
    let included = config.merged_includes().flat_map(layers_of);
    included.chain([config]).collect()
}

/// What the `terraform` blocks of some files say of a name, with the file; the last of them counts.
pub(super) fn said_of_terraform<'c>(
    layers: &[&'c Config],
    name: &str,
) -> Option<(&'c Config, &'c Attribute)> {
    layers.iter().rev().find_map(|layer| {
        let mut blocks = layer.body.blocks_of("terraform");
        let attribute = blocks.find_map(|block| block.body.attribute(name))?;
        Some((*layer, attribute))
    })
}

/// Whether one of some files names a source.
pub(super) fn has_source(layers: &[&Config]) -> bool {
    said_of_terraform(layers, "source").is_some()
}

impl<'a> Reading<'a> {
    pub(crate) fn new(path: &Path, shared: &'a Shared<'a>, budget: &'a Budget) -> Reading<'a> {
        Reading {
            sources: shared.modules.sources,
            modules: shared.modules,
            shared,
            folder: folder_of(path).to_owned(),
            base: folder_of(path).to_owned(),
            values: None,
            configs: RefCell::default(),
            files: RefCell::default(),
            kept: Kept::default(),
            lost: RefCell::default(),
            options: shared.options,
            budget,
            others: Rc::new(Others::of(path)),
            unit: RefCell::default(),
        }
    }

    /// The reading of a file that a stack generates in a folder, with values.
    pub(super) fn in_stack(
        path: &Path,
        (base, values): (&Path, Option<Resolved<Value>>),
        shared: &'a Shared<'a>,
        budget: &'a Budget,
    ) -> Reading<'a> {
        Reading {
            base: base.to_owned(),
            values,
            ..Reading::new(path, shared, budget)
        }
    }

    /// What reads files of values for it.
    pub(super) fn value_reader(&self) -> ValueReader<'_> {
        ValueReader {
            modules: self.modules,
            budget: self.budget,
        }
    }

    /// Reads a file by itself, with those that it includes. The error, a clause, says why it is not read.
    pub(crate) fn load(&self, path: &Path, depth: usize) -> Result<Rc<Config>, String> {
        self.load_for(path, None, depth)
    }

    /// The same of a file that one in the folder `base` includes, where there is one. One that is asked for again is the same.
    pub(super) fn load_for(
        &self,
        path: &Path,
        base: Option<&Path>,
        depth: usize,
    ) -> Result<Rc<Config>, String> {
        let asked = (path.to_owned(), base.map(Path::to_owned), depth);
        if let Some(known) = self.configs.borrow().get(&asked) {
            return known.clone();
        }
        if depth > MAX_INCLUDE_DEPTH || self.configs.borrow().len() >= MAX_READS_OF_UNIT {
            return Err("too many files include or read one another".into());
        }
        let config = self.load_anew(path, base, depth).map(Rc::new);
        self.configs.borrow_mut().insert(asked, config.clone());
        config
    }

    fn load_anew(&self, path: &Path, base: Option<&Path>, depth: usize) -> Result<Config, String> {
        let file = self.load_code(path)?;
        self.note_read(file.id());
        let steps = file.text().len() / PARSED_BYTES_PER_STEP;
        let is_left = self.budget.take(u32::try_from(steps).unwrap_or(u32::MAX));
        if !is_left && depth > 0 {
            return Err("the files that its unit reads are too large together".into());
        }
        // What no unit is meant to be may be anything, a key among it.
        if !is_named_as_config(&file) && !self.sources.is_given(path) {
            file.keep_unsaid();
        }
        let parsed = self.shared.parsed(&file, path);
        let mut config = Config {
            base: match base {
                Some(base) => base.to_owned(),
                None if depth == 0 => self.base.clone(),
                None => folder_of(path).to_owned(),
            },
            is_included: base.is_some(),
            folder: folder_of(path).to_owned(),
            file,
            unreadable: parsed.unreadable.clone(),
            body: parsed,
            includes: Vec::new(),
            depth,
            locals: RefCell::default(),
            open: RefCell::default(),
            given: OnceCell::new(),
        };
        let includes: Vec<Include> = config
            .body
            .blocks_of("include")
            .map(|block| self.include(&config, block))
            .collect();
        config.includes = includes;
        Ok(config)
    }

    /// What a stack that is generated in place added to a unit, by a file beside it.
    ///
    /// Source: Terragrunt's documentation of `autoinclude`: it is merged with any unit that lies beside it.
    pub(super) fn added_beside(&self, unit: &Path) -> Option<Missing> {
        let path = unit.with_file_name(ADDED);
        if !self.sources.is_named(&path) {
            return None;
        }
        let file = self.load_code(&path).ok();
        if let Some(file) = &file {
            self.note_read(file.id());
        }
        Some(Missing {
            how: format!("by {}, which is not followed", self.sources.name(&path)),
            at: file.map(|file| Span::beginning(file.id())),
        })
    }

    /// Notes a file that decides about the unit.
    pub(super) fn note_read(&self, file: SourceId) {
        let mut files = self.files.borrow_mut();
        if !files.contains(&file) {
            files.push(file);
        }
    }

    /// The text of a file that others include or read. The error is a clause.
    pub(super) fn load_code(&self, path: &Path) -> Result<Arc<SourceFile>, String> {
        let file = data_files::load_code(path, self.sources);
        file.map_err(|error| {
            let problem = Problem::of_unopened(path, &error, self.sources);
            self.lost.borrow_mut().add_unopened(problem);
            data_files::why(&error, &self.sources.name(path))
        })
    }

    /// The `source` of a file's `terraform` block.
    pub(crate) fn source_of(&self, config: &Config) -> Option<Source> {
        let mut blocks = config.body.blocks_of("terraform");
        let attribute = blocks.find_map(|block| block.body.attribute("source"))?;
        Some(self.source_in(config, attribute))
    }

    /// The same of an attribute that is one.
    pub(super) fn source_in(&self, config: &Config, attribute: &Attribute) -> Source {
        let written = config
            .file
            .text()
            .get(attribute.value.span.range())
            .unwrap_or_default();
        let value = self.evaluate_shape(config, &attribute.value);
        let is_private = value.is_private();
        Source {
            at: attribute.value.span,
            written: written.to_owned(),
            is_private,
            text: match value {
                Resolved::Known { value, from } => {
                    let known = Resolved::Known { value, from };
                    let text = GivenText::of(&known).map(GivenText::into_unsaid);
                    text.ok_or_else(|| match known.value().filter(|_| !is_private) {
                        Some(value) => format!("it is {}", value.shown()),
                        None => "it is no text".to_owned(),
                    })
                }
                Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => Err(why),
                _ => Err("it varies".to_owned()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn that_more_is_lost_than_is_kept_is_said_once() {
        let sources = SourceMap::default();
        let file = sources.add("terragrunt.hcl", vec![b' '; 200]).unwrap();
        let faults = (0..2 * MAX_LOST_OF_UNIT).map(|at| Unreadable::not_utf8(&file, at));
        let faults: Vec<Unreadable> = faults.collect();
        let problems = (0..2 * MAX_LOST_OF_UNIT).map(|at| Problem {
            path: format!("f{at}"),
            message: "it is a folder".to_owned(),
        });
        let mut lost = Lost::default();
        lost.add_unreadable(&faults[..MAX_LOST_OF_UNIT]);
        assert_eq!(lost.unreadable, faults[..MAX_LOST_OF_UNIT]);
        lost.add_unreadable(&faults);
        lost.add_unopened(problems);
        assert_eq!(lost.unreadable.len(), MAX_LOST_OF_UNIT);
        assert_eq!(lost.unopened.len(), MAX_LOST_OF_UNIT);
        let more = "; more that the unit reads cannot be read";
        let last = &lost.unopened[MAX_LOST_OF_UNIT - 1].message;
        assert_eq!(*last, format!("it is a folder{more}"));
        let messages = lost.unreadable.iter().map(|fault| &fault.message);
        let said = messages.filter(|message| message.contains(more));
        assert_eq!(said.count(), 1);
        assert_eq!(
            lost.unreadable[MAX_LOST_OF_UNIT - 1]
                .message
                .matches(more)
                .count(),
            1
        );
    }
}
