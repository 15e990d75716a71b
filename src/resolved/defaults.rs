//! Which defaults of variables and parameters count as their values.

use std::collections::BTreeSet;

use crate::source::Span;

/// Which defaults count.
#[derive(Clone, Debug)]
pub struct Defaults {
    are_assumed: bool,
    /// Those that do not, whatever is assumed, by where they are written.
    open: BTreeSet<Span>,
}

impl Defaults {
    /// All of them or none.
    #[must_use]
    pub fn assumed(are_assumed: bool) -> Defaults {
        Defaults {
            are_assumed,
            open: BTreeSet::new(),
        }
    }

    /// All but some.
    #[must_use]
    pub fn but(open: BTreeSet<Span>) -> Defaults {
        Defaults {
            are_assumed: true,
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
