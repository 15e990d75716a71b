//! The templates that nest those given by name: they lie anywhere in the repository, and name what they nest.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::found::{Found, Origin};
use super::language::Language;
use super::look::{Candidate, look_at_all};
use super::walk;
use crate::source::SourceMap;

/// Adds the templates that may nest, be it through others, a template that was given by its name. `given` are the paths of
/// the run. What cannot be read is not worth a word here: nobody requested it.
pub(super) fn add(
    files: &mut Vec<Found>,
    given: &HashSet<PathBuf>,
    no_ignore: bool,
    sources: &SourceMap,
) {
    let named: Vec<&Found> = files
        .iter()
        .filter(|found| found.origin == Origin::ByName && is_template(found))
        .collect();
    let repositories: BTreeSet<PathBuf> = named
        .iter()
        .map(|found| {
            sources
                .repository_root(found.folder())
                .unwrap_or(found.folder())
        })
        .filter(|folder| !folder.ancestors().any(|above| given.contains(above)))
        .map(Path::to_owned)
        .collect();
    let mut wanted: Vec<PathBuf> = named.iter().map(|found| found.path.clone()).collect();
    let mut around = templates_in(&repositories, files, given, no_ignore, sources);
    while let Some(child) = wanted.pop() {
        let (parents, rest): (Vec<Found>, Vec<Found>) = around
            .into_iter()
            .partition(|found| may_nest(found, &child, sources));
        wanted.extend(parents.iter().map(|parent| parent.path.clone()));
        files.extend(parents);
        around = rest;
    }
}

fn is_template(found: &Found) -> bool {
    found.language == Language::YamlOrJson
        && (found.mentions.cloudformation_trail || found.mentions.nested_template)
}

/// The templates of some repositories that nest others.
fn templates_in(
    repositories: &BTreeSet<PathBuf>,
    files: &[Found],
    given: &HashSet<PathBuf>,
    no_ignore: bool,
    sources: &SourceMap,
) -> Vec<Found> {
    let folders: Vec<PathBuf> = repositories.iter().cloned().collect();
    let known: HashSet<&Path> = files.iter().map(|found| found.path.as_path()).collect();
    let walked = walk::walk(&folders, given, no_ignore, sources);
    let candidates = walked
        .files
        .into_iter()
        .filter(|(path, language)| {
            *language == Language::YamlOrJson && !known.contains(path.as_path())
        })
        .map(|(path, language)| Candidate {
            path,
            language,
            origin: Origin::Context,
        });
    let looked_at = look_at_all(candidates.collect(), sources);
    let found = looked_at.into_iter().flatten().flatten();
    found
        .filter(|found| found.mentions.nested_template)
        .collect()
}

/// Whether a template may nest another one: it names its file, or lies beside it, as what the CDK writes does.
fn may_nest(found: &Found, child: &Path, sources: &SourceMap) -> bool {
    if child.parent() == Some(found.folder()) {
        return true;
    }
    let name = child.file_name().and_then(|name| name.to_str());
    let file = sources.load(&found.path);
    matches!((name, file), (Some(name), Ok(file)) if file.text().contains(name))
}
