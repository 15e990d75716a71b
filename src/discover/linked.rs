//! Folders that links lead to: no walk follows them, so what lies there is looked at only where the run walks it anyway.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::found::Origin;
use super::language::{Language, is_known_by_name, language_of};
use super::look::{Candidate, look_at_all};
use super::walk;
use crate::source::{Outside, ReadError, SourceMap};

/// A link to a folder that a run does not walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFolder {
    pub link: PathBuf,
    /// Where it leads to.
    pub folder: PathBuf,
    /// The files there that mention a trail.
    pub files: Vec<PathBuf>,
}

/// Of the links that a walk of some folders came to, those that lead to folders which it did not walk and which hold trails.
pub(super) fn not_walked(
    links: &[PathBuf],
    walked: &[PathBuf],
    no_ignore: bool,
    sources: &SourceMap,
) -> Vec<LinkedFolder> {
    let walked: Vec<PathBuf> = walked
        .iter()
        .map(|path| sources.real_folder(path))
        .collect();
    let mut by_folder: BTreeMap<PathBuf, &PathBuf> = BTreeMap::new();
    for link in links {
        if !sources.leads_to_folder(link) {
            continue;
        }
        let folder = sources.real_folder(link);
        if !walked.iter().any(|walked| folder.starts_with(walked)) {
            let first = by_folder.entry(folder).or_insert(link);
            *first = link.min(first);
        }
    }
    let mut out: Vec<LinkedFolder> = Vec::new();
    for (folder, link) in by_folder {
        // What lies in one that was looked at is none of its own.
        if out
            .last()
            .is_some_and(|last| folder.starts_with(&last.folder))
        {
            continue;
        }
        let files = files_with_trails(&folder, no_ignore, sources);
        out.push(LinkedFolder {
            link: link.clone(),
            folder,
            files,
        });
    }
    out.retain(|linked| !linked.files.is_empty());
    out
}

fn files_with_trails(folder: &Path, no_ignore: bool, sources: &SourceMap) -> Vec<PathBuf> {
    let folder = [folder.to_owned()];
    let files = walk::walk(&folder, &HashSet::new(), no_ignore, sources).files;
    let candidates = files.into_iter().map(|(path, language)| Candidate {
        path,
        language,
        origin: Origin::Context,
    });
    let looked_at = look_at_all(candidates.collect(), sources);
    let found = looked_at.filter_map(|looked_at| looked_at.found);
    let of_trails =
        found.filter(|one| one.mentions.cloudformation_trail || one.mentions.terraform_trail);
    of_trails.map(|found| found.path).collect()
}

/// Of the links that a walk came to, those to files outside that may be templates or data by their names.
pub(super) fn outside(links: &[PathBuf], sources: &SourceMap) -> Vec<(PathBuf, Outside)> {
    let links = links
        .iter()
        .filter(|link| language_of(link) == Some(Language::YamlOrJson) && !is_known_by_name(link));
    let mut out: Vec<(PathBuf, Outside)> = links
        .filter_map(|link| match sources.kind(link) {
            Err(ReadError::Outside(outside)) => Some((link.clone(), outside)),
            _ => None,
        })
        .collect();
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}
