//! The modules that a call may lead to whose source leads nowhere, or is not known.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::local_source::{folder_of_a_machine, is_no_address};
use super::module_cache::ModuleCache;
use super::source_pattern::SourcePattern;

/// What the folder is like that a source leads to on another machine: one of that name.
pub(crate) fn like_on_another_machine(source: &str) -> Option<SourcePattern> {
    let folder = folder_of_a_machine(source);
    let folder = folder.or_else(|| is_no_address(source).then(|| source.to_owned()));
    Some(SourcePattern::named(&folder?))
}

/// Of some modules, those that a call may lead to whose source is not known: they lie where it may lead, and declare what
/// it gives. Where nothing of the source is known, what it gives must tell.
pub(crate) fn candidates(
    like: &SourcePattern,
    gives: &[String],
    caller: &Path,
    among: &BTreeSet<PathBuf>,
    modules: &ModuleCache<'_>,
) -> Vec<PathBuf> {
    let path = like.path();
    if path.is_anything() && gives.is_empty() {
        return Vec::new();
    }
    let may_be = |folder: &&PathBuf| {
        path.may_lead(caller, folder) && folder.as_path() != caller && {
            let module = modules.module(folder);
            !module.is_root && gives.iter().all(|name| module.variables.contains_key(name))
        }
    };
    among.iter().filter(may_be).cloned().collect()
}
