//! Which files are judged by themselves: those that no other one nests, and what else is deployed by itself.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::deployment::Given;
use super::merging::Merging;
use super::nested::Nested;
use super::options::Options;
use super::parameters::Rollouts;
use crate::discover::Found;

/// The files that no other one nests, those that are judged for others, those that others deploy, and those that others nest and
/// that a configured deployment is for. What something else has deployed is judged there.
pub(super) fn roots_of<'f>(
    nested: &Nested<'f>,
    deployed: &BTreeSet<PathBuf>,
    (files, merging): (&[&'f Found], &'f Merging),
    given: Given<'f>,
) -> HashSet<&'f Path> {
    let mut roots = roots(nested);
    roots.retain(|path| !deployed.contains(*path));
    roots.extend(merging.firsts().map(PathBuf::as_path));
    with_deployed(roots, given.rollouts, files, given.options)
}

/// With the files that others deploy, and those that others nest and that a configured deployment is for: those that it names,
/// and all that it matches where it would be for none else.
fn with_deployed<'f>(
    mut roots: HashSet<&'f Path>,
    rollouts: &'f Rollouts,
    files: &[&'f Found],
    options: &Options,
) -> HashSet<&'f Path> {
    roots.extend(rollouts.templates().map(PathBuf::as_path));
    let mut more = Vec::new();
    for deployment in &options.deployments {
        let matched = files.iter().map(|file| file.path.as_path());
        let matched = matched.filter(|path| deployment.templates.is_match(path));
        let matched: Vec<&Path> = matched.collect();
        let is_for_a_root = matched.iter().any(|path| roots.contains(*path));
        let named = deployment.templates.text();
        let is_named = |path: &&Path| path.to_string_lossy() == named;
        let alone = matched.into_iter();
        more.extend(alone.filter(|path| !is_for_a_root || is_named(path)));
    }
    roots.extend(more);
    roots
}

/// The files that no other one nests, and one of each ring of files that nest each other.
fn roots<'f>(nested: &Nested<'f>) -> HashSet<&'f Path> {
    let children: HashSet<&Path> = nested
        .iter()
        .flat_map(|(parent, children)| children.iter().filter(move |child| *child != parent))
        .map(PathBuf::as_path)
        .collect();
    let mut roots = HashSet::new();
    let mut reached = HashSet::new();
    let (first, rest): (Vec<&Path>, Vec<&Path>) =
        nested.keys().partition(|path| !children.contains(*path));
    for path in first.into_iter().chain(rest) {
        if !reached.contains(path) {
            roots.insert(path);
            reach(path, nested, &mut reached);
        }
    }
    roots
}

/// The files that a file nests, be it through others, and itself.
pub(super) fn below(path: &Path, nested: &Nested<'_>) -> HashSet<PathBuf> {
    let mut reached = HashSet::new();
    reach(path, nested, &mut reached);
    reached.into_iter().map(Path::to_owned).collect()
}

/// Adds what lies below a file to what is reached.
fn reach<'n>(path: &'n Path, nested: &'n Nested<'_>, reached: &mut HashSet<&'n Path>) {
    let mut open = vec![path];
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(nested.get(next).into_iter().flatten().map(PathBuf::as_path));
        }
    }
}
