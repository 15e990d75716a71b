//! Where the names stand that the cases of a value go by.

use super::condition::{Clause, Condition, Whose};
use super::value::Resolved;

impl<T> Resolved<T> {
    /// The same, with where the names of its cases stand; those that already have a place keep it.
    #[must_use]
    pub fn named_where(mut self, whose: &dyn Fn() -> Whose) -> Resolved<T> {
        self.name_where(whose);
        self
    }

    /// Says where the names of its cases stand; those that already have a place keep it.
    pub(crate) fn name_where(&mut self, whose: &dyn Fn() -> Whose) {
        let is_new = |condition: &Condition| {
            let mut said = condition.said.iter();
            said.any(|clause| clause.whose.is_none())
        };
        if let Resolved::Varies { cases, .. } = &*self
            && cases.iter().any(|case| is_new(&case.when))
        {
            let whose = whose();
            self.each_clause(&mut |clause| {
                clause.whose.get_or_insert_with(|| whose.clone());
            });
        }
    }

    /// Changes what its cases are called.
    pub(crate) fn each_clause(&mut self, change: &mut dyn FnMut(&mut Clause)) {
        if let Resolved::Varies { cases, .. } = self {
            for case in cases {
                case.when.said.iter_mut().for_each(&mut *change);
                case.value.each_clause(change);
            }
        }
    }

    /// Its cases' conditions, in their order.
    pub(crate) fn each_condition<'a>(&'a self, take: &mut dyn FnMut(&'a Condition)) {
        if let Resolved::Varies { cases, .. } = self {
            for case in cases {
                take(&case.when);
                case.value.each_condition(take);
            }
        }
    }
}
