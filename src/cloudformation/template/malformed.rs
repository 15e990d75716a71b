//! Resources that are written in a shape that no template has, where a trail is among them.

use super::open_marks::shown_key;
use super::shape::{TRAIL, is_trail_of_list, misspelt_resources};
use crate::diagnostic::Unreadable;
use crate::parse::{Entry, Node, Value};

/// What of a template's `Resources` can be no resource and speaks of a trail.
///
/// Source: `CloudFormation` answers "Every Resources member must be an object" and "resource definition is malformed"
/// (serverless/serverless, pull request 1443; aws-cloudformation/cfn-lint, issue 1085).
pub(super) fn malformed(root: &Node) -> Vec<Unreadable> {
    if let Some(misspelt) = misspelt_resources(root) {
        let name = misspelt.key.as_str().unwrap_or_default();
        return vec![Unreadable {
            span: misspelt.key.span,
            message: format!("A template has no section `{name}`; did you mean `Resources`?")
                .into(),
            label: "there is a trail in this section".into(),
            help: Some("Rename it to `Resources`".into()),
            others: Vec::new(),
        }];
    }
    let Some(section) = root.entry("Resources") else {
        return Vec::new();
    };
    match &section.value.value {
        Value::Map(resources) => {
            let malformed = resources.iter().filter(|entry| is_malformed(entry));
            malformed.map(of_resource).collect()
        }
        Value::List(items) if items.iter().any(is_trail_of_list) => vec![Unreadable {
            span: section.key.span,
            message: "`Resources` is a list, where CloudFormation takes a map".into(),
            label: "there is a trail in this list".into(),
            help: Some("Give each resource a logical id, and write it below that".into()),
            others: Vec::new(),
        }],
        _ => Vec::new(),
    }
}

/// Whether a member of `Resources` is no map though it speaks of a trail; the list of a loop is none.
fn is_malformed(entry: &Entry) -> bool {
    let is_loop = |key: &str| key.starts_with("Fn::");
    match &entry.value.value {
        Value::Map(_) => false,
        Value::List(_) if entry.key.as_str().is_some_and(is_loop) => false,
        _ => speaks_of_trail(&entry.value),
    }
}

fn of_resource(entry: &Entry) -> Unreadable {
    let name = shown_key(&entry.key);
    let (what, help) = match name.as_deref() {
        // A logical id was forgotten.
        Some("Type") => (
            "stands directly in `Resources`, without a resource around it",
            "Give the resource a logical id, and write its `Type` and its `Properties` below that",
        ),
        _ => (
            "in `Resources` is not a map, so CloudFormation takes it for no resource",
            "Write the resource as a map with `Type` and `Properties`",
        ),
    };
    let name = name.map_or_else(|| "This".to_owned(), |name| format!("`{name}`"));
    Unreadable {
        span: entry.key.span,
        message: format!("{name} {what}").into(),
        label: "not a resource".into(),
        help: Some(help.into()),
        others: Vec::new(),
    }
}

fn speaks_of_trail(node: &Node) -> bool {
    node.strings().contains(&TRAIL)
}
