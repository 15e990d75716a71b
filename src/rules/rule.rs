//! What a rule is.

use super::coverage::Coverage;
use crate::diagnostic::{Finding, RuleMeta};
use crate::model::Account;

/// What rules may know beside the account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    /// How many of the account's trails should record.
    pub coverage: Coverage,
}

/// A rule: what is said of it, and the check that finds where an account breaks it.
pub struct Rule {
    /// What is said of it.
    pub meta: RuleMeta,
    pub(crate) check: fn(&Account, Context) -> Vec<Finding>,
}
