//! The type that a collection without elements has: `==` tells apart those of two types, and there is no element to tell it by.
//!
//! Source: Terraform 1.11.4: `toset([])` equals no set of a variable whose type is `set(string)`.

use hcl::edit::expr::Expression;

use super::evaluator::{Evaluator, Local};
use crate::resolved::Resolved;
use crate::terraform::lang::types::Type;
use crate::terraform::lang::values::Value;

impl Evaluator<'_> {
    /// Whether two operands are equal of which it is known whether their elements are. Of two that have none their types decide,
    /// as far as the code says them.
    pub(super) fn equal_by_types(
        &self,
        equal: Resolved<bool>,
        (left, right): (&Resolved<Value>, &Resolved<Value>),
        written: [&Expression; 2],
        local: &Local,
    ) -> Resolved<bool> {
        let both = left.value().zip(right.value());
        let hides_types = both.is_some_and(|(left, right)| has_empty_ones(left, right));
        if equal.value() != Some(&true) || !hides_types {
            return equal;
        }
        let [left, right] = written.map(|operand| self.written_type(operand, local));
        let same = left
            .zip(right)
            .and_then(|(left, right)| same(&left, &right));
        let from = equal.from().clone();
        match same {
            Some(value) => Resolved::Known { value, from },
            None => Resolved::unknown_from(
                "two collections without elements are equal only where they are of one type, and which types these have is not \
                 followed",
                from,
            ),
        }
    }
}

/// Whether two values that are equal have collections without elements at one place.
fn has_empty_ones(left: &Value, right: &Value) -> bool {
    let is_typed = |value: &Value| matches!(value, Value::List(_) | Value::Set(_) | Value::Map(_));
    let is_empty = |value: &Value| is_typed(value) && value.parts().next().is_none();
    let inside = |value: &Value| matches!(value, Value::Tuple(_) | Value::Object(_));
    if inside(left) && inside(right) {
        let mut pairs = left.parts().zip(right.parts());
        return pairs.any(|(left, right)| {
            let both = left.value().zip(right.value());
            both.is_some_and(|(left, right)| has_empty_ones(left, right))
        });
    }
    is_empty(left) && is_empty(right)
}

/// Whether two types are one, as far as that is told here.
fn same(left: &Type, right: &Type) -> Option<bool> {
    match (left, right) {
        (Type::List(left), Type::List(right))
        | (Type::Set(left), Type::Set(right))
        | (Type::Map(left), Type::Map(right)) => same(left, right),
        (Type::Tuple(left), Type::Tuple(right)) if left.len() == right.len() => {
            let pairs = left
                .iter()
                .zip(right)
                .map(|(left, right)| same(left, right));
            Some(pairs.collect::<Option<Vec<_>>>()?.iter().all(|same| *same))
        }
        (Type::Tuple(_), Type::Tuple(_)) | (Type::Object(_), Type::Object(_)) => None,
        _ => Some(std::mem::discriminant(left) == std::mem::discriminant(right)),
    }
}
