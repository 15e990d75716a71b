//! Every rule, and the names they are known by.

use super::instances::put_together;
use super::rule::{Context, Rule};
use super::{
    duplicate_global_service_events, duplicate_key, global_service_events_disabled,
    global_service_events_out_of_region, invalid_value, management_events_excluded, syntax_error,
    trail_not_logging,
};
use crate::diagnostic::{Finding, RuleMeta};
use crate::model::Account;
use crate::quote::quoted;
use crate::suggest;

/// Every rule, in the order they are listed.
pub static RULES: &[&Rule] = &[
    &global_service_events_disabled::RULE,
    &global_service_events_out_of_region::RULE,
    &management_events_excluded::RULE,
    &trail_not_logging::RULE,
    &duplicate_global_service_events::RULE,
    &invalid_value::RULE,
    &duplicate_key::RULE,
    &syntax_error::RULE,
];

/// Runs every rule over one account; findings come rule by rule, in the order of [`RULES`].
#[must_use]
pub fn check(account: &Account, context: Context) -> Vec<Finding> {
    // There may be very many of one rule: these are not copied.
    let of_rules = RULES.iter().map(|rule| (rule.check)(account, context));
    let found = of_rules.reduce(|mut all, mut more| {
        if all.is_empty() {
            return more;
        }
        all.append(&mut more);
        all
    });
    put_together(found.unwrap_or_default(), account)
}

/// A name that is neither id nor alias of a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{}`{}", quoted(.name), suggest::did_you_mean(.name.trim(), names()))]
pub struct UnknownRule {
    /// As it was given.
    pub name: String,
}

impl UnknownRule {
    /// The nearest id or alias, where one is near.
    #[must_use]
    pub fn suggestion(&self) -> Option<&'static str> {
        suggest::nearest(self.name.trim(), names())
    }
}

/// The rule of an id or alias, in any letter case.
pub fn find(name: &str) -> Result<&'static RuleMeta, UnknownRule> {
    let is_name = |known: &str| known.eq_ignore_ascii_case(name.trim());
    RULES
        .iter()
        .map(|rule| &rule.meta)
        .find(|meta| is_name(meta.id) || meta.alias.is_some_and(is_name))
        .ok_or_else(|| UnknownRule {
            name: name.to_owned(),
        })
}

/// Every name that [`find`] knows: each rule's id, and its alias where it has one.
pub fn names() -> impl Iterator<Item = &'static str> {
    RULES
        .iter()
        .flat_map(|rule| std::iter::once(rule.meta.id).chain(rule.meta.alias))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_aliases_are_taken_in_any_case() {
        let id = |name| find(name).map(|meta| meta.id);
        assert_eq!(id("ct-005"), Ok("global-service-events-disabled"));
        assert_eq!(id("Trail-Not-Logging"), Ok("trail-not-logging"));
        assert_eq!(id(" CT-010 "), Ok("management-events-excluded"));
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_one() {
        let said = |name| find(name).unwrap_err().to_string();
        assert_eq!(
            said("CT-05"),
            "there is no rule `CT-05`; did you mean `CT-005`?"
        );
        assert_eq!(
            said("trail-not-loging"),
            "there is no rule `trail-not-loging`; did you mean `trail-not-logging`?"
        );
        assert_eq!(
            said("s3-bucket-public"),
            "there is no rule `s3-bucket-public`"
        );
        assert_eq!(said(""), "there is no rule ``");
    }
}
