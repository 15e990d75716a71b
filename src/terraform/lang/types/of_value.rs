//! The type of a value.

use super::definition::{Type, required};
use super::unify::unify;
use crate::resolved::Resolved;
use crate::terraform::lang::values::Value;

/// The type of a value, as far as it is known.
pub(crate) fn type_of(value: &Resolved<Value>) -> Type {
    let first = |items: Vec<&Resolved<Value>>| {
        let kinds: Vec<Type> = items.into_iter().map(type_of).collect();
        Box::new(unify(&kinds).unwrap_or(Type::Any))
    };
    match value.value() {
        None | Some(Value::Null) => Type::Any,
        Some(Value::Bool(_)) => Type::Bool,
        Some(Value::Number(_)) => Type::Number,
        Some(Value::Text(_)) => Type::String,
        Some(Value::List(items)) => Type::List(first(items.iter().collect())),
        Some(Value::Set(items)) => Type::Set(first(items.iter().collect())),
        Some(Value::Map(members)) => Type::Map(first(members.values().collect())),
        Some(Value::Tuple(items)) => Type::Tuple(items.iter().map(type_of).collect()),
        Some(Value::Object(members)) => Type::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), required(type_of(value))))
                .collect(),
        ),
    }
}
