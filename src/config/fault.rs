//! Something that is wrong in the file, by the path that leads to it.

use super::limits::MAX_FAULTS_OF_FILE;

/// One step of the path from the file's root to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Item(usize),
}

/// Which part of what a path leads to is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    Value,
    /// Where the value starts: something is missing in it.
    Start,
    /// The first key within the value that cannot be one.
    OddKey,
}

/// What is wrong, and at which path.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) path: Vec<Step>,
    pub(super) part: Part,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
}

/// What is wrong in a file, as far as it is said: the first faults, and how many more there are.
#[derive(Debug, Default)]
pub(super) struct Faults {
    first: Vec<Fault>,
    more: usize,
}

impl Faults {
    pub(super) fn push(&mut self, fault: Fault) {
        if self.first.len() < MAX_FAULTS_OF_FILE {
            self.first.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// The first ones; the last of them says how many follow it.
    pub(super) fn said(mut self) -> impl Iterator<Item = Fault> {
        if self.more > 0
            && let Some(last) = self.first.last_mut()
        {
            let more = format!(" (and {} more are wrong in this file)", self.more);
            last.message.push_str(&more);
        }
        self.first.into_iter()
    }
}
