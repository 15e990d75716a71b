//! The order of a set's elements.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;

use crate::resolved::Resolved;
use crate::terraform::lang::equality::equal;
use crate::terraform::lang::values::{Entry, Kind, Partly, Value, is_settled, with_elements};
use crate::terraform::limits::MAX_OPEN_ELEMENTS_COMPARED;

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
                None if others.len() >= MAX_OPEN_ELEMENTS_COMPARED => false,
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

/// Sets are ordered by their elements: strings by their bytes, numbers by value, collections by a text of theirs; null comes last.
///
/// Source: `setRules.Less` and `makeSetHashBytes` of `cty`.
pub(crate) fn by_order(a: &Value, b: &Value) -> Ordering {
    fn text(value: &Value) -> Cow<'_, str> {
        if let Value::Text(text) = value {
            return Cow::Borrowed(text);
        }
        let own = value.as_text();
        Cow::Owned(own.unwrap_or_else(|| {
            let mut text = String::new();
            add_text(value, &mut text);
            text
        }))
    }
    match (a, b) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        _ => text(a).cmp(&text(b)),
    }
}

/// Adds the text that collections are ordered by.
fn add_text(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push('~'),
        Value::Bool(value) => text.push(if *value { 'T' } else { 'F' }),
        Value::Text(value) => add_quoted(value, text),
        Value::List(items) | Value::Set(items) => add_texts(('[', ']'), items.iter(), text),
        Value::Tuple(items) => add_texts(('<', '>'), items.iter(), text),
        Value::Object(members) => add_texts(('<', '>'), members.values(), text),
        Value::Map(members) => {
            text.push('{');
            for (name, member) in members {
                add_quoted(name, text);
                text.push(':');
                add_text_of(member, text);
                text.push(';');
            }
            text.push('}');
        }
        Value::Number(_) | Value::Partly(_) => {
            text.push_str(&value.as_text().unwrap_or_else(|| format!("{value:?}")));
        }
    }
}

fn add_texts<'v>(
    (open, close): (char, char),
    parts: impl Iterator<Item = &'v Resolved<Value>>,
    text: &mut String,
) {
    text.push(open);
    for part in parts {
        add_text_of(part, text);
        text.push(';');
    }
    text.push(close);
}

fn add_text_of(part: &Resolved<Value>, text: &mut String) {
    match part.value() {
        Some(value) => add_text(value, text),
        None => text.push('?'),
    }
}

fn add_quoted(quoted: &str, text: &mut String) {
    let escaped = quoted.escape_debug();
    text.push('"');
    text.extend(escaped);
    text.push('"');
}
