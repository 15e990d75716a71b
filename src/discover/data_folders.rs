//! Given folders that hold nothing that is judged by itself, only what templates and modules elsewhere in the repository read:
//! includes, data, files of values.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::found::{Found, Origin};
use super::language::Language;
use super::limits::MAX_FILES_OF_DATA_FOLDER;
use super::look::{Candidate, look_at_all};
use crate::source::SourceMap;

/// Those of the given folders that may be such: parts of repositories.
pub(super) fn parts<'f>(folders: &'f [PathBuf], sources: &SourceMap) -> Vec<&'f Path> {
    let is_part = |folder: &&Path| {
        let root = sources.repository_root(folder);
        root.is_some_and(|root| root != *folder)
    };
    let folders = folders.iter().map(PathBuf::as_path);
    folders.filter(is_part).collect()
}

/// The files of a walk below some of the given folders.
pub(super) fn below(parts: &[&Path], candidates: &[Candidate]) -> Vec<(PathBuf, Language)> {
    let is_below = |file: &&Candidate| {
        file.origin == Origin::InFolder && parts.iter().any(|folder| file.path.starts_with(folder))
    };
    let files = candidates.iter().filter(is_below);
    files
        .map(|file| (file.path.clone(), file.language))
        .collect()
}

/// Takes each file of such folders for what others may read. `walked` are the files below them.
pub(super) fn take(
    files: &mut Vec<Found>,
    walked: &[(PathBuf, Language)],
    mut parts: Vec<&Path>,
    sources: &SourceMap,
) {
    parts.retain(|folder| {
        let mut own = files.iter().filter(|found| found.path.starts_with(folder));
        !own.any(matters_by_itself)
    });
    let below = |path: &Path| parts.iter().any(|folder| path.starts_with(folder));
    let below: Vec<&(PathBuf, Language)> = walked.iter().filter(|(path, _)| below(path)).collect();
    if below.is_empty() || below.len() > MAX_FILES_OF_DATA_FOLDER {
        return;
    }
    let candidates = below.iter().map(|(path, language)| Candidate {
        path: path.clone(),
        language: *language,
        origin: Origin::AsData,
    });
    let taken = look_at_all(candidates.collect(), sources);
    let taken: Vec<Found> = taken.filter_map(|one| one.found).collect();
    let known: BTreeSet<PathBuf> = taken.iter().map(|found| found.path.clone()).collect();
    files.retain(|found| !known.contains(&found.path) || found.origin == Origin::ByName);
    let named: BTreeSet<PathBuf> = files.iter().map(|found| found.path.clone()).collect();
    files.extend(
        taken
            .into_iter()
            .filter(|found| !named.contains(&found.path)),
    );
}

/// Whether a file is a template, part of a module, a unit or an output, and no more than what these read.
fn matters_by_itself(found: &Found) -> bool {
    let mentions = &found.mentions;
    let name = found.path.to_string_lossy();
    match found.language {
        Language::Terragrunt => true,
        Language::Terraform => !name.ends_with(".tfvars") && !name.ends_with(".tfvars.json"),
        Language::YamlOrJson => {
            mentions.cloudformation_trail
                || mentions.nested_template
                || mentions.terraform_trail
                || mentions.terraform_stack
                || mentions.deploys
                || mentions.service
        }
    }
}
