//! How many units and stacks of Terragrunt are followed.

use std::cell::Cell;

use crate::budget::Budget;
use crate::terraform::limits::{MAX_STACK_DEPTH, MAX_UNITS_OF_STACK, STEPS_OF_UNIT_OF_STACK};

/// How many units and stacks are followed from one stack on.
pub(super) struct Bound {
    most: usize,
    taken: Cell<usize>,
    is_passed: Cell<bool>,
}

impl Bound {
    /// As many as a stack may have, where the run has steps left for them.
    pub(super) fn of(budget: &Budget) -> Bound {
        let affordable = budget.left() / STEPS_OF_UNIT_OF_STACK;
        let affordable = usize::try_from(affordable).unwrap_or(usize::MAX);
        Bound {
            most: affordable.min(MAX_UNITS_OF_STACK),
            taken: Cell::new(0),
            is_passed: Cell::new(false),
        }
    }

    /// Takes one more; false where that is too many.
    pub(super) fn take(&self) -> bool {
        let is_within = self.taken.get() < self.most;
        self.taken.set(self.taken.get() + usize::from(is_within));
        self.is_passed.set(self.is_passed.get() || !is_within);
        is_within
    }

    /// Whether there are more.
    pub(super) fn is_passed(&self) -> bool {
        self.is_passed.get()
    }

    /// Why one is not followed, a clause.
    pub(super) fn why(&self) -> String {
        if self.is_of_run() {
            "the units and stacks that all stacks lead to are more than are followed; this one and others are not".to_owned()
        } else {
            format!(
                "stacks are followed {MAX_STACK_DEPTH} deep and to {MAX_UNITS_OF_STACK} units and stacks; this one and others are not"
            )
        }
    }

    /// Whether there are more than the run has steps left for, of which others may leave some.
    pub(super) fn is_of_run(&self) -> bool {
        self.is_passed.get() && self.most < MAX_UNITS_OF_STACK
    }
}
