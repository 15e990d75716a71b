//! What holds at one place of a template.

use super::value::Value;
use crate::resolved::{Formula, Hop, Resolved};
use crate::source::Span;

/// Loop variables, and what is known to hold.
#[derive(Clone)]
pub(crate) struct Bindings {
    pub(super) loops: Vec<(String, Resolved<Value>, usize)>,
    /// What holds wherever the place counts.
    holds: Formula,
    /// Conditions that are being evaluated, to catch cycles.
    pub(super) open: Vec<String>,
}

impl Default for Bindings {
    fn default() -> Bindings {
        Bindings {
            loops: Vec::new(),
            holds: Formula::always(),
            open: Vec::new(),
        }
    }
}

impl Bindings {
    /// The same in one turn of a loop, counted from 1, whose variable has that value.
    pub(super) fn looping(&self, variable: &str, value: Resolved<Value>, turn: usize) -> Bindings {
        let mut out = self.clone();
        out.loops.push((variable.to_owned(), value, turn));
        out
    }

    /// The value of a loop's variable and the number of the turn; of loops in one another, that of the inner one.
    pub(super) fn loop_variable(&self, name: &str) -> Option<(&Resolved<Value>, usize)> {
        let mut inner_first = self.loops.iter().rev();
        let (_, value, turn) = inner_first.find(|(variable, ..)| variable == name)?;
        Some((value, *turn))
    }

    /// Whether a loop runs around the place.
    pub(crate) fn is_in_loop(&self) -> bool {
        !self.loops.is_empty()
    }

    /// The places that the values of the loops' variables come by.
    pub(crate) fn loop_places(&self) -> impl Iterator<Item = Span> {
        let hops = self
            .loops
            .iter()
            .flat_map(|(_, value, _)| &value.from().hops);
        hops.flat_map(Hop::places)
    }

    /// The same where something more is known to hold.
    pub(crate) fn assuming(&self, holds: &Formula) -> Bindings {
        Bindings {
            holds: self.holds.narrowed(holds),
            ..self.clone()
        }
    }

    /// Those of a named condition's expression, which is the same whatever holds where it is used. `declared` are those of
    /// the place where it is declared.
    pub(super) fn inside(&self, condition: &str, declared: &Bindings) -> Bindings {
        let mut open = self.open.clone();
        open.push(condition.to_owned());
        Bindings {
            loops: declared.loops.clone(),
            open,
            ..Bindings::default()
        }
    }

    /// What is known to hold.
    pub(crate) fn holds(&self) -> &Formula {
        &self.holds
    }

    /// The turn of the loops that this is, where it can be told from others.
    pub(super) fn turn(&self) -> Option<Vec<String>> {
        self.loops
            .iter()
            .map(|(name, value, _)| Some(format!("{name}={}", value.value()?.as_text()?)))
            .collect()
    }
}
