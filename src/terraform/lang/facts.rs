//! What is asked about a value and all that lies in it. Of parts that many values share it is found once.

use super::shared::Facts;
use super::values::{Entry, Value};
use crate::resolved::{Privacy, Resolved};

/// How many bytes of text weigh as much as a value.
const BYTES_OF_WEIGHT: usize = 32;

/// Roughly how much memory a value takes in all its cases.
pub(crate) fn weight_of(value: &Resolved<Value>) -> usize {
    facts_of(value).weight
}

/// The same of a known value.
pub(crate) fn weight_of_value(value: &Value) -> usize {
    facts_of_value(value).weight
}

/// How many values lie in one another.
pub(super) fn levels_of(value: &Resolved<Value>) -> usize {
    facts_of(value).levels
}

/// Whether it is refused, or something in it, be it in one case.
pub(super) fn is_refused_anywhere(value: &Resolved<Value>) -> bool {
    facts_of(value).is_refused
}

/// The privacy of a value and of all that lies in it.
pub(crate) fn privacy_within(value: &Resolved<Value>) -> Privacy {
    facts_of(value).privacy
}

/// The least that is kept back of what lies in a value, which is known by no name there.
pub(super) fn kept_back_within(value: &Resolved<Value>) -> Privacy {
    match value {
        Resolved::Known { value, .. } => facts_of_value(value).kept_back,
        Resolved::Varies { cases, .. } => {
            let cases = cases.iter().map(|case| kept_back_within(&case.value));
            cases.min().unwrap_or(Privacy::Ephemeral)
        }
        _ => Privacy::Ephemeral,
    }
}

fn facts_of(value: &Resolved<Value>) -> Facts {
    let from = value.from();
    // Why it is not known, or refused, may not be said of what is to be kept back.
    let says_more = matches!(value, Resolved::Unknown { .. } | Resolved::Invalid { .. });
    let has_name = from.written.as_ref().is_some_and(|at| at.has_name());
    let kept_back = if says_more || has_name {
        Privacy::Shown
    } else {
        from.privacy
    };
    let below = match value {
        Resolved::Known { value, .. } => facts_of_value(value),
        Resolved::Varies { cases, .. } => {
            let cases = cases.iter().map(|case| facts_of(&case.value));
            cases.fold(Facts::default(), Facts::and)
        }
        Resolved::Unset { .. } | Resolved::Unknown { .. } | Resolved::Invalid { .. } => {
            Facts::default()
        }
    };
    Facts {
        weight: below.weight.saturating_add(1 + from.hops.len()),
        levels: below.levels + 1,
        is_refused: below.is_refused || value.is_invalid(),
        privacy: below.privacy.max(from.privacy),
        kept_back: below.kept_back.min(kept_back),
    }
}

fn facts_of_value(value: &Value) -> Facts {
    let of_parts = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Facts::default(),
        Value::Text(text) => Facts {
            weight: text.len() / BYTES_OF_WEIGHT,
            ..Facts::default()
        },
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
            items.facts(|items| all(items.iter()))
        }
        Value::Object(members) | Value::Map(members) => members.facts(|members| {
            let keys = members.keys().map(|key| key.len() / BYTES_OF_WEIGHT);
            let of_keys = Facts {
                weight: keys.sum(),
                ..Facts::default()
            };
            all(members.values()).and(of_keys)
        }),
        Value::Partly(partly) => partly.entries.facts(|entries| {
            let parts = |entry: &'_ Entry| facts_of(&entry.key).and(facts_of(&entry.value));
            entries.iter().map(parts).fold(Facts::default(), Facts::and)
        }),
    };
    Facts {
        weight: of_parts.weight.saturating_add(1),
        ..of_parts
    }
}

fn all<'v>(parts: impl Iterator<Item = &'v Resolved<Value>>) -> Facts {
    parts.map(facts_of).fold(Facts::default(), Facts::and)
}
