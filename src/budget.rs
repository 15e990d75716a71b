//! What all expressions of one unit may take together, and how many trails it may have: a leaf that each language counts by.
//!
//! Each unit has its share from the beginning, whatever the others take, and where that is not enough a share of what they
//! left: which threads run them, and when, changes nothing.

use std::cell::Cell;

use rayon::prelude::*;

use crate::limits::{
    ANSWERS_OF_STEP, MAX_DEPLOYMENTS_OF_RUN, MAX_TRAILS_OF_RUN, MIN_DEPLOYMENTS_OF_ROOT,
    MIN_TRAILS_OF_UNIT,
};
use crate::resolved::Effort;

/// The steps that are left to a unit: a root module or a template with all that it calls, or a unit of Terragrunt.
#[derive(Debug)]
pub(crate) struct Budget {
    all: u64,
    left: Cell<u64>,
    is_spent: Cell<bool>,
    /// What formulas take counts, too.
    effort: Effort,
}

impl Budget {
    pub(crate) fn of(steps: u64) -> Budget {
        Budget {
            all: steps,
            left: Cell::new(steps),
            is_spent: Cell::new(false),
            effort: Effort::from_now(),
        }
    }

    /// What is left of it.
    pub(crate) fn rest(&self) -> Budget {
        Budget::of(self.left.get())
    }

    /// One of so many equal parts of what is left of it.
    pub(crate) fn part(&self, parts: usize) -> Budget {
        Budget::of(self.left.get() / counted(parts))
    }

    /// Takes what was taken of a part of it.
    pub(crate) fn settle(&self, part: &Budget) {
        let left = self.left.get().saturating_sub(part.used());
        self.left.set(left);
        self.is_spent.set(self.is_spent.get() || part.is_spent());
        self.effort.forget();
    }

    /// How many steps are left of it.
    pub(crate) fn left(&self) -> u64 {
        self.left.get()
    }

    /// Takes steps; false once there are too few.
    pub(crate) fn take(&self, steps: u32) -> bool {
        let steps = u64::from(steps) + self.effort.take(ANSWERS_OF_STEP);
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        self.is_spent.set(self.is_spent.get() || left.is_none());
        left.is_some()
    }

    /// Whether more was asked for than there was.
    pub(crate) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// How many steps were taken.
    fn used(&self) -> u64 {
        self.all - self.left.get()
    }
}

/// What the units of a run may take together.
#[derive(Debug)]
pub(crate) struct OfRun {
    left: u64,
    at_least: u64,
}

impl OfRun {
    /// No unit has less than `at_least` steps, however many they are.
    pub(crate) fn new(steps: u64, at_least: u64) -> OfRun {
        OfRun {
            left: steps,
            at_least,
        }
    }

    /// What one of so many units may take at first.
    pub(crate) fn share(&self, units: usize) -> Budget {
        Budget::of((self.left / counted(units)).max(self.at_least))
    }

    /// Does something with each unit, side by side. Those that their share is not enough for are done again, with what the
    /// others left of theirs: that is the same, whichever of them came first.
    pub(crate) fn spend<U: Sync, R: Send>(
        &mut self,
        units: &[U],
        work: impl Fn(&U, &Budget) -> R + Sync,
    ) -> Vec<R> {
        let on = |unit: &U, budget: Budget| {
            let done = work(unit, &budget);
            (done, budget)
        };
        let mut out: Vec<(R, Budget)> = units
            .par_iter()
            .map(|unit| on(unit, self.share(units.len())))
            .collect();
        let used = |out: &[(R, Budget)]| out.iter().map(|(_, budget)| budget.used()).sum();
        self.left = self.left.saturating_sub(used(&out));
        let again = out.iter().filter(|(_, budget)| budget.is_spent()).count();
        let share = self.left / counted(again);
        let again = out.par_iter_mut().zip(units);
        let again = again.filter(|((_, budget), _)| budget.is_spent() && budget.all < share);
        let taken = again.map(|(once, unit)| {
            *once = on(unit, Budget::of(share));
            once.1.used()
        });
        let taken: u64 = taken.sum();
        self.left = self.left.saturating_sub(taken);
        out.into_iter().map(|(done, _)| done).collect()
    }
}

fn counted(units: usize) -> u64 {
    u64::try_from(units).unwrap_or(u64::MAX).max(1)
}

/// How many deployments are judged of one of so many roots.
pub(crate) fn deployments_of_one_in(roots: usize) -> usize {
    (MAX_DEPLOYMENTS_OF_RUN / roots.max(1)).max(MIN_DEPLOYMENTS_OF_ROOT)
}

/// How many trails are judged in one of so many units.
pub(crate) fn trails_of_one_in(units: usize) -> usize {
    (MAX_TRAILS_OF_RUN / units.max(1)).max(MIN_TRAILS_OF_UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_ends_and_does_not_come_back() {
        let budget = OfRun::new(100, 10).share(usize::MAX);
        assert!(budget.take(1));
        assert!(!budget.is_spent());
        assert!(!budget.take(u32::MAX));
        assert!(!budget.take(1));
        assert!(budget.is_spent());
        assert_eq!(budget.used(), 10);
    }

    #[test]
    fn few_units_share_what_a_run_may_take() {
        assert_eq!(OfRun::new(100, 10).share(2).left(), 50);
        assert_eq!(OfRun::new(100, 10).share(0).left(), 100);
    }

    #[test]
    fn parts_of_a_share_are_taken_from_it() {
        let budget = Budget::of(100);
        let part = budget.part(4);
        assert_eq!(part.left(), 25);
        assert!(part.take(5));
        budget.settle(&part);
        assert_eq!(budget.left(), 95);
        assert!(!part.take(21));
        budget.settle(&part);
        assert!(budget.is_spent());
    }

    /// Whatever the units ask for, together they take no more than the run may, but for the least that each one has.
    #[test]
    fn what_some_units_leave_is_for_the_others() {
        let wants = |unit: &u32, budget: &Budget| budget.take(*unit);
        let mut of_run = OfRun::new(100, 2);
        assert_eq!(of_run.spend(&[1, 1, 70, 1], wants), [true; 4]);
        let mut of_run = OfRun::new(100, 2);
        let done = of_run.spend(&[1, 80, 80, 1], wants);
        assert_eq!(done, [true, false, false, true]);
        // A share of what is left would be less than they had.
        assert_eq!(of_run.left, 48);
        // What came before leaves less to what comes after.
        assert_eq!(of_run.spend(&[1_000], wants), [false]);
        assert_eq!(of_run.left, 0);
        assert_eq!(of_run.spend(&[2, 3], wants), [true, false]);
        let hungry = vec![1_000; 1_000];
        let steps = std::sync::atomic::AtomicU64::new(0);
        OfRun::new(100, 2).spend(&hungry, |_, budget| {
            while budget.take(1) {
                steps.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
        assert_eq!(steps.into_inner(), 2_000);
    }
}
