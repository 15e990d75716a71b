//! The values that Terraform expressions come to, and how they convert.

use std::collections::BTreeMap;

use crate::resolved::{Evidence, Resolved};

/// A value of Terraform's language. Inside an expression null is a value; it means "left out" only on a resource's
/// attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// A list or a tuple.
    List(Vec<Resolved<Value>>),
    /// A set: sorted, without repetition.
    Set(Vec<Resolved<Value>>),
    /// An object or a map, keys in order.
    Object(BTreeMap<String, Resolved<Value>>),
}

impl Value {
    /// What it is, for a sentence.
    pub(super) fn shown(&self) -> String {
        match self {
            Value::Null => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number_text(*number),
            Value::Text(text) => format!("\"{text}\""),
            Value::List(_) => "a list".into(),
            Value::Set(_) => "a set".into(),
            Value::Object(_) => "an object".into(),
        }
    }

    /// A primitive as a string, as Terraform converts it. `None` for null and collections.
    pub(super) fn as_text(&self) -> Option<String> {
        match self {
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(number) => Some(number_text(*number)),
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A number, or a string that converts to one.
    pub(super) fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// The elements of a list or a set.
    pub(super) fn elements(&self) -> Option<&[Resolved<Value>]> {
        match self {
            Value::List(items) | Value::Set(items) => Some(items),
            _ => None,
        }
    }

    /// A list of known values.
    pub(super) fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(items.into_iter().map(Resolved::known).collect())
    }

    /// Whether two known values are the same, as `==` tells: values of different types never are. `None` where a part is
    /// not known.
    pub(super) fn same(&self, other: &Value) -> Option<bool> {
        fn all<'v>(
            pairs: impl Iterator<Item = (&'v Resolved<Value>, &'v Resolved<Value>)>,
        ) -> Option<bool> {
            let mut unknown = false;
            for (a, b) in pairs {
                match (a.value(), b.value()) {
                    (Some(a), Some(b)) => match a.same(b) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => unknown = true,
                    },
                    _ => unknown = true,
                }
            }
            (!unknown).then_some(true)
        }
        match (self, other) {
            (Value::Null, Value::Null) => Some(true),
            (Value::Bool(a), Value::Bool(b)) => Some(a == b),
            (Value::Number(a), Value::Number(b)) =>
            {
                #[expect(
                    clippy::float_cmp,
                    reason = "`==` on numbers is exact in the language too"
                )]
                Some(a == b)
            }
            (Value::Text(a), Value::Text(b)) => Some(a == b),
            (Value::List(a), Value::List(b)) | (Value::Set(a), Value::Set(b)) => {
                if a.len() == b.len() {
                    all(a.iter().zip(b))
                } else {
                    Some(false)
                }
            }
            (Value::Object(a), Value::Object(b)) => {
                if a.len() == b.len() && a.keys().eq(b.keys()) {
                    all(a.values().zip(b.values()))
                } else {
                    Some(false)
                }
            }
            _ => Some(false),
        }
    }
}

/// A number as Terraform prints it: without an exponent, and without a fraction where it has none.
pub(super) fn number_text(number: f64) -> String {
    format!("{number}")
}

/// The value of a boolean attribute or of `tobool`: booleans, and the strings that convert. Null is left out.
///
/// Source: `terraform console` 1.11: "true", "false", "1" and "0" convert; "TRUE", "yes", "" and numbers do not.
pub(super) fn to_bool(value: Value) -> Resolved<bool> {
    match &value {
        Value::Null => Resolved::unset(),
        Value::Bool(value) => Resolved::known(*value),
        Value::Text(text) => match text.as_str() {
            "true" | "1" => Resolved::known(true),
            "false" | "0" => Resolved::known(false),
            _ => refused(
                &value,
                "of all strings, only \"true\", \"false\", \"1\" and \"0\" convert to a boolean",
            ),
        },
        _ => refused(&value, "a boolean is needed here"),
    }
}

/// The value of a string attribute. Null is left out.
pub(super) fn to_text(value: Value) -> Resolved<String> {
    match (&value, value.as_text()) {
        (Value::Null, _) => Resolved::unset(),
        (_, Some(text)) => Resolved::known(text),
        _ => refused(&value, "a string is needed here"),
    }
}

/// What Terraform refuses.
pub(super) fn refused<T>(value: &Value, why: &str) -> Resolved<T> {
    Resolved::Invalid {
        text: value.shown(),
        why: why.into(),
        from: Evidence::default(),
    }
}

/// An error that is not about one value.
pub(super) fn error<T>(text: impl Into<String>, why: impl Into<String>) -> Resolved<T> {
    Resolved::Invalid {
        text: text.into(),
        why: why.into(),
        from: Evidence::default(),
    }
}
