//! A file that matters for a trail and cannot be read.

use super::finding::at_place;
use super::{Context, Rule};
use crate::diagnostic::{Finding, Help, RuleMeta, Severity};
use crate::model::Account;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "syntax-error",
        alias: None,
        name: "A file with a trail cannot be read",
        summary: "A file that matters for a trail cannot be parsed, so nothing is known about the trail",
        severity: Severity::Error,
        risk: None,
        fixable: false,
        compliance: &[],
        aws_config_rule: None,
        links: &[],
        explanation: include_str!("syntax_error.md"),
    },
    check,
};

fn check(account: &Account, _: Context) -> Vec<Finding> {
    account
        .unreadable
        .iter()
        .map(|unreadable| {
            at_place(
                &RULE.meta,
                unreadable.span,
                &unreadable.label,
                &unreadable.message,
            )
            .help(unreadable.help.clone().map(Help::from))
            .because(unreadable.others.iter().cloned())
            .finish()
        })
        .collect()
}
