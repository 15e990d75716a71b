//! JSON as `jsondecode` reads it.
//!
//! Source: `go-cty`, `cty/json`: the type is told first, then each value is read as that type; so of members of one name the
//! last counts, and the others have to fit its type (seen with `terraform console` 1.11).

use std::collections::HashMap;

use crate::parse::{MAX_TREE_DEPTH, Node, Scalar, Value as Tree};
use crate::resolved::Resolved;
use crate::source::Span;
use crate::terraform::lang::json_values::from_node;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::values::Value;

/// The value of a JSON text, which may be that of a file as a whole.
pub(super) fn decode(given: &str, file: Option<Span>) -> Resolved<Value> {
    let refused = || Resolved::malformed("it is not valid JSON");
    if given.starts_with('\u{feff}') {
        return refused();
    }
    let sources = crate::source::SourceMap::default();
    let Ok(text) = sources.add("jsondecode", given.as_bytes().to_vec()) else {
        return Resolved::unknown("the JSON is too large");
    };
    let parsed = crate::parse::json::parse(&text.input());
    match parsed.tree.filter(|_| parsed.errors.is_empty()) {
        Some(tree) if has_misfits(&tree) => {
            Resolved::malformed("two members of one name in it are not of one type")
        }
        Some(tree) => from_node(&tree, file),
        // The parser takes so many levels; Terraform takes more.
        None if given.matches(['[', '{']).count() >= MAX_TREE_DEPTH => {
            Resolved::unknown("the JSON cannot be read, or is too large or too deep to follow")
        }
        None => refused(),
    }
}

/// Whether anywhere in it a member does not fit the type of a later one of its name.
fn has_misfits(node: &Node) -> bool {
    let entries = node.entries();
    let last: HashMap<&str, &Node> = entries
        .iter()
        .filter_map(|entry| Some((entry.key.as_str()?, &entry.value)))
        .collect();
    let is_misfit = |name: &str, value: &Node| {
        let counts = last.get(name);
        counts.is_some_and(|counts| !std::ptr::eq(*counts, value) && !fits(value, counts))
    };
    let mut members = entries.iter();
    members.any(|entry| {
        let is_misfit = entry.key.as_str().map(|name| is_misfit(name, &entry.value));
        is_misfit == Some(true) || has_misfits(&entry.value)
    }) || node.items().iter().any(has_misfits)
}

/// Whether a value can be read as the type of another.
fn fits(value: &Node, other: &Node) -> bool {
    match (&value.value, &other.value) {
        (Tree::Scalar(Scalar::Null), _) => true,
        // A null is of any type, which no plain value is read as.
        (_, Tree::Scalar(Scalar::Null)) => false,
        (Tree::Scalar(_), Tree::Scalar(Scalar::String(_)))
        | (Tree::Scalar(Scalar::Bool(_)), Tree::Scalar(Scalar::Bool(_)))
        | (Tree::Scalar(Scalar::Number(_)), Tree::Scalar(Scalar::Number(_))) => true,
        (Tree::Scalar(Scalar::String(text)), Tree::Scalar(Scalar::Number(_))) => {
            Number::parse(text).is_ok()
        }
        (Tree::Scalar(Scalar::String(text)), Tree::Scalar(Scalar::Bool(_))) => {
            matches!(text.as_str(), "true" | "false" | "1" | "0")
        }
        (Tree::List(items), Tree::List(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(a, b)| fits(a, b))
        }
        (Tree::Map(entries), Tree::Map(_)) => entries.iter().all(|entry| {
            let named = entry.key.as_str().and_then(|name| other.get(name));
            named.is_some_and(|other| fits(&entry.value, other))
        }),
        _ => false,
    }
}
