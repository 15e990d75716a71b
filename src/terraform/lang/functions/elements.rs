//! Functions on the values of all elements of lists and sets.

use std::collections::BTreeMap;

use super::arguments::known_elements;
use super::results::{count, grown_too_large};
use crate::resolved::Resolved;
use crate::terraform::lang::types::{self, Type, by_order, is_among, sorted_set};
use crate::terraform::lang::values::{Named, Value, error, in_bounds, refused};
use crate::terraform::limits::MAX_ELEMENTS;

/// Functions that look at every element's value.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    if name == "transpose" {
        let [Value::Object(members) | Value::Map(members)] = arguments else {
            return None;
        };
        return Some(transpose(members));
    }
    let lists = match lists_of(name, arguments) {
        Ok(lists) => lists,
        Err(why) => return Some(why),
    };
    let first_is_list = arguments
        .first()
        .is_some_and(|value| value.elements().is_some());
    Some(match (name, lists.as_slice()) {
        ("distinct", [items]) if first_is_list => distinct(items),
        ("compact", [items]) if first_is_list => compact(items),
        ("sort", [items]) if first_is_list => sort(items)?,
        ("index", [items, _]) if first_is_list => index_of(items, &arguments[1]),
        ("sum", [items]) if first_is_list && !items.is_empty() => sum(items)?,
        ("matchkeys", [values, keys, wanted]) => match_keys(values, keys, wanted),
        ("setunion", sets) => Resolved::known(sorted_set(sets.iter().flatten().cloned())),
        ("setintersection", [first, rest @ ..]) => {
            let in_all = |item: &&Value| rest.iter().all(|set| is_among(set, item));
            Resolved::known(sorted_set(first.iter().filter(in_all).cloned()))
        }
        ("setsubtract", [first, second]) => {
            let left = first.iter().filter(|item| !is_among(second, item));
            Resolved::known(sorted_set(left.cloned()))
        }
        ("setproduct", lists) if lists.len() > 1 => set_product(arguments, lists),
        _ => return None,
    })
}

/// The elements of each argument, converted to the type of the function's parameters. What is no list counts as a list of
/// itself. The error is what the function comes to instead.
fn lists_of(name: &str, arguments: &[Value]) -> Result<Vec<Vec<Value>>, Resolved<Value>> {
    let kind = parameter_for(name, arguments)?;
    let mut lists = Vec::new();
    for argument in arguments {
        let converted = types::convert(Resolved::known(argument.clone()), &kind);
        let Some(argument) = converted.value() else {
            return Err(converted);
        };
        lists.push(match argument.elements() {
            Some(items) => known_elements(items)?,
            None => vec![argument.clone()],
        });
    }
    Ok(lists)
}

/// The type that a function's parameters have for these arguments: sets are of one type each, and take one type together.
fn parameter_for(name: &str, arguments: &[Value]) -> Result<Type, Resolved<Value>> {
    let kind = parameter(name).unwrap_or(Type::Any);
    if !matches!(kind, Type::Set(_)) {
        return Ok(kind);
    }
    let mut elements = Vec::new();
    for argument in arguments {
        let set = types::convert(Resolved::known(argument.clone()), &kind);
        match types::type_of(&set) {
            Type::Set(element) => elements.push(*element),
            _ => return Err(set),
        }
    }
    match types::unify(&elements) {
        Some(element) => Ok(Type::Set(Box::new(element))),
        None => Err(error(name, "the sets have no type in common")),
    }
}

fn distinct(items: &[Value]) -> Resolved<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for item in items {
        if !is_among(&kept, item) {
            kept.push(item.clone());
        }
    }
    Resolved::known(Value::list(kept))
}

fn compact(items: &[Value]) -> Resolved<Value> {
    let is_empty =
        |item: &Value| matches!(item, Value::Null) || item.as_text().as_deref() == Some("");
    Resolved::known(Value::list(
        items.iter().filter(|item| !is_empty(item)).cloned(),
    ))
}

fn sort(items: &[Value]) -> Option<Resolved<Value>> {
    let mut texts: Vec<String> = items.iter().map(Value::as_text).collect::<Option<_>>()?;
    texts.sort();
    let sorted = Value::list(texts.into_iter().map(Value::Text));
    Some(Resolved::known(sorted))
}

fn index_of(items: &[Value], wanted: &Value) -> Resolved<Value> {
    if *wanted == Value::Null {
        return refused(wanted, "`index` looks for no null");
    }
    match items
        .iter()
        .position(|item| item.same(wanted) == Some(true))
    {
        Some(at) => count(at),
        None => error(wanted.shown(), "the list does not hold it"),
    }
}

fn sum(items: &[Value]) -> Option<Resolved<Value>> {
    let mut numbers = items.iter().map(Value::as_number);
    let first = numbers.next()??;
    let mut sum = Some(first);
    for number in numbers {
        let number = number?;
        sum = sum.and_then(|sum| sum.plus(&number));
    }
    Some(in_bounds(sum))
}

fn match_keys(values: &[Value], keys: &[Value], wanted: &[Value]) -> Resolved<Value> {
    if values.len() != keys.len() {
        return error("matchkeys", "there are not as many keys as values");
    }
    // Keys are compared as one type: the number 1 is the string "1" where one of them is a string.
    let kinds: Vec<Type> = keys
        .iter()
        .chain(wanted)
        .map(|key| types::type_of(&Resolved::known(key.clone())))
        .collect();
    let Some(kind) = types::unify(&kinds) else {
        return error("matchkeys", "the keys have no type in common");
    };
    let as_one = |items: &[Value]| -> Option<Vec<Value>> {
        let converted = items
            .iter()
            .map(|item| types::convert(Resolved::known(item.clone()), &kind));
        converted.map(|item| item.value().cloned()).collect()
    };
    let (Some(keys), Some(wanted)) = (as_one(keys), as_one(wanted)) else {
        return Resolved::unknown("a key is not known");
    };
    let pairs = values.iter().zip(keys);
    Resolved::known(Value::list(
        pairs
            .filter(|(_, key)| is_among(&wanted, key))
            .map(|(value, _)| value.clone()),
    ))
}

fn set_product(arguments: &[Value], lists: &[Vec<Value>]) -> Resolved<Value> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for list in lists {
        if rows.len().saturating_mul(list.len()) > MAX_ELEMENTS {
            return grown_too_large();
        }
        let extended = |row: &Vec<Value>| {
            let row = row.clone();
            list.iter().map(move |item| {
                let mut row = row.clone();
                row.push(item.clone());
                row
            })
        };
        rows = rows.iter().flat_map(extended).collect();
    }
    let rows = rows.into_iter().map(Value::tuple);
    Resolved::known(
        if arguments.iter().any(|given| matches!(given, Value::Set(_))) {
            sorted_set(rows)
        } else {
            Value::list(rows)
        },
    )
}

/// The type that a function's parameters have; what is given converts to it.
fn parameter(name: &str) -> Option<Type> {
    let of = |kind| Some(Type::List(Box::new(kind)));
    match name {
        "compact" | "sort" => of(Type::String),
        "distinct" | "matchkeys" | "setproduct" => of(Type::Any),
        "setunion" | "setintersection" | "setsubtract" => Some(Type::Set(Box::new(Type::Any))),
        _ => None,
    }
}

/// Source: `cty`, `TransposeFunc`: a list or a text in one that is not known leaves all unknown.
fn transpose(members: &Named) -> Resolved<Value> {
    let mut out: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let lists: Vec<Resolved<Value>> = members.values().cloned().collect();
    let lists = match known_elements(&lists) {
        Ok(lists) => lists,
        Err(why) => return why,
    };
    for (key, list) in members.keys().zip(&lists) {
        let Some(items) = list.elements() else {
            return refused(list, "`transpose` takes a map of lists of strings");
        };
        let items = match known_elements(items) {
            Ok(items) => items,
            Err(why) => return why,
        };
        for item in items {
            let Some(name) = item.as_text() else {
                return refused(&item, "`transpose` takes a map of lists of strings");
            };
            out.entry(name).or_default().push(Value::Text(key.clone()));
        }
    }
    for keys in out.values_mut() {
        keys.sort_by(by_order);
    }
    Resolved::known(Value::Map(
        out.into_iter()
            .map(|(key, items)| (key, Resolved::known(Value::list(items))))
            .collect(),
    ))
}
