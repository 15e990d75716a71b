//! What is said beside the trails.

use crate::diagnostic::{Alike, Change};
use crate::source::{SourceId, Span};

/// Something worth saying that is no finding about a trail's value: a module that could not be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub span: Span,
    /// What the place is, in a few words.
    pub label: &'static str,
    /// What could not be followed and why that matters, or what else is to be said: a sentence without its full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What to write in place of what is known to be wrong, whatever else is not known: then it is a warning.
    pub change: Option<Change>,
    /// Of what nothing speaks of a trail, which of a kind it is: many of one kind say no more than one.
    pub alike: Option<Alike>,
    /// What decides about it: the places that the address of what is not followed came by, and what brings it into being.
    pub came_by: Vec<Span>,
}

impl Remark {
    /// Says that of a place.
    pub(crate) fn new(span: Span, label: &'static str, message: impl Into<String>) -> Self {
        Remark {
            span,
            label,
            message: message.into(),
            help: None,
            change: None,
            alike: None,
            came_by: Vec::new(),
        }
    }

    /// What is said of trails of which nothing is told, for a reason, a clause: of one by its address, and of so many others.
    pub(crate) fn not_told(address: &str, others: usize, why: &str) -> String {
        match others {
            0 => format!("Cannot tell whether `{address}` records global service events: {why}"),
            1 => format!(
                "Cannot tell whether `{address}` and one other record global service events: {why}"
            ),
            _ => format!(
                "Cannot tell whether `{address}` and {others} others record global service events: {why}"
            ),
        }
    }

    pub(crate) fn help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    pub(crate) fn change(mut self, change: impl Into<Option<Change>>) -> Self {
        self.change = change.into();
        self
    }

    pub(crate) fn alike(mut self, alike: impl Into<Option<Alike>>) -> Self {
        self.alike = alike.into();
        self
    }

    /// The files that it is about, and those that decide about it.
    pub(crate) fn sources(&self) -> impl Iterator<Item = SourceId> + '_ {
        let decides = self.came_by.iter().map(|at| at.source);
        std::iter::once(self.span.source).chain(decides)
    }
}
