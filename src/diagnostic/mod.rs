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

use crate::source::{ReadError, SourceFile, SourceId, SourceMap};

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

    /// The same of a file that something came by.
    #[must_use]
    pub fn of_lost(file: SourceId, sources: &SourceMap) -> Option<Problem> {
        Some(Problem {
            message: sources.why_lost(file)?,
            path: sources.get(file).name().to_owned(),
        })
    }

    /// That a file which others need cannot be parsed, by the first of what is wrong with it. Nothing of its text is said.
    #[must_use]
    pub fn of_broken(file: &SourceFile, wrong: &[Unreadable]) -> Option<Problem> {
        let first = wrong.first()?;
        let place = file.position(first.span.range().start);
        let why = if file.is_unsaid() {
            "it cannot be parsed"
        } else {
            &first.message
        };
        Some(Problem {
            path: file.name().to_owned(),
            message: format!("{place}: {why}"),
        })
    }
}
