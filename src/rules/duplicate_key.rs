//! A key of a template that stands more than once, where that decides about a trail.

use super::finding::at_place;
use super::{Context, Rule, links};
use crate::diagnostic::{Finding, Help, Label, RuleMeta, Severity};
use crate::model::Account;

pub(super) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "duplicate-key",
        alias: None,
        name: "A key that stands twice decides about a trail",
        summary: "A key of a template stands twice and decides about a trail; only the last one counts",
        severity: Severity::Warning,
        risk: None,
        fixable: false,
        compliance: &[],
        aws_config_rule: None,
        links: &[links::CLOUDFORMATION],
        explanation: include_str!("duplicate_key.md"),
    },
    check,
};

fn check(account: &Account, _: Context) -> Vec<Finding> {
    account
        .doubled
        .iter()
        .map(|doubled| {
            let message = format!(
                "The key `{}` stands more than once, and only the last one counts",
                doubled.name
            );
            at_place(&RULE.meta, doubled.last, "this one counts", message)
                .help(Help::from(
                    "Remove one of them: other tools refuse the template",
                ))
                .because([Label::new(doubled.first, "this one does not count")])
                .finish()
        })
        .collect()
}
