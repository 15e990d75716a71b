//! Names in a template that are longer than any name is.

use crate::diagnostic::Unreadable;
use crate::long_name::refused;
use crate::parse::{Node, Value};
use crate::source::Span;

/// What is not read for one.
const NOT_READ: &str = "the template is not read";

/// The functions that take names, and how many of their arguments are such.
///
/// Source: `CloudFormation` user guide, "Intrinsic function reference".
const NAMES: [(&str, usize); 6] = [
    ("Ref", 1),
    ("Condition", 1),
    ("GetAtt", 2),
    ("If", 1),
    ("FindInMap", 3),
    ("ImportValue", 1),
];

/// Leaves everything of a template out that has a name which is too long: the first one is returned.
pub(super) fn refuse_long_names(root: &mut Node) -> Option<Unreadable> {
    let long = long_name_in(root)?;
    root.value = Value::Map(Vec::new());
    Some(long)
}

/// The first name in a part of a template that is too long: a key, or one that is referred to.
fn long_name_in(node: &Node) -> Option<Unreadable> {
    let tagged = node.tag.as_ref();
    let named = tagged.and_then(|tag| long_argument(&tag.name, node));
    named.or_else(|| match &node.value {
        Value::Scalar(_) => long_placeholder(node.as_str()?, node.span),
        Value::List(items) => items.iter().find_map(long_name_in),
        Value::Map(entries) => entries.iter().find_map(|entry| {
            let key = entry.key.as_str().unwrap_or_default();
            refused(key, entry.key.span, NOT_READ)
                .or_else(|| long_argument(key.trim_start_matches("Fn::"), &entry.value))
                .or_else(|| long_name_in(&entry.value))
        }),
    })
}

/// The first of the names that a function takes.
fn long_argument(function: &str, arguments: &Node) -> Option<Unreadable> {
    let (_, names) = NAMES.iter().find(|(name, _)| *name == function)?;
    let all = match &arguments.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(arguments),
    };
    let mut names = all.iter().take(*names);
    names.find_map(|name| refused(name.as_str()?, name.span, NOT_READ))
}

/// The first name in a `${…}` of a text.
fn long_placeholder(text: &str, at: Span) -> Option<Unreadable> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '_' | '-');
    let mut placeholders = text.split("${").skip(1);
    placeholders.find_map(|rest| {
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        refused(&rest[..end], at, NOT_READ)
    })
}
