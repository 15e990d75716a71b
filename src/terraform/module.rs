//! One module: the files of a folder, merged as Terraform merges them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::syntax::{self, Attribute, Block, Body};
use crate::model::Unreadable;
use crate::paths::lexical;
use crate::source::{SourceId, SourceMap};

/// The resource types that are trails.
pub(super) const TRAIL: &str = "aws_cloudtrail";
pub(super) const AWSCC_TRAIL: &str = "awscc_cloudtrail_trail";

/// A folder's configuration.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) folder: PathBuf,
    pub(super) variables: BTreeMap<String, Block>,
    pub(super) locals: BTreeMap<String, Attribute>,
    pub(super) outputs: BTreeMap<String, Block>,
    pub(super) calls: Vec<Block>,
    pub(super) providers: Vec<Block>,
    /// The trails.
    pub(super) trails: Vec<Block>,
    /// Everything declared, as `type.name`, to tell a misspelt name from one that is known only after apply.
    pub(super) declared: BTreeSet<String>,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) sources: Vec<SourceId>,
}

/// The modules of a run, each read once.
pub(super) struct Library<'a> {
    pub(super) sources: &'a SourceMap,
    modules: Mutex<BTreeMap<PathBuf, Arc<OnceLock<Arc<Module>>>>>,
}

impl<'a> Library<'a> {
    pub(super) fn new(sources: &'a SourceMap) -> Library<'a> {
        Library {
            sources,
            modules: Mutex::default(),
        }
    }

    /// The module of a folder. A folder that is not there is an empty module.
    pub(super) fn module(&self, folder: &Path) -> Arc<Module> {
        let folder = lexical(folder);
        let shelf = {
            let mut modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(modules.entry(folder.clone()).or_default())
        };
        Arc::clone(shelf.get_or_init(|| Arc::new(read(&folder, self.sources))))
    }
}

/// The files of a folder that belong to its module: primary ones and override files, each in the order of their names.
///
/// Source: OpenTofu `internal/configs/parser_config_dir.go`: names that begin with `.` or end with `~` or stand between `#`
/// are ignored; `x.tofu` hides `x.tf`, and `x.tofu.json` hides `x.tf.json`.
fn files_of(folder: &Path, sources: &SourceMap) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| std::fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_file()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .chain(sources.names_in(folder))
        .filter(|name| is_module_file(name))
        .collect();
    names.sort();
    names.dedup();
    let hidden = |name: &str| {
        let twin = if let Some(stem) = name.strip_suffix(".tf.json") {
            format!("{stem}.tofu.json")
        } else if let Some(stem) = name.strip_suffix(".tf") {
            format!("{stem}.tofu")
        } else {
            return false;
        };
        names.binary_search(&twin).is_ok()
    };
    let (overrides, primary): (Vec<&String>, Vec<&String>) = names
        .iter()
        .filter(|name| !hidden(name))
        .partition(|name| is_override(name));
    let paths = |names: Vec<&String>| names.into_iter().map(|name| folder.join(name)).collect();
    (paths(primary), paths(overrides))
}

/// Whether a file of that name is part of its folder's module.
pub(super) fn is_module_file(name: &str) -> bool {
    let ignored = name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'));
    !ignored
        && [".tf", ".tf.json", ".tofu", ".tofu.json"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// Whether a folder has files of a module.
pub(super) fn holds_module(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| entry.file_name().to_str().is_some_and(is_module_file))
}

fn is_override(name: &str) -> bool {
    let stem = [".tf.json", ".tofu.json", ".tf", ".tofu"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    stem == "override" || stem.ends_with("_override")
}

fn read(folder: &Path, sources: &SourceMap) -> Module {
    let mut module = Module {
        folder: folder.to_owned(),
        ..Module::default()
    };
    let (primary, overrides) = files_of(folder, sources);
    for (paths, is_override) in [(primary, false), (overrides, true)] {
        for path in paths {
            // A file that cannot be opened was reported when it was discovered.
            let Ok(file) = sources.load(&path) else {
                continue;
            };
            module.sources.push(file.id());
            let content = syntax::read(&file);
            module.unreadable.extend(content.unreadable);
            module.take(content.body, is_override);
        }
    }
    module
}

impl Module {
    fn take(&mut self, body: Body, is_override: bool) {
        for block in body.blocks {
            match (block.kind.as_str(), block.labels.as_slice()) {
                ("locals", _) => {
                    for local in block.body.attributes {
                        self.locals.insert(local.name.clone(), local);
                    }
                }
                ("variable", [name]) => {
                    let name = name.clone();
                    put(&mut self.variables, name, block, is_override);
                }
                ("output", [name]) => {
                    let name = name.clone();
                    put(&mut self.outputs, name, block, is_override);
                }
                ("module", [name]) => {
                    self.declared.insert(format!("module.{name}"));
                    put_in_list(&mut self.calls, block, is_override, |a, b| {
                        a.labels == b.labels
                    });
                }
                ("provider", [_]) => {
                    put_in_list(&mut self.providers, block, is_override, |a, b| {
                        a.labels == b.labels && literal(a, "alias") == literal(b, "alias")
                    });
                }
                ("resource", [kind, name]) => {
                    self.declared.insert(format!("{kind}.{name}"));
                    if kind == TRAIL || kind == AWSCC_TRAIL {
                        let has_base = self.trails.iter().any(|trail| trail.labels == block.labels);
                        if is_override && !has_base && self.unreadable.is_empty() {
                            self.unreadable.push(without_base(&block));
                        }
                        put_in_list(&mut self.trails, block, is_override, |a, b| {
                            a.labels == b.labels
                        });
                    }
                }
                ("data", [kind, name]) => {
                    self.declared.insert(format!("data.{kind}.{name}"));
                }
                _ => {}
            }
        }
    }
}

/// An override of nothing: Terraform refuses it ("Missing base resource"), so the trail it means is never made.
fn without_base(block: &Block) -> Unreadable {
    let name = block.labels.join(".");
    Unreadable {
        span: block.header,
        message: format!("This overrides `{name}`, which no other file of the module declares"),
        label: "there is nothing to override".into(),
        help: Some(format!(
            "Declare `{name}` in a file that is no override file, or rename this file."
        )),
        others: Vec::new(),
    }
}

/// An argument's string, where it is a plain one.
pub(super) fn literal(block: &Block, name: &str) -> Option<String> {
    match &block.body.attribute(name)?.value.form {
        syntax::Form::Hcl(expression) => expression.as_str().map(str::to_owned),
        syntax::Form::Json(node) => node.as_str().map(str::to_owned),
    }
}

fn put(map: &mut BTreeMap<String, Block>, name: String, block: Block, is_override: bool) {
    match map.get_mut(&name) {
        Some(base) if is_override => overridden(base, block),
        // Declared twice: Terraform refuses it; the first one stays.
        Some(_) => {}
        None => {
            map.insert(name, block);
        }
    }
}

fn put_in_list(
    list: &mut Vec<Block>,
    block: Block,
    is_override: bool,
    same: fn(&Block, &Block) -> bool,
) {
    match list.iter_mut().find(|base| same(base, &block)) {
        Some(base) if is_override => overridden(base, block),
        _ if is_override => {}
        _ => list.push(block),
    }
}

/// Lays an override over a block: arguments replace, and nested blocks of a type replace all of that type, `dynamic` ones
/// of it among them.
///
/// Source: OpenTofu `internal/configs/module_merge_body.go`.
fn overridden(base: &mut Block, over: Block) {
    for attribute in over.body.attributes {
        base.body
            .attributes
            .retain(|known| known.name != attribute.name);
        base.body.attributes.push(attribute);
    }
    let kind_of = |block: &Block| match (block.kind.as_str(), block.labels.first()) {
        ("dynamic", Some(label)) => label.clone(),
        (kind, _) => kind.to_owned(),
    };
    let replaced: BTreeSet<String> = over.body.blocks.iter().map(kind_of).collect();
    base.body
        .blocks
        .retain(|block| !replaced.contains(&kind_of(block)));
    base.body.blocks.extend(over.body.blocks);
}
