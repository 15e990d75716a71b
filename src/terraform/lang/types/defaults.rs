//! The defaults of optional attributes.

use std::collections::BTreeMap;

use super::convert::convert;
use super::default_value::constant;
use super::definition::{Attribute, Optional, Type};
use crate::resolved::{Resolved, map_cases};
use crate::terraform::lang::instead::{Lacking, or_instead};
use crate::terraform::lang::refused_parts::unless_refused;
use crate::terraform::lang::values::{Items, Members, Value};

/// A value with the defaults of a type's optional attributes, and otherwise as it is.
///
/// Source: `Defaults.Apply` of HCL, `ext/typeexpr/defaults.go`.
pub(crate) fn with_defaults(value: Resolved<Value>, kind: &Type) -> Resolved<Value> {
    if !kind.has_defaults() {
        return value;
    }
    match value {
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |case| with_defaults(case, kind)),
            from,
        },
        known @ Resolved::Known { .. } => known.and_then(&mut |value| in_known(value, kind)),
        other => other,
    }
}

fn in_known(value: Value, kind: &Type) -> Resolved<Value> {
    let in_each = |items: Items, kind: &Type| -> Items {
        let items = items.into_iter();
        items.map(|item| with_defaults(item, kind)).collect()
    };
    unless_refused(match (kind, value) {
        (_, Value::Partly(partly)) => return partly.unknown(),
        (Type::Object(attributes), Value::Object(members) | Value::Map(members)) => {
            Value::Object(in_members(attributes, members))
        }
        (Type::Map(kind), Value::Object(members)) => Value::Object(in_each_member(members, kind)),
        (Type::Map(kind), Value::Map(members)) => Value::Map(in_each_member(members, kind)),
        (Type::List(kind) | Type::Set(kind), Value::List(items)) => {
            Value::List(in_each(items, kind))
        }
        (Type::List(kind) | Type::Set(kind), Value::Tuple(items) | Value::Set(items)) => {
            Value::Tuple(in_each(items, kind))
        }
        (Type::Tuple(kinds), Value::Tuple(items) | Value::List(items)) => {
            let kinds = kinds.iter().chain(std::iter::repeat(&Type::Any));
            let items = items.into_iter().zip(kinds);
            Value::Tuple(
                items
                    .map(|(item, kind)| with_defaults(item, kind))
                    .collect(),
            )
        }
        (_, value) => value,
    })
}

fn in_each_member(members: Members, kind: &Type) -> Members {
    let members = members.into_iter();
    members
        .map(|(name, member)| (name, with_defaults(member, kind)))
        .collect()
}

fn in_members(attributes: &BTreeMap<String, Attribute>, members: Members) -> Members {
    let mut out: BTreeMap<String, Resolved<Value>> = members.into_iter().collect();
    for (name, attribute) in attributes {
        let given = out.remove(name);
        let given = given.map(|given| with_defaults(given, &attribute.kind));
        let made = match (given, &attribute.optional) {
            (given, Optional::Default(default, at)) => {
                let given = given.unwrap_or(Resolved::known(Value::Null));
                let said = format!("the attribute `{name}`");
                let default = || convert(constant(default, name, *at), &attribute.kind);
                Some(or_instead(given, Lacking::Null, &said, &|_| default()))
            }
            (given, _) => given,
        };
        out.extend(made.map(|made| (name.clone(), made)));
    }
    out.into()
}
