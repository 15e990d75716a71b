//! How values convert to types.

use std::collections::BTreeMap;

use super::default_value::constant;
use super::definition::{Attribute, Optional, Type};
use super::domains::type_in;
use super::fitting::{is_of, never_converts};
use super::lacking::{collection_instead, lacking, required};
use super::of_value::type_of;
use super::sets::set_of;
use super::unify::unify_strictly;
use crate::resolved::{Evidence, Hop, Place, Privacy, Resolved, Term, Written, map_cases};
use crate::source::Span;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::instead::{Lacking, or_instead};
use crate::terraform::lang::partly::{keyed_of, list_in_any_order, list_of};
use crate::terraform::lang::private::private;
use crate::terraform::lang::refused_parts::unless_refused;
use crate::terraform::lang::values::{
    Entry, Kind, Partly, Value, error, needed, to_bool, to_number,
};

/// A value as the type wants it. Null fits every type; what cannot be converted is invalid.
pub(crate) fn convert(value: Resolved<Value>, kind: &Type) -> Resolved<Value> {
    match value {
        Resolved::Unknown { why, term, from } => {
            let own = term
                .as_ref()
                .map_or(Type::Any, |term| type_in(&term.domain()));
            if never_converts(&own, kind) {
                let refused = Resolved::Invalid {
                    text: own.shown().into(),
                    why: what_is_needed(kind),
                    from: Evidence {
                        privacy: Privacy::Shown,
                        ..from.clone()
                    },
                };
                return refused.private(from.privacy);
            }
            let term = term.and_then(|term| convert_term(term, kind));
            Resolved::Unknown { why, term, from }
        }
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |value| convert(value, kind)),
            from,
        },
        other => {
            let written = other.from().written.clone();
            let lacking = other.value().and_then(|value| lacking(value, kind));
            let instead = (other.value())
                .and_then(|value| collection_instead(value, kind, written.as_deref()));
            let converted = other.and_then(&mut |value| convert_value(value, kind));
            match (kind, &converted) {
                (Type::Number, Resolved::Invalid { .. }) => {
                    let here = literal(written.as_deref());
                    converted.and_before(here.map(|at| Hop::value(at, "this is no number")))
                }
                (_, Resolved::Invalid { .. }) => {
                    let to_add = lacking.map(|lacking| lacking.to_add(written.as_deref()));
                    match to_add.or(instead) {
                        Some(written) => converted.written(Some(written)),
                        None => converted,
                    }
                }
                (Type::Number, Resolved::Known { value, .. }) if *value != Value::Null => {
                    converted.closed("what it comes from must be a number")
                }
                (Type::Bool, _) => converted.no_text_needed(),
                _ => converted,
            }
        }
    }
}

/// A value as the type that it has in common with others. One of which not even the type is known may be a string, whatever those
/// are: then all of them become strings, and it stays what it is.
pub(crate) fn convert_among(value: Resolved<Value>, kind: &Type) -> Resolved<Value> {
    let is_open = |value: &Resolved<Value>| {
        matches!(value, Resolved::Unknown { .. }) && matches!(type_of(value), Type::Any)
    };
    match value {
        open if is_open(&open) && !matches!(kind, Type::String) => open,
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |value| convert_among(value, kind)),
            from,
        },
        other => convert(other, kind),
    }
}

/// What is not known as the type wants it; what is known stays as it is.
pub(crate) fn open_as(value: Resolved<Value>, kind: &Type) -> Resolved<Value> {
    match value {
        open @ Resolved::Unknown { .. } => convert(open, kind),
        other => other.in_cases(&mut |case| open_as(case, kind)),
    }
}

/// Where a value is written out.
fn literal(written: Option<&Written>) -> Option<Span> {
    match written?.place {
        Place::Text(at) => Some(at),
        _ => None,
    }
}

/// What is made of a value that is not known.
fn convert_term(term: Term, kind: &Type) -> Option<Term> {
    if is_of(&term.domain(), kind) {
        return Some(term);
    }
    Some(match (kind, term) {
        (Type::Any, term) | (Type::Bool, term @ Term::Truth(_)) => term,
        (Type::Bool, Term::Symbol(symbol)) => Term::Symbol(symbol.as_flag()),
        (Type::String, Term::Symbol(symbol)) => Term::Symbol(symbol.as_text()),
        (Type::Number, Term::Symbol(symbol)) => Term::Symbol(symbol.as_number()),
        (Type::String, joined @ Term::Joined(_)) => joined,
        (Type::Bool, joined @ Term::Joined(_)) => Term::Truth(joined.truth()),
        _ => return None,
    })
}

fn convert_value(value: Value, kind: &Type) -> Resolved<Value> {
    if value == Value::Null {
        return Resolved::known(value);
    }
    match (kind, value) {
        (Type::Any, value) => Resolved::known(value),
        (Type::Bool, value) => to_bool(value).map(&mut Value::Bool),
        (Type::Number, value) => to_number(&value).map(&mut Value::Number),
        (Type::String, value) => match value.as_text() {
            Some(text) => Resolved::known(Value::Text(text)),
            None => needed(&value, "a string is needed here"),
        },
        (Type::List(element), Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
            convert_all(items.into_inner(), element)
                .and_then(&mut |items| unless_refused(Value::List(items.into())))
        }
        (Type::Set(element), Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
            convert_all(items.into_inner(), element).and_then(&mut |converted| {
                let privacy = converted.iter().map(privacy_within).max();
                let elements = converted.into_iter();
                let elements = elements.map(|item| Entry::once(item.clone(), item));
                // A set is as private as any of its elements: which of them is which, it does not tell.
                let set = unless_refused(set_of(elements.collect()));
                private(set, privacy.unwrap_or_default())
            })
        }
        (Type::Tuple(kinds), Value::Tuple(items)) if kinds.len() == items.len() => {
            let items: Vec<_> = items
                .into_iter()
                .zip(kinds)
                .map(|(item, kind)| convert(item, kind))
                .collect();
            unless_refused(Value::Tuple(items.into()))
        }
        (Type::Map(element), Value::Object(members) | Value::Map(members)) => {
            let keys: Vec<String> = members.keys().cloned().collect();
            convert_all(members.values().cloned().collect(), element).and_then(&mut |values| {
                unless_refused(Value::Map(keys.iter().cloned().zip(values).collect()))
            })
        }
        (Type::Object(attributes), Value::Object(members) | Value::Map(members)) => {
            let given = |name: &str, _: &Optional| members.get(name).cloned();
            convert_object(attributes, &given)
        }
        (kind, Value::Partly(partly)) => convert_partly(kind, partly),
        (kind, value) => needed(&value, &what_is_needed(kind)),
    }
}

/// What is said where a value is of no type that converts to another one.
fn what_is_needed(kind: &Type) -> String {
    let what = match kind {
        Type::Any => "a value",
        Type::Bool => "a boolean",
        Type::Number => "a number",
        Type::String => "a string",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Map(_) | Type::Object(_) => "a map or an object",
        Type::Tuple(kinds) => return of_length(kinds.len()),
    };
    format!("{what} is needed here")
}

/// A collection of which not all is known.
fn convert_partly(kind: &Type, partly: Partly) -> Resolved<Value> {
    let shape = partly.kind;
    let whole = || Value::Partly(partly.clone());
    match kind {
        Type::Any => Resolved::known(whole()),
        Type::Object(attributes) if shape.is_keyed() => {
            let absent = Resolved::known(Value::Null);
            let given = |name: &str, optional: &Optional| {
                let absent = (!matches!(optional, Optional::No)).then_some(&absent);
                Some(partly.at(&Resolved::known(Value::Text(name.to_owned())), absent))
            };
            convert_object(attributes, &given)
        }
        Type::Map(element) if shape.is_keyed() => {
            convert_entries(partly.entries.clone().into_inner(), element)
                .and_then(&mut |entries| unless_refused(keyed_of(true, entries)))
        }
        Type::Set(element) if !shape.is_keyed() => {
            convert_entries(partly.entries.clone().into_inner(), element)
                .and_then(&mut |entries| unless_refused(set_of(entries)))
        }
        Type::List(element) if !shape.is_keyed() => {
            // Elements of a set that may be one are one or several in a list.
            convert_entries(partly.elements(), element).and_then(&mut |entries| {
                unless_refused(match shape {
                    Kind::Set => list_in_any_order(false, entries),
                    _ => list_of(false, entries),
                })
            })
        }
        Type::Tuple(_) if !shape.is_keyed() => partly.unknown(),
        kind => needed(&whole(), &what_is_needed(kind)),
    }
}

/// The entries of such a collection with values of one type.
fn convert_entries(entries: Vec<Entry>, kind: &Type) -> Resolved<Vec<Entry>> {
    let kinds: Vec<Type> = entries.iter().map(|entry| type_of(&entry.value)).collect();
    let kind = match (kind, unify_strictly(&kinds)) {
        (Type::Any, Some(kind)) => kind,
        (Type::Any, None) => return Resolved::unknown("the elements may have no type in common"),
        (kind, _) => kind.clone(),
    };
    if matches!(kind, Type::Any) {
        return Resolved::known(entries);
    }
    let entries = entries.into_iter().map(|entry| {
        let value = convert(entry.value.clone(), &kind);
        entry.as_often(entry.key.clone(), value)
    });
    Resolved::known(entries.collect())
}

/// The elements of a collection share a type; where the constraint leaves it open, one that all of them convert to.
fn convert_all(items: Vec<Resolved<Value>>, kind: &Type) -> Resolved<Vec<Resolved<Value>>> {
    let kind = if matches!(kind, Type::Any) {
        let kinds: Vec<Type> = items.iter().map(type_of).collect();
        match unify_strictly(&kinds) {
            Some(kind) => kind,
            None => {
                return error("the collection", "its elements have no type in common");
            }
        }
    } else {
        kind.clone()
    };
    Resolved::known(items.into_iter().map(|item| convert(item, &kind)).collect())
}

fn convert_object(
    attributes: &BTreeMap<String, Attribute>,
    member: &dyn Fn(&str, &Optional) -> Option<Resolved<Value>>,
) -> Resolved<Value> {
    let mut out = BTreeMap::new();
    for (name, attribute) in attributes {
        let given = member(name, &attribute.optional);
        let given = given.as_ref();
        let is_null = matches!(given.map(Resolved::value), Some(Some(Value::Null)));
        let value = match (given, &attribute.optional) {
            // A default stands in for an attribute that is left out or null.
            (given, Optional::Default(default, at)) if given.is_none() || is_null => {
                convert(constant(default, name, *at), &attribute.kind)
            }
            (Some(given), Optional::Default(default, at)) => {
                let default = || convert(constant(default, name, *at), &attribute.kind);
                let given = convert(given.clone(), &attribute.kind);
                let name = format!("the attribute `{name}`");
                or_instead(given, Lacking::Null, &name, &|_| default())
            }
            (Some(given), _) => convert(given.clone(), &attribute.kind),
            (None, Optional::Null) => Resolved::known(Value::Null),
            (None, _) => {
                let is_missing = |(name, attribute): &(&String, &Attribute)| {
                    matches!(attribute.optional, Optional::No)
                        && member(name, &attribute.optional).is_none()
                };
                let missing = attributes.iter().filter(is_missing);
                let names: Vec<&str> = missing.map(|(name, _)| name.as_str()).collect();
                return error("the object", required(&names));
            }
        };
        out.insert(name.clone(), value);
    }
    unless_refused(Value::Object(out.into()))
}

/// What is said where a tuple is needed.
fn of_length(length: usize) -> String {
    let elements = if length == 1 { "element" } else { "elements" };
    format!("a list of {length} {elements} is needed here")
}
