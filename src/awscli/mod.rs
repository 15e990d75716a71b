//! The JSON that `aws cloudtrail` prints, found by its shape: trails that are already there, audited without credentials.
//!
//! Source of the shapes: the service model of CloudTrail (API version 2013-11-01) as botocore carries it.

mod account;
mod document;

use std::sync::Arc;

use crate::diagnostic::Problem;
use crate::model::{Scope, Unit};
use crate::parse::json;
use crate::source::SourceFile;

use account::Account;
use document::{Document, documents};

/// Whether a text is output of `aws cloudtrail` about trails. Looks at the keys of the outermost objects only.
#[must_use]
pub fn is_awscli(source: &SourceFile) -> bool {
    document::looks_like_output(source.input().text)
}

/// Reads all such files of a run together, so that event selectors and logging status find their trails. One scope
/// for each account; what belongs to no trail is a problem.
#[must_use]
pub fn read(files: &[Arc<SourceFile>]) -> Unit {
    let mut unit = Unit::default();
    let mut unreadable = Vec::new();
    let mut read: Vec<(Arc<SourceFile>, Document)> = Vec::new();
    for file in files {
        unit.parsed.push(file.id());
        for input in documents(&file.input()) {
            let parsed = json::parse(&input);
            unreadable.extend(parsed.errors);
            for document in parsed.tree.into_iter().flat_map(Document::of) {
                read.push((Arc::clone(file), document));
            }
        }
    }
    let accounts = Account::join(read, &mut unit.problems);
    unit.scopes = accounts
        .into_iter()
        .map(|account| Scope {
            trails: account.into_trails(),
            ..Scope::default()
        })
        .collect();
    if !unreadable.is_empty() {
        unit.scopes.push(Scope {
            unreadable,
            ..Scope::default()
        });
    }
    unit
}

fn problem(file: &SourceFile, message: impl Into<String>) -> Problem {
    Problem {
        path: file.name().to_owned(),
        message: message.into(),
    }
}
