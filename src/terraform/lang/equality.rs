//! `==`, and what is made of it.

use super::values::{Kind, Times, Value, constant, short_constant};
use crate::resolved::{Constant, Domain, Equality, Members, Resolved};

/// Whether two values are equal, as far as it can be told.
pub(crate) fn equal(left: &Resolved<Value>, right: &Resolved<Value>) -> Resolved<bool> {
    if is_of_another_type(left, right) || is_of_another_type(right, left) {
        let hops = [left, right]
            .map(|value| value.from().hops.clone())
            .concat();
        let privacy = left.from().privacy.max(right.from().privacy);
        let differ = Resolved::known(false).and_before_once(hops).choosing();
        return differ.private(privacy).all_said();
    }
    let equality = Equality {
        constant: &short_constant,
        known: &|left, right| match left.same(right) {
            Some(same) => Resolved::known(same),
            None => Resolved::unknown("a part of what is compared is not known"),
        },
    };
    let equal = equality.of(left, right);
    // Then what made them of these types decides.
    let differ = left.value().zip(right.value());
    if differ.is_some_and(|(left, right)| are_of_two_types(left, right)) {
        equal.all_said()
    } else {
        equal
    }
}

/// Whether a known value is of another type than one that is not known. Nulls of two types are equal.
fn is_of_another_type(open: &Resolved<Value>, known: &Resolved<Value>) -> bool {
    let (
        Resolved::Unknown {
            term: Some(term), ..
        },
        Some(known),
    ) = (open, known.value())
    else {
        return false;
    };
    let is_of_one = |other: &Constant| {
        let own = constant(known);
        own.is_some_and(|own| std::mem::discriminant(&own) == std::mem::discriminant(other))
    };
    *known != Value::Null
        && match &*term.domain() {
            Domain::Any => false,
            Domain::Text | Domain::Named(_) => !matches!(known, Value::Text(_)),
            Domain::Number | Domain::AtLeast(_) => !matches!(known, Value::Number(_)),
            Domain::Of(constants) => !constants.iter().any(is_of_one),
            Domain::Collection(members) => known.kind() != Some(kind_of(members)),
        }
}

fn kind_of(members: &Members) -> Kind {
    match members {
        Members::List(_) => Kind::List,
        Members::Set(_) => Kind::Set,
        Members::Map(_) => Kind::Map,
        Members::Tuple(_) => Kind::Tuple,
        Members::Object(_) => Kind::Object,
    }
}

/// Whether two values are none of a type, as `1` and `"1"`.
fn are_of_two_types(left: &Value, right: &Value) -> bool {
    let is_primitive =
        |value: &Value| matches!(value, Value::Bool(_) | Value::Number(_) | Value::Text(_));
    is_primitive(left)
        && is_primitive(right)
        && std::mem::discriminant(left) != std::mem::discriminant(right)
}

/// A truth value as a value of the language.
pub(crate) fn truth_value(value: Resolved<bool>) -> Resolved<Value> {
    value.converted(&mut |value| Resolved::known(Value::Bool(value)))
}

impl Value {
    /// Whether two known values are the same, as `==` tells: values of different types never are. `None` where a part is
    /// not known.
    pub(crate) fn same(&self, other: &Value) -> Option<bool> {
        fn all<'v>(
            pairs: impl Iterator<Item = (&'v Resolved<Value>, &'v Resolved<Value>)>,
        ) -> Option<bool> {
            let mut unknown = false;
            for (a, b) in pairs {
                match (a.value(), b.value()) {
                    (Some(a), Some(b)) => match a.same(b) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => unknown = true,
                    },
                    _ => unknown = true,
                }
            }
            (!unknown).then_some(true)
        }
        match (self, other) {
            (Value::Null, Value::Null) => Some(true),
            (Value::Bool(a), Value::Bool(b)) => Some(a == b),
            (Value::Number(a), Value::Number(b)) => Some(a == b),
            (Value::Text(a), Value::Text(b)) => Some(a == b),
            (Value::List(a), Value::List(b))
            | (Value::Tuple(a), Value::Tuple(b))
            | (Value::Set(a), Value::Set(b)) => {
                if a.len() == b.len() {
                    all(a.iter().zip(b))
                } else {
                    Some(false)
                }
            }
            (Value::Object(a), Value::Object(b)) | (Value::Map(a), Value::Map(b)) => {
                if a.len() == b.len() && a.keys().eq(b.keys()) {
                    all(a.values().zip(b.values()))
                } else {
                    Some(false)
                }
            }
            (Value::Partly(_), _) | (_, Value::Partly(_)) => self.same_partly(other),
            _ => Some(false),
        }
    }

    /// The same for two of which one is not known as a whole: they differ where they are no collections of one kind, and sets
    /// where one has an element that no element of the other can be.
    fn same_partly(&self, other: &Value) -> Option<bool> {
        let one_kind = self.kind().zip(other.kind()).filter(|(a, b)| a == b);
        let differ = match one_kind {
            None => true,
            Some((Kind::Set, _)) => {
                let (a, b) = (sure_elements(self), sure_elements(other));
                lacks_one_of(other, &b, &a) || lacks_one_of(self, &a, &b)
            }
            Some(_) => false,
        };
        differ.then_some(false)
    }
}

/// The elements that a set has for sure.
fn sure_elements(set: &Value) -> Vec<&Resolved<Value>> {
    match set {
        Value::Partly(partly) => {
            let once = partly.entries.iter();
            let once = once.filter(|entry| entry.times == Times::Once);
            once.map(|entry| &entry.value).collect()
        }
        set => set.elements().into_iter().flatten().collect(),
    }
}

/// Whether one of these elements is none of a set that has those for sure.
fn lacks_one_of(set: &Value, own: &[&Resolved<Value>], wanted: &[&Resolved<Value>]) -> bool {
    let may_have_more = match set {
        Value::Partly(partly) => partly.entries.len() > own.len(),
        _ => false,
    };
    let lacks = |item: &Value| {
        let differs = |other: &Value| item.same(other) == Some(false);
        own.iter().all(|other| other.value().is_some_and(differs))
    };
    let mut wanted = wanted.iter().filter_map(|item| item.value());
    !may_have_more && wanted.any(lacks)
}
