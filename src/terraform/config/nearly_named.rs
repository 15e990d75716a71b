//! Paths of folders that are not there: which folder they mean.

use std::path::{Path, PathBuf};

use super::files::holds_module;
use crate::paths::lexical;
use crate::source::{ReadError, SourceMap};
use crate::suggest::nearest;

/// The folder with a module that a path means which leads to none. Where git is told to leave that out, something makes it; and
/// what lies outside of the repository of `folder` is another one's.
pub(crate) fn missing_module(folder: &Path, path: &Path, sources: &SourceMap) -> Option<PathBuf> {
    let root = sources.repository_root(folder);
    let is_within = |path: &Path| root.is_none_or(|root| path.starts_with(root));
    let is_missing = matches!(sources.kind(path), Err(ReadError::Missing { .. }));
    let is_left_out = || sources.is_git_ignored(&path.join("main.tf"));
    if !is_missing || !is_within(path) || is_left_out() {
        return None;
    }
    let is_module = |meant: &Path| {
        sources.admit_module(folder, meant);
        is_within(meant) && holds_module(meant, sources)
    };
    near(path, sources, &is_module)
}

/// The folder whose path is that of one that is not there but for one name, where `holds` says that it may be meant.
pub(crate) fn near(
    path: &Path,
    sources: &SourceMap,
    holds: &dyn Fn(&Path) -> bool,
) -> Option<PathBuf> {
    let is_there = |folder: &&Path| sources.leads_to_folder(folder);
    let around = path.ancestors().skip(1).find(is_there)?;
    let below = path.strip_prefix(around).ok()?;
    let mut parts = below.components();
    let missing = parts.next()?.as_os_str().to_str()?;
    let folders = sources.folders_in(around);
    let names = folders.iter().filter_map(|name| name.to_str());
    let names = names.filter(|name| !name.starts_with('.'));
    let meant = around.join(nearest(missing, names)?);
    let meant = lexical(&meant.join(parts.as_path()));
    holds(&meant).then_some(meant)
}
