//! Functions that put collections together of the elements of others, also where not all elements are known.

use super::places;
use super::results::count;
use super::subsets;
use crate::parse::MAX_TREE_DEPTH;
use crate::resolved::{Case, Condition, Evidence, Privacy, Resolved, Truth};
use crate::terraform::lang::counts;
use crate::terraform::lang::equality::equal;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::few::is_one_of_few;
use crate::terraform::lang::keys::text_key;
use crate::terraform::lang::partly::{
    each_entry, entries, keyed_of, list_in_any_order, list_of, opened,
};
use crate::terraform::lang::types::{self, Type, set_of};
use crate::terraform::lang::values::{Entry, Kind, Value, error, is_settled, refused};
use crate::terraform::limits::MAX_LIST_COMPARED;

/// Functions that take collections of which not all is known, or hand them on as they are.
const FOLLOWED: &[&str] = &[
    "alltrue",
    "anytrue",
    "can",
    "coalesce",
    "coalescelist",
    "compact",
    "concat",
    "contains",
    "distinct",
    "element",
    "ephemeralasnull",
    "flatten",
    "join",
    "keys",
    "length",
    "lookup",
    "merge",
    "nonsensitive",
    "one",
    "reverse",
    "sensitive",
    "setintersection",
    "setsubtract",
    "setunion",
    "slice",
    "sort",
    "tobool",
    "tolist",
    "tomap",
    "tonumber",
    "toset",
    "tostring",
    "try",
    "values",
    "zipmap",
];

/// Functions that are refused for some numbers of elements.
const REFUSED_BY_NUMBER: &[&str] = &["element", "one", "slice", "zipmap"];

/// Whether a function is refused or not depends on how many elements there are, which is not known.
pub(crate) fn is_perhaps_refused(name: &str, arguments: &[Resolved<Value>]) -> bool {
    let is_open = |argument: &Resolved<Value>| argument.value().is_none() || holds_some(argument);
    REFUSED_BY_NUMBER.contains(&name) && arguments.iter().any(is_open)
}

/// The result of such a function, where its refusal is looked at.
pub(crate) fn or_refused(name: &str, result: Resolved<Value>) -> Resolved<Value> {
    if result.is_invalid() {
        return result;
    }
    let is_refused = Truth::alone();
    let what = format!("`{name}`");
    let refused = error(name, "it does not take so many elements");
    let cases = vec![
        Case {
            when: Condition::new(is_refused.yes, what.as_str(), "is refused"),
            value: refused,
        },
        Case {
            when: Condition::new(is_refused.no, what, "is not refused"),
            value: result,
        },
    ];
    let from = Evidence::default();
    Resolved::Varies { cases, from }
}

/// What a function comes to that does not follow what is known in part only, where it is given some.
pub(super) fn not_followed(name: &str, arguments: &[Resolved<Value>]) -> Option<Resolved<Value>> {
    if FOLLOWED.contains(&name) {
        return None;
    }
    let argument = arguments.iter().find(|argument| holds_some(argument))?;
    let unknown = match argument.value() {
        Some(Value::Partly(partly)) => partly.unknown(),
        _ => Resolved::unknown("which elements a collection has is not known"),
    };
    let unknown = unknown.and_before(argument.from().hops.iter().cloned());
    Some(unknown.private(privacy_within(argument)))
}

/// Whether it is, or holds, a collection of which not all is known.
fn holds_some(argument: &Resolved<Value>) -> bool {
    let arms = argument.arms().into_iter();
    let mut values = arms.filter_map(|(_, arm)| arm.value());
    values.any(Value::holds_partly)
}

/// Functions that put several collections together, of which one is not known.
pub(super) fn call_partly_known(
    name: &str,
    arguments: &[Resolved<Value>],
) -> Option<Resolved<Value>> {
    let kind = match name {
        "length" => return length_of(arguments),
        "merge" => Kind::Map,
        "concat" | "join" | "zipmap" => Kind::List,
        "setunion" | "setintersection" | "setsubtract" => Kind::Set,
        _ => return None,
    };
    let (apart, arguments) = arguments.split_at(usize::from(name == "join"));
    let is_unknown = |argument: &&Resolved<Value>| matches!(argument, Resolved::Unknown { .. });
    let unknown = arguments.iter().filter(is_unknown).count();
    // Of several of which nothing is known, nothing is known but that they are those.
    let is_all = unknown == arguments.len() && unknown > 0;
    if is_all || (unknown == 0 && name != "merge") {
        return None;
    }
    let apart = apart.iter().cloned().map(Resolved::choosing);
    let opened = arguments
        .iter()
        .map(|argument| opened(argument.clone(), kind));
    let all = Resolved::all(apart.chain(opened));
    Some(all.and_then(&mut |values| match name {
        "merge" => merge(&values),
        "concat" => concat(&values),
        "setunion" => set_union(&values),
        name => {
            call(name, &values).unwrap_or_else(|| {
                Resolved::unknown(format!("`{name}` is given what is not known"))
            })
        }
    }))
}

/// How many elements, or letters, something has of which nothing is known.
fn length_of(arguments: &[Resolved<Value>]) -> Option<Resolved<Value>> {
    match arguments {
        [of] if matches!(types::type_of(of), Type::Bool | Type::Number) && of.value().is_none() => {
            let refused = error(types::type_of(of).shown(), "`length` takes no such value");
            Some(refused.via(of.from().hops.iter().cloned()))
        }
        [of @ Resolved::Unknown { term: Some(_), .. }]
            if !of.is_private() && !is_one_of_few(of) =>
        {
            Some(counts::length(of))
        }
        _ => None,
    }
}

/// The result, or `None` where the arguments are not those of the function.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    Some(match (name, arguments) {
        ("length", [collection]) => {
            let entries = entries(collection, Privacy::Shown)?;
            match collection {
                Value::Partly(_) if !entries.iter().all(Entry::is_once) => {
                    counts::length(&Resolved::known(collection.clone()))
                }
                _ => count(entries.len()),
            }
        }
        ("keys", [collection]) if collection.kind()?.is_keyed() => {
            parts_of(collection, |entry| entry.key.clone())
        }
        ("values", [collection]) if collection.kind()?.is_keyed() => {
            parts_of(collection, |entry| entry.value.clone())
        }
        ("concat", [_, ..]) => concat(arguments),
        ("flatten", [list]) => flatten(list)?,
        ("zipmap", [keys, values]) => zipmap(keys, values)?,
        ("setunion", sets) if !sets.iter().all(is_all_known) => set_union(sets),
        ("setintersection", sets) if !sets.iter().all(is_all_known) => subsets::intersection(sets),
        ("setsubtract", [first, second]) if !is_all_known(first) || !is_all_known(second) => {
            subsets::difference(first, second)
        }
        ("distinct", [list]) if !is_all_known(list) => distinct(list)?,
        ("compact", [list]) if !is_all_known(list) => compact(list)?,
        _ => return places::call(name, arguments),
    })
}

fn is_all_known(value: &Value) -> bool {
    !matches!(value, Value::Partly(_)) && value.parts().all(is_settled)
}

fn merge(given: &[Value]) -> Resolved<Value> {
    // Maps make a map, with an object among them it is an object.
    let kinds = || given.iter().filter_map(Value::kind);
    let is_map = kinds().next().is_some() && kinds().all(|kind| kind == Kind::Map);
    let mut all = Vec::new();
    for value in given {
        match value {
            Value::Null => {}
            Value::Partly(partly) if partly.kind.is_keyed() => {
                all.extend(partly.entries.iter().cloned());
            }
            Value::Object(_) | Value::Map(_) => {
                all.extend(entries(value, Privacy::Shown).unwrap_or_default());
            }
            other => return refused(other, "`merge` takes maps and objects"),
        }
    }
    Resolved::known(keyed_of(is_map, all))
}

fn concat(lists: &[Value]) -> Resolved<Value> {
    let is_of_kind = |kind: Kind| move |list: &Value| list.kind() == Some(kind);
    let (lists, is_tuple) = if lists.iter().all(is_of_kind(Kind::List)) {
        of_one_type(lists)
    } else {
        (lists.to_vec(), lists.iter().any(is_of_kind(Kind::Tuple)))
    };
    let mut all = Vec::new();
    for list in &lists {
        let entries = entries(list, Privacy::Shown).filter(|_| is_list(list));
        match entries {
            Some(entries) => all.extend(entries),
            None => return refused(list, "`concat` takes lists and tuples"),
        }
    }
    Resolved::known(list_of(is_tuple, all))
}

/// Lists that are put together, with elements of one type, and whether there is none, so that they make a tuple.
///
/// Source: `ConcatFunc` of `cty`.
fn of_one_type(lists: &[Value]) -> (Vec<Value>, bool) {
    let as_they_are = lists.iter().cloned().map(Resolved::known);
    let as_they_are: Vec<Resolved<Value>> = as_they_are.collect();
    let kinds: Vec<Type> = as_they_are.iter().map(types::type_of).collect();
    let Some(kind) = types::unify(&kinds) else {
        return (lists.to_vec(), true);
    };
    let converted = as_they_are.into_iter().map(|list| {
        let list = types::convert(list, &kind);
        list.value().cloned()
    });
    let converted: Option<Vec<Value>> = converted.collect();
    (converted.unwrap_or_else(|| lists.to_vec()), false)
}

fn is_list(value: &Value) -> bool {
    value.kind().is_some_and(Kind::is_ordered)
}

/// The keys or the values of a map or an object.
fn parts_of(collection: &Value, part: impl Fn(&Entry) -> Resolved<Value>) -> Resolved<Value> {
    let elements = entries(collection, Privacy::Shown).unwrap_or_default();
    let parts = elements
        .iter()
        .map(|entry| entry.as_often(entry.key.clone(), part(entry)));
    let parts = parts.collect();
    let is_tuple = collection.kind() == Some(Kind::Object);
    Resolved::known(match collection {
        Value::Partly(_) => list_in_any_order(is_tuple, parts),
        _ => list_of(is_tuple, parts),
    })
}

/// The elements of lists in lists.
#[derive(Clone)]
struct Flat {
    entries: Vec<Entry>,
    in_order: bool,
}

/// What is not known may be an element, or a list of any length.
fn flatten(list: &Value) -> Option<Resolved<Value>> {
    let flat = flattened(list, 0)?;
    Some(flat.map(&mut |flat| {
        if flat.in_order {
            list_of(true, flat.entries)
        } else {
            list_in_any_order(true, flat.entries)
        }
    }))
}

/// `None` where it is no list.
fn flattened(list: &Value, depth: usize) -> Option<Resolved<Flat>> {
    if list.kind()?.is_keyed() {
        return None;
    }
    if depth >= MAX_TREE_DEPTH {
        let why = "the lists lie too deep in one another to follow";
        return Some(Resolved::unknown(why));
    }
    let parts = each_entry(list, Privacy::Shown)?.map(|entry| of_element(entry, depth));
    let set_in_part = matches!(list, Value::Partly(partly) if partly.kind == Kind::Set);
    Some(Resolved::all(parts).map(&mut |parts: Vec<Flat>| {
        // Room is made once: what grows leaves holes as large as itself.
        let mut entries = Vec::with_capacity(parts.iter().map(|part| part.entries.len()).sum());
        let in_order = !set_in_part && parts.iter().all(|part| part.in_order);
        entries.extend(parts.into_iter().flat_map(|part| part.entries));
        Flat { entries, in_order }
    }))
}

fn of_element(entry: Entry, depth: usize) -> Resolved<Flat> {
    let one = |entry| Flat {
        entries: vec![entry],
        in_order: true,
    };
    match &entry.value {
        Resolved::Known { value, .. } if value.kind().is_none_or(Kind::is_keyed) => {
            Resolved::known(one(entry))
        }
        Resolved::Unknown { .. } if types::type_of(&entry.value).is_no_list() => {
            Resolved::known(one(entry))
        }
        Resolved::Unknown { .. } => {
            let element = entry.value.without_terms();
            Resolved::known(one(Entry::any_number(element.clone(), element)))
        }
        _ => entry.value.clone().and_then(&mut |value| {
            let Some(inner) = flattened(&value, depth + 1) else {
                let value = Resolved::known(value);
                return Resolved::known(one(entry.as_often(entry.key.clone(), value)));
            };
            inner.map(&mut |inner: Flat| {
                let of_inner = |inner: Entry| {
                    if entry.is_once() {
                        inner
                    } else {
                        Entry::any_number(inner.key, inner.value)
                    }
                };
                Flat {
                    entries: inner.entries.into_iter().map(of_inner).collect(),
                    ..inner
                }
            })
        }),
    }
}

/// As many keys as values, or it is refused.
fn zipmap(keys: &Value, values: &Value) -> Option<Resolved<Value>> {
    let Some(items) = entries(values, Privacy::Shown).filter(|_| is_list(values)) else {
        return Some(refused(values, "`zipmap` takes lists"));
    };
    let names = entries(keys, Privacy::Shown).filter(|_| is_list(keys))?;
    let are_once = [&names, &items].map(|list| list.iter().all(Entry::is_once));
    if are_once == [true, true] && names.len() != items.len() {
        return Some(error("zipmap", "there are not as many keys as values"));
    }
    let mut made = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let key = text_key(name.value.clone());
        if key.is_invalid() {
            return Some(key);
        }
        made.push(name.as_often(key, value_at(at, &names, &items)));
    }
    let is_map = values.kind() == Some(Kind::List);
    Some(Resolved::known(keyed_of(is_map, made)))
}

/// The value that a key comes with: the one at its place, or what all are where it is not known which one that is.
fn value_at(at: usize, keys: &[Entry], values: &[Entry]) -> Resolved<Value> {
    let is_placed = |entry: &Entry| entry.is_once() && entry.key.value().is_some();
    let both_placed =
        [keys, values].map(|list| list.len() > at && list[..=at].iter().all(is_placed));
    if both_placed == [true, true] {
        return values[at].value.clone();
    }
    let mut all = values.iter().map(|entry| &entry.value);
    let first = all.next();
    let known = first.and_then(Resolved::value);
    match (first, known) {
        (Some(first), Some(known))
            if all.all(|other| {
                other
                    .value()
                    .is_some_and(|other| known.same(other) == Some(true))
            }) =>
        {
            first.clone()
        }
        _ => Resolved::unknown("which value comes with a key is not known"),
    }
}

fn set_union(sets: &[Value]) -> Resolved<Value> {
    let mut all = Vec::new();
    for set in sets {
        let elements = entries(set, Privacy::Shown).filter(|_| !is_keyed(set));
        match elements {
            Some(elements) => all.extend(elements),
            None => return refused(set, "`setunion` takes sets"),
        }
    }
    Resolved::known(set_of(all))
}

fn is_keyed(value: &Value) -> bool {
    value.kind().is_some_and(Kind::is_keyed)
}

/// Of elements that are equal, the first.
fn distinct(list: &Value) -> Option<Resolved<Value>> {
    let mut kept: Vec<Entry> = Vec::new();
    let elements = entries(list, Privacy::Shown)?;
    if elements.len() > MAX_LIST_COMPARED {
        return Some(Resolved::unknown(
            "the list has too many elements to compare",
        ));
    }
    for entry in elements {
        let mut is_perhaps_there = false;
        let mut is_there = false;
        for other in &kept {
            match equal(&other.value, &entry.value).value() {
                Some(false) => {}
                Some(true) if other.is_once() => is_there = true,
                _ => is_perhaps_there = true,
            }
        }
        if is_there {
            continue;
        }
        kept.push(if is_perhaps_there {
            Entry::any_number(entry.key, entry.value)
        } else {
            entry
        });
    }
    Some(Resolved::known(list_of(false, kept)))
}

/// Without what is null or empty.
fn compact(list: &Value) -> Option<Resolved<Value>> {
    let mut kept = Vec::new();
    for entry in entries(list, Privacy::Shown)? {
        match entry.value.value() {
            Some(Value::Null) => {}
            Some(Value::Text(text)) if text.is_empty() => {}
            Some(_) => kept.push(entry),
            None => kept.push(Entry::any_number(entry.value.clone(), entry.value)),
        }
    }
    Some(Resolved::known(list_of(false, kept)))
}
