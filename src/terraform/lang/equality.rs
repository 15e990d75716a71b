//! `==`, and what is made of it.

use super::values::{Value, constant};
use crate::resolved::{Equality, Resolved};

/// Whether two values are equal, as far as it can be told.
pub(crate) fn equal(left: &Resolved<Value>, right: &Resolved<Value>) -> Resolved<bool> {
    Equality {
        constant: &constant,
        known: &|left, right| match left.same(right) {
            Some(same) => Resolved::known(same),
            None => Resolved::unknown("a part of what is compared is not known"),
        },
    }
    .of(left, right)
}

/// A truth value as a value of the language.
pub(crate) fn truth_value(value: Resolved<bool>) -> Resolved<Value> {
    value.converted(&mut |value| Resolved::known(Value::Bool(value)))
}
