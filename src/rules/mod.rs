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
mod options;
mod selection;
pub(crate) mod syntax_error;
mod trail_not_logging;
mod unknown;

pub use docs::render_docs;
pub use options::{Coverage, Options, UnknownCoverage};
pub use selection::{Selection, UnknownRule, resolve};

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

/// Every name that [`find`] knows: each rule's id, and its alias where it has one.
pub fn names() -> impl Iterator<Item = &'static str> {
    RULES
        .iter()
        .flat_map(|rule| std::iter::once(rule.meta.id).chain(rule.meta.alias))
}
