//! What is known of the units that one depends on.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::resolved::Resolved;
use crate::source::SourceId;
use crate::terraform::config::root_inputs::Missing;
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

/// A unit's file, or the folder that it is generated in, and the name of one of its outputs; without one, all.
type Output = (PathBuf, Option<String>);

/// A unit as a stack generates it.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) file: PathBuf,
    /// The folder that it is generated in.
    pub(super) base: PathBuf,
    pub(super) values: Resolved<Value>,
    /// Whether its stack makes it.
    pub(super) enabled: Resolved<bool>,
    /// What the stack adds to it.
    pub(super) added: Option<Missing>,
}

/// What units that depend on one another share while one of them is read.
#[derive(Debug)]
pub(super) struct Others {
    /// Those that are being read.
    pub(super) open: RefCell<Vec<PathBuf>>,
    /// What was asked so far; the error, a clause, says why it is not known.
    pub(super) known: RefCell<HashMap<Output, Result<Answer, String>>>,
    pub(super) asked: RefCell<Asked>,
    /// The units of the stack that it is one of.
    pub(super) placed: Arc<[Placed]>,
}

impl Others {
    /// Those of a unit.
    pub(super) fn of(path: &Path) -> Others {
        Others {
            open: RefCell::new(vec![path.to_owned()]),
            known: RefCell::default(),
            asked: RefCell::default(),
            placed: Arc::new([]),
        }
    }

    /// Those of a unit that a stack generates in a folder.
    pub(super) fn in_stack(base: &Path, placed: Arc<[Placed]>) -> Others {
        Others {
            placed,
            ..Others::of(base)
        }
    }

    pub(super) fn asked(&self) -> Asked {
        self.asked.borrow().clone()
    }
}
