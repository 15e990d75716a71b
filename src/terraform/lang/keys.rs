//! Keys of maps and objects: as the texts that they are, and as a sentence shows them.

use super::values::{Value, refused};
use crate::quote::quoted;
use crate::resolved::{Resolved, Term, map_cases};

/// A key as the text that it is in a map or an object.
pub(crate) fn text_key(key: Resolved<Value>) -> Resolved<Value> {
    match key {
        Resolved::Unknown { why, term, from } => Resolved::Unknown {
            why,
            term: term.and_then(|term| match term {
                Term::Symbol(symbol) => Some(Term::Symbol(symbol.as_text())),
                Term::Joined(joined) => Some(Term::Joined(joined)),
                Term::Truth(_) => None,
            }),
            from,
        },
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, text_key),
            from,
        },
        other => other.and_then(&mut |key| match key.as_text() {
            Some(text) => Resolved::known(Value::Text(text)),
            None => refused(&key, "a key is a string"),
        }),
    }
}

/// A key as a sentence shows it.
pub(super) fn shown_key(key: &Resolved<Value>) -> Option<String> {
    Some(format!("`{}`", key_text(key)?))
}

/// A key as its author would write it in quotes, with what is not known of it as `${…}`; `None` where it is not shown, or nothing
/// is known of it.
pub(crate) fn key_text(key: &Resolved<Value>) -> Option<String> {
    if key.is_private() {
        return None;
    }
    match key {
        Resolved::Known { value, .. } => Some(quoted(&value.as_text()?)),
        Resolved::Unknown {
            term: Some(term), ..
        } => Some(quoted(&term.shown_in_text()?)),
        _ => None,
    }
}
