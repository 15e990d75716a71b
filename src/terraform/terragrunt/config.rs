//! The files of one Terragrunt unit, and what their expressions refer to.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::super::expression::Surroundings;
use super::super::files;
use super::super::folder_of;
use super::super::references::evaluate_in;
use super::super::syntax::{self, Block, Body, Expression};
use super::super::value::{Kept, Value, path_text};
use crate::diagnostic::Label;
use crate::model::Unreadable;
use crate::paths::{lexical, relative, repository_root};
use crate::resolved::Resolved;
use crate::source::{SourceFile, SourceMap, Span};

/// How many files may include or read one another.
const MAX_FILES: usize = 8;

/// How an include's inputs are merged.
///
/// Source: Terragrunt's documentation of `include`, `merge_strategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merge {
    Shallow,
    Deep,
    No,
}

/// One file.
#[derive(Debug)]
pub(super) struct Config {
    pub(super) file: Arc<SourceFile>,
    pub(super) folder: PathBuf,
    pub(super) body: Body,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) includes: Vec<Include>,
    /// How many files lead to it.
    depth: usize,
    locals: RefCell<HashMap<String, Resolved<Value>>>,
    open: RefCell<Vec<String>>,
}

#[derive(Debug)]
pub(super) struct Include {
    label: String,
    pub(super) merge: Merge,
    pub(super) at: Span,
    /// Nothing where the file is not found.
    pub(super) config: Option<Rc<Config>>,
}

/// A module's source as a file gives it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) at: Span,
    /// As written.
    pub(super) written: String,
    /// What it comes to, where that is known.
    pub(super) text: Option<String>,
}

/// The reading of one unit.
pub(super) struct Reading<'a> {
    sources: &'a SourceMap,
    /// The folder of the `terragrunt.hcl` it began with.
    pub(super) folder: PathBuf,
    files: Cell<usize>,
    kept: Kept,
}

impl<'a> Reading<'a> {
    pub(super) fn new(path: &Path, sources: &'a SourceMap) -> Reading<'a> {
        Reading {
            sources,
            folder: folder_of(path),
            files: Cell::new(0),
            kept: Kept::default(),
        }
    }

    /// Reads a file and those it includes. `None` where it cannot be opened or too many lead to it.
    pub(super) fn load(&self, path: &Path, depth: usize) -> Option<Config> {
        const MAX_READS: usize = 200;
        self.files.set(self.files.get() + 1);
        if depth > MAX_FILES || self.files.get() > MAX_READS {
            return None;
        }
        let file = files::load(path, self.sources).ok()?;
        let content = syntax::read_hcl(&file.input());
        let mut config = Config {
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
        Some(config)
    }

    fn include(&self, config: &Config, block: &Block) -> Include {
        let text = |name: &str| {
            let attribute = block.body.attribute(name)?;
            self.evaluate(config, &attribute.value)
                .value()
                .and_then(Value::as_text)
        };
        let merge = match text("merge_strategy").as_deref() {
            Some("deep" | "deep_map_only") => Merge::Deep,
            Some("no_merge") => Merge::No,
            _ => Merge::Shallow,
        };
        let found = text("path")
            .and_then(|path| self.load(&lexical(&config.folder.join(path)), config.depth + 1));
        Include {
            label: block.labels.first().cloned().unwrap_or_default(),
            merge,
            at: block
                .body
                .attribute("path")
                .map_or(block.header, |path| path.value.span),
            config: found.map(Rc::new),
        }
    }

    pub(super) fn evaluate(&self, config: &Config, expression: &Expression) -> Resolved<Value> {
        let around = Around {
            reading: self,
            config,
        };
        evaluate_in(expression, &around, self.sources, &[])
    }

    /// The `source` of a file's `terraform` block.
    pub(super) fn source_of(&self, config: &Config) -> Option<Source> {
        let attribute = config
            .body
            .blocks_of("terraform")
            .find_map(|block| block.body.attribute("source"))?;
        let written = config
            .file
            .text()
            .get(attribute.value.span.range())
            .unwrap_or_default();
        Some(Source {
            at: attribute.value.span,
            written: written.to_owned(),
            text: self
                .evaluate(config, &attribute.value)
                .value()
                .and_then(Value::as_text),
        })
    }

    fn local(&self, config: &Config, name: &str) -> Resolved<Value> {
        if let Some(known) = config.locals.borrow().get(name) {
            return known.clone();
        }
        let Some(local) = config
            .body
            .blocks_of("locals")
            .find_map(|block| block.body.attribute(name))
        else {
            return Resolved::unknown(format!(
                "`local.{name}` is not declared in {}",
                config.file.name()
            ));
        };
        if config.open.borrow().iter().any(|open| open == name) {
            return super::super::value::error(format!("local.{name}"), "it refers to itself");
        }
        config.open.borrow_mut().push(name.to_owned());
        let value = self.kept.take(self.evaluate(config, &local.value));
        let value = value.via([Label::new(
            local.value.span,
            format!("local value `{name}`"),
        )]);
        config.open.borrow_mut().pop();
        config
            .locals
            .borrow_mut()
            .insert(name.to_owned(), value.clone());
        value
    }

    /// A file's locals and inputs as an object, as `include.NAME` and `read_terragrunt_config` give them.
    fn exposed(&self, config: &Config) -> Resolved<Value> {
        let locals: BTreeMap<String, Resolved<Value>> = config
            .body
            .blocks_of("locals")
            .flat_map(|block| &block.body.attributes)
            .map(|attribute| (attribute.name.clone(), self.local(config, &attribute.name)))
            .collect();
        let inputs = match config.body.attribute("inputs") {
            Some(inputs) => self.evaluate(config, &inputs.value),
            None => Resolved::known(Value::Object(BTreeMap::new())),
        };
        Resolved::known(Value::Object(BTreeMap::from([
            ("locals".to_owned(), Resolved::known(Value::Object(locals))),
            ("inputs".to_owned(), inputs),
        ])))
    }

    /// `find_in_parent_folders(name, fallback)`, which looks above the folder of the unit.
    ///
    /// Source: Terragrunt's documentation of its built-in functions.
    fn find_in_parent_folders(
        &self,
        name: Option<&str>,
        fallback: Option<&Value>,
    ) -> Resolved<Value> {
        let name = name.unwrap_or("terragrunt.hcl");
        let found = self
            .folder
            .ancestors()
            .skip(1)
            .map(|parent| parent.join(name))
            .find(|path| path.exists());
        match (found, fallback) {
            (Some(path), _) => Resolved::known(path_text(&path)),
            (None, Some(fallback)) => Resolved::known(fallback.clone()),
            (None, None) => Resolved::unknown(format!("no folder above holds {name}")),
        }
    }
}

fn known_path(path: &Path) -> Resolved<Value> {
    Resolved::known(path_text(path))
}

/// What the expressions of one file can refer to.
struct Around<'r, 'a> {
    reading: &'r Reading<'a>,
    config: &'r Config,
}

impl Surroundings for Around<'_, '_> {
    fn reference(&self, root: &str, path: &[&str], _: Span) -> (Resolved<Value>, usize) {
        match (root, path) {
            ("local", [name, ..]) => (self.reading.local(self.config, name), 1),
            ("include", [name, ..]) => {
                let by_label = |label: &str| {
                    self.config
                        .includes
                        .iter()
                        .find(|include| include.label == label)
                };
                // An include without a label is `include` itself.
                let (include, taken) = match by_label(name) {
                    Some(include) => (Some(include), 1),
                    None => (by_label(""), 0),
                };
                match include.and_then(|include| include.config.as_ref()) {
                    Some(included) => (self.reading.exposed(included), taken),
                    None => (
                        Resolved::unknown(format!(
                            "the file that `include.{name}` names is not known"
                        )),
                        path.len(),
                    ),
                }
            }
            _ => {
                let name = std::iter::once(&root)
                    .chain(path)
                    .copied()
                    .collect::<Vec<_>>()
                    .join(".");
                (
                    Resolved::unknown(format!("Terragrunt makes `{name}` when it runs")),
                    path.len(),
                )
            }
        }
    }

    fn call(&self, name: &str, arguments: &[Resolved<Value>]) -> Option<Resolved<Value>> {
        let text = |at: usize| {
            arguments
                .get(at)
                .and_then(Resolved::value)
                .and_then(Value::as_text)
        };
        let all_known = arguments.iter().all(|argument| argument.value().is_some());
        Some(match name {
            "get_terragrunt_dir" | "get_original_terragrunt_dir" => {
                known_path(&self.reading.folder)
            }
            "get_parent_terragrunt_dir" => known_path(&self.config.folder),
            "path_relative_to_include" if arguments.is_empty() => {
                known_path(&relative(&self.config.folder, &self.reading.folder))
            }
            "path_relative_from_include" if arguments.is_empty() => {
                known_path(&relative(&self.reading.folder, &self.config.folder))
            }
            "get_repo_root" => match repository_root(&self.reading.folder) {
                Some(root) => known_path(root),
                None => Resolved::unknown("the repository's root cannot be told"),
            },
            "find_in_parent_folders" if all_known => self.reading.find_in_parent_folders(
                text(0).as_deref(),
                arguments.get(1).and_then(Resolved::value),
            ),
            "read_terragrunt_config" if all_known => {
                let path = lexical(&self.config.folder.join(text(0)?));
                match self.reading.load(&path, self.config.depth + 1) {
                    Some(config) if config.unreadable.is_empty() => self.reading.exposed(&config),
                    _ => match arguments.get(1) {
                        Some(fallback) if !path.exists() => fallback.clone(),
                        _ => Resolved::unknown(format!(
                            "{} cannot be read",
                            self.reading.sources.name(&path)
                        )),
                    },
                }
            }
            _ => return None,
        })
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        let path = lexical(&self.reading.folder.join(path));
        files::load(&path, self.reading.sources).map(|file| file.text().to_owned())
    }

    fn file_exists(&self, path: &str) -> Option<bool> {
        Some(self.reading.folder.join(path).is_file())
    }
}
