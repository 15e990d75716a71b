//! Every rule.

use super::rule::{Context, Rule};
use super::{
    duplicate_global_service_events, global_service_events_disabled,
    global_service_events_out_of_region, invalid_value, management_events_excluded, syntax_error,
    trail_not_logging,
};
use crate::diagnostic::Finding;
use crate::model::Account;

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

/// Runs every rule over one account; findings come rule by rule, in the order of [`RULES`].
#[must_use]
pub fn check(account: &Account, context: Context) -> Vec<Finding> {
    RULES
        .iter()
        .flat_map(|rule| (rule.check)(account, context))
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
