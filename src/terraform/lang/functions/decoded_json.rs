//! JSON as `jsondecode` reads it.
//!
//! Source: `go-cty`, `cty/json`: the type is told first, then each value is read as that type; so of members of one name the
//! last counts, and the others have to fit its type (seen with `terraform console` 1.11).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::results::grown_too_large;
use crate::parse::{MAX_TREE_DEPTH, Node, Scalar, Value as Tree};
use crate::resolved::Resolved;
use crate::source::Span;
use crate::terraform::lang::json_values::from_node;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::MAX_JSON_NODES;

/// The value of a JSON text, which may be that of a file as a whole.
pub(super) fn decode(given: &str, file: Option<Span>) -> Resolved<Value> {
    let refused = || Resolved::malformed("it is not valid JSON");
    if given.starts_with('\u{feff}') {
        return refused();
    }
    // Each value is followed by a comma, or begins an object or a list that ends.
    if file.is_none() && given.matches([',', '{', '[']).count() > MAX_JSON_NODES {
        return grown_too_large();
    }
    let sources = crate::source::SourceMap::default();
    let Ok(text) = sources.add("jsondecode", given.as_bytes().to_vec()) else {
        return Resolved::unknown("the JSON is too large");
    };
    let parsed = crate::parse::json::parse(&text.input());
    match parsed.tree.filter(|_| parsed.errors.is_empty()) {
        Some(tree) if has_misfits(&tree, &Members::default()) => {
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

/// The members of objects by name, of those of one name the last: found once for each object, which many others may have to fit.
#[derive(Default)]
struct Members<'n> {
    of: RefCell<HashMap<usize, Rc<ByName<'n>>>>,
}

type ByName<'n> = HashMap<&'n str, &'n Node>;

impl<'n> Members<'n> {
    fn of(&self, node: &'n Node) -> Rc<ByName<'n>> {
        let mut of = self.of.borrow_mut();
        let found = of
            .entry(std::ptr::from_ref(node).addr())
            .or_insert_with(|| {
                let named = node.entries().iter();
                let named = named.filter_map(|entry| Some((entry.key.as_str()?, &entry.value)));
                Rc::new(named.collect())
            });
        Rc::clone(found)
    }
}

/// Whether anywhere in it a member does not fit the type of a later one of its name.
fn has_misfits<'n>(node: &'n Node, all: &Members<'n>) -> bool {
    let is_misfit = |name: &str, value: &'n Node, last: &ByName<'n>| {
        let counts = last
            .get(name)
            .filter(|counts| !std::ptr::eq(**counts, value));
        counts.is_some_and(|counts| !fits(value, counts, all))
    };
    let entries = node.entries();
    let is_refused = !entries.is_empty() && {
        let last = all.of(node);
        entries.iter().any(|entry| {
            let name = entry.key.as_str();
            name.is_some_and(|name| is_misfit(name, &entry.value, &last))
                || has_misfits(&entry.value, all)
        })
    };
    is_refused || node.items().iter().any(|item| has_misfits(item, all))
}

/// Whether a value can be read as the type of another.
fn fits<'n>(value: &'n Node, other: &'n Node, all: &Members<'n>) -> bool {
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
            items.len() == others.len() && items.iter().zip(others).all(|(a, b)| fits(a, b, all))
        }
        (Tree::Map(entries), Tree::Map(_)) => {
            let members = all.of(other);
            entries.iter().all(|entry| {
                let named = entry.key.as_str().and_then(|name| members.get(name));
                named.is_some_and(|other| fits(&entry.value, other, all))
            })
        }
        _ => false,
    }
}
