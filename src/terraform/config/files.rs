//! Which files of a folder make its module.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::discover::{Found, STACK_COMPONENTS};
use crate::source::SourceMap;

/// Where `terraform init` notes the providers of a root module.
///
/// Source: "Dependency Lock File" of the Terraform language: root modules only.
pub(crate) const LOCK_FILE: &str = ".terraform.lock.hcl";

/// The files of a folder that belong to its module: primary ones and override files, each in the order of their names.
///
/// Source: OpenTofu `internal/configs/parser_config_dir.go`: names that begin with `.` or end with `~` or stand between `#`
/// are ignored; `x.tofu` hides `x.tf`, and `x.tofu.json` hides `x.tf.json`.
pub(crate) fn files_of(folder: &Path, sources: &SourceMap) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = sources
        .files_in(folder)
        .into_iter()
        .flatten()
        .filter(|path| is_module_file(&name_of(path)))
        .collect();
    // A Stack is none of the parts of a module beside it; settings that were left beside a Stack are no module.
    let is_of_stack = |path: &Path| declares_components(&name_of(path));
    if paths.iter().any(|path| is_of_stack(path)) {
        let mut others = paths.iter().filter(|path| !is_of_stack(path));
        let is_module = others.any(|path| makes_something(path, sources));
        paths.retain(|path| is_of_stack(path) != is_module);
    }
    let names: HashSet<Cow<'_, str>> = paths.iter().map(|path| name_of(path)).collect();
    let is_hidden = |path: &&PathBuf| {
        let twin = twin_of(&name_of(path));
        twin.is_some_and(|twin| names.contains(twin.as_str()))
    };
    paths
        .iter()
        .filter(|path| !is_hidden(path))
        .cloned()
        .partition(|path| !is_override(&name_of(path)))
}

/// Whether a file may declare resources, or call a module.
fn makes_something(path: &Path, sources: &SourceMap) -> bool {
    let file = sources.load_of_module(path);
    let speaks = |text: &str| {
        ["resource", "module", "data"]
            .iter()
            .any(|word| text.contains(word))
    };
    file.map_or(true, |file| speaks(file.text()))
}

/// The name of the file that OpenTofu reads in place of one, where it is there.
fn twin_of(name: &str) -> Option<String> {
    let json = name.strip_suffix(".tf.json");
    let json = json.map(|stem| format!("{stem}.tofu.json"));
    json.or_else(|| Some(format!("{}.tofu", name.strip_suffix(".tf")?)))
}

/// The file that stands in for one of a module, where it is there: OpenTofu reads that one in its place.
pub(crate) fn stand_in_for(path: &Path, sources: &SourceMap) -> Option<PathBuf> {
    let twin = path.with_file_name(twin_of(&name_of(path))?);
    sources.is_named(&twin).then_some(twin)
}

/// A file's name as text. What tells are its first and its last letters, be the others UTF-8 or not.
fn name_of(path: &Path) -> Cow<'_, str> {
    crate::paths::name_of(path).unwrap_or_default()
}

/// Whether a file is part of its folder's module, rather than giving values to one.
pub(crate) fn is_of_module(found: &Found) -> bool {
    is_module_file(&name_of(&found.path))
}

/// Whether a file of that name is part of its folder's module.
pub(crate) fn is_module_file(name: &str) -> bool {
    let ignored = name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'));
    !ignored
        && ([".tf", ".tf.json", ".tofu", ".tofu.json"]
            .iter()
            .any(|end| name.ends_with(end))
            || declares_components(name))
}

/// Whether a file of that name declares components of a Terraform Stack: of these a Stack is made as a module is of its files.
pub(crate) fn declares_components(name: &str) -> bool {
    STACK_COMPONENTS.iter().any(|end| name.ends_with(end))
}

/// Whether a folder has files of a module.
pub(crate) fn holds_module(folder: &Path, sources: &SourceMap) -> bool {
    let (primary, overrides) = files_of(folder, sources);
    !primary.is_empty() || !overrides.is_empty()
}

/// Whether a file of that name is laid over the others of its module.
pub(crate) fn is_override(name: &str) -> bool {
    let stem = [".tf.json", ".tofu.json", ".tf", ".tofu"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    stem == "override" || stem.ends_with("_override")
}
