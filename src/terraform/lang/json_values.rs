//! Values of the language as JSON values, and back.

use super::number::Number;
use super::values::{Kind, Value, in_bounds};
use crate::parse::{Entry, Node, Scalar, Value as Tree};
use crate::resolved::{Place, Resolved, Syntax, Written};
use crate::source::Span;

/// A wholly known value as the JSON text that `jsonencode` makes of it.
pub(crate) fn json_text(value: &Value) -> Option<String> {
    let mut out = String::new();
    write_json(value, &mut out)?;
    Some(out)
}

fn write_json(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.text()),
        Value::Text(text) => out.push_str(&quoted(text)),
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_json(item.value()?, out)?;
            }
            out.push(']');
        }
        Value::Object(members) | Value::Map(members) => {
            out.push('{');
            for (at, (key, member)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(key));
                out.push(':');
                write_json(member.value()?, out)?;
            }
            out.push('}');
        }
        Value::Partly(_) => return None,
    }
    Some(())
}

/// A text as a JSON string, with the characters escaped that Go's encoder escapes for HTML's sake.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// JSON as a value: arrays are tuples, objects are objects.
pub(crate) fn from_json(json: &serde_json::Value) -> Resolved<Value> {
    Resolved::known(match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => {
            return in_bounds(Number::parse(&number.to_string()).ok());
        }
        serde_json::Value::String(text) => Value::text(text.clone()),
        serde_json::Value::Array(items) => Value::Tuple(items.iter().map(from_json).collect()),
        serde_json::Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, value)| (key.clone(), from_json(value)))
                .collect(),
        ),
    })
}

/// A value as its JSON text is read again: arrays are tuples, objects are objects.
pub(crate) fn as_json_says(value: Value) -> Value {
    let member = |value: &Resolved<Value>| {
        let read = |value| Resolved::known(as_json_says(value));
        value.clone().converted(&mut |value| read(value))
    };
    match &value {
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
            Value::Tuple(items.iter().map(member).collect())
        }
        Value::Map(members) | Value::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(key, value)| (key.clone(), member(value)))
                    .collect(),
            )
        }
        _ => value,
    }
}

/// A tree of a JSON text as a value, every digit of its numbers kept. Of members of one name, the last counts. `file` is the
/// one that has the text as a whole.
pub(crate) fn from_node(node: &Node, file: Option<Span>) -> Resolved<Value> {
    let value = match &node.value {
        Tree::Scalar(Scalar::Null) => Value::Null,
        Tree::Scalar(Scalar::Bool(value)) => Value::Bool(*value),
        Tree::Scalar(Scalar::Number(digits)) => match in_bounds(Number::parse(digits).ok()) {
            Resolved::Known { value, .. } => value,
            unknown => return unknown,
        },
        Tree::Scalar(Scalar::String(text)) => Value::text(text.clone()),
        Tree::List(items) => Value::Tuple(items.iter().map(|item| from_node(item, file)).collect()),
        Tree::Map(entries) => {
            let member = |entry: &Entry| {
                let name = entry.key.as_str()?.to_owned();
                Some((name, from_node(&entry.value, file)))
            };
            Value::Object(entries.iter().filter_map(member).collect())
        }
    };
    let at = file.map(|file| file.part(node.span.start as usize, node.span.range().len()));
    of_data(value, at, Syntax::Json)
}

/// A value of a file that is read as data, with its place there.
pub(crate) fn of_data(value: Value, at: Option<Span>, syntax: Syntax) -> Resolved<Value> {
    let written = at.map(|at| Written {
        members: (value.kind().is_some_and(Kind::is_keyed)).then_some(syntax),
        is_text: matches!(value, Value::Text(_)),
        ..Written::at(Place::Member { at, syntax })
    });
    Resolved::known(value).written(written)
}
