//! A file that matters for a trail and cannot be read.

use std::collections::BTreeMap;

use super::finding::at_place;
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

fn check(account: &Account, context: Context) -> Vec<Finding> {
    let mut by_file: BTreeMap<SourceId, Vec<&Unreadable>> = BTreeMap::new();
    for unreadable in &account.unreadable {
        let of_file = by_file.entry(unreadable.span.source).or_default();
        of_file.push(unreadable);
    }
    let most = context.syntax_errors_of_file;
    let files = by_file.into_values();
    files.flat_map(|of_one| of_file(of_one, most)).collect()
}

/// What is said of one file, of which so many places are named.
fn of_file(mut unreadable: Vec<&Unreadable>, most: usize) -> Vec<Finding> {
    unreadable.sort_by_key(|unreadable| unreadable.span.start);
    unreadable.dedup();
    let more = unreadable.len().saturating_sub(most);
    unreadable.truncate(most);
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
            _ => unreadable.message.to_string(),
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

#[cfg(test)]
mod tests {
    use super::super::Coverage;
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn places_that_cannot_be_read_are_shared_among_many_files() {
        let sources = SourceMap::default();
        let file = sources.add("main.tf", vec![b' '; 40]).unwrap();
        let unreadable = (0..30).map(|at| Unreadable::not_utf8(&file, at));
        let account = Account {
            unreadable: unreadable.collect(),
            ..Account::default()
        };
        let alone = Context::new(Coverage::default());
        for (broken, said) in [(1, 20), (2_000, 10), (1_000_000, 1)] {
            let found = check(&account, alone.among(broken));
            assert_eq!(found.len(), said);
            let more = format!("{} more places in this file", 30 - said);
            assert!(found[said - 1].message.contains(&more), "{more}");
        }
    }
}
