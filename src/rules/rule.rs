//! What a rule is.

use super::coverage::Coverage;
use super::limits::{MAX_SYNTAX_ERRORS_OF_FILE, MAX_SYNTAX_ERRORS_OF_RUN};
use crate::diagnostic::{Finding, RuleMeta};
use crate::model::Account;

/// What rules may know beside the account.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// How many of the account's trails should record.
    pub(super) coverage: Coverage,
    /// How many places of one file are named that cannot be read.
    pub(super) syntax_errors_of_file: usize,
}

impl Context {
    /// What they know of an account alone.
    #[must_use]
    pub fn new(coverage: Coverage) -> Context {
        Context {
            coverage,
            syntax_errors_of_file: MAX_SYNTAX_ERRORS_OF_FILE,
        }
    }

    /// The same in a run with so many files that cannot be read.
    #[must_use]
    pub fn among(self, broken: usize) -> Context {
        let each = MAX_SYNTAX_ERRORS_OF_RUN / broken.max(1);
        Context {
            syntax_errors_of_file: each.clamp(1, MAX_SYNTAX_ERRORS_OF_FILE),
            ..self
        }
    }
}

impl Default for Context {
    fn default() -> Context {
        Context::new(Coverage::default())
    }
}

/// A rule: what is said of it, and the check that finds where an account breaks it.
pub struct Rule {
    /// What is said of it.
    pub meta: RuleMeta,
    pub(crate) check: fn(&Account, Context) -> Vec<Finding>,
}
