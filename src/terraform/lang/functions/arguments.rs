//! What functions take: whole lists, whole numbers.

use crate::resolved::Resolved;
use crate::terraform::lang::values::Value;

/// The values of a list whose elements are all known; otherwise why not.
pub(crate) fn known_elements(items: &[Resolved<Value>]) -> Result<Vec<Value>, Resolved<Value>> {
    items
        .iter()
        .map(|item| match item {
            Resolved::Known { value, .. } => Ok(value.clone()),
            Resolved::Unknown { why, from, .. } => Err(Resolved::Unknown {
                term: None,
                why: why.clone(),
                from: from.clone(),
            }),
            Resolved::Invalid { text, why, from } => Err(Resolved::Invalid {
                text: text.clone(),
                why: why.clone(),
                from: from.clone(),
            }),
            other => Err(Resolved::Unknown {
                term: None,
                why: "an element depends on something outside the code".into(),
                from: other.from().clone(),
            }),
        })
        .collect()
}

/// A whole number that is not negative.
pub(crate) fn whole(value: &Value) -> Option<usize> {
    value.as_number()?.to_usize()
}

/// A whole number: whether it is negative, and how large.
pub(crate) fn integer(value: &Value) -> Option<(bool, u128)> {
    // As text it has neither exponent nor a fraction of zeros.
    let text = value.as_text()?;
    match text.strip_prefix('-') {
        Some(digits) => digits.parse().ok().map(|number| (number != 0, number)),
        None => text.parse().ok().map(|number| (false, number)),
    }
}
