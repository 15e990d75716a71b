//! The rules and their registry: the one place from which `rules`, `explain`, SARIF and docs come.

mod coverage;
mod docs;
mod duplicate_global_service_events;
mod evidence;
mod extent;
mod finding;
mod global_service_events_disabled;
mod global_service_events_out_of_region;
mod invalid_value;
mod links;
mod management_events_excluded;
mod selection;
pub(crate) mod syntax_error;
mod trail_not_logging;
mod unknown;

pub use docs::render_docs;
pub use selection::{Selection, UnknownRule};

use crate::diagnostic::{Finding, RuleMeta};
use crate::model::Scope;

/// How many trails of a scope should record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    /// Each trail must record, as CT-005 audits trail by trail.
    #[default]
    EveryTrail,
    /// Exactly one trail of each scope should record.
    OneTrail,
}

/// What rules may know beside the scope.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    pub coverage: Coverage,
}

pub struct Rule {
    pub meta: RuleMeta,
    pub(crate) check: fn(&Scope, Context) -> Vec<Finding>,
}

/// Every rule, in the order they are listed.
pub static RULES: &[&Rule] = &[
    &global_service_events_disabled::RULE,
    &global_service_events_out_of_region::RULE,
    &management_events_excluded::RULE,
    &trail_not_logging::RULE,
    &duplicate_global_service_events::RULE,
    &invalid_value::RULE,
    &syntax_error::RULE,
];

/// Runs every rule over one scope; findings come rule by rule, in the order of [`RULES`].
#[must_use]
pub fn check(scope: &Scope, context: Context) -> Vec<Finding> {
    RULES
        .iter()
        .flat_map(|rule| (rule.check)(scope, context))
        .collect()
}

/// The rule of an id or alias; letter case does not matter.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| {
        rule.meta.id.eq_ignore_ascii_case(name)
            || rule
                .meta
                .alias
                .is_some_and(|alias| alias.eq_ignore_ascii_case(name))
    })
}
