//! Which defaults of variables and parameters count as their values.

use std::collections::BTreeSet;

use super::hop::Hop;
use crate::source::Span;

/// Which defaults count.
#[derive(Clone, Debug)]
pub struct Defaults {
    are_assumed: bool,
    /// Where it is said that they are not.
    said_at: Option<Span>,
    /// Those that do not, whatever is assumed, by where they are written.
    open: BTreeSet<Span>,
}

impl Defaults {
    /// All of them or none.
    #[must_use]
    pub fn assumed(are_assumed: bool) -> Defaults {
        Defaults {
            are_assumed,
            said_at: None,
            open: BTreeSet::new(),
        }
    }

    /// The same, where a file says so.
    #[must_use]
    pub fn said_at(self, at: Option<Span>) -> Defaults {
        Defaults {
            said_at: at,
            ..self
        }
    }

    /// What says that they are not assumed, where a file does.
    #[must_use]
    pub fn left_open_by(&self) -> Option<Hop> {
        let at = self.said_at.filter(|_| !self.are_assumed)?;
        Some(Hop::chose(at, "no default is taken for a value"))
    }

    /// All but some.
    #[must_use]
    pub fn but(open: BTreeSet<Span>) -> Defaults {
        Defaults {
            are_assumed: true,
            said_at: None,
            open,
        }
    }

    /// Whether those of what is deployed count, as far as they are not left open.
    #[must_use]
    pub fn are_assumed(&self) -> bool {
        self.are_assumed
    }

    /// Whether the one that is written there is left open.
    #[must_use]
    pub fn leave_open(&self, at: Span) -> bool {
        self.open.contains(&at)
    }
}
