//! What a template is merged of.

use crate::source::{SourceId, Span};

/// The parameter that Formica adds where `main-account-parameter` says so.
const ADDED: &str = "MainAccount";

/// What a template is merged of.
#[derive(Debug)]
pub(crate) struct Merged {
    /// The files that were read.
    pub(crate) files: Vec<SourceId>,
    /// What may declare more: what it is, a clause, and where.
    pub(super) may_declare: Option<(String, Span)>,
}

impl Merged {
    /// Why a name that none of the files declares may be declared all the same, a clause, and what may declare it.
    pub(crate) fn may_declare(&self, name: &str) -> Option<(String, Option<Span>)> {
        if name == ADDED {
            return Some(("Formica may add it (`main-account-parameter`)".into(), None));
        }
        let (what, at) = self.may_declare.as_ref()?;
        Some((what.clone(), Some(*at)))
    }
}
