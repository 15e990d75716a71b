//! The inputs of units, read again for those that are judged: all units are known before the first of them is judged, most lead to
//! no trail, and the inputs of all of them together may be very many.

use std::borrow::Cow;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use super::files::{Config, Reading};
use super::others::{Others, Placed};
use super::shared::Shared;
use crate::budget::{Allowance, Budget};
use crate::terraform::config::root_inputs::{Inputs, Missing};

/// The inputs of a unit.
#[derive(Debug)]
pub(crate) enum UnitInputs {
    Known(Inputs),
    ReadAgain(Again),
}

/// How a unit was read, to come to the same once more.
#[derive(Debug)]
pub(crate) struct Again {
    allowance: Allowance,
    /// Where a stack generates it: all units of that, and which of them it is.
    of_stack: Option<(Arc<[Placed]>, usize)>,
}

impl UnitInputs {
    /// The inputs of the unit whose file lies at a path.
    pub(super) fn of(&self, path: &Path, shared: &Shared<'_>) -> Cow<'_, Inputs> {
        match self {
            UnitInputs::Known(inputs) => Cow::Borrowed(inputs),
            UnitInputs::ReadAgain(again) => Cow::Owned(again.inputs(path, shared)),
        }
    }
}

impl Again {
    /// A unit that is read from here on.
    pub(super) fn of_unit(budget: &Budget) -> Again {
        Again {
            allowance: budget.allowance(),
            of_stack: None,
        }
    }

    /// One of the units that a stack generates.
    pub(super) fn of_stack(budget: &Budget, (placed, at): (&Arc<[Placed]>, usize)) -> Again {
        Again {
            of_stack: Some((Arc::clone(placed), at)),
            ..Again::of_unit(budget)
        }
    }

    fn placed(&self) -> Option<(&Arc<[Placed]>, &Placed)> {
        let (all, at) = self.of_stack.as_ref()?;
        Some((all, all.get(*at)?))
    }

    /// The reading of its file.
    pub(super) fn reading<'a>(
        &self,
        path: &Path,
        shared: &'a Shared<'a>,
        budget: &'a Budget,
    ) -> Reading<'a> {
        let Some((all, Placed { base, values, .. })) = self.placed() else {
            let mut reading = Reading::new(path, shared, budget);
            reading.values = reading.values_beside(path);
            return reading;
        };
        let mut reading = Reading::in_stack(path, (base, Some(values.clone())), shared, budget);
        reading.others = Rc::new(Others::in_stack(base, Arc::clone(all)));
        reading
    }

    /// What its stack adds to it.
    pub(super) fn added(&self) -> Option<Missing> {
        self.placed()?.1.added.clone()
    }

    fn inputs(&self, path: &Path, shared: &Shared<'_>) -> Inputs {
        let budget = self.allowance.budget();
        let reading = self.reading(path, shared, &budget);
        let read = reading.begin(path, self.added());
        read.map_or_else(
            || {
                Inputs::lost(Missing {
                    how: format!("by {}, which cannot be read", reading.sources.name(path)),
                    at: None,
                })
            },
            |(_, inputs)| inputs,
        )
    }
}

impl Reading<'_> {
    /// Begins to read a unit: its file, and its inputs, which `added` may give more to. `None` where it cannot be read.
    pub(super) fn begin(
        &self,
        path: &Path,
        added: Option<Missing>,
    ) -> Option<(Rc<Config>, Inputs)> {
        let config = self.load(path, 0).ok()?;
        *self.unit.borrow_mut() = Rc::downgrade(&config);
        let inputs = self.inputs_of(&config);
        let added = added.or_else(|| self.added_beside(path));
        let inputs = added.map_or(inputs, Inputs::lost);
        Some((config, inputs))
    }
}
