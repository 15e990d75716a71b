//! What a rule is.

use super::coverage::Coverage;
use crate::diagnostic::{Finding, RuleMeta};
use crate::model::Account;

/// What rules may know beside the account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    pub coverage: Coverage,
}

pub struct Rule {
    pub meta: RuleMeta,
    pub(crate) check: fn(&Account, Context) -> Vec<Finding>,
}
