//! What is known of the units that one depends on.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::resolved::Resolved;
use crate::source::SourceId;
use crate::terraform::lang::values::Value;

/// What a unit was asked for of others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    /// The folders of their modules.
    pub(crate) modules: BTreeSet<PathBuf>,
    /// Their files, and those of the modules.
    pub(crate) files: Vec<SourceId>,
}

/// What a unit puts out that was asked for.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Value(Resolved<Value>),
    /// Its module puts out nothing at all; what comes of asking for it all the same.
    Nothing(Resolved<Value>),
    /// Its module puts out others only.
    Missing(Resolved<Value>),
}

/// A unit's file, and the name of one of its outputs; without one, all.
type Output = (PathBuf, Option<String>);

/// What units that depend on one another share while one of them is read.
#[derive(Debug)]
pub(super) struct Others {
    /// Those that are being read.
    pub(super) open: RefCell<Vec<PathBuf>>,
    /// What was asked so far; the error, a clause, says why it is not known.
    pub(super) known: RefCell<HashMap<Output, Result<Answer, String>>>,
    pub(super) asked: RefCell<Asked>,
}

impl Others {
    /// Those of a unit.
    pub(super) fn of(path: &Path) -> Others {
        Others {
            open: RefCell::new(vec![path.to_owned()]),
            known: RefCell::default(),
            asked: RefCell::default(),
        }
    }

    pub(super) fn asked(&self) -> Asked {
        self.asked.borrow().clone()
    }
}
