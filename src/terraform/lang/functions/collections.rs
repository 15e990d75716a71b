//! Functions on lists, sets, maps and objects.

use std::collections::BTreeMap;

use super::arguments::{known_elements, whole};
use super::elements;
use super::results::{boolean, count};
use crate::resolved::{MAX_CASES, Privacy, Resolved};
use crate::terraform::lang::equality::{equal, truth_value};
use crate::terraform::lang::number::Number;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::unknown_keys::{at_every_key, no_such_key};
use crate::terraform::lang::values::{Value, error, first_refused, refused, unsettled};

/// How many values `range` makes.
///
/// Source: `cty/function/stdlib/sequence.go`.
const MAX_RANGE: usize = 1024;

/// Functions that some of their arguments may decide though others are not known: elements of a list, members of a map.
pub(crate) fn call_partly_known(
    name: &str,
    arguments: &[Resolved<Value>],
) -> Option<Resolved<Value>> {
    match (name, arguments) {
        ("merge", _) => Some(merge(arguments)),
        ("lookup", [map, key, ..]) => Some(lookup(map, key, arguments.get(2))),
        ("contains", [list, wanted]) => {
            let wanted = wanted.clone().choosing();
            Some(
                list.clone()
                    .choosing()
                    .and_then(&mut |list| contains(&list, &wanted)),
            )
        }
        _ => None,
    }
}

fn merge(arguments: &[Resolved<Value>]) -> Resolved<Value> {
    // Maps make a map, with an object among them it is an object.
    let mut given = arguments
        .iter()
        .filter(|argument| argument.value() != Some(&Value::Null));
    let are_maps = given.clone().next().is_some()
        && given.all(|argument| matches!(argument.value(), Some(Value::Map(_))));
    let members = arguments.iter().map(|argument| {
        argument.clone().and_then(&mut |value| match value {
            Value::Null => Resolved::known(BTreeMap::new()),
            Value::Object(members) | Value::Map(members) => Resolved::known(members),
            other => refused(&other, "`merge` takes maps and objects"),
        })
    });
    Resolved::all(members).map(&mut |members| {
        let all = members.into_iter().flatten().collect();
        if are_maps {
            Value::Map(all)
        } else {
            Value::Object(all)
        }
    })
}

fn lookup(
    map: &Resolved<Value>,
    key: &Resolved<Value>,
    default: Option<&Resolved<Value>>,
) -> Resolved<Value> {
    if let Some(refused) = default.and_then(|default| first_refused([default])) {
        return refused;
    }
    let privacy = map.from().privacy;
    map.clone().choosing().and_then(&mut |map| {
        let Some(members) = map.members() else {
            return refused(&map, "`lookup` takes a map");
        };
        // A map's elements have one type, and the default takes it.
        let Type::Map(element) = types::type_of(&Resolved::known(map.clone())) else {
            return lookup_member(members, key, default.cloned(), privacy);
        };
        let default = default
            .cloned()
            .map(|default| types::convert(default, &element));
        lookup_member(members, key, default, privacy)
    })
}

fn lookup_member(
    members: &BTreeMap<String, Resolved<Value>>,
    key: &Resolved<Value>,
    default: Option<Resolved<Value>>,
    privacy: Privacy,
) -> Resolved<Value> {
    let key = key.clone().choosing();
    if let Some(found) = at_every_key(members, &key, default.as_ref(), privacy) {
        return found;
    }
    key.and_then(&mut |key| {
        let Some(name) = key.as_text() else {
            return refused(&key, "a key is a string");
        };
        members
            .get(&name)
            .cloned()
            .or_else(|| default.clone())
            .unwrap_or_else(|| no_such_key(members, &key))
    })
}

fn contains(list: &Value, wanted: &Resolved<Value>) -> Resolved<Value> {
    let Some(items) = list.elements() else {
        return refused(list, "`contains` takes a list or a set");
    };
    if let Resolved::Unknown { term, .. } = wanted {
        return match term {
            Some(_) if items.len() <= MAX_CASES => is_one_of(items, wanted),
            _ => wanted.clone().with_term(None),
        };
    }
    wanted
        .clone()
        .and_then(&mut |wanted| contains_known(items, &wanted))
}

/// Whether what is not known is one of these.
fn is_one_of(items: &[Resolved<Value>], wanted: &Resolved<Value>) -> Resolved<Value> {
    let is_it = items.iter().map(|item| equal(item, wanted)).collect();
    truth_value(Resolved::together(is_it, true, "`contains`"))
}

fn contains_known(items: &[Resolved<Value>], wanted: &Value) -> Resolved<Value> {
    if *wanted == Value::Null {
        return refused(wanted, "`contains` looks for no null");
    }
    let mut unknown = None;
    for item in items {
        match item.value().map(|value| value.same(wanted)) {
            Some(Some(true)) => return boolean(true),
            Some(Some(false)) => {}
            _ => unknown = Some(item),
        }
    }
    match unknown {
        None => boolean(false),
        Some(Resolved::Unknown { why, from, .. }) => Resolved::Unknown {
            term: None,
            why: why.clone(),
            from: from.clone(),
        },
        Some(_) => Resolved::unknown("an element of the list is not known"),
    }
}

/// The result, or `None` where the arguments are not those of the function.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    Some(match (name, arguments) {
        ("length", [Value::Text(value)]) => {
            use unicode_segmentation::UnicodeSegmentation;
            count(value.graphemes(true).count())
        }
        ("length", [Value::Object(members) | Value::Map(members)]) => count(members.len()),
        ("length", [value]) => count(value.elements()?.len()),
        ("keys", [Value::Object(members)]) => {
            Resolved::known(Value::tuple(members.keys().cloned().map(Value::Text)))
        }
        ("keys", [Value::Map(members)]) => {
            Resolved::known(Value::list(members.keys().cloned().map(Value::Text)))
        }
        ("values", [Value::Object(members)]) => {
            Resolved::known(Value::Tuple(members.values().cloned().collect()))
        }
        ("values", [Value::Map(members)]) => {
            Resolved::known(Value::List(members.values().cloned().collect()))
        }
        ("element" | "slice" | "index", [set @ Value::Set(_), ..]) => {
            refused(set, "a set has no order; `tolist` gives it one")
        }
        ("element", [list, at]) => element(list.elements()?, at),
        ("one", [value]) => one(value.elements()?),
        ("concat", [_, ..]) => concat(arguments)?,
        ("flatten", [list]) => flatten(list.elements()?, 0).map(&mut Value::Tuple),
        ("slice", [list, from, to]) => {
            let items = list.elements()?;
            let (from, to) = (whole(from)?, whole(to)?);
            match items.get(from..to) {
                Some(part) => Resolved::known(like(list, part.to_vec())),
                None => error("slice", "the indices lie outside of the list"),
            }
        }
        ("reverse", [list]) => {
            let mut items = list.elements()?.to_vec();
            items.reverse();
            Resolved::known(like(list, items))
        }
        ("zipmap", [keys, values]) => zipmap(keys.elements()?, values),
        ("chunklist", [list, size]) => chunk_list(list, size)?,
        ("range", _) => range(arguments)?,
        _ => return elements::call(name, arguments),
    })
}

fn one(items: &[Resolved<Value>]) -> Resolved<Value> {
    match items {
        [] => Resolved::known(Value::Null),
        [one] => one.clone(),
        more => error(
            "the list",
            format!(
                "`one` takes a list of no or one element; it has {}",
                more.len()
            ),
        ),
    }
}

fn concat(lists: &[Value]) -> Option<Resolved<Value>> {
    let mut all = Vec::new();
    for list in lists {
        if matches!(list, Value::Set(_)) {
            return Some(refused(list, "`concat` takes lists and tuples"));
        }
        all.extend_from_slice(list.elements()?);
    }
    let is_tuple = lists.iter().any(|list| matches!(list, Value::Tuple(_)));
    Some(Resolved::known(if is_tuple {
        Value::Tuple(all)
    } else {
        Value::List(all)
    }))
}

fn chunk_list(list: &Value, size: &Value) -> Option<Resolved<Value>> {
    let size = match whole(size)? {
        0 => usize::MAX,
        size => size,
    };
    let list = types::convert(
        Resolved::known(list.clone()),
        &Type::List(Box::new(Type::Any)),
    );
    let Some(value) = list.value() else {
        return Some(list);
    };
    let chunks = value.elements()?.chunks(size);
    Some(Resolved::known(Value::list(
        chunks.map(|chunk| Value::List(chunk.to_vec())),
    )))
}

/// A tuple for what is made of a tuple, otherwise a list.
fn like(given: &Value, items: Vec<Resolved<Value>>) -> Value {
    if matches!(given, Value::Tuple(_)) {
        Value::Tuple(items)
    } else {
        Value::List(items)
    }
}

fn element(items: &[Resolved<Value>], at: &Value) -> Resolved<Value> {
    let Some(wanted) = at.as_number().and_then(|number| number.to_int()) else {
        return refused(at, "an index is a whole number");
    };
    // Source: cty's changelog, 1.17; Terraform 1.11 refuses it.
    if wanted < 0 {
        return Resolved::unknown("only newer versions of Terraform take a negative index");
    }
    if items.is_empty() {
        return error("an empty list", "`element` takes a list that has elements");
    }
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    usize::try_from(wanted % length)
        .ok()
        .and_then(|at| items.get(at))
        .cloned()
        .unwrap_or_else(|| Resolved::unknown("the index is too large to follow"))
}

/// The elements of lists in lists. What is not known may be a list of any length, and leaves all unknown.
fn flatten(items: &[Resolved<Value>], depth: usize) -> Resolved<Vec<Resolved<Value>>> {
    let parts = items.iter().map(|item| match item {
        Resolved::Known { value, .. } if value.elements().is_none() => {
            Resolved::known(vec![item.clone()])
        }
        _ => item.clone().and_then(&mut |value| match value.elements() {
            Some(_) if value.is_unsettled_set() => unsettled(),
            Some(_) if depth >= crate::parse::MAX_DEPTH => {
                Resolved::unknown("the lists lie too deep in one another to follow")
            }
            Some(inner) => flatten(inner, depth + 1),
            None => Resolved::known(vec![Resolved::known(value)]),
        }),
    });
    Resolved::all(parts).map(&mut |parts: Vec<Vec<_>>| parts.concat())
}

fn zipmap(keys: &[Resolved<Value>], list: &Value) -> Resolved<Value> {
    let (Value::List(values) | Value::Tuple(values)) = list else {
        return refused(list, "`zipmap` takes lists");
    };
    if keys.len() != values.len() {
        return error("zipmap", "there are not as many keys as values");
    }
    match known_elements(keys) {
        Ok(keys) => {
            let members: Option<BTreeMap<_, _>> = keys
                .iter()
                .zip(values)
                .map(|(key, value)| Some((key.as_text()?, value.clone())))
                .collect();
            match members {
                Some(members) => Resolved::known(if matches!(list, Value::Tuple(_)) {
                    Value::Object(members)
                } else {
                    Value::Map(members)
                }),
                None => error("zipmap", "a key is a string"),
            }
        }
        Err(why) => why,
    }
}

fn range(arguments: &[Value]) -> Option<Resolved<Value>> {
    let numbers: Vec<Number> = arguments
        .iter()
        .map(Value::as_number)
        .collect::<Option<_>>()?;
    let zero = || Number::from(0);
    let one_towards = |start: &Number, limit: &Number| {
        if limit < start {
            Number::from(1).negated()
        } else {
            Number::from(1)
        }
    };
    let (start, limit, step) = match numbers.as_slice() {
        [limit] => (zero(), limit.clone(), one_towards(&zero(), limit)),
        [start, limit] => (start.clone(), limit.clone(), one_towards(start, limit)),
        [start, limit, step] => (start.clone(), limit.clone(), step.clone()),
        _ => return None,
    };
    if start == limit {
        return Some(Resolved::known(Value::List(Vec::new())));
    }
    if step.is_zero() {
        return Some(error("0", "`range` takes no step of zero"));
    }
    let down = step.is_negative();
    if down != (limit < start) {
        return Some(error(
            step.text(),
            "the step of `range` leads away from its end",
        ));
    }
    let mut items = Vec::new();
    let mut next = start;
    while if down { next > limit } else { next < limit } {
        // Terraform refuses more than that.
        if items.len() >= MAX_RANGE {
            return Some(error("range", "more than 1024 values were generated"));
        }
        items.push(Value::Number(next.clone()));
        next = next.plus(&step)?;
    }
    Some(Resolved::known(Value::list(items)))
}

#[cfg(test)]
mod tests {
    use super::super::results::text;
    use super::*;

    #[test]
    fn element_wraps_around() {
        let list = [text("a"), text("b"), text("c")];
        assert_eq!(element(&list, &Value::Number(4.into())), text("b"));
    }
}
