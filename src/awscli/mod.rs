//! The JSON that `aws cloudtrail` prints, found by its shape: trails that are already there, audited without credentials.
//!
//! Source of the shapes: the service model of CloudTrail (API version 2013-11-01) as botocore carries it.

mod described;
mod inventory;
mod output;
mod trail;

use std::sync::Arc;

use crate::model::{Account, Judged};
use crate::parse::json;
use crate::source::SourceFile;

use inventory::inventory;
use output::{Output, json_values};

/// Whether a text is output of `aws cloudtrail` about trails. Looks at the keys of the outermost objects only.
#[must_use]
pub fn is_awscli(source: &SourceFile) -> bool {
    output::looks_like_output(source.input().text)
}

/// Judges all such files of a run together, so that event selectors and logging status find their trails. One account
/// for each account; what belongs to no trail is a problem.
#[must_use]
pub fn judge_outputs(files: &[Arc<SourceFile>]) -> Judged {
    let mut judged = Judged::default();
    let mut unreadable = Vec::new();
    let mut outputs: Vec<(Arc<SourceFile>, Output)> = Vec::new();
    for file in files {
        judged.parsed.push(file.id());
        for input in json_values(&file.input()) {
            let parsed = json::parse(&input);
            unreadable.extend(parsed.errors);
            for output in parsed.tree.into_iter().flat_map(Output::of) {
                outputs.push((Arc::clone(file), output));
            }
        }
    }
    judged.accounts = inventory(outputs, &mut judged.problems)
        .into_iter()
        .map(|account| Account {
            trails: account.into_trails(),
            ..Account::default()
        })
        .collect();
    if !unreadable.is_empty() {
        judged.accounts.push(Account {
            unreadable,
            ..Account::default()
        });
    }
    judged
}
