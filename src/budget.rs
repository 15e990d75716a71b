//! What all expressions of one unit may take together, and how many trails it may have: a leaf that each language counts by.
//!
//! Each unit has its share from the beginning, whatever the others take, and where that is not enough a share of what they
//! left: which threads run them, and when, changes nothing.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::limits::{
    ANSWERS_OF_STEP, MAX_DEPLOYMENTS_OF_RUN, MAX_TRAILS_OF_RUN, MIN_DEPLOYMENTS_OF_ROOT,
    MIN_TRAILS_OF_UNIT, PARTS_OF_STEPS_AGAIN,
};
use crate::resolved::Effort;

/// The steps that are left to a unit, and the trails: a root module or a template with all that it calls, or a unit of
/// Terragrunt.
#[derive(Debug)]
pub(crate) struct Budget {
    all: u64,
    left: Cell<u64>,
    is_spent: Cell<bool>,
    all_trails: usize,
    trails_left: Cell<usize>,
    /// What formulas take counts, too.
    effort: Effort,
    /// What was paid for once, by its name, and how much that was.
    once: RefCell<BTreeMap<String, u64>>,
    /// What others have paid for.
    paid: Arc<BTreeSet<String>>,
}

impl Budget {
    pub(crate) fn of(steps: u64) -> Budget {
        Budget {
            all: steps,
            left: Cell::new(steps),
            is_spent: Cell::new(false),
            all_trails: 0,
            trails_left: Cell::new(0),
            effort: Effort::from_now(),
            once: RefCell::default(),
            paid: Arc::default(),
        }
    }

    /// What is left of it.
    pub(crate) fn rest(&self) -> Budget {
        self.part(1)
    }

    /// One of so many equal parts of what is left of it.
    pub(crate) fn part(&self, parts: usize) -> Budget {
        let once = self.once.borrow();
        let mut paid = Arc::clone(&self.paid);
        if !once.is_empty() {
            Arc::make_mut(&mut paid).extend(once.keys().cloned());
        }
        let trails = (self.trails_left.get() / parts.max(1)).max(MIN_TRAILS_OF_UNIT);
        Budget {
            paid,
            ..Budget::of(self.left.get() / counted(parts)).with_trails(trails)
        }
    }

    fn with_trails(self, trails: usize) -> Budget {
        Budget {
            all_trails: trails,
            trails_left: Cell::new(trails),
            ..self
        }
    }

    /// Takes what was taken of a part of it.
    pub(crate) fn settle(&self, part: &Budget) {
        let once = part.once.borrow();
        let once = once.iter().map(|(name, steps)| (name.clone(), *steps));
        self.once.borrow_mut().extend(once);
        let left = self.left.get().saturating_sub(part.used());
        self.left.set(left);
        self.take_trails(part.used_trails());
        self.is_spent.set(self.is_spent.get() || part.is_spent());
        self.effort.forget();
    }

    /// What may be taken from here on. What was paid for on the way here is not handed along, but paid for once more.
    pub(crate) fn allowance(&self) -> Allowance {
        let paid: u64 = self.once.borrow().values().sum();
        Allowance {
            steps: self.left.get() + paid,
            paid: Arc::clone(&self.paid),
        }
    }

    /// How many steps are left of it.
    pub(crate) fn left(&self) -> u64 {
        self.left.get()
    }

    /// How many trails may yet be judged.
    pub(crate) fn trails_left(&self) -> usize {
        self.trails_left.get()
    }

    /// Takes trails that were judged.
    pub(crate) fn take_trails(&self, trails: usize) {
        let left = self.trails_left.get().saturating_sub(trails);
        self.trails_left.set(left);
    }

    /// Takes steps; false once there are too few.
    pub(crate) fn take(&self, steps: u32) -> bool {
        let steps = u64::from(steps) + self.effort.take(ANSWERS_OF_STEP);
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        self.is_spent.set(self.is_spent.get() || left.is_none());
        left.is_some()
    }

    /// Takes the steps of something that is done once in a run, whoever asks for it, and a part of them where it is done: to
    /// hand it on takes some, too. False once there are too few.
    pub(crate) fn take_once(&self, name: &str, steps: u32) -> bool {
        if self.has_paid(name) {
            return self.take(steps / PARTS_OF_STEPS_AGAIN);
        }
        let paid = u64::from(steps);
        self.once.borrow_mut().insert(name.to_owned(), paid);
        self.take(steps)
    }

    /// Whether something is done already that is done once in a run.
    pub(crate) fn has_paid(&self, name: &str) -> bool {
        self.paid.contains(name) || self.once.borrow().contains_key(name)
    }

    /// Whether more was asked for than there was.
    pub(crate) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// How many steps were taken.
    fn used(&self) -> u64 {
        self.all - self.left.get()
    }

    fn used_trails(&self) -> usize {
        self.all_trails - self.trails_left.get()
    }

    /// Whether it may not have been enough.
    fn is_used_up(&self) -> bool {
        self.is_spent() || self.trails_left.get() == 0
    }

    /// How many of some steps were not for what is done once.
    fn own(&self, steps: u64) -> u64 {
        steps.saturating_sub(self.once.borrow().values().sum())
    }
}

/// What one may take from some point on, to be taken once more from there: whatever was enough is enough again.
#[derive(Clone, Debug)]
pub(crate) struct Allowance {
    steps: u64,
    paid: Arc<BTreeSet<String>>,
}

impl Allowance {
    pub(crate) fn budget(&self) -> Budget {
        Budget {
            paid: Arc::clone(&self.paid),
            ..Budget::of(self.steps)
        }
    }
}

/// What the units of a run may take together.
#[derive(Debug)]
pub(crate) struct OfRun {
    left: u64,
    at_least: u64,
    trails_left: usize,
    /// What was paid for that is done once.
    paid: Arc<BTreeSet<String>>,
}

impl OfRun {
    /// No unit has less than `at_least` steps, however many they are.
    pub(crate) fn new(steps: u64, at_least: u64) -> OfRun {
        OfRun {
            left: steps,
            at_least,
            trails_left: MAX_TRAILS_OF_RUN,
            paid: Arc::default(),
        }
    }

    /// What one of so many units may take at first.
    pub(crate) fn share(&self, units: usize) -> Budget {
        let trails = self.trails_left / units.max(1);
        self.budget((self.left / counted(units)).max(self.at_least), trails)
    }

    fn budget(&self, steps: u64, trails: usize) -> Budget {
        Budget {
            paid: Arc::clone(&self.paid),
            ..Budget::of(steps).with_trails(trails.max(MIN_TRAILS_OF_UNIT))
        }
    }

    /// Takes what some units took. What is done once counts once, and for the units to come it is done; where there is too
    /// little left for all of that, each pays for it, and the answer is false.
    fn settle<'b>(&mut self, units: impl Iterator<Item = &'b Budget> + Clone) -> bool {
        let mut once: BTreeMap<String, u64> = BTreeMap::new();
        for unit in units.clone() {
            let paid = unit.once.borrow();
            once.extend(paid.iter().map(|(name, steps)| (name.clone(), *steps)));
        }
        let of_all: u64 = once.values().sum();
        if of_all > self.left {
            let used: u64 = units.map(Budget::used).sum();
            self.left = self.left.saturating_sub(used);
            return false;
        }
        let own: u64 = units.map(|unit| unit.own(unit.used())).sum();
        self.left = self.left.saturating_sub(own + of_all);
        if !once.is_empty() {
            Arc::make_mut(&mut self.paid).extend(once.into_keys());
        }
        true
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
        let is_once = self.settle(out.iter().map(|(_, budget)| budget));
        let again = Again::of(self, out.iter().map(|(_, budget)| budget), is_once);
        let done_again: Vec<bool> = out
            .par_iter_mut()
            .zip(units)
            .map(|(once, unit)| {
                let more = again.budget(self, &once.1);
                let has_more = more.is_some();
                if let Some(more) = more {
                    *once = on(unit, more);
                }
                has_more
            })
            .collect();
        let budgets = out.iter().map(|(_, budget)| budget);
        self.trails_left = self
            .trails_left
            .saturating_sub(budgets.map(Budget::used_trails).sum());
        let taken = out.iter().zip(done_again);
        let taken = taken.filter_map(|((_, budget), again)| again.then_some(budget));
        self.settle(taken.collect::<Vec<_>>().into_iter());
        out.into_iter().map(|(done, _)| done).collect()
    }
}

/// What those units have that are done again, each of them.
struct Again {
    steps: u64,
    trails: usize,
    /// Whether what is done once was paid for once.
    is_once: bool,
}

impl Again {
    fn of<'b>(of_run: &OfRun, budgets: impl Iterator<Item = &'b Budget>, is_once: bool) -> Again {
        let (again, enough): (Vec<&Budget>, Vec<&Budget>) =
            budgets.partition(|budget| budget.is_used_up());
        let trails: usize = enough.into_iter().map(Budget::used_trails).sum();
        Again {
            steps: of_run.left / counted(again.len()),
            trails: of_run.trails_left.saturating_sub(trails) / again.len().max(1),
            is_once,
        }
    }

    /// What a unit has then, where that is more of what it had too little of, and no less of anything.
    fn budget(&self, of_run: &OfRun, had: &Budget) -> Option<Budget> {
        let steps = if self.is_once {
            had.own(had.all)
        } else {
            had.all
        };
        let has_more = if had.is_spent() {
            self.steps > steps
        } else {
            had.is_used_up() && self.trails > had.all_trails && self.steps >= steps
        };
        has_more.then(|| of_run.budget(self.steps, self.trails.max(had.all_trails)))
    }
}

fn counted(units: usize) -> u64 {
    u64::try_from(units).unwrap_or(u64::MAX).max(1)
}

/// How many deployments are judged of one of so many roots, or files of templates.
pub(crate) fn deployments_of_one_in(roots: usize) -> usize {
    (MAX_DEPLOYMENTS_OF_RUN / roots.max(1)).max(MIN_DEPLOYMENTS_OF_ROOT)
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
    fn what_is_done_once_is_paid_for_once() {
        let wants =
            |own: &u32, budget: &Budget| budget.take_once("a file", 16) && budget.take(*own);
        // Each share is 20: there is no room in it for the file and 10 more. Once it is read, there is for all.
        let mut of_run = OfRun::new(80, 2);
        assert_eq!(of_run.spend(&[1, 10, 10, 10], wants), [true; 4]);
        assert_eq!(of_run.left, 80 - 16 - 1 - 3 * 4 - 3 * 12);
        // It stays so for units to come.
        assert_eq!(of_run.spend(&[13], wants), [true]);
        // What a run has no room for, no unit is spared.
        let mut of_run = OfRun::new(10, 2);
        assert_eq!(of_run.spend(&[1, 1], wants), [false; 2]);
        let budget = Budget::of(100);
        assert!(budget.take_once("a file", 16));
        let part = budget.part(2);
        assert_eq!(part.left(), 42);
        assert!(part.take_once("a file", 16) && part.take_once("another", 8));
        budget.settle(&part);
        assert!(budget.take_once("another", 8));
        assert_eq!(budget.left(), 100 - 16 - 2 - 8 - 1);
    }

    #[test]
    fn whatever_was_enough_is_enough_again() {
        let budget = Budget::of(100);
        assert!(budget.take_once("a file", 64) && budget.take(4));
        let again = budget.allowance();
        assert!(budget.take_once("a file", 64) && budget.take(20));
        assert!(!budget.take(10));
        let second = again.budget();
        assert!(second.take_once("a file", 64) && second.take(20));
    }

    /// What formulas take is counted where the next steps are taken, and once.
    #[test]
    fn formulas_take_steps() {
        use crate::resolved::{Constant, Formula, Instance, Symbol};
        let budget = Budget::of(20);
        let part = budget.part(1);
        let is = |at: u64| {
            let symbol = Symbol::named("Env", Instance::root("stack"));
            Formula::equals(&symbol, &Constant::text(at.to_string()))
        };
        let one_of =
            |count: u64| (0..count).fold(Formula::never(), |all, at| all.or(&is(at)).unwrap());
        one_of(8);
        assert!(part.take(1));
        let left = part.left();
        assert!(left < 19, "{left}");
        assert!(part.take(1));
        assert_eq!(part.left(), left - 1);
        budget.settle(&part);
        assert!(budget.take(1));
        assert_eq!(budget.left(), left - 2);
        one_of(64);
        assert!(!budget.take(1));
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

    /// Trails are shared as steps are; who has too few of them has no fewer steps the second time.
    #[test]
    fn what_some_units_leave_of_their_trails_is_for_the_others() {
        let wants = |unit: &usize, budget: &Budget| {
            let has = budget.trails_left().min(*unit);
            budget.take_trails(has);
            budget.take(1);
            has
        };
        let of = |units: &[usize]| OfRun::new(1_000_000, 2).spend(units, wants);
        let share = MAX_TRAILS_OF_RUN / 4;
        assert_eq!(of(&[1, 2, share + 50, 3]), [1, 2, share + 50, 3]);
        assert_eq!(
            of(&[1, usize::MAX, usize::MAX, 1]),
            [1, 2 * share - 1, 2 * share - 1, 1]
        );
        let many = vec![MIN_TRAILS_OF_UNIT + 1; MAX_TRAILS_OF_RUN];
        assert!(of(&many).iter().all(|has| *has == MIN_TRAILS_OF_UNIT));
        let mut of_run = OfRun::new(4, 2);
        assert_eq!(of_run.spend(&[1, share + 1, 1, 1], wants)[1], share);
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
