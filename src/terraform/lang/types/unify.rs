//! The type that several types have in common.

use std::collections::BTreeMap;

use super::definition::{Attribute, Type, required};

/// The type that values of all these types convert to, as cty's `convert.Unify` finds it. Beside a null of no type
/// anything goes.
pub(crate) fn unify(kinds: &[Type]) -> Option<Type> {
    let open = kinds.iter().any(|kind| matches!(kind, Type::Any));
    unify_strictly(kinds).or(open.then_some(Type::Any))
}

impl Type {
    /// The type of the elements of a list, a set or a tuple; `None` where it has none, or they have none in common.
    pub(crate) fn into_element(self) -> Option<Type> {
        match self {
            Type::Any => Some(Type::Any),
            Type::List(element) | Type::Set(element) => Some(*element),
            Type::Tuple(elements) => unify(&elements),
            _ => None,
        }
    }
}

pub(super) fn unify_strictly(kinds: &[Type]) -> Option<Type> {
    let kinds: Vec<&Type> = kinds
        .iter()
        .filter(|kind| !matches!(kind, Type::Any))
        .collect();
    let Some(first) = kinds.first() else {
        return Some(Type::Any);
    };
    let all = |is: fn(&Type) -> bool| kinds.iter().all(|kind| is(kind));
    if all(|kind| matches!(kind, Type::Bool | Type::Number | Type::String)) {
        let same = kinds
            .iter()
            .all(|kind| std::mem::discriminant(*kind) == std::mem::discriminant(*first));
        return if same {
            Some((*first).clone())
        } else if kinds.iter().any(|kind| matches!(kind, Type::String)) {
            Some(Type::String)
        } else {
            None
        };
    }
    if all(|kind| matches!(kind, Type::List(_) | Type::Tuple(_) | Type::Set(_))) {
        return unify_lists(&kinds);
    }
    if all(|kind| matches!(kind, Type::Map(_) | Type::Object(_))) {
        return unify_objects(&kinds);
    }
    None
}

fn unify_lists(kinds: &[&Type]) -> Option<Type> {
    let tuples: Option<Vec<&Vec<Type>>> = kinds
        .iter()
        .map(|kind| match kind {
            Type::Tuple(items) => Some(items),
            _ => None,
        })
        .collect();
    if let Some([first, rest @ ..]) = tuples.as_deref()
        && rest.iter().all(|items| items.len() == first.len())
    {
        let columns: Option<Vec<Type>> = (0..first.len())
            .map(|at| {
                let column: Vec<Type> = kinds
                    .iter()
                    .filter_map(|kind| match kind {
                        Type::Tuple(items) => items.get(at).cloned(),
                        _ => None,
                    })
                    .collect();
                unify(&column)
            })
            .collect();
        if let Some(columns) = columns {
            return Some(Type::Tuple(columns));
        }
    }
    let elements: Vec<Type> = kinds
        .iter()
        .flat_map(|kind| match kind {
            Type::Tuple(items) => items.clone(),
            Type::List(item) | Type::Set(item) => vec![item.as_ref().clone()],
            _ => Vec::new(),
        })
        .collect();
    let element = Box::new(unify(&elements)?);
    // Beside a tuple a set stays one, beside a list it does not (seen with 1.11).
    let is_set = kinds.iter().any(|kind| matches!(kind, Type::Set(_)))
        && !kinds.iter().any(|kind| matches!(kind, Type::List(_)));
    Some(if is_set {
        Type::Set(element)
    } else {
        Type::List(element)
    })
}

fn unify_objects(kinds: &[&Type]) -> Option<Type> {
    let objects: Option<Vec<&BTreeMap<String, Attribute>>> = kinds
        .iter()
        .map(|kind| match kind {
            Type::Object(members) => Some(members),
            _ => None,
        })
        .collect();
    if let Some([first, rest @ ..]) = objects.as_deref()
        && rest.iter().all(|members| members.keys().eq(first.keys()))
    {
        let members: Option<BTreeMap<String, Attribute>> = first
            .keys()
            .map(|name| {
                let column: Vec<Type> = objects
                    .iter()
                    .flatten()
                    .filter_map(|members| Some(members.get(name)?.kind.clone()))
                    .collect();
                Some((name.clone(), required(unify(&column)?)))
            })
            .collect();
        if let Some(members) = members {
            return Some(Type::Object(members));
        }
    }
    let elements: Vec<Type> = kinds
        .iter()
        .flat_map(|kind| match kind {
            Type::Object(members) => members.values().map(|member| member.kind.clone()).collect(),
            Type::Map(item) => vec![item.as_ref().clone()],
            _ => Vec::new(),
        })
        .collect();
    Some(Type::Map(Box::new(unify(&elements)?)))
}
