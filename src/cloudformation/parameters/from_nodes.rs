//! The values that a part of a file gives: a text of pairs, a map or a list.

use super::super::template::{doubled_below, is_json};
use super::values::{ParameterSet, Written};
use crate::parse::{EmbeddedText, Node, json, yaml};
use crate::resolved::{Assigned, Syntax};
use crate::source::{SourceFile, Span};

pub(super) fn set_of(name: Option<String>, node: &Node, file: &SourceFile) -> ParameterSet {
    let mut set = ParameterSet::of(file, name);
    collect(node, file, &mut set);
    let doubled = doubled_below(node);
    set.doubled = vec![doubled.into()];
    set
}

/// Takes what a string, a map or a list gives.
fn collect(node: &Node, file: &SourceFile, set: &mut ParameterSet) {
    if let Some(text) = node.as_str() {
        let line = text_of_string(text, node, file);
        set.give_pairs(file, &line.input(file.id()));
    }
    for entry in node.entries() {
        if let Some(key) = entry.key.scalar_text() {
            let assigned = Assigned::new(key.as_str(), syntax_of(file));
            let at = (entry.key.span, assigned);
            give(set, file, &key, Some(&entry.value), at);
        }
    }
    for item in node.items() {
        let key = item.get("ParameterKey");
        if let Some((key, name)) = key.and_then(|key| Some((key, key.scalar_text()?))) {
            let assigned = Assigned::new("ParameterValue", syntax_of(file));
            let value = item.get("ParameterValue");
            give(set, file, &name, value, (key.span, assigned));
        } else {
            collect(item, file, set);
        }
    }
}

/// How a file gives a value to a name. All values of parameters are texts.
pub(super) fn syntax_of(file: &SourceFile) -> Syntax {
    if is_json(file.input().text) {
        Syntax::JsonText
    } else {
        Syntax::Yaml
    }
}

/// The text of a string; where its places are not known, all of it stands where the string begins.
fn text_of_string(text: &str, node: &Node, file: &SourceFile) -> EmbeddedText {
    let input = file.input();
    let embedded = json::embedded_text(&input, node).or_else(|| yaml::embedded_text(&input, node));
    embedded.unwrap_or_else(|| {
        let start = node.span.range().start;
        let mut out = EmbeddedText::default();
        out.append_made(text, start..start);
        out
    })
}

/// Takes the value of one parameter, which is named at a place.
pub(super) fn give(
    set: &mut ParameterSet,
    file: &SourceFile,
    key: &str,
    value: Option<&Node>,
    (name, assigned): (Span, Assigned),
) {
    let written = Written {
        name,
        value: value.map_or(name, |value| value.span),
        assigned,
    };
    match value {
        Some(value) if value.tag.is_some() || !value.entries().is_empty() => {
            set.give_unknown(file, key, &written);
        }
        _ => set.give(file, key, value.and_then(text_of), written),
    }
}

/// A scalar's text, or a list parameter's items.
fn text_of(value: &Node) -> Option<String> {
    value.scalar_text().or_else(|| {
        let items = value.items();
        (!items.is_empty()).then(|| {
            let texts: Vec<String> = items.iter().filter_map(Node::scalar_text).collect();
            texts.join(",")
        })
    })
}
