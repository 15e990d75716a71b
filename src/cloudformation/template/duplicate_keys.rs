//! Keys that stand more than once. The last one counts.
//!
//! Source: `CloudFormation` was seen to take the last one (go-to-k/cdk-real-drift, PR 1133); cfn-lint refuses them.

use std::collections::HashMap;

use super::include::CALL;
use super::shape::{
    SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, TYPE, resembles_trail_type, type_of,
};
use crate::model::{Attribute, Dialect, DoubledKey};
use crate::parse::{Entry, Node, Value};
use crate::source::Span;

/// A key that stands more than once.
#[derive(Clone, Debug)]
pub(crate) struct Doubled {
    pub(crate) key: DoubledKey,
    /// The last entry, key and value: what comes from there was decided by it.
    pub(crate) extent: Span,
}

/// The sections whose members a trail's values can come from.
const SECTIONS: [&str; 3] = ["Parameters", "Mappings", "Conditions"];

/// The keys that are doubled in a template, apart from those within its resources: those that decide about a trail
/// whatever its values are, and those that decide where a value came by them.
pub(super) fn doubled_in_template(root: &Node) -> (Vec<DoubledKey>, Vec<Doubled>) {
    let is_trail = |entry: &Entry| type_of(&entry.value) == Some(TRAIL);
    let has_trail = |entry: &Entry| entry.value.entries().iter().any(is_trail);
    let sections = doubled(root);
    let any_trail = root.entries().iter().any(has_trail);
    let mut certain: Vec<DoubledKey> = sections
        .iter()
        .filter(|(entries, _)| {
            let name = entries[0].key.as_str().unwrap_or_default();
            entries.iter().any(|entry| has_trail(entry)) || (any_trail && SECTIONS.contains(&name))
        })
        .map(|(_, doubled)| doubled.key.clone())
        .collect();
    if let Some(section) = root.get("Resources") {
        let resources = doubled(section);
        let of_trails = resources
            .iter()
            .filter(|(entries, _)| entries.iter().any(|entry| is_trail(entry)));
        certain.extend(of_trails.map(|(_, doubled)| doubled.key.clone()));
        certain.extend(no_trails_any_more(section));
    }
    let mut by_evidence = Vec::new();
    for section in SECTIONS.iter().filter_map(|name| root.get(name)) {
        by_evidence.extend(doubled_below(section));
    }
    // The stack above may take them.
    by_evidence.extend(root.get("Outputs").map(doubled_below).unwrap_or_default());
    let outputs = sections.into_iter().map(|(_, doubled)| doubled);
    by_evidence.extend(outputs.filter(|doubled| doubled.key.name == "Outputs"));
    for parameter in root.get("Parameters").map_or(&[][..], Node::entries) {
        by_evidence.extend(doubled_in_parameter(parameter));
    }
    if let Some(section) = root.get("Resources") {
        let is_stack = |entry: &&Entry| makes_stacks(&entry.value);
        let stacks = doubled(section).into_iter();
        let stacks = stacks.filter(|(entries, _)| entries.iter().any(is_stack));
        by_evidence.extend(stacks.map(|(_, doubled)| doubled));
    }
    (certain, by_evidence)
}

fn makes_stacks(resource: &Node) -> bool {
    type_of(resource).is_some_and(|kind| [STACK, STACK_SET, SERVERLESS_APPLICATION].contains(&kind))
}

/// The lists of allowed values that a parameter has more than one of: what comes by the parameter came by the last.
fn doubled_in_parameter(parameter: &Entry) -> Vec<Doubled> {
    let lists = doubled(&parameter.value).into_iter();
    let lists = lists.filter(|(entries, _)| entries[0].key.as_str() == Some("AllowedValues"));
    lists
        .map(|(_, doubled)| Doubled {
            extent: parameter.key.span,
            ..doubled
        })
        .collect()
}

/// The keys that are doubled in a resource that makes stacks: of those that decide which template is deployed, and whether,
/// all that comes from the stacks came by them.
pub(crate) fn doubled_in_stack(resource: &Node, declared: Span) -> Vec<Doubled> {
    let decides = |(entries, doubled): (Vec<&Entry>, Doubled)| {
        let key = entries[0].key.as_str()?;
        let names = [
            TYPE,
            "Properties",
            "Condition",
            "TemplateURL",
            "TemplateBody",
            "Location",
            "Parameters",
        ];
        names.contains(&key).then_some(Doubled {
            extent: declared,
            ..doubled
        })
    };
    let mut out: Vec<Doubled> = doubled(resource).into_iter().filter_map(decides).collect();
    if let Some(properties) = resource.get("Properties") {
        out.extend(doubled(properties).into_iter().filter_map(decides));
        for name in ["Location", "Parameters", "StackInstancesGroup"] {
            out.extend(properties.get(name).map(doubled_below).unwrap_or_default());
        }
        let groups = doubled(properties).into_iter();
        let groups =
            groups.filter(|(entries, _)| entries[0].key.as_str() == Some("StackInstancesGroup"));
        out.extend(groups.map(|(_, doubled)| doubled));
    }
    out
}

/// The properties of these names that a resource has more than one of, each with the values that do not count.
pub(crate) fn named_twice<'n>(
    resource: &'n Node,
    names: &[&str],
) -> Vec<(DoubledKey, Vec<&'n Node>)> {
    let Some(properties) = resource.get("Properties") else {
        return Vec::new();
    };
    let keys = doubled(properties).into_iter();
    let keys = keys.filter(|(entries, _)| {
        let key = entries[0].key.as_str();
        key.is_some_and(|key| names.contains(&key))
    });
    keys.map(|(mut entries, doubled)| {
        entries.pop();
        let lost = entries.into_iter().map(|entry| &entry.value);
        (doubled.key, lost.collect())
    })
    .collect()
}

/// The keys that are doubled in the calls of includes, each with the call that it decides about.
pub(super) fn doubled_in_includes(root: &Node) -> Vec<Doubled> {
    let mut out = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        open.extend(node.items());
        for entry in node.entries() {
            open.push(&entry.value);
            if entry.key.as_str() == Some(CALL) {
                let extent = entry.value.span;
                let keys = doubled_below(&entry.value).into_iter();
                out.extend(keys.map(|doubled| Doubled { extent, ..doubled }));
            }
        }
        let calls = doubled(node).into_iter();
        let calls = calls.filter(|(entries, _)| entries[0].key.as_str() == Some(CALL));
        out.extend(calls.map(|(_, doubled)| doubled));
    }
    out
}

/// The types that are doubled where one of them is that of a trail and the last is not: what is no trail by that is judged
/// nowhere else.
fn no_trails_any_more(resources: &Node) -> Vec<DoubledKey> {
    let mut out = Vec::new();
    for resource in resources.entries() {
        // A loop has its resources in the map that comes last.
        if let Some(body) = resource.value.items().last() {
            out.extend(no_trails_any_more(body));
        }
        let types = resource.value.entries().iter();
        let mut types = types.filter(|entry| entry.key.as_str() == Some(TYPE));
        let was_trail = types.any(|entry| entry.value.as_str() == Some(TRAIL));
        if was_trail && !type_of(&resource.value).is_some_and(resembles_trail_type) {
            let keys = doubled(&resource.value).into_iter();
            let keys = keys.filter(|(entries, _)| entries[0].key.as_str() == Some(TYPE));
            out.extend(keys.map(|(_, doubled)| doubled.key));
        }
    }
    out
}

/// The keys that are doubled in a trail's resource and decide about it.
pub(crate) fn doubled_in_trail(resource: &Node) -> Vec<DoubledKey> {
    let of_names = |node: &Node, names: &[&str]| -> Vec<DoubledKey> {
        doubled(node)
            .into_iter()
            .filter(|(entries, _)| {
                entries[0]
                    .key
                    .as_str()
                    .is_some_and(|key| names.contains(&key))
            })
            .map(|(_, doubled)| doubled.key)
            .collect()
    };
    let attributes = Attribute::ALL.map(|attribute| Dialect::CloudFormation.name_of(attribute));
    let mut out = of_names(resource, &[TYPE, "Properties", "Condition"]);
    if let Some(properties) = resource.get("Properties") {
        out.extend(of_names(properties, &attributes));
        for value in attributes.iter().filter_map(|name| properties.get(name)) {
            out.extend(doubled_below(value).into_iter().map(|doubled| doubled.key));
        }
    }
    out
}

/// The keys that are doubled in a node and in what lies in it.
pub(crate) fn doubled_below(node: &Node) -> Vec<Doubled> {
    let mut out = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match &node.value {
            Value::List(items) => open.extend(items),
            Value::Map(entries) => {
                out.extend(doubled(node).into_iter().map(|(_, doubled)| doubled));
                open.extend(entries.iter().map(|entry| &entry.value));
            }
            Value::Scalar(_) => {}
        }
    }
    out
}

/// The keys that a map has more than once, each with its entries.
fn doubled(node: &Node) -> Vec<(Vec<&Entry>, Doubled)> {
    let entries = node.entries();
    let mut by_key: HashMap<String, Vec<&Entry>> = HashMap::new();
    for entry in entries {
        if let Some(key) = entry.key.scalar_text() {
            by_key.entry(key).or_default().push(entry);
        }
    }
    let mut out = Vec::new();
    // In the order in which they are written.
    for entry in entries {
        let Some(group) = entry.key.scalar_text().and_then(|key| by_key.remove(&key)) else {
            continue;
        };
        // One that is included twice is the same.
        if let [first, .., last] = group.as_slice()
            && first.key.span != last.key.span
        {
            let doubled = Doubled {
                key: DoubledKey {
                    name: last.key.scalar_text().unwrap_or_default(),
                    first: first.key.span,
                    last: last.key.span,
                },
                extent: last.key.span.to(last.value.span),
            };
            out.push((group, doubled));
        }
    }
    out
}
