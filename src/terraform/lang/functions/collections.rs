//! Functions on lists, sets, maps and objects.

use super::arguments::whole;
use super::elements;
use super::results::{boolean, count};
use crate::resolved::{MAX_CASES, Privacy, Resolved, Term, Truth};
use crate::terraform::lang::equality::{equal, truth_value};
use crate::terraform::lang::made::made;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::partly::entries;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::unknown_keys::{at_every_key, no_such_key};
use crate::terraform::lang::values::{Named, Value, error, first_refused, refused};
use crate::terraform::limits::MAX_RANGE;

/// Functions that some of their arguments may decide though others are not known: elements of a list, members of a map.
pub(crate) fn call_partly_known(
    name: &str,
    arguments: &[Resolved<Value>],
) -> Option<Resolved<Value>> {
    match (name, arguments) {
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
        if let Value::Partly(partly) = &map
            && partly.kind.is_keyed()
        {
            return partly.at(&key.clone().choosing(), default);
        }
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
    members: &Named,
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

/// One element that is there for sure decides, whatever the others are.
fn contains(list: &Value, wanted: &Resolved<Value>) -> Resolved<Value> {
    let elements = entries(list, Privacy::Shown);
    let Some(elements) = elements.filter(|_| list.kind().is_some_and(|kind| !kind.is_keyed()))
    else {
        return refused(list, "`contains` takes a list or a set");
    };
    if wanted.value() == Some(&Value::Null) {
        return refused(&Value::Null, "`contains` looks for no null");
    }
    if let Resolved::Unknown { term, .. } = wanted
        && (term.is_none() || elements.len() > MAX_CASES)
    {
        return wanted.clone().with_term(None);
    }
    let mut may_be = Vec::new();
    let mut has_others = false;
    for element in &elements {
        let is_it = equal(&element.value, wanted);
        match is_it.value() {
            Some(true) if element.is_once() => return boolean(true),
            Some(false) => {}
            _ if !element.is_once() => has_others = true,
            _ => may_be.push(is_it),
        }
    }
    if may_be.len() > MAX_CASES {
        return Resolved::unknown("too many elements of the list are not known");
    }
    if let (true, Value::Partly(partly)) = (has_others, list) {
        if may_be.is_empty() {
            return partly.unknown();
        }
        let others = made("contains", &[Resolved::known(list.clone()), wanted.clone()]);
        may_be.push(partly.unknown().or_term(|| others.unwrap_or_else(alone)));
    }
    truth_value(Resolved::together(may_be, true, "`contains`"))
}

/// What has to do with nothing else.
fn alone() -> Term {
    Term::Truth(Truth::alone())
}

/// The result, or `None` where the arguments are not those of the function.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    Some(match (name, arguments) {
        ("length", [Value::Text(value)]) => {
            use unicode_segmentation::UnicodeSegmentation;
            count(value.graphemes(true).count())
        }
        ("element" | "slice" | "index", [set @ Value::Set(_), ..]) => {
            refused(set, "a set has no order; `tolist` gives it one")
        }
        ("element", [list, at]) => element(list.elements()?, at, matches!(list, Value::Tuple(_))),
        ("one", [value]) => one(value.elements()?),
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
        chunks.map(|chunk| Value::List(chunk.to_vec().into())),
    )))
}

/// A tuple for what is made of a tuple, otherwise a list.
fn like(given: &Value, items: Vec<Resolved<Value>>) -> Value {
    if matches!(given, Value::Tuple(_)) {
        Value::Tuple(items.into())
    } else {
        Value::List(items.into())
    }
}

fn element(items: &[Resolved<Value>], at: &Value, is_tuple: bool) -> Resolved<Value> {
    let Some(wanted) = at.as_number().and_then(|number| number.to_int()) else {
        return refused(at, "an index is a whole number");
    };
    if items.is_empty() {
        return error("an empty list", "`element` takes a list that has elements");
    }
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    // Terraform 1.10 and later count a negative index from the end of a list. From that of a tuple, Terraform 1.11 counts whole
    // rounds only, and later versions all (cty's changelog, 1.17).
    if wanted < 0 && is_tuple && wanted % length != 0 {
        let why = "only newer versions of Terraform count from the end of `[…]`";
        return Resolved::unknown(why);
    }
    usize::try_from(wanted.rem_euclid(length))
        .ok()
        .and_then(|at| items.get(at))
        .cloned()
        .unwrap_or_else(|| Resolved::unknown("the index is too large to follow"))
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
        return Some(Resolved::known(Value::List(Vec::new().into())));
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
        let at = |at: i64| Value::Text(at.to_string());
        assert_eq!(element(&list, &at(4), true), text("b"));
        assert_eq!(element(&list, &at(-1), false), text("c"));
        assert_eq!(element(&list, &at(-3), true), text("a"));
        assert!(element(&list, &at(-1), true).value().is_none());
    }
}
