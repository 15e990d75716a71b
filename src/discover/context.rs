//! What lies around the modules that were given: their callers, and what they call, lie anywhere in the repository. What
//! they call outside of it is found by following the calls.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::found::Found;
use super::language::Language;
use super::look::{for_context, of_modules};
use super::walk;
use crate::source::SourceMap;

/// Adds the modules' files around those found so far; the answer is the links that lie there. `given` are the paths of the run, from the file system's root.
/// What cannot be read is for the modules to say that need it.
pub(super) fn add(
    files: &mut Vec<Found>,
    given: &HashSet<PathBuf>,
    no_ignore: bool,
    sources: &SourceMap,
) -> Vec<PathBuf> {
    let known: HashSet<&Path> = files.iter().map(|found| found.path.as_path()).collect();
    let around = walk::walk(
        &repositories(files, given, sources),
        given,
        no_ignore,
        sources,
    );
    let candidates = of_modules(around.files)
        .filter(|candidate| !known.contains(candidate.path.as_path()))
        .collect();
    files.extend(for_context(candidates, sources));
    around.links
}

/// The repositories that the modules lie in; outside of any, their own folders. A repository that was given as a whole has
/// nothing around it.
fn repositories(files: &[Found], given: &HashSet<PathBuf>, sources: &SourceMap) -> Vec<PathBuf> {
    let folders: BTreeSet<&Path> = files
        .iter()
        .filter(|found| is_of_module(found) || found.may_be_data())
        .map(Found::folder)
        .collect();
    let around: BTreeSet<&Path> = folders
        .into_iter()
        .map(|folder| sources.repository_root(folder).unwrap_or(folder))
        .collect();
    around
        .into_iter()
        .filter(|folder| !folder.ancestors().any(|above| given.contains(above)))
        .map(Path::to_owned)
        .collect()
}

fn is_of_module(found: &Found) -> bool {
    found.language != Language::YamlOrJson
}
