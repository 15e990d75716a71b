//! What all expressions of one unit may take together, and how many trails it may have: a leaf that each language counts by.
//!
//! Each unit has its share from the beginning, whatever the others take: which threads run them, and when, changes nothing.

use std::cell::Cell;

/// The steps that are left to a unit: a root module or a template with all that it calls, or a unit of Terragrunt.
#[derive(Debug)]
pub(crate) struct Budget {
    all: u64,
    left: Cell<u64>,
    is_spent: Cell<bool>,
}

impl Budget {
    pub(crate) fn of(steps: u64) -> Budget {
        Budget {
            all: steps,
            left: Cell::new(steps),
            is_spent: Cell::new(false),
        }
    }

    /// The share of one of so many units of what a run may take; no unit has less than some steps.
    pub(crate) fn share(of_run: u64, at_least: u64, units: usize) -> Budget {
        let units = u64::try_from(units).unwrap_or(u64::MAX).max(1);
        Budget::of((of_run / units).max(at_least))
    }

    /// What is left of it.
    pub(crate) fn rest(&self) -> Budget {
        Budget::of(self.left.get())
    }

    /// Takes steps; false once there are too few.
    pub(crate) fn take(&self, steps: u32) -> bool {
        let left = self.left.get().checked_sub(u64::from(steps));
        self.left.set(left.unwrap_or(0));
        self.is_spent.set(self.is_spent.get() || left.is_none());
        left.is_some()
    }

    /// Whether more was asked for than there was.
    pub(crate) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// How many steps it had at first, and how many were taken.
    pub(crate) fn used(&self) -> (u64, u64) {
        (self.all, self.all - self.left.get())
    }
}

/// How many trails a run judges, shared among its root modules, and among the templates that no other one nests (AWS's own
/// limit is 500 resources in a template).
const MAX_TRAILS: usize = 10_000;

/// How many trails are judged in one such unit, however many there are.
const MIN_TRAILS: usize = 100;

/// How many trails are judged in one of so many units.
pub(crate) fn trails_of_one_in(units: usize) -> usize {
    (MAX_TRAILS / units.max(1)).max(MIN_TRAILS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_ends_and_does_not_come_back() {
        let budget = Budget::share(100, 10, usize::MAX);
        assert!(budget.take(1));
        assert!(!budget.is_spent());
        assert!(!budget.take(u32::MAX));
        assert!(!budget.take(1));
        assert!(budget.is_spent());
        assert_eq!(budget.used(), (10, 10));
    }

    #[test]
    fn few_units_share_what_a_run_may_take() {
        assert_eq!(Budget::share(100, 10, 2).left.get(), 50);
        assert_eq!(Budget::share(100, 10, 0).left.get(), 100);
    }
}
