//! The order of a set's elements.

use std::cmp::Ordering;

use crate::resolved::Resolved;
use crate::terraform::lang::values::Value;

/// A set of known values: in Terraform's order, each once.
pub(crate) fn sorted_set(values: impl IntoIterator<Item = Value>) -> Resolved<Value> {
    let mut values: Vec<Value> = values.into_iter().collect();
    values.sort_by(by_order);
    values.dedup();
    Resolved::known(Value::Set(
        values.into_iter().map(Resolved::known).collect(),
    ))
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
