//! Where a value comes from.

use crate::diagnostic::Label;
use crate::source::Span;

/// Where a value is written and each hop it passed, nearest to the trail first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The value's text on the trail itself. `None` where the trail does not write it.
    pub at: Option<Span>,
    /// What it passed, each with its place: a variable, a parameter's default, a module call.
    pub hops: Vec<Label>,
}

impl Evidence {
    /// One hop, of a value that the trail does not write itself.
    #[must_use]
    pub fn hop(span: impl Into<Option<Span>>, message: impl Into<String>) -> Evidence {
        Evidence {
            at: None,
            hops: vec![Label::new(span, message)],
        }
    }

    /// No hop: a value that the trail itself writes at a place.
    #[must_use]
    pub fn at(span: Span) -> Evidence {
        Evidence {
            at: Some(span),
            hops: Vec::new(),
        }
    }
}
