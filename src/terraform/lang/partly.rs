//! Collections of which not all is known: how they are put together, and their elements one by one.
//!
//! An entry that stands for any number of elements stands for none, too: what such entries come to is never all that there is.

use std::collections::{HashMap, HashSet};

use super::equality::equal;
use super::keys::key_text;
use super::values::{Entry, Kind, Partly, Times, Value, is_settled, with_elements};
use crate::quote::quoted;
use crate::resolved::{Evidence, Formula, MAX_CASES, Privacy, Resolved, Term, map_cases};
use crate::terraform::limits::MAX_KEY_PAIRS;

impl Entry {
    /// One element.
    pub(crate) fn once(key: Resolved<Value>, value: Resolved<Value>) -> Entry {
        Entry {
            key,
            value,
            times: Times::Once,
        }
    }

    /// Any number of elements, each like this one.
    pub(crate) fn any_number(key: Resolved<Value>, value: Resolved<Value>) -> Entry {
        Entry {
            key,
            value: of_each(value),
            times: Times::AnyNumber { of: None },
        }
    }

    /// Another element in the place of this one, as many times.
    pub(crate) fn as_often(&self, key: Resolved<Value>, value: Resolved<Value>) -> Entry {
        match self.times {
            Times::Once => Entry::once(key, value),
            Times::AnyNumber { .. } => Entry::any_number(key, value),
        }
    }

    /// The same, which may not be there.
    pub(crate) fn perhaps(self) -> Entry {
        Entry::any_number(self.key, self.value)
    }

    /// Whether there is exactly one such element.
    pub(crate) fn is_once(&self) -> bool {
        self.times == Times::Once
    }

    /// All elements of a collection that is not known; `None` where it is known, or varies.
    fn all_of(collection: &Resolved<Value>) -> Option<Entry> {
        let Resolved::Unknown { why, term, from } = collection else {
            return None;
        };
        // What the whole came by, the whole says.
        let each = || {
            let privacy = from.privacy;
            let from = Evidence {
                privacy,
                ..Evidence::default()
            };
            Resolved::unknown_from(why.clone(), from)
        };
        let of = term.as_ref().and_then(Term::symbol);
        Some(Entry {
            key: each(),
            value: each(),
            times: Times::AnyNumber { of },
        })
    }
}

/// What is the same for each of any number of elements: what is not known of one is another thing in each. What would be refused
/// is not, where there is none.
fn of_each(value: Resolved<Value>) -> Resolved<Value> {
    match value {
        Resolved::Invalid { from, .. } => {
            Resolved::unknown_from("what an element comes to is refused", from)
        }
        Resolved::Varies { cases, from } => {
            let mut when = cases.iter().map(|case| &case.when.holds);
            if when.any(Formula::asks_what_is_alone) {
                return Resolved::unknown_from("it may be another one in each element", from);
            }
            let cases = map_cases(cases, of_each);
            Resolved::Varies { cases, from }
        }
        Resolved::Unknown { why, term, from } => {
            let term = term.filter(|term| !term.is_alone());
            Resolved::Unknown { why, term, from }
        }
        known => with_elements(known, &of_each),
    }
}

/// A collection, also where it is not known: then it has any number of elements.
pub(crate) fn opened(collection: Resolved<Value>, kind: Kind) -> Resolved<Value> {
    match Entry::all_of(&collection) {
        Some(all) => Resolved::Known {
            from: collection.from().clone(),
            value: Value::Partly(Partly {
                kind,
                entries: vec![all].into(),
            }),
        },
        None => collection.in_cases(&mut |case| opened(case, kind)),
    }
}

/// The list that elements make, by their order. What has no place that is known keeps the places of all after it from being known.
pub(crate) fn list_of(is_tuple: bool, entries: Vec<Entry>) -> Value {
    let kind = if is_tuple { Kind::Tuple } else { Kind::List };
    let is_placed = |entry: &Entry| entry.is_once() && entry.key.value().is_some();
    let is_one = entries.len() == 1 && entries.iter().all(Entry::is_once);
    if is_one || entries.iter().all(is_placed) {
        // In room of its own: that of the entries is more than twice as large.
        let mut items = Vec::with_capacity(entries.len());
        items.extend(entries.into_iter().map(|entry| entry.value));
        return match kind {
            Kind::Tuple => Value::Tuple(items.into()),
            _ => Value::List(items.into()),
        };
    }
    let mut before: Option<Resolved<Value>> = None;
    let placed = entries.into_iter().enumerate().map(|(at, entry)| {
        if !is_placed(&entry) && before.is_none() {
            before = Some(not_placed(&entry.key));
        }
        let place = before.clone();
        let place = place.unwrap_or_else(|| Resolved::known(Value::Number(at.into())));
        Entry {
            key: place,
            ..entry
        }
    });
    let entries: Vec<Entry> = placed.collect();
    Value::Partly(Partly {
        kind,
        entries: entries.into(),
    })
}

/// The list that elements make of which it is not known in which order they stand.
pub(crate) fn list_in_any_order(is_tuple: bool, entries: Vec<Entry>) -> Value {
    if entries.len() < 2 {
        return list_of(is_tuple, entries);
    }
    let kind = if is_tuple { Kind::Tuple } else { Kind::List };
    let entries = entries.into_iter().map(|entry| Entry {
        key: not_placed(&entry.key),
        ..entry
    });
    let entries: Vec<Entry> = entries.collect();
    Value::Partly(Partly {
        kind,
        entries: entries.into(),
    })
}

/// The place of an element in a list, because of an element that any number of others may take the place of.
fn not_placed(because_of: &Resolved<Value>) -> Resolved<Value> {
    match because_of {
        Resolved::Unknown { why, from, .. } => Resolved::unknown_from(why.clone(), from.clone()),
        _ => Resolved::unknown("how many elements the list has is not known"),
    }
}

/// The map or the object that entries make; of two keys that are the same, the later one counts.
pub(crate) fn keyed_of(is_map: bool, entries: Vec<Entry>) -> Value {
    let kind = if is_map { Kind::Map } else { Kind::Object };
    let text = |entry: &Entry| entry.key.value().and_then(Value::as_text);
    if entries
        .iter()
        .all(|entry| entry.is_once() && text(entry).is_some())
    {
        let members = entries.into_iter();
        let members = members.filter_map(|entry| Some((text(&entry)?, entry.value)));
        let members = members.collect();
        return if is_map {
            Value::Map(members)
        } else {
            Value::Object(members)
        };
    }
    let entries = without_overridden(entries);
    Value::Partly(Partly {
        kind,
        entries: entries.into(),
    })
}

/// The entries without those whose key a later one has for sure.
fn without_overridden(entries: Vec<Entry>) -> Vec<Entry> {
    let open = entries.iter().filter(|entry| entry.key.value().is_none());
    if open.count().saturating_mul(entries.len()) > MAX_KEY_PAIRS {
        return entries;
    }
    // Where the entries of a known key stand.
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    let mut kept: Vec<(usize, Entry)> = Vec::new();
    for (at, entry) in entries.into_iter().enumerate() {
        match entry.key.value().and_then(Value::as_text) {
            Some(text) => {
                let places = known.entry(text).or_default();
                if entry.is_once() && !places.is_empty() {
                    kept.retain(|(earlier, _)| !places.contains(earlier));
                    places.clear();
                }
                places.push(at);
            }
            None if entry.is_once() => {
                kept.retain(|(_, earlier)| equal(&earlier.key, &entry.key).value() != Some(&true));
            }
            None => {}
        }
        kept.push((at, entry));
    }
    kept.into_iter().map(|(_, entry)| entry).collect()
}

/// A key that two of these have for sure, as a sentence shows it.
pub(crate) fn key_that_stands_twice(made: &[Entry]) -> Option<String> {
    let mut seen = HashSet::new();
    let mut open: Vec<&Entry> = Vec::new();
    for entry in made.iter().filter(|entry| entry.is_once()) {
        match entry.key.value().and_then(Value::as_text) {
            Some(text) if !seen.insert(text.clone()) => {
                return Some(format!("\"{}\"", quoted(&text)));
            }
            Some(_) => {}
            None if open.len() >= MAX_CASES => {}
            None => {
                let is_same = |other: &&Entry| equal(&other.key, &entry.key).value() == Some(&true);
                if open.iter().any(is_same) {
                    let shown = key_text(&entry.key).unwrap_or_default();
                    return Some(format!("\"{}\"", quoted(&shown)));
                }
                open.push(entry);
            }
        }
    }
    None
}

/// The elements of a collection, in order.
pub(crate) type Entries<'a> = Box<dyn ExactSizeIterator<Item = Entry> + 'a>;

/// The elements of a collection one by one, as `for`, `for_each` and `dynamic` see them. `privacy` is that of the collection:
/// its keys are as private as itself. `None` where it is no collection.
pub(crate) fn entries(collection: &Value, privacy: Privacy) -> Option<Vec<Entry>> {
    each_entry(collection, privacy).map(Iterator::collect)
}

/// The same one by one: many of them take much room.
pub(crate) fn each_entry(collection: &Value, privacy: Privacy) -> Option<Entries<'_>> {
    let key = move |key| Resolved::known(key).private(privacy);
    Some(match collection {
        Value::List(items) | Value::Tuple(items) => {
            let numbered = items.iter().enumerate();
            Box::new(
                numbered.map(move |(at, item)| {
                    Entry::once(key(Value::Number(at.into())), item.clone())
                }),
            )
        }
        Value::Set(items) => {
            let items = items.iter();
            Box::new(
                items.map(move |item| Entry::once(item.clone().private(privacy), item.clone())),
            )
        }
        Value::Object(members) | Value::Map(members) => {
            let members = members.iter();
            Box::new(members.map(move |(name, value)| {
                Entry::once(key(Value::Text(name.clone())), value.clone())
            }))
        }
        Value::Partly(partly) => {
            let elements = partly.elements().into_iter();
            Box::new(elements.map(move |entry| Entry {
                key: entry.key.private(privacy),
                ..entry
            }))
        }
        _ => return None,
    })
}

impl Partly {
    /// Its elements one by one: one whose key a later one may have is there perhaps, or has another value.
    pub(crate) fn elements(&self) -> Vec<Entry> {
        if self.kind.is_ordered() {
            return self.entries.to_vec();
        }
        let open = |entry: &&Entry| entry.key.value().is_none() || !entry.is_once();
        let open = self.entries.iter().filter(open).count();
        if open.saturating_mul(self.entries.len()) > MAX_KEY_PAIRS {
            let many = || Resolved::unknown("it has too many keys that are not known to follow");
            return vec![Entry::any_number(many(), many())];
        }
        let numbered = self.entries.iter().enumerate();
        numbered
            .map(|(at, entry)| self.as_element(entry, &self.entries[at + 1..]))
            .collect()
    }

    fn as_element(&self, entry: &Entry, later: &[Entry]) -> Entry {
        let mut out = entry.clone();
        let mut over = Vec::new();
        for other in later {
            let are_known = is_settled(&entry.key) && is_settled(&other.key);
            if are_known && (other.is_once() || self.kind == Kind::Set) {
                continue;
            }
            if equal(&entry.key, &other.key).value() == Some(&false) {
                continue;
            }
            if other.is_once() {
                out.times = Times::AnyNumber { of: None };
            } else if self.kind.is_keyed() {
                over.push(other.clone());
            }
        }
        if !over.is_empty() {
            let value = self.held(&over, &entry.key, Some(&entry.value));
            out.value = if entry.is_once() {
                value
            } else {
                of_each(value)
            };
        }
        out
    }

    /// What is not known of it, as a reason with its evidence.
    pub(crate) fn unknown<T>(&self) -> Resolved<T> {
        let parts = self.entries.iter();
        let mut parts = parts.flat_map(|entry| [&entry.key, &entry.value]);
        let unknown = parts.find_map(|part| match part {
            Resolved::Unknown { why, from, .. } => {
                Some(Resolved::unknown_from(why.clone(), from.clone()))
            }
            _ => None,
        });
        unknown.unwrap_or_else(|| Resolved::unknown("which elements it has is not known"))
    }
}
