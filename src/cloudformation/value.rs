//! The values that a template's expressions come to.

use crate::resolved::{Evidence, Resolved};

/// A value of a template. `AWS::NoValue` and null are `Resolved::Unset`, not values.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Resolved<Value>>),
    Map(Vec<(String, Resolved<Value>)>),
}

impl Value {
    /// What it is, for a sentence.
    pub(super) fn shown(&self) -> String {
        match self {
            Value::Bool(value) => value.to_string(),
            Value::Number(text) => text.clone(),
            Value::Text(text) => format!("\"{text}\""),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "a map".into(),
        }
    }

    /// The string that CloudFormation makes of a scalar: parameters and `Fn::Equals` know strings only.
    pub(super) fn as_text(&self) -> Option<String> {
        match self {
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(text) | Value::Text(text) => Some(text.clone()),
            Value::List(_) | Value::Map(_) => None,
        }
    }
}

/// A boolean property. Strings convert in six spellings only, as cfn-lint accepts them; a plain YAML 1.1 `yes` has been a
/// boolean since it was parsed. What AWS makes of an empty string is not known.
pub(super) fn to_bool(value: Value) -> Resolved<bool> {
    match &value {
        Value::Bool(value) => Resolved::known(*value),
        Value::Text(text) => match text.as_str() {
            "true" | "True" | "TRUE" => Resolved::known(true),
            "false" | "False" | "FALSE" => Resolved::known(false),
            "" => Resolved::unknown("what AWS makes of an empty string is not documented"),
            _ => refused(&value, "CloudFormation takes true or false here"),
        },
        _ => refused(&value, "CloudFormation takes true or false here"),
    }
}

/// A string property.
pub(super) fn to_text(value: Value) -> Resolved<String> {
    match value.as_text() {
        Some(text) => Resolved::known(text),
        None => refused(&value, "CloudFormation takes a string here"),
    }
}

/// A list of strings; elements that are left out do not count.
pub(super) fn to_texts(value: Value) -> Resolved<Vec<String>> {
    match value {
        Value::List(items) => {
            let mut out = Resolved::known(Vec::new());
            for item in items {
                let text = item.and_then(&mut to_text);
                if matches!(text, Resolved::Unset { .. }) {
                    continue;
                }
                out = out.and_then(&mut |list: Vec<String>| {
                    text.clone().map(&mut |text| {
                        let mut list = list.clone();
                        list.push(text);
                        list
                    })
                });
            }
            out
        }
        scalar => to_text(scalar).map(&mut |text| vec![text]),
    }
}

pub(super) fn refused<T>(value: &Value, why: &str) -> Resolved<T> {
    Resolved::Invalid {
        text: value.shown(),
        why: why.into(),
        from: Evidence::default(),
    }
}
