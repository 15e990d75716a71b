//! The order of a set's elements.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::resolved::Resolved;
use crate::terraform::lang::equality::equal;
use crate::terraform::lang::values::{Entry, Kind, Partly, Value, is_settled, with_elements};

/// A set of known values: in Terraform's order, each once, wherever they come from.
pub(crate) fn sorted_set(values: impl IntoIterator<Item = Value>) -> Value {
    let values = values.into_iter();
    let mut values: Vec<(Value, Value)> = values.map(|value| (bare(&value), value)).collect();
    values.sort_by(|(a, _), (b, _)| by_order(a, b));
    values.dedup_by(|(a, _), (b, _)| a == b);
    let values = values.into_iter().map(|(_, value)| value);
    Value::Set(values.map(Resolved::known).collect())
}

/// A value without what its parts came by.
fn bare(value: &Value) -> Value {
    if value.kind().is_none() {
        return value.clone();
    }
    with_elements(
        Resolved::known(value.clone()),
        &|element| match element.value() {
            Some(value) => Resolved::known(bare(value)),
            None => element,
        },
    )
    .value()
    .cloned()
    .unwrap_or_else(|| value.clone())
}

/// Whether a value is among others, wherever they come from.
pub(crate) fn is_among(values: &[Value], wanted: &Value) -> bool {
    values.iter().any(|value| value.same(wanted) == Some(true))
}

/// How many elements that are no known texts are compared with one another.
const MAX_COMPARED: usize = 200;

/// A set of these elements, each once. It is sorted where all of them are known.
pub(crate) fn set_of(elements: Vec<Entry>) -> Value {
    let known = elements.iter().map(|entry| match &entry.value {
        Resolved::Known { value, .. } if entry.is_once() && is_settled(&entry.value) => {
            Some(value.clone())
        }
        _ => None,
    });
    if let Some(known) = known.collect::<Option<Vec<Value>>>() {
        return sorted_set(known);
    }
    let mut kept: Vec<Entry> = Vec::new();
    let mut texts = HashSet::new();
    let mut others: Vec<Resolved<Value>> = Vec::new();
    for element in elements {
        let value = &element.value;
        let is_there = element.is_once()
            && match value.value().and_then(Value::as_text) {
                Some(text) => !texts.insert(text),
                None if others.len() >= MAX_COMPARED => false,
                None => {
                    let is_it =
                        |other: &Resolved<Value>| equal(other, value).value() == Some(&true);
                    let is_there = others.iter().any(is_it);
                    others.extend((!is_there).then(|| value.clone()));
                    is_there
                }
            };
        if !is_there {
            let key = element.value.clone();
            kept.push(Entry { key, ..element });
        }
    }
    match kept.as_slice() {
        [one] if one.is_once() => Value::Set(vec![one.value.clone()].into()),
        _ => Value::Partly(Partly {
            kind: Kind::Set,
            entries: kept.into(),
        }),
    }
}

/// Sets are ordered by their elements: strings by their bytes, numbers by value; null comes last.
pub(crate) fn by_order(a: &Value, b: &Value) -> Ordering {
    let text = |value: &Value| value.as_text().unwrap_or_else(|| format!("{value:?}"));
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        _ => text(a).cmp(&text(b)),
    }
}
