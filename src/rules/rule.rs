//! What a rule is.

use super::coverage::Coverage;
use crate::diagnostic::{Finding, RuleMeta};
use crate::model::Scope;

/// What rules may know beside the scope.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    pub coverage: Coverage,
}

pub struct Rule {
    pub meta: RuleMeta,
    pub(crate) check: fn(&Scope, Context) -> Vec<Finding>,
}
