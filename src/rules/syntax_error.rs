//! A file that matters for a trail and cannot be read.

use std::collections::BTreeMap;

use super::finding::at_place;
use super::limits::MAX_SYNTAX_ERRORS_OF_FILE;
use super::{Context, Rule};
use crate::diagnostic::{Finding, Help, RuleMeta, Severity, Unreadable};
use crate::model::Account;
use crate::source::SourceId;

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
    let mut by_file: BTreeMap<SourceId, Vec<&Unreadable>> = BTreeMap::new();
    for unreadable in &account.unreadable {
        let of_file = by_file.entry(unreadable.span.source).or_default();
        of_file.push(unreadable);
    }
    by_file.into_values().flat_map(of_file).collect()
}

/// What is said of one file.
fn of_file(mut unreadable: Vec<&Unreadable>) -> Vec<Finding> {
    unreadable.sort_by_key(|unreadable| unreadable.span.start);
    unreadable.dedup();
    let more = unreadable.len().saturating_sub(MAX_SYNTAX_ERRORS_OF_FILE);
    unreadable.truncate(MAX_SYNTAX_ERRORS_OF_FILE);
    let last = unreadable.len().saturating_sub(1);
    let findings = unreadable.into_iter().enumerate().map(|(at, unreadable)| {
        let message = match more {
            1.. if at == last => {
                let places = if more == 1 { "place" } else { "places" };
                format!(
                    "{}; {more} more {places} in this file cannot be read",
                    unreadable.message
                )
            }
            _ => unreadable.message.clone(),
        };
        at_place(
            &RULE.meta,
            unreadable.span,
            unreadable.label.clone(),
            &message,
        )
        .help(unreadable.help.clone().map(Help::from))
        .because(unreadable.others.iter().cloned())
        .finish()
    });
    findings.collect()
}
