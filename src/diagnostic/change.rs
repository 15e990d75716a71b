//! What to write, and where, so that a finding goes away.

use crate::source::Span;

/// What the block of a finding's own trail is called.
pub const THE_TRAIL: &str = "the trail";

/// Where something is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// In place of what a name is given: the place of the value.
    Assignment(Span),
    /// In place of a value alone.
    Value(Span),
    /// In place of a name: its place.
    Name(Span),
    /// As one more line of a block: its header, and what the block is called.
    Block { header: Span, name: String },
    /// In no file of the code: `on the command line`.
    Elsewhere(String),
}

/// One thing to write.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    pub target: Target,
    /// The exact text: `global_events = true`.
    pub write: String,
    /// Why it is written there and not where the value comes from, a clause.
    pub since: Option<String>,
}

impl Change {
    /// The place in a file that it is about.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match &self.target {
            Target::Assignment(at) | Target::Value(at) | Target::Name(at) => Some(*at),
            Target::Block { header, .. } => Some(*header),
            Target::Elsewhere(_) => None,
        }
    }

    /// What is done, as the JSON output spells it.
    #[must_use]
    pub fn action(&self) -> &'static str {
        match &self.target {
            Target::Assignment(_) => "set",
            Target::Value(_) | Target::Name(_) => "replace",
            Target::Block { .. } => "add",
            Target::Elsewhere(_) => "give",
        }
    }
}
