//! The JSON or YAML that `aws cloudtrail` prints, found by its shape: trails that are already there, audited without credentials.
//!
//! Source of the shapes: the service model of CloudTrail (API version 2013-11-01) as botocore carries it.

mod described;
mod inventory;
mod output;
mod selectors;
mod trail;

use std::sync::Arc;

use crate::diagnostic::Problem;
use crate::model::{Account, Judged};
use crate::resolved::Resolved;
use crate::source::SourceFile;

use inventory::Inventory;
use output::Output;

/// What is said of output that was not written to its end.
const BREAKS_OFF: &str = "the AWS CLI's output breaks off, so that trails may be missing: run the command again (`aws cloudtrail describe-trails --output json`), and give all that it prints";

/// Whether a text is output of `aws cloudtrail` about trails, by the keys of its outermost objects.
#[must_use]
pub fn is_awscli(source: &SourceFile) -> bool {
    output::looks_like_output(&source.input())
}

/// Whether a text says no more than whether something logs, as the status of a trail does: beside outputs about trails it is one.
#[must_use]
pub fn is_bare_status(source: &SourceFile) -> bool {
    output::is_bare_status(&source.input())
}

/// Judges all such files of a run together, so that event selectors and logging status find their trails. One account
/// for each account; what belongs to no trail is a problem where `is_given` says that somebody asked for it: in a folder, a recording
/// for a test may lie around. `region` is given for trails of which nothing says it.
#[must_use]
pub fn judge_outputs(
    files: &[Arc<SourceFile>],
    is_given: &dyn Fn(&SourceFile) -> bool,
    region: Option<&Resolved<String>>,
) -> Judged {
    let mut judged = Judged::default();
    let mut unreadable = Vec::new();
    let mut inventory = Inventory::default();
    for file in files {
        judged.parsed.push(file.id());
        let input = file.input();
        let parsed = output::trees(&input);
        let mut errors = parsed.errors;
        let all = errors.len();
        errors.retain(|error| !output::breaks_off(&input, error));
        if errors.len() < all {
            judged.problems.push(Problem {
                path: file.name().to_owned(),
                message: BREAKS_OFF.into(),
            });
        } else {
            judged.notices.extend(output::lacks_an_end(&input));
        }
        unreadable.extend(errors);
        for output in parsed.tree.into_iter().flat_map(Output::of) {
            inventory.take(file, output);
        }
    }
    for orphan in inventory.settle() {
        let file = files.iter().find(|file| file.id() == orphan.file);
        let path = file.filter(|file| is_given(file));
        match path {
            Some(file) => judged.problems.push(Problem {
                path: file.name().to_owned(),
                message: orphan.message,
            }),
            None => judged.notices.push(orphan.notice()),
        }
    }
    let by_arn = inventory.accounts.len() > 1;
    // The list without a trail is an account of its own: which one, it does not say.
    let without_trail = inventory.described_none.map(|span| Account {
        without_trail: Some(span),
        ..Account::default()
    });
    judged.accounts = inventory
        .accounts
        .into_iter()
        .map(|account| Account {
            trails: account.into_trails(by_arn, region),
            ..Account::default()
        })
        .chain(without_trail)
        .collect();
    if !unreadable.is_empty() {
        judged.accounts.push(Account {
            unreadable,
            ..Account::default()
        });
    }
    judged
}
