//! Collections that are private as a whole, made private part by part: of what is put together with others, a case is called by
//! the keys and the elements.

use crate::resolved::{Privacy, Resolved};
use crate::terraform::lang::partly::entries;
use crate::terraform::lang::values::{Entry, Partly, Value, with_elements};

/// The arguments of a function that puts together what is known in part only; as they are where all of them may be said.
pub(super) fn private_parts(
    name: &str,
    arguments: Vec<Resolved<Value>>,
    is_shown: bool,
) -> Vec<Resolved<Value>> {
    let is_open = |argument: &Resolved<Value>| match argument {
        Resolved::Known { value, .. } => value.holds_partly(),
        _ => true,
    };
    if is_shown || !arguments.iter().any(is_open) {
        return arguments;
    }
    let is_merged = name == "merge";
    let arguments = arguments.into_iter();
    arguments
        .map(|argument| of_private(argument, is_merged))
        .collect()
}

/// A collection with its parts as private as itself; its keys, too, where it `is_merged`.
fn of_private(collection: Resolved<Value>, is_merged: bool) -> Resolved<Value> {
    let privacy = collection.from().privacy;
    if privacy == Privacy::Shown {
        return collection.in_cases(&mut |case| of_private(case, is_merged));
    }
    let (value, from) = match collection {
        Resolved::Known { value, from } => (value, from),
        other => return other.in_cases(&mut |case| of_private(case, is_merged)),
    };
    let keyed = match &value {
        Value::Partly(partly) => Some((partly.kind, partly.entries.to_vec())),
        Value::Object(_) | Value::Map(_) if is_merged => {
            value.kind().zip(entries(&value, Privacy::Shown))
        }
        _ => None,
    };
    let kept = |part: Resolved<Value>| known_private(part, privacy);
    let Some((kind, entries)) = keyed else {
        return with_elements(Resolved::Known { value, from }, &kept);
    };
    let entries = entries.into_iter().map(|entry| Entry {
        key: kept(entry.key),
        value: kept(entry.value),
        times: entry.times,
    });
    let entries: Vec<Entry> = entries.collect();
    let value = Value::Partly(Partly {
        kind,
        entries: entries.into(),
    });
    Resolved::Known { value, from }
}

/// What is known, kept private. What is not known stays what it is among others.
fn known_private(part: Resolved<Value>, privacy: Privacy) -> Resolved<Value> {
    match part {
        Resolved::Known { .. } => part.private(privacy),
        other => other,
    }
}
