//! Values of the language as JSON values, and back.

use super::values::Value;
use crate::resolved::Resolved;

/// A wholly known value as JSON.
pub(crate) fn to_json(value: &Value) -> Option<serde_json::Value> {
    Some(match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole and in the range of i64"
        )]
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            (*number as i64).into()
        }
        Value::Number(number) => serde_json::Number::from_f64(*number)?.into(),
        Value::Text(text) => text.clone().into(),
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => items
            .iter()
            .map(|item| item.value().and_then(to_json))
            .collect::<Option<Vec<_>>>()?
            .into(),
        Value::Object(members) | Value::Map(members) => serde_json::Value::Object(
            members
                .iter()
                .map(|(key, value)| Some((key.clone(), value.value().and_then(to_json)?)))
                .collect::<Option<_>>()?,
        ),
    })
}

/// JSON as a value: arrays are tuples, objects are objects.
pub(crate) fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(items) => Value::tuple(items.iter().map(from_json)),
        serde_json::Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, value)| (key.clone(), Resolved::known(from_json(value))))
                .collect(),
        ),
    }
}
