//! Which files of a folder make its module.

use std::path::{Path, PathBuf};

use crate::discover::Found;
use crate::source::SourceMap;

/// The files of a folder that belong to its module: primary ones and override files, each in the order of their names.
///
/// Source: OpenTofu `internal/configs/parser_config_dir.go`: names that begin with `.` or end with `~` or stand between `#`
/// are ignored; `x.tofu` hides `x.tf`, and `x.tofu.json` hides `x.tf.json`.
pub(crate) fn files_of(folder: &Path, sources: &SourceMap) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let names: Vec<String> = sources
        .files_in(folder)
        .into_iter()
        .flatten()
        .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
        .filter(|name| is_module_file(name))
        .collect();
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

/// Whether a file is part of its folder's module, rather than giving values to one.
pub(crate) fn is_of_module(found: &Found) -> bool {
    let name = found.path.file_name().and_then(|name| name.to_str());
    name.is_some_and(is_module_file)
}

/// Whether a file of that name is part of its folder's module.
pub(crate) fn is_module_file(name: &str) -> bool {
    let ignored = name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'));
    !ignored
        && [".tf", ".tf.json", ".tofu", ".tofu.json"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// Whether a folder has files of a module.
pub(crate) fn holds_module(folder: &Path, sources: &SourceMap) -> bool {
    let (primary, overrides) = files_of(folder, sources);
    !primary.is_empty() || !overrides.is_empty()
}

fn is_override(name: &str) -> bool {
    let stem = [".tf.json", ".tofu.json", ".tf", ".tofu"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    stem == "override" || stem.ends_with("_override")
}
