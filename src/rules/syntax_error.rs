//! A file that matters for a trail and cannot be read.

use super::{Context, Rule, RuleMeta};
use crate::diagnostic::{Finding, Severity};
use crate::model::Scope;

pub(crate) const ID: &str = "syntax-error";

pub(super) const RULE: Rule = Rule {
    meta: RuleMeta {
        id: ID,
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

fn check(scope: &Scope, _: Context) -> Vec<Finding> {
    scope
        .unreadable
        .iter()
        .map(|unreadable| Finding {
            rule: ID,
            severity: Severity::Error,
            message: unreadable.message.clone(),
            help: unreadable.help.clone(),
            trail: None,
            span: unreadable.span,
            label: unreadable.label.clone(),
            evidence: unreadable.others.clone(),
            fix: None,
        })
        .collect()
}
