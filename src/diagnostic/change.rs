//! What to write, and where, so that a finding goes away.

use std::borrow::Cow;

use crate::source::{SourceMap, Span};

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
    /// Changes what it says, places left out.
    pub(super) fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        change(&mut self.write);
        self.since.iter_mut().for_each(&mut *change);
        if let Target::Block { name: text, .. } | Target::Elsewhere(text) = &mut self.target {
            change(text);
        }
    }

    /// The place in a file that it is about.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match &self.target {
            Target::Assignment(at) | Target::Value(at) | Target::Name(at) => Some(*at),
            Target::Block { header, .. } => Some(*header),
            Target::Elsewhere(_) => None,
        }
    }

    /// What is typed at its place: in a string of JSON, what is escaped there.
    #[must_use]
    pub fn typed(&self, sources: &SourceMap) -> Cow<'_, str> {
        typed(&self.write, self.span(), sources)
    }

    /// Whether its place stands in a string of JSON.
    #[must_use]
    pub fn is_in_string(&self, sources: &SourceMap) -> bool {
        self.span().is_some_and(|at| is_in_string(at, sources))
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

/// A text as it is typed at a place: in a string of JSON, what is escaped there.
pub(super) fn typed<'w>(write: &'w str, at: Option<Span>, sources: &SourceMap) -> Cow<'w, str> {
    if at.is_some_and(|at| is_in_string(at, sources)) && write.contains(['"', '\\']) {
        Cow::Owned(write.replace('\\', r"\\").replace('"', "\\\""))
    } else {
        Cow::Borrowed(write)
    }
}

/// Whether a place stands in a string of JSON. No string of it goes over several lines.
fn is_in_string(at: Span, sources: &SourceMap) -> bool {
    let file = sources.get(at.source);
    let text = file.text();
    let start = at.range().start;
    let (Some(before), Some(rest)) = (text.get(..start), text.get(start..)) else {
        return false;
    };
    if !text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with(['{', '['])
    {
        return false;
    }
    if rest.starts_with('"') {
        return before.ends_with('\\');
    }
    // What follows a name is a value: of JSON, if that name stands in quotes.
    let name = before.trim_end().strip_suffix(':');
    if let Some(name) = name.and_then(|name| name.trim_end().strip_suffix('"')) {
        return name.ends_with('\\');
    }
    file.is_in_json_string(start)
}
