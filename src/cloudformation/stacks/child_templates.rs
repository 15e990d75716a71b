//! Which local templates a template nests.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::super::template::{SERVERLESS_APPLICATION, STACK, Template, local_path, type_of};
use crate::parse::Node;

/// The local template of a nested stack: its `TemplateURL` or `Location`, or the asset that the CDK notes in `Metadata`.
///
/// Source: `aws cloudformation package` (artifact exporter) for the properties and that paths start from the parent's folder;
/// the CDK writes `aws:asset:path` with `aws:asset:property: TemplateURL`.
pub(crate) fn child_path(folder: &Path, resource: &Node) -> Option<PathBuf> {
    let properties = resource.get("Properties")?;
    let location = match type_of(resource) {
        Some(SERVERLESS_APPLICATION) => properties.get("Location"),
        _ => properties.get("TemplateURL"),
    };
    let written = location
        .filter(|node| node.tag.is_none())
        .and_then(Node::as_str)
        .and_then(|location| local_path(folder, location));
    written.or_else(|| {
        let metadata = resource.get("Metadata")?;
        if metadata.get("aws:asset:property")?.as_str()? != "TemplateURL" {
            return None;
        }
        local_path(folder, metadata.get("aws:asset:path")?.as_str()?)
    })
}

/// The local templates that a template brings in.
pub(crate) fn children(template: &Template) -> Vec<PathBuf> {
    template
        .section("Resources")
        .iter()
        .filter(|entry| matches!(type_of(&entry.value), Some(STACK | SERVERLESS_APPLICATION)))
        .filter_map(|entry| child_path(&template.folder, &entry.value))
        .collect()
}

/// The files that no other one nests, and one of each ring of files that nest each other.
pub(crate) fn roots(nested: &BTreeMap<PathBuf, Vec<PathBuf>>) -> HashSet<PathBuf> {
    let children: HashSet<&PathBuf> = nested
        .iter()
        .flat_map(|(parent, children)| children.iter().filter(move |child| *child != parent))
        .collect();
    let mut roots: HashSet<PathBuf> = HashSet::new();
    let mut reached: HashSet<PathBuf> = HashSet::new();
    let (first, rest): (Vec<_>, Vec<_>) = nested.keys().partition(|path| !children.contains(path));
    for path in first.into_iter().chain(rest) {
        if reached.contains(path) {
            continue;
        }
        roots.insert(path.clone());
        let mut open = vec![path.clone()];
        while let Some(next) = open.pop() {
            if reached.insert(next.clone()) {
                open.extend(nested.get(&next).into_iter().flatten().cloned());
            }
        }
    }
    roots
}
