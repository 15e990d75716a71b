//! Functions that go by the places of elements, in lists of which not all is known: `element`, `slice`, `reverse`, `sort`, `one`,
//! `join`.

use super::arguments::whole;
use super::results::text;
use crate::resolved::{Case, Condition, Evidence, Privacy, Resolved, Symbol, Term};
use crate::terraform::lang::counts::is_empty;
use crate::terraform::lang::made::made;
use crate::terraform::lang::partly::{entries, list_in_any_order, list_of};
use crate::terraform::lang::values::{Entry, Kind, Partly, Value, error, is_settled, refused};

/// The result; `None` where the function is another room's, or all is known.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    Some(match (name, arguments) {
        ("sort", [list]) if !list.parts().all(is_settled) => {
            Resolved::known(list_in_any_order(false, entries(list, Privacy::Shown)?))
        }
        ("reverse", [list @ Value::Partly(partly)]) if !partly.kind.is_keyed() => {
            let mut elements = entries(list, Privacy::Shown)?;
            elements.reverse();
            Resolved::known(if partly.kind.is_ordered() {
                list_of(partly.kind == Kind::Tuple, elements)
            } else {
                list_in_any_order(false, elements)
            })
        }
        ("element", [Value::Partly(partly), at]) if partly.kind.is_ordered() => element(partly, at),
        ("slice", [Value::Partly(partly), from, to]) if partly.kind.is_ordered() => {
            slice(partly, whole(from)?, whole(to)?)
        }
        ("one", [list @ Value::Partly(partly)]) if !partly.kind.is_keyed() => one(list)?,
        ("join", [separator, lists @ ..]) => join(&separator.as_text()?, lists)?,
        _ => return None,
    })
}

/// How many elements stand first whose places are known.
fn placed(elements: &[Entry]) -> usize {
    let is_placed = |entry: &&Entry| entry.is_once() && entry.key.value().is_some();
    elements.iter().take_while(is_placed).count()
}

/// Past the end it begins anew: of how many elements, it must be known.
fn element(partly: &Partly, at: &Value) -> Resolved<Value> {
    let is_whole = at.as_number().is_some_and(|at| at.to_int().is_some());
    if !is_whole {
        return refused(at, "an index is a whole number");
    }
    let wanted = whole(at).filter(|at| *at < placed(&partly.entries));
    match wanted {
        Some(at) => partly.entries[at].value.clone(),
        None => any_of(partly),
    }
}

/// An element of which it is not known which one it is: what all of them are.
fn any_of(partly: &Partly) -> Resolved<Value> {
    let mut values = partly.entries.iter().map(|entry| &entry.value);
    let (Some(first), mut others) = (values.next(), values) else {
        return partly.unknown();
    };
    let is_first = |value: &Resolved<Value>| {
        let both = first.value().zip(value.value());
        both.is_some_and(|(first, value)| first.same(value) == Some(true))
    };
    if is_first(first) && others.all(is_first) {
        first.clone()
    } else {
        partly.unknown()
    }
}

/// Which of the elements after those with a place are in it is not known.
fn slice(partly: &Partly, from: usize, to: usize) -> Resolved<Value> {
    if from > to {
        return error("slice", "the indices lie outside of the list");
    }
    let placed = placed(&partly.entries);
    let known = partly.entries[from.min(placed)..to.min(placed)].iter();
    let mut elements: Vec<Entry> = known.cloned().collect();
    if to > placed {
        let others = partly.entries[placed..].iter();
        elements.extend(others.map(|entry| entry.clone().perhaps()));
    }
    let is_tuple = partly.kind == Kind::Tuple;
    Resolved::known(list_of(is_tuple, elements))
}

/// The only element, or null where there is none. More of them are refused.
fn one(list: &Value) -> Option<Resolved<Value>> {
    let elements = entries(list, Privacy::Shown)?;
    let mut once = elements.iter().filter(|element| element.is_once());
    match (once.next(), once.next()) {
        (Some(_), Some(_)) => {
            let why = "`one` takes a list of no or one element; it has more";
            return Some(error("the list", why));
        }
        (Some(only), None) => return Some(only.value.clone()),
        _ => {}
    }
    let holds = is_empty(&Resolved::known(list.clone()))?;
    let value = match elements.as_slice() {
        [only] => only.value.clone(),
        _ => Resolved::unknown("which element the list has is not known"),
    };
    let when = |holds, outcome: &str| Condition::new(holds, "the list", outcome);
    let cases = vec![
        Case {
            when: when(holds.clone(), "is empty"),
            value: Resolved::known(Value::Null),
        },
        Case {
            when: when(holds.not(), "is not empty"),
            value,
        },
    ];
    let from = Evidence::default();
    Some(Resolved::Varies { cases, from }.decided())
}

/// Texts with separators between them. What stands among elements that are not all known is a text that is not known, be it
/// empty.
fn join(separator: &str, lists: &[Value]) -> Option<Resolved<Value>> {
    let mut elements = Vec::new();
    for list in lists {
        let kind = list.kind().filter(|kind| !kind.is_keyed())?;
        let of_list = entries(list, Privacy::Shown)?;
        let placed = match list {
            Value::Partly(_) if kind.is_ordered() => placed(&of_list),
            Value::Partly(_) => 0,
            _ => of_list.len(),
        };
        let of_list = of_list.into_iter().enumerate();
        elements.extend(of_list.map(|(at, entry)| (entry.value, at < placed)));
    }
    let is_open = |(_, is_placed): &(Resolved<Value>, bool)| !is_placed;
    let texts = |elements: &[(Resolved<Value>, bool)]| {
        let texts = elements.iter().map(|(value, _)| text_of(value.clone()));
        Resolved::joined(texts.collect::<Vec<_>>(), separator)
    };
    let (Some(first), Some(last)) = (
        elements.iter().position(is_open),
        elements.iter().rposition(is_open),
    ) else {
        return Some(texts(&elements).converted(&mut text));
    };
    let (before, after) = (&elements[..first], &elements[last + 1..]);
    let given = lists.iter().cloned().map(Resolved::known);
    let given: Vec<_> = [text(separator)].into_iter().chain(given).collect();
    let among = made("join", &given).unwrap_or_else(|| Term::Symbol(Symbol::alone()));
    let among = Resolved::unknown("which elements a list has is not known").with_term(Some(among));
    let mut parts = vec![texts(before), among];
    if !after.is_empty() {
        // It ends with a separator where nothing stands before it.
        if !before.is_empty() {
            parts.push(Resolved::known(separator.to_owned()));
        }
        parts.push(texts(after));
    }
    Some(Resolved::joined(parts, "").converted(&mut text))
}

fn text_of(element: Resolved<Value>) -> Resolved<String> {
    let element = element.choosing();
    element.converted(&mut |value| match value.as_text() {
        Some(part) => Resolved::known(part),
        None => refused(&value, "`join` takes strings"),
    })
}
