//! The trails of one account, and what a front end made of what it judged.

use super::trail::Trail;
use crate::diagnostic::{Problem, Unreadable};
use crate::source::{SourceId, Span};

/// Something worth saying that is no finding about a trail's value: a module that could not be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
}

/// The trails that share an account as far as the code can tell: one stack, one root module per provider
/// configuration, one plan, one account's `describe-trails` output. Rules run per account.
#[derive(Clone, Debug, Default)]
pub struct Account {
    pub trails: Vec<Trail>,
    pub unreadable: Vec<Unreadable>,
    pub remarks: Vec<Remark>,
}

/// What a front end made of one unit of work.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    pub accounts: Vec<Account>,
    pub problems: Vec<Problem>,
    /// The files that were parsed for it.
    pub parsed: Vec<SourceId>,
}
