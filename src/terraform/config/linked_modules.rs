//! Folders of modules whose files others link.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::files::is_of_module;
use super::value_files::automatic_files;
use crate::discover::Found;
use crate::source::SourceMap;
use crate::terraform::options::Options;

/// The folders of which all files of a module are linked into others, and which nobody runs: neither are values for them
/// there, nor does the configuration name them.
pub(super) fn linked(
    files: &[&Found],
    sources: &SourceMap,
    options: &Options,
) -> BTreeSet<PathBuf> {
    if files.iter().all(|file| file.target.is_none()) {
        return BTreeSet::new();
    }
    let of_modules = || files.iter().filter(|file| is_of_module(file));
    let targets: HashSet<&Path> = of_modules()
        .filter_map(|file| Some((file, file.target.as_deref()?)))
        .filter(|(file, target)| target.parent() != Some(file.folder()))
        .map(|(_, target)| target)
        .collect();
    let mut folders: BTreeSet<PathBuf> = targets
        .iter()
        .filter_map(|target| Some(target.parent()?.to_owned()))
        .collect();
    for file in of_modules().filter(|file| !targets.contains(file.path.as_path())) {
        folders.remove(file.folder());
    }
    folders.retain(|folder| {
        let mut deployments = options.deployments.iter();
        automatic_files(folder, sources).is_empty()
            && !deployments.any(|deployment| deployment.roots.is_match(folder))
    });
    folders
}
