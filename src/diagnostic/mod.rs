//! What a run has to say: findings with the rule they come from, and problems.

mod change;
mod finding;
mod help;
mod rule;
mod severity;
mod unreadable;

pub use change::{Change, THE_TRAIL, Target};
pub use finding::{Alike, Applicability, Edit, Finding, Fix, Label};
pub use help::Help;
pub(crate) use help::capitalised;
pub use rule::RuleMeta;
pub use severity::{Severity, UnknownSeverity};
pub use unreadable::Unreadable;

use std::path::Path;

use crate::source::{ReadError, SourceMap};

/// Input that could not be read. It is reported, the run goes on, and exits 2.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The path as printed.
    pub path: String,
    /// Why it could not be read or used: goes on from the path and a colon, without a full stop.
    pub message: String,
}

impl Problem {
    /// That a file which others need is there and cannot be opened. Of one that is not there, or that the run may not open,
    /// those say so that need it.
    #[must_use]
    pub fn of_unopened(path: &Path, error: &ReadError, sources: &SourceMap) -> Option<Problem> {
        let is_said = matches!(error, ReadError::Missing { .. } | ReadError::Outside(_));
        (!is_said).then(|| Problem {
            path: sources.name(path),
            message: error.to_string(),
        })
    }
}
