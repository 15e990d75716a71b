//! `Fn::ToJsonString`

use super::super::bindings::Bindings;
use super::super::call::Call;
use super::super::evaluator::Evaluator;
use super::super::value::Value;
use crate::resolved::{Privacy, Resolved};

impl Evaluator<'_> {
    pub(super) fn to_json_string(&self, call: &Call<'_>, bindings: &Bindings) -> Resolved<Value> {
        self.argument(call, bindings)
            .and_then(&mut |value| match to_json(&value) {
                Some(json) => {
                    Resolved::known(Value::Text(json.to_string())).private(privacy_of_parts(&value))
                }
                None => Resolved::unknown("a part of what `Fn::ToJsonString` prints is not known"),
            })
    }
}

/// The privacy of what is made of all the parts of a value.
fn privacy_of_parts(value: &Value) -> Privacy {
    let of_part = |part: &Resolved<Value>| {
        part.from()
            .privacy
            .max(part.value().map_or(Privacy::Shown, privacy_of_parts))
    };
    let privacy = match value {
        Value::List(items) => items.iter().map(of_part).max(),
        Value::Map(members) => members.known.iter().map(|(_, part)| of_part(part)).max(),
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => None,
    };
    privacy.unwrap_or_default()
}

/// A wholly known value as JSON.
fn to_json(value: &Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::Bool(value) => serde_json::Value::Bool(*value),
        Value::Number(text) => text
            .parse::<serde_json::Number>()
            .map_or_else(|_| serde_json::Value::String(text.clone()), Into::into),
        Value::Text(text) => serde_json::Value::String(text.clone()),
        Value::List(items) => items
            .iter()
            .map(|item| item.value().and_then(to_json))
            .collect::<Option<Vec<_>>>()?
            .into(),
        Value::Map(members) if !members.open.is_empty() => return None,
        Value::Map(members) => serde_json::Value::Object(
            members
                .known
                .iter()
                .map(|(key, value)| Some((key.clone(), value.value().and_then(to_json)?)))
                .collect::<Option<_>>()?,
        ),
    })
}
