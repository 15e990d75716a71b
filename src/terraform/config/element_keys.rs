//! The instances that the elements of a `for_each` make.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use super::instance_keys::Key;
use crate::resolved::{Privacy, Resolved, Term, Truth};
use crate::terraform::lang::equality::equal;
use crate::terraform::lang::keys::key_text;
use crate::terraform::lang::partly::{entries, opened};
use crate::terraform::lang::syntax::Expression;
use crate::terraform::lang::values::{Entry, Kind, Partly, Value, is_settled};
use crate::terraform::limits::{MAX_INSTANCES_OF_BLOCK, MAX_OPEN_KEYS_COMPARED};

/// What stands for the keys of all instances of which nothing is known.
///
/// Source: Terraform's `PartialExpandedResource`, which prints a key that is not known so.
const ANY_KEY: &str = "[*]";

/// The elements of a `for_each` as the instances that they make: one for each key. What may not be there itself is what the
/// collection holds at its key, be it by another element.
pub(super) fn instances(collection: &Value, privacy: Privacy) -> Option<Vec<Entry>> {
    let elements = entries(collection, privacy)?;
    let Value::Partly(partly) = collection else {
        return Some(elements);
    };
    let mut out: Vec<Entry> = Vec::new();
    let mut texts = HashSet::new();
    let mut open: Vec<Resolved<Value>> = Vec::new();
    for mut element in elements {
        if !is_any(&element) {
            let is_there = match text_of(&element.key) {
                Some(text) => !texts.insert(text),
                None => open.iter().any(|key| is_same(key, &element.key)),
            };
            if is_there {
                continue;
            }
            if element.key.value().is_none() && open.len() < MAX_OPEN_KEYS_COMPARED {
                open.push(element.key.clone());
            }
            if !element.is_once() && partly.kind.is_keyed() {
                element.value = partly.at(&element.key, None);
            }
        }
        out.push(element);
    }
    Some(out)
}

/// The instances of known elements; those that there are any number of are one, after the others. `told` is given whether there
/// is what may be there or not.
pub(super) fn of_elements(
    elements: Vec<Entry>,
    told: &dyn Fn(Resolved<bool>) -> Resolved<bool>,
) -> Vec<Key> {
    let elements = with_others_together(elements);
    let more = elements.len() > MAX_INSTANCES_OF_BLOCK;
    let mut shown = HashSet::new();
    let keys = elements
        .into_iter()
        .take(MAX_INSTANCES_OF_BLOCK)
        .enumerate();
    let keys = keys.map(|(at, entry)| {
        let mut own = shown_key(&entry).unwrap_or_else(|| numbered(at));
        if !shown.insert(own.clone()) {
            own = numbered(at);
        }
        Key {
            shown: own,
            exists: (!entry.is_once()).then(|| told(may_exist(&entry))),
            each: Some((entry.key, entry.value)),
            ..Key::default()
        }
    });
    keys.chain(more.then(Key::of_the_others)).collect()
}

/// Whether there is what there may be any number of.
fn may_exist(entry: &Entry) -> Resolved<bool> {
    let alone = Some(Term::Truth(Truth::alone()));
    match &entry.key {
        Resolved::Unknown { why, from, .. } => Resolved::unknown_from(why.clone(), from.clone()),
        _ => Resolved::unknown("which elements it has is not known"),
    }
    .with_term(alone)
}

fn numbered(at: usize) -> String {
    format!("[key {}]", at + 1)
}

/// An instance's key as Terraform prints it; of what is not known, as its author writes it. `None` where it is not shown.
fn shown_key(entry: &Entry) -> Option<String> {
    if is_any(entry) {
        return Some(ANY_KEY.to_owned());
    }
    if entry.key.is_private() {
        return None;
    }
    Some(format!("[\"{}\"]", key_text(&entry.key)?))
}

/// Whether it stands for elements of which each has another key.
fn is_any(entry: &Entry) -> bool {
    let is_alone = match &entry.key {
        Resolved::Known { .. } => false,
        Resolved::Unknown {
            term: Some(term), ..
        } => term.is_alone(),
        _ => true,
    };
    !entry.is_once() && is_alone
}

/// The same elements, with all that there are any number of as one.
fn with_others_together(elements: Vec<Entry>) -> Vec<Entry> {
    let (any, mut out): (Vec<Entry>, Vec<Entry>) = elements.into_iter().partition(is_any);
    let others = any.into_iter().reduce(|all, one| {
        let is_same = is_settled(&all.value) && all.value.value() == one.value.value();
        let value = if is_same {
            all.value
        } else {
            all.key.clone().without_terms()
        };
        Entry::any_number(all.key.without_terms(), value)
    });
    out.extend(others);
    out
}

/// The instances that there are in one case or another, each with its cases: `c ? { a = … } : {}`. `None` where nothing is
/// known of their keys, one of them is not shown, or they are too many.
pub(super) fn of_cases(
    value: &Resolved<Value>,
    expression: &Expression,
    told: &dyn Fn(Resolved<bool>) -> Resolved<bool>,
) -> Option<Vec<Key>> {
    let keys = possible_keys(value)?;
    let elements =
        opened(value.clone(), Kind::Map).map(&mut |collection| Rc::new(Elements::new(&collection)));
    let keys = keys.into_iter().map(|(shown, key)| {
        let exists = elements
            .clone()
            .choosing()
            .and_then(&mut |elements| elements.has(key.as_ref()));
        let exists = told(exists.decided().written_at(expression.span));
        let part = |part: &dyn Fn(&Elements) -> Option<Resolved<Value>>| {
            elements.clone().and_then(&mut |elements| {
                let none = || Resolved::unknown("there is no such instance then");
                part(&elements).unwrap_or_else(none)
            })
        };
        let own_key = key
            .clone()
            .unwrap_or_else(|| part(&|elements| Some(elements.others.as_ref()?.key.clone())));
        let value = part(&|elements| elements.value(key.as_ref()));
        Key {
            shown,
            each: Some((own_key, value)),
            exists: Some(exists),
            ..Key::default()
        }
    });
    Some(keys.collect())
}

/// The elements of a `for_each`, to be looked up by their keys.
struct Elements {
    by_text: BTreeMap<String, Entry>,
    open: Vec<Entry>,
    others: Option<Entry>,
    /// All of them as they stand in the collection.
    collection: Partly,
}

impl Elements {
    fn new(collection: &Value) -> Elements {
        let as_they_are = match collection {
            Value::Partly(partly) => partly.clone(),
            other => Partly {
                kind: other.kind().unwrap_or(Kind::Map),
                entries: entries(other, Privacy::Shown).unwrap_or_default().into(),
            },
        };
        let mut out = Elements {
            by_text: BTreeMap::new(),
            open: Vec::new(),
            others: None,
            collection: as_they_are,
        };
        let elements = instances(collection, Privacy::Shown).unwrap_or_default();
        for element in with_others_together(elements) {
            if is_any(&element) {
                out.others = Some(element);
            } else if let Some(text) = text_of(&element.key) {
                out.by_text.insert(text, element);
            } else {
                out.open.push(element);
            }
        }
        out
    }

    /// The element with a key, or all those that there are any number of.
    fn find(&self, key: Option<&Resolved<Value>>) -> Option<&Entry> {
        let Some(key) = key else {
            return self.others.as_ref();
        };
        match text_of(key) {
            Some(text) => self.by_text.get(&text),
            None => self.open.iter().find(|element| is_same(&element.key, key)),
        }
    }

    /// An element whose key may be this one, though it stands there as another.
    fn perhaps(&self, key: &Resolved<Value>) -> Option<&Entry> {
        let mut named = self.by_text.values();
        let is_open = key.value().is_none();
        if is_open && named.len() > MAX_OPEN_KEYS_COMPARED {
            return named.next();
        }
        let named = is_open.then_some(named).into_iter().flatten();
        let mut all = self.others.iter().chain(&self.open).chain(named);
        all.find(|element| equal(&element.key, key).value() != Some(&false))
    }

    /// Whether there is an element with a key.
    fn has(&self, key: Option<&Resolved<Value>>) -> Resolved<bool> {
        let perhaps = || self.perhaps(key?);
        match self.find(key) {
            Some(element) if element.is_once() => Resolved::known(true),
            Some(element) => may_exist(element),
            None => perhaps().map_or_else(|| Resolved::known(false), may_exist),
        }
    }

    /// What the element with a key is.
    fn value(&self, key: Option<&Resolved<Value>>) -> Option<Resolved<Value>> {
        if let Some(element) = self.find(key) {
            return Some(element.value.clone());
        }
        let key = key.filter(|key| self.perhaps(key).is_some())?;
        Some(if self.collection.kind.is_keyed() {
            self.collection.at(key, None)
        } else {
            key.clone()
        })
    }
}

fn text_of(key: &Resolved<Value>) -> Option<String> {
    key.value().and_then(Value::as_text)
}

/// All keys of all cases, as they are shown; the last one stands for those of which nothing is known, where there may be any.
fn possible_keys(value: &Resolved<Value>) -> Option<Vec<(String, Option<Resolved<Value>>)>> {
    // What is known first, then the others by what is shown of them.
    let mut keys: BTreeMap<(bool, String), (String, Resolved<Value>)> = BTreeMap::new();
    let mut has_others = false;
    for (_, arm) in value.arms() {
        let elements = match opened(arm.clone(), Kind::Map) {
            Resolved::Known { value, from } if !from.is_private() => {
                entries(&value, Privacy::Shown)?
            }
            // There are no instances then: Terraform refuses it.
            Resolved::Invalid { .. } => continue,
            _ => return None,
        };
        for element in elements {
            if is_any(&element) {
                has_others = true;
                continue;
            }
            let shown = shown_key(&element)?;
            let text = text_of(&element.key);
            let name = (text.is_none(), text.unwrap_or_else(|| shown.clone()));
            match keys.entry(name) {
                // What is shown of two may be the same, where it is cut.
                Slot::Occupied(known) if is_same(&known.get().1, &element.key) => {}
                Slot::Occupied(_) => return None,
                Slot::Vacant(free) => drop(free.insert((shown, element.key))),
            }
        }
    }
    if keys.is_empty() || keys.len() > MAX_INSTANCES_OF_BLOCK {
        return None;
    }
    let keys = keys.into_values().map(|(shown, key)| (shown, Some(key)));
    let others = has_others.then(|| (ANY_KEY.to_owned(), None));
    Some(keys.chain(others).collect())
}

/// Whether two keys are one for sure.
fn is_same(one: &Resolved<Value>, other: &Resolved<Value>) -> bool {
    equal(one, other).value() == Some(&true)
}
