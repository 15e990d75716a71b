//! What an expression names.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::super::limits::MAX_REFUSED_OF_CONDITION;
use crate::resolved::Resolved;

/// What `CloudFormation` refuses about a name.
pub(crate) type RefusedName = Resolved<bool>;

/// The names that an expression holds.
#[derive(Default)]
pub(super) struct Names {
    /// The conditions that are named.
    pub(super) conditions: HashSet<String>,
    pub(super) refused: Vec<RefusedName>,
    /// Functions for which the transform is missing.
    pub(super) unsupported: Vec<RefusedName>,
}

impl Names {
    /// The conditions that are named, in their order.
    fn leading_on(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.conditions.iter().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

/// What is refused in each of some conditions and in those that they lead to. Those of which nothing is refused are left out.
pub(super) fn refused_below(named: &BTreeMap<String, Names>) -> HashMap<String, Rc<[RefusedName]>> {
    let is_refused = |names: &Names| !names.refused.is_empty() || !names.unsupported.is_empty();
    let mut out = HashMap::new();
    if !named.values().any(is_refused) {
        return out;
    }
    let mut seen = HashSet::new();
    for name in named.keys() {
        // What a condition leads to comes before it; one that comes back to itself is refused for that.
        let mut open = vec![(name.as_str(), false)];
        while let Some((name, is_below_done)) = open.pop() {
            let Some(names) = named.get(name) else {
                continue;
            };
            if is_below_done {
                let own = names.refused.iter().chain(&names.unsupported);
                let below = names.leading_on().into_iter().rev();
                let below = below.filter_map(|name| out.get(name));
                let all = together(own.chain(below.flat_map(|below: &Rc<[_]>| below.iter())));
                if !all.is_empty() {
                    out.insert(name.to_owned(), all.into());
                }
            } else if seen.insert(name) {
                open.push((name, true));
                let below = names.leading_on().into_iter();
                open.extend(below.map(|name| (name, false)));
            }
        }
    }
    out
}

/// The first few of what is refused, each once.
pub(super) fn together<'r>(all: impl Iterator<Item = &'r RefusedName>) -> Vec<RefusedName> {
    let mut out: Vec<RefusedName> = Vec::new();
    for refused in all {
        if out.len() >= MAX_REFUSED_OF_CONDITION {
            break;
        }
        if !out.contains(refused) {
            out.push(refused.clone());
        }
    }
    out
}
