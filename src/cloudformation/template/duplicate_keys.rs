//! Keys that stand twice.

use super::shape::{TRAIL, type_of};
use crate::diagnostic::{Label, Unreadable};
use crate::parse::{Entry, Node};

/// The finding for a key that stands twice: CloudFormation refuses it, and readers differ on which one counts.
pub(crate) fn duplicate_key(first: &Entry, later: &Entry) -> Unreadable {
    let name = later.key.as_str().unwrap_or_default();
    Unreadable {
        span: later.key.span,
        message: format!("The key `{name}` is given twice"),
        label: "given again here".into(),
        help: Some("Remove one of them; a template with duplicate keys is refused.".into()),
        others: vec![Label::new(first.key.span, "given here first")],
    }
}

/// The keys that stand twice among the sections, and the resources that do where one of them is a trail.
pub(super) fn duplicates_in(root: &Node) -> Vec<Unreadable> {
    let resources = root.get("Resources").into_iter();
    let trails = resources
        .flat_map(Node::duplicate_keys)
        .filter(|(first, later)| {
            [first, later]
                .iter()
                .any(|entry| type_of(&entry.value) == Some(TRAIL))
        });
    root.duplicate_keys()
        .into_iter()
        .chain(trails)
        .map(|(first, later)| duplicate_key(first, later))
        .collect()
}
