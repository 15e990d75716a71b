//! Texts of modules that lie in no file: they are made of others, and what they say is said where those stand.

use std::ops::Range;
use std::sync::Arc;

use crate::resolved::Hop;
use crate::source::{Input, OffsetMap, SourceFile, SourceId, Span};

/// A text that is made of others.
#[derive(Clone, Debug)]
pub(crate) struct MadeText {
    /// The text, by the name of the file that it is written to.
    pub(crate) file: Arc<SourceFile>,
    /// What it is written to.
    pub(crate) name: String,
    /// Where it is made.
    pub(crate) at: Span,
    /// What it came by.
    pub(crate) from: Vec<Hop>,
    /// The lines that its own were made of, one of each, where that is known.
    pub(crate) lines: Option<Lines>,
    /// The string that holds it as a whole, if one does.
    pub(crate) held: Option<(SourceId, OffsetMap)>,
}

/// Lines of a file, as bytes of its text.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    pub(crate) file: Arc<SourceFile>,
    pub(crate) range: Range<usize>,
}

impl Lines {
    pub(crate) fn text(&self) -> &str {
        self.file.text().get(self.range.clone()).unwrap_or_default()
    }

    /// The line of that number, from 0, as bytes of the file's text.
    fn line(&self, number: usize) -> Option<Range<usize>> {
        let mut start = self.range.start;
        for (at, line) in self.text().split_inclusive('\n').enumerate() {
            if at == number {
                return Some(start..start + line.trim_end().len());
            }
            start += line.len();
        }
        None
    }
}

/// Where something is written that a made text says.
pub(crate) struct Origin {
    pub(crate) at: Span,
    /// Whether it is written there as the text has it, so that it can be changed there.
    pub(crate) is_exact: bool,
}

impl MadeText {
    pub(crate) fn id(&self) -> SourceId {
        self.file.id()
    }

    /// Where a part of the text is written: the same letters in the line that its line was made of, else that line, else where
    /// the text is made.
    pub(crate) fn origin(&self, part: Span) -> Origin {
        let elsewhere = Origin {
            at: self.at,
            is_exact: false,
        };
        let text = self.file.text();
        let range = part.range();
        if let Some((file, offsets)) = &self.held {
            return Origin {
                at: Input::embedded(*file, text, offsets.clone()).span(range),
                is_exact: true,
            };
        }
        let (Some(before), Some(part)) = (text.get(..range.start), text.get(range)) else {
            return elsewhere;
        };
        let number = before.matches('\n').count();
        let Some(lines) = &self.lines else {
            return elsewhere;
        };
        let Some(line) = lines.line(number) else {
            return elsewhere;
        };
        let written = lines.file.text().get(line.clone()).unwrap_or_default();
        let first_line = part.lines().next().unwrap_or_default();
        let mut places = written.match_indices(first_line);
        let shift = lines.file.input().offset(0);
        let span = |range: Range<usize>| {
            let input = lines.file.input();
            input.span(range.start.saturating_sub(shift)..range.end.saturating_sub(shift))
        };
        match (places.next(), places.next()) {
            (Some((at, _)), None) if !first_line.is_empty() => {
                let start = line.start + at;
                Origin {
                    at: span(start..start + first_line.len()),
                    is_exact: first_line.len() == part.len(),
                }
            }
            _ => {
                let indentation = written.len() - written.trim_start().len();
                Origin {
                    at: span(line.start + indentation..line.end),
                    is_exact: false,
                }
            }
        }
    }
}
