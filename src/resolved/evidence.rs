//! Where a value comes from.

use std::collections::HashSet;

use super::hop::{Hop, Role};
use super::written::{Place, Written};
use crate::diagnostic::Label;
use crate::source::Span;

/// Where a value is written and each hop it passed, nearest to the trail first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The value's text on the trail itself. `None` where the trail does not write it.
    pub at: Option<Span>,
    /// What it passed, each with its place: a variable, a parameter's default, a module call.
    pub hops: Vec<Hop>,
    /// Whether anything of the value's text may be said.
    pub privacy: Privacy,
    /// Where its author changes it. `None` where it is made of other values.
    pub written: Option<Box<Written>>,
}

/// Whether anything of a value's text may be said; of what is made of several values, the last of theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Privacy {
    #[default]
    Shown,
    /// It was made of a data file's text: nothing of it is said.
    OfDataFile,
    /// It was made of a value that the code calls sensitive: nothing of it is said, and it is refused where it would show.
    Sensitive,
}

impl Evidence {
    /// One hop, of a value that the trail does not write itself.
    #[must_use]
    pub fn hop(hop: Hop) -> Evidence {
        Evidence {
            hops: vec![hop],
            ..Evidence::default()
        }
    }

    /// No hop: a value that the trail itself writes at a place.
    #[must_use]
    pub fn at(span: Span) -> Evidence {
        Evidence {
            at: Some(span),
            ..Evidence::default()
        }
    }

    /// Whether nothing of the value's text is said.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.privacy != Privacy::Shown
    }

    /// Whether it is of a literal at a place, to which nothing has given a name.
    #[must_use]
    pub fn is_literal_at(&self, at: Span) -> bool {
        let written = self.written.as_deref();
        written
            .is_some_and(|written| written.assigned.is_none() && written.place == Place::Text(at))
    }

    /// Keeps the first of hops that say the same about the same place.
    pub fn keep_each_hop_once(&mut self) {
        let mut said = HashSet::new();
        self.hops.retain(|hop| said.insert(hop.clone()));
    }

    /// What the hops say, each about its place.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.hops.iter().map(|hop| &hop.label)
    }

    /// The hop farthest from the trail that is the value and stands in a file: who changes it there changes the value.
    #[must_use]
    pub fn origin(&self) -> Option<&Hop> {
        let is_origin = |hop: &&Hop| hop.role == Role::Value && hop.label.span.is_some();
        self.hops.iter().rfind(is_origin)
    }
}
