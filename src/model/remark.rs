//! What is said beside the trails.

use crate::diagnostic::{Alike, Change};
use crate::source::Span;

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
}
