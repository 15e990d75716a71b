//! What a map holds at a key that is not known, and at one that is not there.

use super::values::{Named, Value, error};
use crate::limits::MAX_BYTES_OF_NAME;
use crate::quote::quoted;
use crate::resolved::{
    Case, Condition, Evidence, Formula, MAX_CASES, Privacy, Resolved, Symbol, Term, Word,
};
use crate::suggest;
use crate::terraform::limits::MAX_MAP_KEYS;

/// A key that is not there, and the nearest that is.
pub(crate) fn no_such_key(members: &Named, key: &Value) -> Resolved<Value> {
    let shown = key.shown();
    let name = key.as_text().unwrap_or_default();
    let near = suggest::did_you_mean(&name, members.keys().map(String::as_str));
    let names = members.keys().map(String::as_str);
    let key = match name.as_str() {
        "" => "\"\"".into(),
        name => quoted(name),
    };
    let otherwise = format!("Add the key `{key}`, or use one that is there");
    error(
        format!("[{shown}]"),
        format!("there is no key `{key}`{near}"),
    )
    .remedied_here(suggest::writing(suggest::nearest(&name, names), &otherwise))
}

/// A case for every key, and one of the default; without that, Terraform refuses another key. Members that all agree are
/// so the value whatever the key is. `privacy` is that of the map. `None` where the key is known, or there is nothing to tell apart.
pub(crate) fn at_every_key(
    members: &Named,
    key: &Resolved<Value>,
    default: Option<&Resolved<Value>>,
    privacy: Privacy,
) -> Option<Resolved<Value>> {
    let Resolved::Unknown { why, term, from } = key else {
        return None;
    };
    if members.is_empty() {
        return None;
    }
    let too_much = if members.len() > MAX_MAP_KEYS {
        Some(format!("more than {MAX_MAP_KEYS} keys"))
    } else {
        // Each would be held by whatever it decides.
        let has_long_key = members.keys().any(|key| key.len() > MAX_BYTES_OF_NAME);
        has_long_key.then(|| format!("a key of more than {MAX_BYTES_OF_NAME} bytes"))
    };
    if let Some(too_much) = too_much {
        let why = format!("the map has {too_much}, and which one is meant is not known");
        return Some(Resolved::unknown_from(why, from.clone()));
    }
    let term = term
        .clone()
        .unwrap_or_else(|| Term::Symbol(Symbol::alone()));
    let mut others = Formula::always();
    let mut cases = Vec::new();
    for (at, (name, member)) in members.iter().enumerate() {
        let shown = if privacy == Privacy::Shown {
            format!("`{}`", quoted(name))
        } else {
            format!("number {} of those that are not shown", at + 1)
        };
        let holds = term.is_text(match privacy {
            Privacy::Shown => name.into(),
            _ => Word::unsaid(name),
        });
        if default.is_some() {
            others = others.narrowed(&holds.not());
        }
        cases.push(Case {
            when: Condition::new(holds, "the key", format!("is {shown}")),
            value: member.clone(),
        });
    }
    if let Some(default) = default {
        cases.push(Case {
            when: Condition::new(others, "the key", "is another one"),
            value: default.clone(),
        });
    }
    let from = Evidence {
        at: None,
        ..from.clone()
    };
    let same = |one: &Value, other: &Value| one.same(other) == Some(true);
    let member = Resolved::Varies { cases, from }.told_apart_by(MAX_CASES, &same);
    // It is one key only, whichever that is.
    Some(match member {
        Resolved::Varies { from, .. } if term.is_not_followed() => {
            Resolved::unknown_from(why.clone(), from).with_term(Some(term))
        }
        member => member,
    })
}
