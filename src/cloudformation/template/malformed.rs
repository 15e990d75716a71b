//! Resources that are written in a shape that no template has, where a trail is among them.

use super::shape::{
    SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, is_trail_of_list, misspelt_resources,
};
use crate::diagnostic::Unreadable;
use crate::parse::{Entry, Node, Scalar, Value};

/// What of a template's `Resources` can be no resource and speaks of a trail.
///
/// Source: `CloudFormation` answers "Every Resources member must be an object" and "resource definition is malformed"
/// (serverless/serverless, pull request 1443; aws-cloudformation/cfn-lint, issue 1085).
pub(super) fn malformed(root: &Node) -> Vec<Unreadable> {
    if let Some(misspelt) = misspelt_resources(root) {
        let name = misspelt.key.as_str().unwrap_or_default();
        return vec![Unreadable {
            span: misspelt.key.span,
            message: format!("A template has no section `{name}`; did you mean `Resources`?"),
            label: "there is a trail in this section".into(),
            help: Some("Rename it to `Resources`".into()),
            others: Vec::new(),
        }];
    }
    let Some(section) = root.entry("Resources") else {
        return Vec::new();
    };
    let mut strings = root.strings().into_iter();
    let is_of_trails = strings.any(|text| OF_TRAILS.contains(&text));
    let null = is_of_trails.then(|| first_null(root)).flatten();
    let null = null.into_iter().map(of_null);
    null.chain(malformed_in(section)).collect()
}

fn malformed_in(section: &Entry) -> Vec<Unreadable> {
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

/// The types of resources that a template has which makes a trail, be it by another one.
const OF_TRAILS: [&str; 4] = [TRAIL, STACK, STACK_SET, SERVERLESS_APPLICATION];

/// The first null of a template, with the key that it stands under. Texts that no resource has may be anything: metadata of
/// other tools.
fn first_null(root: &Node) -> Option<(&Node, Option<&Entry>)> {
    const READ: [&str; 5] = [
        "Conditions",
        "Mappings",
        "Outputs",
        "Parameters",
        "Resources",
    ];
    let sections = root.entries().iter();
    let read = sections.filter(|entry| entry.key.as_str().is_some_and(|key| READ.contains(&key)));
    let mut open: Vec<(&Node, Option<&Entry>)> = read
        .filter(|section| !is_null(&section.value))
        .map(|section| (&section.value, None))
        .collect();
    open.reverse();
    while let Some((node, key)) = open.pop() {
        if is_null(node) {
            return Some((node, key));
        }
        let items = node.items().iter().map(|item| (item, key));
        let entries = node.entries().iter();
        let entries = entries.filter(|entry| entry.key.as_str() != Some("Metadata"));
        let below = items.chain(entries.map(|entry| (&entry.value, Some(entry))));
        let below: Vec<_> = below.collect();
        open.extend(below.into_iter().rev());
    }
    None
}

fn is_null(node: &Node) -> bool {
    matches!(node.value, Value::Scalar(Scalar::Null)) && node.tag.is_none()
}

/// Source: `CloudFormation` answers "Template format error: [/Resources/…] 'null' values are not allowed in templates".
fn of_null((node, key): (&Node, Option<&Entry>)) -> Unreadable {
    let name = key.and_then(|key| key.key.scalar_text());
    let is_empty = node.span.range().is_empty();
    let said = match &name {
        Some(name) if is_empty => format!("`{name}` has no value, and"),
        Some(name) => format!("`{name}` is null, and"),
        None => "This is null, and".to_owned(),
    };
    Unreadable {
        span: key
            .filter(|_| is_empty)
            .map_or(node.span, |key| key.key.span),
        message: format!("{said} CloudFormation refuses a template with null in it"),
        label: if is_empty { "no value" } else { "null" }.into(),
        help: Some(
            "Give it a value, or remove it; in a branch of `Fn::If`, write `!Ref AWS::NoValue`."
                .into(),
        ),
        others: Vec::new(),
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
    let name = entry.key.scalar_text().unwrap_or_default();
    let (what, help) = match name.as_str() {
        // A logical id was forgotten.
        "Type" => (
            "stands directly in `Resources`, without a resource around it",
            "Give the resource a logical id, and write its `Type` and its `Properties` below that",
        ),
        _ => (
            "in `Resources` is not a map, so CloudFormation takes it for no resource",
            "Write the resource as a map with `Type` and `Properties`",
        ),
    };
    Unreadable {
        span: entry.key.span,
        message: format!("`{name}` {what}"),
        label: "not a resource".into(),
        help: Some(help.into()),
        others: Vec::new(),
    }
}

fn speaks_of_trail(node: &Node) -> bool {
    node.strings().contains(&TRAIL)
}
