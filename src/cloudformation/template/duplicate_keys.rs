//! Keys that stand more than once. The last one counts.
//!
//! Source: `CloudFormation` was seen to take the last one (go-to-k/cdk-real-drift, PR 1133); cfn-lint refuses them.

use std::collections::HashMap;

use super::shape::{TRAIL, TYPE, resembles_trail_type, type_of};
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
    (certain, by_evidence)
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
    let attributes = [
        Attribute::IncludeGlobalServiceEvents,
        Attribute::IsMultiRegionTrail,
        Attribute::IsLogging,
        Attribute::EventSelectors,
        Attribute::AdvancedEventSelectors,
    ]
    .map(|attribute| Dialect::CloudFormation.name_of(attribute));
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
fn doubled_below(node: &Node) -> Vec<Doubled> {
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
