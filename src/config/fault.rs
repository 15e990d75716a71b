//! Something that is wrong in the file, by the path that leads to it.

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
