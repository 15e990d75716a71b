//! Parameter files, in every shape that people have them.
//!
//! Source: `aws cloudformation deploy --parameter-overrides` (three JSON shapes).

use super::super::template::first_document;
use super::samconfig::{overrides_of, parameters_of_toml};
use super::values::{NoParameters, ParameterSet};
use crate::parse::Node;
use crate::source::{SourceFile, Span};

/// The sets of values that a file gives. More than one where it names several environments.
pub(super) fn parameters_of(file: &SourceFile) -> Result<Vec<ParameterSet>, NoParameters> {
    if file.name().to_ascii_lowercase().ends_with(".toml") {
        return parameters_of_toml(file);
    }
    let root = first_document(file).map_err(|errors| {
        let first = errors.into_iter().next();
        NoParameters {
            at: first.as_ref().map(|error| error.span),
            message: first.map_or_else(|| "it cannot be parsed".into(), |error| error.message),
        }
    })?;
    let Some(root) = root else {
        return Ok(vec![ParameterSet::default()]);
    };
    if let Some(parameters) = root.get("Parameters") {
        return Ok(vec![set_of(None, parameters, file)]);
    }
    let environments: Vec<ParameterSet> = root
        .entries()
        .iter()
        .filter_map(|entry| {
            let overrides = overrides_of(&entry.value)?;
            Some(set_of(entry.key.scalar_text(), overrides, file))
        })
        .collect();
    if !environments.is_empty() {
        return Ok(environments);
    }
    let set = set_of(None, &root, file);
    let is_empty = root.items().is_empty() && root.entries().is_empty();
    if set.values.is_empty() && !is_empty {
        return Err(NoParameters {
            at: Some(root.span),
            message: "it holds no parameters: give [{\"ParameterKey\": …, \"ParameterValue\": …}], {\"Parameters\": {…}}, \
                      [\"Key=Value\"], a map, or a samconfig"
                .into(),
        });
    }
    Ok(vec![set])
}

fn set_of(name: Option<String>, node: &Node, file: &SourceFile) -> ParameterSet {
    let mut set = ParameterSet {
        name,
        ..ParameterSet::default()
    };
    collect(node, file, &mut set);
    set
}

/// Takes what a string, a map or a list gives.
fn collect(node: &Node, file: &SourceFile, set: &mut ParameterSet) {
    if let Some(text) = node.as_str() {
        set.give_pairs(file, text, node.span);
    }
    for entry in node.entries() {
        if let Some(key) = entry.key.scalar_text() {
            set.give(file, &key, text_of(&entry.value), entry.value.span);
        }
    }
    for item in node.items() {
        if let Some(key) = item.get("ParameterKey").and_then(Node::scalar_text) {
            let value = item.get("ParameterValue");
            let span: Span = value.unwrap_or(item).span;
            set.give(file, &key, value.and_then(Node::scalar_text), span);
        } else {
            collect(item, file, set);
        }
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
