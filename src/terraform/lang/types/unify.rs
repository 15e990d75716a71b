//! The type that several types have in common.

use std::collections::{BTreeMap, HashMap};

use super::definition::{Attribute, Type, required};
use crate::terraform::limits::MAX_TYPES_UNIFIED;

/// The type that values of all these types convert to, as cty's `convert.Unify` finds it. Beside a null of no type
/// anything goes.
pub(crate) fn unify(kinds: &[Type]) -> Option<Type> {
    Unifying::default().all(kinds.iter().collect())
}

/// The same of those that are no null of no type.
pub(super) fn unify_strictly(kinds: &[Type]) -> Option<Type> {
    Unifying::default().strictly(&without_open(kinds.iter().collect()))
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

/// One look for a type in common. What tuples and objects hold is tried member by member, and then all together: of what is
/// one in the other, the same types would be asked for again and again.
#[derive(Default)]
struct Unifying {
    /// What was found, by where the types lie.
    found: HashMap<Vec<usize>, Option<Type>>,
    looked_at: usize,
}

fn without_open(mut kinds: Vec<&Type>) -> Vec<&Type> {
    kinds.retain(|kind| !matches!(kind, Type::Any));
    kinds
}

impl Unifying {
    fn all(&mut self, kinds: Vec<&Type>) -> Option<Type> {
        let all = kinds.len();
        let kinds = without_open(kinds);
        let is_open = kinds.len() < all;
        self.strictly(&kinds).or(is_open.then_some(Type::Any))
    }

    fn strictly(&mut self, kinds: &[&Type]) -> Option<Type> {
        let Some(first) = kinds.first() else {
            return Some(Type::Any);
        };
        let all = |is: fn(&Type) -> bool| kinds.iter().all(|kind| is(kind));
        if all(Type::is_primitive) {
            let is_first =
                |kind: &&Type| std::mem::discriminant(*kind) == std::mem::discriminant(*first);
            return if kinds.iter().all(is_first) {
                Some((*first).clone())
            } else {
                let is_string = |kind: &&Type| matches!(kind, Type::String);
                kinds.iter().any(is_string).then_some(Type::String)
            };
        }
        let of_all: fn(&mut Unifying, &[&Type]) -> Option<Type> =
            if all(|kind| matches!(kind, Type::List(_) | Type::Tuple(_) | Type::Set(_))) {
                Unifying::lists
            } else if all(|kind| matches!(kind, Type::Map(_) | Type::Object(_))) {
                Unifying::objects
            } else {
                return None;
            };
        let mut places: Vec<usize> = kinds
            .iter()
            .map(|kind| std::ptr::from_ref(*kind).addr())
            .collect();
        places.sort_unstable();
        places.dedup();
        if let Some(found) = self.found.get(&places) {
            return found.clone();
        }
        self.looked_at += kinds.len();
        if self.looked_at > MAX_TYPES_UNIFIED {
            return Some(Type::Any);
        }
        let found = of_all(self, kinds);
        self.found.insert(places, found.clone());
        found
    }

    fn lists(&mut self, kinds: &[&Type]) -> Option<Type> {
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
            let columns = (0..first.len()).map(|at| {
                let column = tuples.iter().flatten();
                self.all(column.filter_map(|items| items.get(at)).collect())
            });
            if let Some(columns) = columns.collect() {
                return Some(Type::Tuple(columns));
            }
        }
        let elements = kinds.iter().flat_map(|kind| match kind {
            Type::Tuple(items) => items.as_slice(),
            Type::List(item) | Type::Set(item) => std::slice::from_ref(item.as_ref()),
            _ => &[],
        });
        let element = Box::new(self.all(elements.collect())?);
        // Beside a tuple a set stays one, beside a list it does not (seen with 1.11).
        let is_set = kinds.iter().any(|kind| matches!(kind, Type::Set(_)))
            && !kinds.iter().any(|kind| matches!(kind, Type::List(_)));
        Some(if is_set {
            Type::Set(element)
        } else {
            Type::List(element)
        })
    }

    fn objects(&mut self, kinds: &[&Type]) -> Option<Type> {
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
            let members = first.keys().map(|name| {
                let column = objects.iter().flatten();
                let column = column.filter_map(|members| Some(&members.get(name)?.kind));
                Some((name.clone(), required(self.all(column.collect())?)))
            });
            if let Some(members) = members.collect() {
                return Some(Type::Object(members));
            }
        }
        let elements: Vec<&Type> = kinds
            .iter()
            .flat_map(|kind| match kind {
                Type::Object(members) => members.values().map(|member| &member.kind).collect(),
                Type::Map(item) => vec![item.as_ref()],
                _ => Vec::new(),
            })
            .collect();
        Some(Type::Map(Box::new(self.all(elements)?)))
    }
}
