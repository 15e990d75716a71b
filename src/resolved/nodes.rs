//! How many nodes the formulas of values have that are held.

use std::collections::HashSet;

use super::condition::Term;
use super::formula::Formula;
use super::value::Resolved;

/// The nodes of formulas that somebody holds, each once, whichever formulas lead to it.
#[derive(Debug, Default)]
pub(crate) struct Nodes(HashSet<usize>);

impl Nodes {
    /// Takes in those of a value that is to be held, but not of what it is made of; false where that makes more than `most`: then
    /// none of them is taken in.
    pub(crate) fn take<T>(&mut self, value: &Resolved<T>, most: usize) -> bool {
        let mut new = Nodes::default();
        new.add(value, self);
        let has_room = self.0.len() + new.0.len() <= most;
        if has_room {
            self.extend(new);
        }
        has_room
    }

    /// Adds those of a value that are not `known`.
    pub(crate) fn add<T>(&mut self, value: &Resolved<T>, known: &Nodes) {
        match value {
            Resolved::Unknown {
                term: Some(Term::Truth(truth)),
                ..
            } => {
                self.add_below(&truth.yes, known);
                self.add_below(&truth.no, known);
            }
            Resolved::Varies { cases, .. } => {
                for case in cases {
                    self.add_below(&case.when.holds, known);
                }
            }
            _ => {}
        }
    }

    fn add_below(&mut self, formula: &Formula, known: &Nodes) {
        let mut open = vec![formula];
        while let Some(formula) = open.pop() {
            let Some((_, cases, otherwise)) = formula.asks() else {
                continue;
            };
            let at = formula.address();
            if !known.0.contains(&at) && self.0.insert(at) {
                open.extend(cases.values().chain([otherwise]));
            }
        }
    }

    pub(crate) fn extend(&mut self, others: Nodes) {
        self.0.extend(others.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Constant, Instance, Symbol, Truth};

    fn flag(name: &str) -> Formula {
        let symbol = Symbol::named(name, Instance::root("stack"));
        Formula::equals(&symbol, &Constant::text("on"))
    }

    fn undecided(holds: Formula) -> Resolved<bool> {
        Resolved::unknown("it is not known").or_term(|| Term::Truth(Truth::holding(holds)))
    }

    #[test]
    fn what_is_held_twice_counts_once_and_what_is_too_much_not_at_all() {
        let mut nodes = Nodes::default();
        let first = undecided(flag("a").and(&flag("b")).unwrap());
        assert!(nodes.take(&first, 4));
        assert_eq!(nodes.len(), 4);
        assert!(nodes.take(&first, 4));
        let other = undecided(flag("c"));
        assert!(!nodes.take(&other, 5));
        assert_eq!(nodes.len(), 4);
        assert!(nodes.take(&other, 6));
        assert!(nodes.take(&Resolved::known(true), 6));
    }
}
