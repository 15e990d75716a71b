//! The instances that the elements of a `for_each` make.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::instance_keys::Key;
use super::limits::MAX_INSTANCES;
use crate::resolved::{Privacy, Resolved, Term, Truth};
use crate::terraform::lang::equality::equal;
use crate::terraform::lang::keys::key_text;
use crate::terraform::lang::partly::{entries, opened};
use crate::terraform::lang::syntax::Expression;
use crate::terraform::lang::values::{Entry, Kind, Value, is_settled};

/// What stands for the keys of all instances of which nothing is known.
///
/// Source: Terraform's `PartialExpandedResource`, which prints a key that is not known so.
const ANY_KEY: &str = "[*]";

/// The instances of known elements; those that there are any number of are one, after the others. `told` is given whether there
/// is what may be there or not.
pub(super) fn of_elements(
    elements: Vec<Entry>,
    told: &dyn Fn(Resolved<bool>) -> Resolved<bool>,
) -> Vec<Key> {
    let elements = with_others_together(elements);
    let more = elements.len() > MAX_INSTANCES;
    let mut shown = HashSet::new();
    let keys = elements.into_iter().take(MAX_INSTANCES).enumerate();
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
    let elements = opened(value.clone(), Kind::Map).map(&mut |collection| {
        let elements = entries(&collection, Privacy::Shown).unwrap_or_default();
        Rc::new(Elements::new(elements))
    });
    let keys = keys.into_iter().map(|(shown, key)| {
        let exists = elements
            .clone()
            .choosing()
            .and_then(&mut |elements| match elements.find(key.as_ref()) {
                Some(element) if element.is_once() => Resolved::known(true),
                Some(element) => may_exist(element),
                None => Resolved::known(false),
            });
        let exists = told(exists.decided().written_at(expression.span));
        let part = |part: &dyn Fn(&Entry) -> Resolved<Value>| {
            elements.clone().and_then(&mut |elements| {
                let element = elements.find(key.as_ref());
                let none = || Resolved::unknown("there is no such instance then");
                element.map_or_else(none, part)
            })
        };
        let own_key = key.clone();
        let own_key = own_key.unwrap_or_else(|| part(&|element| element.key.clone()));
        Key {
            shown,
            each: Some((own_key, part(&|element| element.value.clone()))),
            exists: Some(exists),
            ..Key::default()
        }
    });
    Some(keys.collect())
}

/// The elements of a `for_each`, to be looked up by their keys.
#[derive(Default)]
struct Elements {
    by_text: HashMap<String, Entry>,
    open: Vec<Entry>,
    others: Option<Entry>,
}

impl Elements {
    fn new(elements: Vec<Entry>) -> Elements {
        let mut out = Elements::default();
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
    if keys.is_empty() || keys.len() > MAX_INSTANCES {
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
