//! What functions give back.

use crate::resolved::Resolved;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::values::Value;

pub(crate) fn text(value: impl Into<String>) -> Resolved<Value> {
    Resolved::known(Value::text(value))
}

pub(crate) fn boolean(value: bool) -> Resolved<Value> {
    Resolved::known(Value::Bool(value))
}

pub(crate) fn number(value: Number) -> Resolved<Value> {
    Resolved::known(Value::Number(value))
}

/// What stands for a result that is not carried on.
pub(crate) fn grown_too_large() -> Resolved<Value> {
    Resolved::unknown("the value grows too large to follow")
}

/// A count as a number.
pub(crate) fn count(value: usize) -> Resolved<Value> {
    number(value.into())
}
