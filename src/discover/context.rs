//! What lies around the modules that were given: their callers, and what they call, lie anywhere in the repository. What
//! they call outside of it is found by following the calls.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::PathBuf;

use super::around::Around;
use super::found::Found;
use super::language::Language;
use super::look::{for_context, of_modules};
use crate::source::SourceMap;

/// Adds the modules' files around those found so far; the answer is what lies there beside them. `given` are the paths of the
/// run, from the file system's root. What cannot be read is for the modules to say that need it.
pub(super) fn add(
    files: &mut Vec<Found>,
    given: &HashSet<PathBuf>,
    no_ignore: bool,
    sources: &SourceMap,
) -> Around {
    let of_modules_or_data = files.iter();
    let of_modules_or_data =
        of_modules_or_data.filter(|found| is_of_module(found) || found.may_be_data());
    let are_templates = of_modules_or_data.clone().all(Found::may_be_template);
    let mut around = Around::of(of_modules_or_data, given, no_ignore, sources);
    let walked = std::mem::take(&mut around.walked.files);
    let known = files.iter().filter(|_| !walked.is_empty());
    let known: HashSet<&OsStr> = known.map(|found| found.path.as_os_str()).collect();
    let candidates = of_modules(walked)
        .filter(|candidate| !known.contains(candidate.path.as_os_str()))
        .collect();
    let (found, unseen) = for_context(candidates, sources);
    // Modules that read no file and deploy no template have nothing to do with one. (A configuration has to do with all.)
    if are_templates && unseen.is_empty() && !found.iter().any(Found::may_read) {
        return around;
    }
    files.extend(found);
    around.unseen.extend(unseen);
    around
}

fn is_of_module(found: &Found) -> bool {
    found.language != Language::YamlOrJson
}
