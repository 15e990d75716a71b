//! The way that a value came.

use std::sync::Arc;

use super::hop::Hop;
use super::written::Written;

/// What a value passed, and what is said of changing it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Way {
    /// What it passed, each with its place: a variable, a parameter's default, a module call.
    pub hops: Vec<Hop>,
    /// Where its author changes it. `None` where it is made of other values.
    pub written: Option<Box<Written>>,
    /// What to do about what is refused, where no place says what to write.
    pub remedy: Option<Box<Remedy>>,
}

/// What to do about what is refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Remedy {
    /// A sentence without its full stop.
    pub help: Arc<str>,
    /// Whether that is done where the value is taken, and not where it comes from.
    pub is_here: bool,
    /// What takes no such value, whatever that is passed on to: ``parameter `Env` ``.
    pub refused_by: Option<Arc<str>>,
}

/// That of what is written where it is asked for.
pub(super) static NO_WAY: Way = Way {
    hops: Vec::new(),
    written: None,
    remedy: None,
};
