//! `setintersection` and `setsubtract` of sets of which not all is known: what is surely in them, and what may be.

use crate::resolved::{Privacy, Resolved};
use crate::terraform::lang::equality::equal;
use crate::terraform::lang::partly::entries;
use crate::terraform::lang::types::set_of;
use crate::terraform::lang::values::{Entry, Kind, Value, refused};
use crate::terraform::limits::MAX_SUBSET_PAIRS;

/// Whether a set has an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    Surely,
    Perhaps,
    Not,
}

/// What is in all of the sets.
pub(super) fn intersection(sets: &[Value]) -> Resolved<Value> {
    let sets = match elements_of("setintersection", sets) {
        Ok(sets) => sets,
        Err(why) => return why,
    };
    // All that is in it is in each of them: the one of which most is known tells most.
    let open = |set: &Vec<Entry>| set.iter().filter(|entry| !entry.is_once()).count();
    let Some(base) = (0..sets.len()).min_by_key(|at| open(&sets[*at])) else {
        return Resolved::unknown("no sets are given");
    };
    let kept = sets[base].iter().filter_map(|entry| {
        let others = sets.iter().enumerate().filter(|(at, _)| *at != base);
        let has: Vec<Has> = others.map(|(_, set)| has(set, entry)).collect();
        if has.contains(&Has::Not) {
            return None;
        }
        let is_sure = has.iter().all(|has| *has == Has::Surely);
        Some(if is_sure {
            entry.clone()
        } else {
            entry.clone().perhaps()
        })
    });
    Resolved::known(set_of(kept.collect()))
}

/// What is in the first set and not in the second.
pub(super) fn difference(first: &Value, second: &Value) -> Resolved<Value> {
    let sets = match elements_of("setsubtract", &[first.clone(), second.clone()]) {
        Ok(sets) => sets,
        Err(why) => return why,
    };
    let [first, second] = sets.as_slice() else {
        return Resolved::unknown("no sets are given");
    };
    let kept = first.iter().filter_map(|entry| match has(second, entry) {
        Has::Surely => None,
        Has::Perhaps => Some(entry.clone().perhaps()),
        Has::Not => Some(entry.clone()),
    });
    Resolved::known(set_of(kept.collect()))
}

fn has(set: &[Entry], wanted: &Entry) -> Has {
    let mut out = Has::Not;
    for entry in set {
        match equal(&entry.value, &wanted.value).value() {
            Some(false) => {}
            Some(true) if entry.is_once() => return Has::Surely,
            _ => out = Has::Perhaps,
        }
    }
    out
}

/// The elements of each set; the error is what the function comes to where they cannot be compared. Sets take one type together,
/// which beside a string is a string: what is no string may become one.
fn elements_of(name: &str, sets: &[Value]) -> Result<Vec<Vec<Entry>>, Resolved<Value>> {
    let mut out = Vec::new();
    for set in sets {
        let elements = entries(set, Privacy::Shown);
        match elements.filter(|_| !set.kind().is_some_and(Kind::is_keyed)) {
            Some(elements) => out.push(elements),
            None => return Err(refused(set, &format!("`{name}` takes sets"))),
        }
    }
    let pairs: usize = out.iter().map(Vec::len).product();
    if pairs > MAX_SUBSET_PAIRS {
        let why = "the sets have too many elements to compare";
        return Err(Resolved::unknown(why));
    }
    let may_be_text = |entry: &Entry| matches!(entry.value.value(), None | Some(Value::Text(_)));
    if !out.iter().flatten().all(may_be_text) {
        let why = "which elements are the same in several sets is not known";
        return Err(Resolved::unknown(why));
    }
    Ok(out)
}
