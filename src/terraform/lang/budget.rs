//! What all expressions of one unit may take together.
//!
//! Each unit has its share from the beginning, whatever the others take: which threads run them, and when, changes nothing.

use std::cell::Cell;

use super::limits::{MAX_STEPS_OF_RUN, MIN_STEPS_OF_UNIT};

/// The steps that are left to a unit: a root module with all that it calls, or a unit of Terragrunt.
#[derive(Debug)]
pub(crate) struct Budget {
    left: Cell<u64>,
}

impl Budget {
    /// The share of one of so many units.
    pub(crate) fn of_one_in(units: usize) -> Budget {
        let units = u64::try_from(units).unwrap_or(u64::MAX).max(1);
        Budget {
            left: Cell::new((MAX_STEPS_OF_RUN / units).max(MIN_STEPS_OF_UNIT)),
        }
    }

    /// Takes steps; false once there are too few.
    pub(crate) fn take(&self, steps: u32) -> bool {
        let left = self.left.get().checked_sub(u64::from(steps));
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_ends_and_does_not_come_back() {
        let budget = Budget::of_one_in(usize::MAX);
        assert!(budget.take(1));
        assert!(!budget.take(u32::MAX));
        assert!(!budget.take(1));
    }

    #[test]
    fn few_units_share_what_a_run_may_take() {
        let budget = Budget::of_one_in(2);
        assert_eq!(budget.left.get(), MAX_STEPS_OF_RUN / 2);
    }
}
