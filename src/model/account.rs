//! The trails of one account, and what a front end made of what it judged.

use super::trail::Trail;
use crate::diagnostic::{Problem, Unreadable};
use crate::source::{SourceId, Span};

/// Something worth saying that is no finding about a trail's value: a module that could not be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub span: Span,
    /// What could not be followed and why that matters, a sentence without its full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// The trails that share an account as far as the code can tell: one stack, one root module per provider
/// configuration, one plan, one account's `describe-trails` output. Rules run per account.
#[derive(Clone, Debug, Default)]
pub struct Account {
    pub trails: Vec<Trail>,
    /// Where it is said that the account has no trail at all.
    pub without_trail: Option<Span>,
    /// What could not be parsed; there may be trails in it.
    pub unreadable: Vec<Unreadable>,
    /// What could not be followed; there may be trails behind it.
    pub remarks: Vec<Remark>,
}

/// What a front end made of one unit of work.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    pub accounts: Vec<Account>,
    /// Input that could not be read or used, whichever account it is of.
    pub problems: Vec<Problem>,
    /// The files that were parsed for it.
    pub parsed: Vec<SourceId>,
}
