//! Members that no value has of the type that a variable declares.
//!
//! Source: hcl `ops.go`, `GetAttr` and `Index`; Terraform 1.11.4, "Unsupported attribute", which `validate` says before any value is
//! given.

use std::collections::BTreeMap;

use hcl::edit::Decorated;
use hcl::edit::expr::{Expression, TraversalOperator};

use crate::quote::quoted;
use crate::resolved::Resolved;
use crate::suggest;
use crate::terraform::lang::types::{Attribute, Type};
use crate::terraform::lang::values::{Value, error};

/// What a value that is not known is refused for where it is asked for a member that its type does not have.
pub(super) fn unless_lacking(
    value: Resolved<Value>,
    kind: Option<Type>,
    operators: &[Decorated<TraversalOperator>],
) -> Resolved<Value> {
    if !matches!(value, Resolved::Unknown { .. } | Resolved::Varies { .. }) {
        return value;
    }
    let Some(refused) = kind.and_then(|kind| lacking(kind, operators)) else {
        return value;
    };
    let instead = |case: Resolved<Value>| match case {
        Resolved::Unknown { from, .. } => refused.clone().and_before(from.into_hops()),
        known => known,
    };
    match value {
        open @ Resolved::Unknown { .. } => instead(open),
        varies => varies.in_cases(&mut |case| instead(case)),
    }
}

fn lacking(mut kind: Type, operators: &[Decorated<TraversalOperator>]) -> Option<Resolved<Value>> {
    for operator in operators {
        let name = match operator.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            TraversalOperator::Index(Expression::String(name)) => Some(name.value().as_str()),
            TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_) => None,
            // What is empty has no elements that would lack anything.
            TraversalOperator::FullSplat(_) | TraversalOperator::AttrSplat(_) => return None,
        };
        let is_attribute = matches!(operator.value(), TraversalOperator::GetAttr(_));
        kind = match (kind, name) {
            (Type::Object(mut attributes), Some(name)) => match attributes.remove(name) {
                Some(attribute) => attribute.kind,
                None => return Some(no_such_attribute(name, &attributes)),
            },
            (Type::Map(kind), _) => *kind,
            (Type::List(kind), _) if !is_attribute => *kind,
            (Type::Bool | Type::Number | Type::String, Some(name)) => {
                let why = "what its variable declares is a text, a number or a boolean, and has no members";
                return Some(error(format!("[\"{}\"]", quoted(name)), why));
            }
            _ => return None,
        };
    }
    None
}

fn no_such_attribute(name: &str, attributes: &BTreeMap<String, Attribute>) -> Resolved<Value> {
    let names = || attributes.keys().map(String::as_str);
    let near = suggest::did_you_mean(name, names());
    let name = quoted(name);
    let otherwise = format!("Add the attribute `{name}` to the type of the variable");
    error(
        format!("[\"{name}\"]"),
        format!("the type of its variable has no attribute `{name}`{near}"),
    )
    .remedied_here(suggest::writing(
        suggest::nearest(&name, names()),
        &otherwise,
    ))
}
