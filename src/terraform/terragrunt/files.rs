//! The files of one Terragrunt unit: the `terragrunt.hcl` and those it includes or reads.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use super::others::Others;
use super::settings::is_set;
use super::syntax;
use super::words::{misspelt, misspelt_in_stack};
use crate::budget::Budget;
use crate::diagnostic::{Problem, Unreadable};
use crate::paths::folder_of;
use crate::paths::lexical;
use crate::quote::quoted;
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::{ReadError, SourceFile, SourceId, SourceMap, Span};
use crate::terraform::config::module_cache::ModuleCache;
use crate::terraform::config::root_inputs::Missing;
use crate::terraform::data_files;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::kept::Kept;
use crate::terraform::lang::syntax::{Attribute, Block, Body};
use crate::terraform::lang::values::{Value, error};
use crate::terraform::limits::{MAX_INCLUDE_DEPTH, MAX_READS_OF_UNIT};
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
    pub(crate) body: Body,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) includes: Vec<Include>,
    /// How many files lead to it.
    pub(super) depth: usize,
    pub(super) locals: RefCell<HashMap<String, Resolved<Value>>>,
    pub(super) open: RefCell<Vec<String>>,
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

/// Files that could not be read, or not as a whole.
#[derive(Debug, Default)]
pub(super) struct Lost {
    pub(super) unopened: Vec<Problem>,
    pub(super) unreadable: Vec<Unreadable>,
}

/// The reading of one unit.
pub(crate) struct Reading<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) modules: &'a ModuleCache<'a>,
    /// The folder of the `terragrunt.hcl` it began with.
    pub(crate) folder: PathBuf,
    /// The folder that its paths start from: the same, unless a stack generates it elsewhere.
    pub(super) base: PathBuf,
    /// What its stack hands over.
    pub(super) values: Option<Resolved<Value>>,
    /// How often files were read.
    reads: Cell<usize>,
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

/// The names of a unit's file; the first one counts where both are there.
///
/// Source: Terragrunt, `pkg/config/config.go`, `DefaultTerragruntConfigPaths`.
pub(super) const UNITS: [&str; 2] = ["terragrunt.hcl.json", "terragrunt.hcl"];

/// The file that is merged with the unit beside it.
const ADDED: &str = "terragrunt.autoinclude.hcl";

/// The name of a stack's file.
pub(super) const STACK: &str = "terragrunt.stack.hcl";

/// The file that stands in for the one of a unit, where it is there: Terragrunt reads that one in its place.
pub(crate) fn stand_in_for(path: &Path, sources: &SourceMap) -> Option<PathBuf> {
    let [first, second] = UNITS;
    let other = path.with_file_name(first);
    let is_second = path.file_name().is_some_and(|name| name == second);
    (is_second && sources.is_named(&other)).then_some(other)
}

/// Whether a file is one of Terragrunt's by its name.
pub(super) fn is_named_as_config(file: &SourceFile) -> bool {
    is_config_name(file.name())
}

fn is_config_name(name: &str) -> bool {
    name.ends_with(".hcl") || name.ends_with(".hcl.json")
}

/// Whether a file is one of a unit, or of what units share: it is no stack, and no file of values.
fn is_of_unit(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let others = [".stack.hcl", ".values.hcl"];
    is_config_name(&name) && !others.iter().any(|end| name.ends_with(end))
}

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

/// What comes of an include at a place of a file that is included itself: Terragrunt refuses the unit.
///
/// Source: Terragrunt's documentation of `include` (only one level); `pkg/config/include.go`, `TooManyLevelsOfInheritanceError`.
fn nested(config: &Config, at: Span) -> Option<Resolved<bool>> {
    config.is_included.then(|| {
        Resolved::Invalid {
            text: "include".to_owned(),
            why: "the file is included itself, and Terragrunt takes one level of includes only"
                .to_owned(),
            from: Evidence::at(at),
        }
        .remedied("Include that file from the unit's own `terragrunt.hcl`")
    })
}

/// What comes of an include whose label an earlier one has: Terragrunt refuses the unit.
///
/// Source: Terragrunt's documentation of `include`: each one must have a unique label.
fn same_label(config: &Config, block: &Block) -> Option<Resolved<bool>> {
    let mut includes = config.body.blocks_of("include");
    let first = includes.find(|other| other.labels == block.labels)?;
    (first.header != block.header).then(|| {
        Resolved::Invalid {
            text: "include".to_owned(),
            why: "another include has its label".to_owned(),
            from: Evidence::at(block.header),
        }
        .remedied("Give it a label of its own")
    })
}

impl<'a> Reading<'a> {
    pub(crate) fn new(
        path: &Path,
        modules: &'a ModuleCache<'a>,
        options: &'a Options,
        budget: &'a Budget,
    ) -> Reading<'a> {
        Reading {
            sources: modules.sources,
            modules,
            folder: folder_of(path),
            base: folder_of(path),
            values: None,
            reads: Cell::new(0),
            files: RefCell::default(),
            kept: Kept::default(),
            lost: RefCell::default(),
            options,
            budget,
            others: Rc::new(Others::of(path)),
            unit: RefCell::default(),
        }
    }

    /// The reading of a file that a stack generates in a folder, with values.
    pub(super) fn in_stack(
        path: &Path,
        (base, values): (&Path, Option<Resolved<Value>>),
        modules: &'a ModuleCache<'a>,
        (options, budget): (&'a Options, &'a Budget),
    ) -> Reading<'a> {
        Reading {
            base: base.to_owned(),
            values,
            ..Reading::new(path, modules, options, budget)
        }
    }

    /// Reads a file by itself, with those that it includes. The error, a clause, says why it is not read.
    pub(crate) fn load(&self, path: &Path, depth: usize) -> Result<Config, String> {
        self.load_for(path, None, depth)
    }

    /// The same of a file that one in the folder `base` includes, where there is one.
    fn load_for(&self, path: &Path, base: Option<&Path>, depth: usize) -> Result<Config, String> {
        self.reads.set(self.reads.get() + 1);
        if depth > MAX_INCLUDE_DEPTH || self.reads.get() > MAX_READS_OF_UNIT {
            return Err("too many files include or read one another".into());
        }
        let file = self.load_code(path)?;
        self.note_read(file.id());
        // What no unit is meant to be may be anything, a key among it.
        if !is_named_as_config(&file) && !self.sources.is_given(path) {
            file.hide_all();
        }
        let mut content = syntax::parse(&file);
        let refused = content.body.blocks_of("inputs").map(syntax::no_block);
        content.unreadable.extend(refused);
        if is_of_unit(path) {
            content.unreadable.extend(misspelt(&content.body));
        } else if path.file_name().is_some_and(|name| name == STACK) {
            content.unreadable.extend(misspelt_in_stack(&content.body));
        }
        let mut config = Config {
            base: match base {
                Some(base) => base.to_owned(),
                None if depth == 0 => self.base.clone(),
                None => folder_of(path),
            },
            is_included: base.is_some(),
            folder: folder_of(path),
            file,
            body: content.body,
            unreadable: content.unreadable,
            includes: Vec::new(),
            depth,
            locals: RefCell::default(),
            open: RefCell::default(),
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
            self.lost.borrow_mut().unopened.extend(problem);
            data_files::why(&error, &self.sources.name(path))
        })
    }

    fn include(&self, config: &Config, block: &Block) -> Include {
        let (merge, not_a_strategy) = self.merge_strategy(config, block);
        let path = block.body.attribute("path");
        let path = path.map(|path| self.evaluate_shape(config, &path.value));
        let at = block
            .body
            .attribute("path")
            .map_or(block.header, |path| path.value.span);
        let refused = nested(config, at).or(not_a_strategy);
        let refused = refused.or_else(|| same_label(config, block));
        let refused = refused.or_else(|| {
            let path = path.as_ref()?;
            self.refused_path(config, path, at)
        });
        let mut is_unopened = false;
        let found = match path.map(Resolved::decided) {
            Some(Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. }) => Err(why),
            path => match path.as_ref().and_then(GivenText::of) {
                Some(path) => {
                    let base = &config.base;
                    let file = lexical(&base.join(path.unsaid()));
                    let found = self.load_for(&file, Some(base), config.depth + 1);
                    let is_missing = || {
                        matches!(
                            self.sources.kind_of_data(&file),
                            Err(ReadError::Missing { .. })
                        )
                    };
                    is_unopened = refused.is_none() && found.is_err() && !is_missing();
                    found.map_err(|why| path.said().map_or_else(|| NOT_SHOWN.into(), |_| why))
                }
                None => Err("its path is not known".into()),
            },
        };
        Include {
            label: block.labels.first().cloned().unwrap_or_default(),
            merge,
            exposed: self.exposes(config, block),
            at,
            is_unopened,
            refused,
            config: found.map(Rc::new),
        }
    }

    /// How a block merges its file, and what comes of it where it says so by no strategy that there is.
    ///
    /// Source: Terragrunt, `pkg/config/include.go`, `GetMergeStrategy`.
    fn merge_strategy(&self, config: &Config, block: &Block) -> (Merge, Option<Resolved<bool>>) {
        let Some(attribute) = block.body.attribute("merge_strategy") else {
            return (Merge::Shallow, None);
        };
        let strategy = GivenText::of(&self.evaluate_shape(config, &attribute.value));
        match strategy.as_ref().map(GivenText::unsaid) {
            Some("deep" | "deep_map_only") => (Merge::Deep, None),
            Some("no_merge") => (Merge::No, None),
            Some("shallow") | None => (Merge::Shallow, None),
            Some(_) => {
                let said = strategy.as_ref().and_then(GivenText::said);
                let refused = Resolved::Invalid {
                    text: said.map_or_else(|| "merge_strategy".to_owned(), quoted),
                    why: "an include is merged by no such strategy".to_owned(),
                    from: Evidence::at(attribute.value.span),
                };
                let remedy = "Write `no_merge`, `shallow`, `deep` or `deep_map_only`";
                (Merge::Shallow, Some(refused.remedied(remedy)))
            }
        }
    }

    /// Whether a block lets its file be referred to: only where it says so. The error is what comes of it elsewhere.
    ///
    /// Source: Terragrunt's documentation of `include`, `expose`; `pkg/config/cty_helpers.go`, `includeConfigAsCtyVal`.
    fn exposes(&self, config: &Config, block: &Block) -> Result<(), Resolved<Value>> {
        let attribute = block.body.attribute("expose");
        let exposes = attribute.map(|exposes| self.evaluate_shape(config, &exposes.value));
        match exposes.map(Resolved::decided) {
            Some(exposes) if is_set(&exposes, true) => Ok(()),
            Some(Resolved::Unknown { why, from, .. }) => {
                let why = format!("whether it is exposed is not known, because {why}");
                Err(Resolved::unknown(why).via(from.hops))
            }
            _ => {
                let at = attribute.map_or(block.header, |exposes| exposes.value.span);
                let name = block
                    .labels
                    .iter()
                    .fold("include".to_owned(), |name, label| {
                        format!("{name}.{label}")
                    });
                let refused = error(name, "the include is not exposed")
                    .remedied("Write `expose = true` in its block");
                Err(refused.via([Hop::chose(at, "the include is not exposed here")]))
            }
        }
    }

    /// A path, given at a place, that an include is refused for: no such file is there.
    fn refused_path(
        &self,
        config: &Config,
        path: &Resolved<Value>,
        at: Span,
    ) -> Option<Resolved<bool>> {
        if let Resolved::Invalid {
            text,
            why,
            mut from,
        } = path.clone().decided()
        {
            from.at = from.at.or(Some(at));
            return Some(Resolved::Invalid { text, why, from });
        }
        let text = GivenText::of(path)?;
        let path = lexical(&config.base.join(text.unsaid()));
        let is_code = path.extension().is_some_and(|end| end == "hcl");
        let is_missing = matches!(self.sources.kind(&path), Err(ReadError::Missing { .. }));
        let is_of_repository = self.sources.repository_root(&config.base).is_some();
        let is_refused = is_code && is_missing && is_of_repository;
        (is_refused && !self.sources.is_git_ignored(&path)).then(|| {
            let name = text.said().map(|_| quoted(&self.sources.name(&path)));
            Resolved::Invalid {
                text: name.map_or_else(|| "path".to_owned(), |name| format!("\"{name}\"")),
                why: "it is included, and there is no such file".to_owned(),
                from: Evidence::at(at),
            }
            .remedied("Name a file that is there, or add this one")
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
