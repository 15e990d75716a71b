//! Text that could not be parsed.

use std::borrow::Cow;

use super::Label;
use crate::source::{SourceFile, SourceId, Span};

/// Text that cannot be read as what it should be: where and why. There may be very many, and most words are the program's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unreadable {
    pub span: Span,
    /// What is wrong, a sentence without its full stop.
    pub message: Cow<'static, str>,
    /// What is at the place, in a few words.
    pub label: Cow<'static, str>,
    /// What to do about it.
    pub help: Option<Cow<'static, str>>,
    /// Other places that belong to it (the first of two duplicate keys).
    pub others: Vec<Label>,
}

impl Unreadable {
    /// The files that it is about.
    pub fn sources(&self) -> impl Iterator<Item = SourceId> {
        let others = self.others.iter().filter_map(|label| label.span);
        others.chain([self.span]).map(|span| span.source)
    }

    /// A text that is not UTF-8, from the byte at that offset on.
    #[must_use]
    pub fn not_utf8(file: &SourceFile, at: usize) -> Unreadable {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        Unreadable {
            span: Span {
                source: file.id(),
                start: at,
                end: at,
            },
            message: "The file is not UTF-8".into(),
            label: "the first byte that is not UTF-8".into(),
            help: Some("Save the file as UTF-8.".into()),
            others: Vec::new(),
        }
    }
}
