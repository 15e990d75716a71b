//! Choices among the cases of a trail's values, until none is left open.

use std::borrow::Cow;

use super::aspect::Aspect;
use super::{ManagementEvents, Trail};
use crate::resolved::{Asked, Condition, Fixed, Formula, Resolved, Term};

/// Choices among the cases of what varies.
#[derive(Clone)]
pub(super) struct Choices<'a> {
    pub(super) holds: Holds<'a>,
    /// Each of them.
    pub(super) made: Vec<&'a Condition>,
    /// What they leave of each value.
    pub(super) left: Left<'a>,
}

/// What holds where choices are made. It is worked out where a value has to do with it.
#[derive(Clone, Debug)]
pub(super) struct Holds<'a> {
    pub(super) worked_out: Cow<'a, Formula>,
    besides: Vec<&'a Formula>,
    /// What all of it asks for.
    asked: Asked,
}

impl<'a> Holds<'a> {
    fn of(assumed: &'a Formula) -> Holds<'a> {
        let mut asked = Asked::default();
        asked.add_formula(assumed);
        Holds {
            worked_out: Cow::Borrowed(assumed),
            besides: Vec::new(),
            asked,
        }
    }

    fn add(&mut self, besides: &'a Formula) {
        self.asked.add_formula(besides);
        self.besides.push(besides);
    }

    /// What holds where a value is asked for: all of it, worked out, or nothing where they have nothing to do with one another;
    /// `None` where that is too much to work out.
    fn about<T>(&mut self, value: &Resolved<T>) -> Option<Cow<'_, Formula>> {
        let mut asked = Asked::default();
        if matches!(
            value,
            Resolved::Varies { .. } | Resolved::Unknown { term: Some(_), .. }
        ) {
            asked.add(value);
        }
        if !self.asked.shares_with(&asked) {
            return Some(Cow::Owned(Formula::always()));
        }
        self.work_out()?;
        Some(Cow::Borrowed(&self.worked_out))
    }

    pub(super) fn work_out(&mut self) -> Option<()> {
        for besides in std::mem::take(&mut self.besides) {
            self.worked_out = Cow::Owned(self.worked_out.and(besides)?);
        }
        Some(())
    }
}

/// The parts of a trail's values that are still possible.
#[derive(Clone, Copy)]
pub(super) struct Left<'a> {
    pub(super) created: &'a Resolved<bool>,
    pub(super) flag: &'a Resolved<bool>,
    pub(super) multi_region: &'a Resolved<bool>,
    pub(super) logging: &'a Resolved<bool>,
    pub(super) management_events: &'a Resolved<ManagementEvents>,
    pub(super) home_region: &'a Resolved<String>,
}

impl Left<'_> {
    /// Takes one case of a value for the whole.
    fn choose(&mut self, of: Aspect, at: usize) {
        match of {
            Aspect::Created => choose(&mut self.created, at),
            Aspect::Flag => choose(&mut self.flag, at),
            Aspect::MultiRegion => choose(&mut self.multi_region, at),
            Aspect::Logging => choose(&mut self.logging, at),
            Aspect::ManagementEvents => choose(&mut self.management_events, at),
            Aspect::HomeRegion => choose(&mut self.home_region, at),
        }
    }

    /// Goes on to what is left where something holds; `None` where that is too much to work out.
    fn follow(&mut self, holds: &mut Holds<'_>) -> Option<()> {
        follow(&mut self.created, holds)?;
        follow(&mut self.flag, holds)?;
        follow(&mut self.multi_region, holds)?;
        follow(&mut self.logging, holds)?;
        follow(&mut self.management_events, holds)?;
        follow(&mut self.home_region, holds)
    }
}

fn choose<T>(value: &mut &Resolved<T>, at: usize) {
    if let Resolved::Varies { cases, .. } = *value
        && let Some(case) = cases.get(at)
    {
        *value = &case.value;
    }
}

fn follow<T>(value: &mut &Resolved<T>, holds: &mut Holds<'_>) -> Option<()> {
    loop {
        match possible(value, &*holds.about(value)?).as_slice() {
            [(only, _)] => choose(value, *only),
            _ => return Some(()),
        }
    }
}

/// The conditions on the way to the value that a formula leads to, by the only case that can hold, as far as there is an only
/// one.
pub(super) fn way<'a, T>(mut value: &'a Resolved<T>, holds: &Formula) -> Vec<&'a Condition> {
    let mut passed = Vec::new();
    while let [(only, when)] = possible(value, holds).as_slice() {
        passed.push(*when);
        choose(&mut value, *only);
    }
    passed
}

impl<'a> Choices<'a> {
    /// None made yet: what is assumed holds.
    pub(super) fn of(trail: &'a Trail) -> Choices<'a> {
        let mut out = Choices {
            holds: Holds::of(&trail.assumed),
            made: Vec::new(),
            left: Left {
                created: &trail.created,
                flag: &trail.include_global_service_events,
                multi_region: &trail.is_multi_region_trail,
                logging: &trail.is_logging,
                management_events: &trail.management_events,
                home_region: &trail.home_region,
            },
        };
        // All of it is worked out.
        let _ = out.left.follow(&mut out.holds);
        out
    }

    /// These, and this case; `None` where what holds then is too much to work out.
    pub(super) fn and(&self, case: &Choice<'a>) -> Option<Choices<'a>> {
        let mut out = self.clone();
        out.holds.add(&case.when.holds);
        out.made.push(case.when);
        out.left.choose(case.of, case.at);
        out.left.follow(&mut out.holds)?;
        Some(out)
    }
}

impl Fixed for ManagementEvents {
    fn fixed(_: &Term, _: &Formula) -> Option<Option<ManagementEvents>> {
        None
    }
}

/// A case that can be chosen: it can hold.
pub(super) struct Choice<'a> {
    /// The value that it is a case of, and which.
    pub(super) of: Aspect,
    at: usize,
    when: &'a Condition,
}

/// The cases of a value that can hold where a formula does.
fn possible<'a, T>(value: &'a Resolved<T>, holds: &Formula) -> Vec<(usize, &'a Condition)> {
    let Resolved::Varies { cases, .. } = value else {
        return Vec::new();
    };
    let formulas: Vec<&Formula> = cases.iter().map(|case| &case.when.holds).collect();
    let can_hold = holds.each_can_hold_with(&formulas);
    let possible = cases
        .iter()
        .enumerate()
        .zip(can_hold)
        .filter(|(_, can_hold)| *can_hold);
    possible.map(|((at, case), _)| (at, &case.when)).collect()
}

/// A value that is to be settled.
pub(super) struct Settling {
    pub(super) of: Aspect,
    /// Whether it is asked for which of its cases it is.
    pub(super) wanted: bool,
}

impl Settling {
    /// What is left of a value comes to, or the cases that are still to choose among. Where these are not wanted, or that is too
    /// much to work out, it is what it was.
    pub(super) fn settle<'a, T: Fixed + Clone>(
        &self,
        left: &'a Resolved<T>,
        whole: &'a Resolved<T>,
        holds: &mut Holds<'a>,
    ) -> Result<Cow<'a, Resolved<T>>, Vec<Choice<'a>>> {
        if matches!(left, Resolved::Varies { .. }) && !self.wanted {
            return Ok(Cow::Borrowed(whole));
        }
        let Some(holds) = holds.about(left) else {
            return Ok(Cow::Borrowed(left));
        };
        let cases = possible(left, &holds);
        if cases.is_empty() {
            let told = left.told(&holds);
            return Ok(told.map_or(Cow::Borrowed(left), Cow::Owned));
        }
        let cases = cases.into_iter();
        Err(cases
            .map(|(at, when)| Choice {
                of: self.of,
                at,
                when,
            })
            .collect())
    }
}
