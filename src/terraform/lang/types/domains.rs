//! What a type leaves open of a value that is not known, and the type that such a value has.

use std::collections::BTreeMap;

use super::definition::{Type, required};
use crate::resolved::{Constant, Domain, Members};

/// What a value of a type may be.
pub(crate) fn domain_of(kind: &Type) -> Domain {
    let each = |kind: &Type| Box::new(domain_of(kind));
    Domain::Collection(match kind {
        Type::Any => return Domain::Any,
        Type::Bool => return Domain::bool(),
        Type::Number => return Domain::Number,
        Type::String => return Domain::Text,
        Type::List(element) => Members::List(each(element)),
        Type::Set(element) => Members::Set(each(element)),
        Type::Map(element) => Members::Map(each(element)),
        Type::Tuple(elements) => Members::Tuple(elements.iter().map(domain_of).collect()),
        Type::Object(attributes) => {
            let attributes = attributes.iter();
            let attributes: BTreeMap<String, Domain> = attributes
                .map(|(name, attribute)| (name.clone(), domain_of(&attribute.kind)))
                .collect();
            Members::Object(attributes)
        }
    })
}

/// The type of what may be all this, `any` where it does not tell.
pub(crate) fn type_in(domain: &Domain) -> Type {
    let each = |domain: &Domain| Box::new(type_in(domain));
    match domain {
        Domain::Any => Type::Any,
        Domain::Text | Domain::Named(_) => Type::String,
        Domain::Number | Domain::AtLeast(_) => Type::Number,
        Domain::Of(constants) => type_of_constants(constants),
        Domain::Collection(members) => match members {
            Members::List(element) => Type::List(each(element)),
            Members::Set(element) => Type::Set(each(element)),
            Members::Map(element) => Type::Map(each(element)),
            Members::Tuple(elements) => Type::Tuple(elements.iter().map(type_in).collect()),
            Members::Object(attributes) => {
                let attributes = attributes.iter();
                Type::Object(
                    attributes
                        .map(|(name, domain)| (name.clone(), required(type_in(domain))))
                        .collect(),
                )
            }
        },
    }
}

fn type_of_constants(constants: &[Constant]) -> Type {
    let mut kinds = constants.iter().filter_map(|constant| match constant {
        Constant::Null => None,
        Constant::Bool(_) => Some(Type::Bool),
        Constant::Number(_) => Some(Type::Number),
        Constant::Text(_) => Some(Type::String),
    });
    let first = kinds.next().unwrap_or(Type::Any);
    let is_same = |kind: Type| std::mem::discriminant(&kind) == std::mem::discriminant(&first);
    if kinds.all(is_same) { first } else { Type::Any }
}
