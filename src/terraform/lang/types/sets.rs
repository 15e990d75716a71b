//! The order of a set's elements.

use crate::resolved::Resolved;
use crate::terraform::lang::values::Value;

/// A set of known values: in Terraform's order, each once.
pub(crate) fn sorted_set(values: impl IntoIterator<Item = Value>) -> Resolved<Value> {
    let mut values: Vec<Value> = values.into_iter().collect();
    values.sort_by_key(sort_key);
    values.dedup();
    Resolved::known(Value::Set(
        values.into_iter().map(Resolved::known).collect(),
    ))
}

/// Sets are ordered by their elements: strings by their bytes, numbers by value.
pub(crate) fn sort_key(value: &Value) -> (u64, String) {
    match value {
        Value::Number(number) => {
            let bits = number.to_bits();
            (
                if bits >> 63 == 0 {
                    bits | (1 << 63)
                } else {
                    !bits
                },
                String::new(),
            )
        }
        // Null comes last.
        Value::Null => (u64::MAX, String::new()),
        other => (0, other.as_text().unwrap_or_else(|| format!("{other:?}"))),
    }
}
