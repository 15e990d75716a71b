//! Objects that lack attributes which a type requires, and what to add to them.

use std::collections::BTreeMap;

use super::definition::{Attribute, Optional, Type};
use crate::resolved::{Place, Syntax, Written};
use crate::terraform::lang::values::{Kind, Value};

/// The attributes that an object lacks.
pub(super) struct Lacking<'t>(Vec<(&'t str, &'t Type)>);

/// What a known object lacks to be of a type.
pub(super) fn lacking<'t>(value: &Value, kind: &'t Type) -> Option<Lacking<'t>> {
    let Type::Object(attributes) = kind else {
        return None;
    };
    let members = value.members()?;
    let lacking = required_by(attributes).filter(|(name, _)| !members.contains_key(name));
    let lacking: Vec<_> = lacking.collect();
    (!lacking.is_empty()).then_some(Lacking(lacking))
}

fn required_by(attributes: &BTreeMap<String, Attribute>) -> impl Iterator<Item = (&str, &Type)> {
    let required = attributes
        .iter()
        .filter(|(_, attribute)| matches!(attribute.optional, Optional::No));
    required.map(|(name, attribute)| (name.as_str(), &attribute.kind))
}

/// That attributes are required, a clause.
pub(super) fn required(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [one] => format!("the attribute {one} is required"),
        [first @ .., last] => {
            format!(
                "the attributes {} and {last} are required",
                first.join(", ")
            )
        }
        [] => "attributes are required".into(),
    }
}

impl Lacking<'_> {
    /// What to add to the object that is written out somewhere, or that is made of something.
    pub(super) fn to_add(&self, written: Option<&Written>) -> Written {
        let literal = written.and_then(|written| Some((written.place.text()?, written.members?)));
        let syntax = literal.map_or(Syntax::Hcl, |(_, syntax)| syntax);
        let members = self.0.iter();
        let members: Vec<String> = members
            .map(|(name, kind)| syntax.assignment(name, &placeholder(kind, syntax)))
            .collect();
        let members = members.join(", ");
        Written::at(match literal {
            Some((at, _)) => Place::Lacking {
                at,
                members: members.into(),
            },
            None => Place::Said(format!("Add `{members}` to the object").into()),
        })
    }
}

/// The same place with how a value of a type is written there, where one stands that is no such collection; `None` where it is one,
/// or where that is written nowhere.
pub(super) fn collection_instead(
    value: &Value,
    kind: &Type,
    written: Option<&Written>,
) -> Option<Written> {
    let is_keyed = match kind {
        Type::Object(_) | Type::Map(_) => true,
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => false,
        Type::Any | Type::Bool | Type::Number | Type::String => return None,
    };
    let written = written.filter(|written| written.place.text().is_some())?;
    let fits = value.kind().map(Kind::is_keyed) == Some(is_keyed);
    let syntax = written
        .assigned
        .as_ref()
        .map_or(Syntax::Hcl, |assigned| assigned.syntax);
    (!fits && *value != Value::Null).then(|| match kind {
        // Its keys are the author's.
        Type::Map(_) => Written::at(Place::Said("Write a map".into())),
        kind => {
            let mut right = Written {
                is_negated: false,
                is_text: false,
                ..written.clone()
            };
            right.spell(placeholder(kind, syntax));
            right
        }
    })
}

/// A value of a type, for its author to write another one.
fn placeholder(kind: &Type, syntax: Syntax) -> String {
    match kind {
        Type::Bool => "true".into(),
        Type::Number => "0".into(),
        Type::String | Type::Any => "\"...\"".into(),
        Type::List(element) | Type::Set(element) => format!("[{}]", placeholder(element, syntax)),
        Type::Map(_) => "{}".into(),
        Type::Tuple(kinds) => {
            let items: Vec<String> = kinds.iter().map(|kind| placeholder(kind, syntax)).collect();
            format!("[{}]", items.join(", "))
        }
        Type::Object(attributes) => {
            let members: Vec<String> = required_by(attributes)
                .map(|(name, kind)| syntax.assignment(name, &placeholder(kind, syntax)))
                .collect();
            match members.as_slice() {
                [] => "{}".into(),
                members => format!("{{ {} }}", members.join(", ")),
            }
        }
    }
}
