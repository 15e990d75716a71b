//! What gives a variable its value where no file does.

use crate::resolved::{Instance, Privacy, Symbol, Term};
use crate::source::{SourceMap, Span};

/// A stage, and where the service names it.
#[derive(Clone, Debug)]
pub(in super::super) struct Stage {
    pub(super) name: String,
    pub(in super::super) at: Span,
    /// Whether its name may be said.
    pub(super) privacy: Privacy,
    /// Whether the service only picks values by it, and names it nowhere: it may be none.
    pub(in super::super) is_picked: bool,
}

impl Stage {
    /// What it is called. In a file of values it is one of those that stand there.
    pub(in super::super) fn shown(&self, sources: &SourceMap) -> String {
        if self.privacy == Privacy::Shown {
            return self.name.clone();
        }
        let file = sources.get(self.at.source);
        let name = file.path().file_name().unwrap_or_default();
        let line = file.position(self.at.start as usize).line;
        format!("stage at {}:{line}", name.to_string_lossy())
    }
}

/// What gives a value that no file gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Giver {
    /// An option, or the environment.
    AtDeployment(String),
    /// One of these that is not named: its name is made of what is not shown.
    NotNamed(&'static str),
    /// A file that is not there.
    File(String),
}

impl Giver {
    /// What it is, a noun.
    pub(super) fn name(&self) -> &str {
        match self {
            Giver::AtDeployment(name) | Giver::File(name) => name,
            Giver::NotNamed(name) => name,
        }
    }

    /// What stands for what it gives at deployment.
    pub(super) fn symbol(&self) -> Option<Term> {
        match self {
            Giver::AtDeployment(name) => Some(symbol(name)),
            Giver::File(_) | Giver::NotNamed(_) => None,
        }
    }

    /// Why nothing is given here, a clause.
    pub(super) fn absence(&self) -> String {
        match self {
            Giver::AtDeployment(name) => format!("{name} is not given"),
            Giver::NotNamed(name) => format!("{name} is not given"),
            Giver::File(name) => format!("{name} is not there"),
        }
    }
}

/// What stands for what is given at deployment, always the same in one.
fn symbol(by: &str) -> Term {
    Term::Symbol(Symbol::named_text(by, Instance::root("stack")))
}
