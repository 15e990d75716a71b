//! The type of a value.

use super::definition::{Type, required};
use super::domains::type_in;
use super::unify::unify;
use crate::resolved::Resolved;
use crate::terraform::lang::values::{Partly, Value};

/// The type of a value, as far as it is known.
pub(crate) fn type_of(value: &Resolved<Value>) -> Type {
    let first = |items: Vec<&Resolved<Value>>| {
        let kinds: Vec<Type> = items.into_iter().map(type_of).collect();
        Box::new(unify(&kinds).unwrap_or(Type::Any))
    };
    if let Resolved::Unknown {
        term: Some(term), ..
    } = value
    {
        return type_in(&term.domain());
    }
    match value.value() {
        None | Some(Value::Null | Value::Partly(_)) => Type::Any,
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

/// Whether the elements of a collection of which not all is known stay what they are beside a value of another type: where some
/// are of another primitive type, all may become strings.
pub(crate) fn keeps_its_elements(partly: &Partly, other: &Type) -> bool {
    let others: Vec<Type> = match other {
        Type::List(element) | Type::Set(element) | Type::Map(element) => vec![*element.clone()],
        Type::Tuple(elements) => elements.clone(),
        Type::Object(members) => members.values().map(|member| member.kind.clone()).collect(),
        _ => Vec::new(),
    };
    let own = partly.entries.iter().map(|entry| type_of(&entry.value));
    let mut primitive: Vec<Type> = own.chain(others).collect();
    primitive.retain(|kind| matches!(kind, Type::Bool | Type::Number | Type::String));
    let kinds: Vec<_> = primitive.iter().map(std::mem::discriminant).collect();
    kinds.iter().all(|kind| *kind == kinds[0])
}
