//! What parsers read, and where it lies in its file.

use std::ops::Range;
use std::sync::Arc;

use super::span::{SourceId, Span, to_u32};

/// A text to parse, and how its offsets map to the bytes of the file it came from.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    pub source: SourceId,
    pub text: &'a str,
    offsets: Offsets,
}

#[derive(Clone, Debug)]
enum Offsets {
    /// The text lies in the file as it is, this many bytes in.
    Shift(usize),
    /// The text is what a string of the file holds, see [`Input::embedded`].
    Map(Arc<OffsetMap>),
}

/// How a text's offsets map to those of the file that holds it in a string: pairs of both, ascending, the first at
/// the text's 0. Where one offset of the text has several pairs, what comes before it ends at the first and what follows
/// starts at the last: between them lies what the text leaves out (an indentation).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap(Vec<(usize, usize)>);

impl OffsetMap {
    /// Says that the text from `inner` on stands in the file from `outer` on.
    pub fn push(&mut self, inner: usize, outer: usize) {
        self.0.push((inner, outer));
    }

    /// The pairs, for looking at them.
    #[must_use]
    pub fn pairs(&self) -> &[(usize, usize)] {
        &self.0
    }

    fn offset(&self, at: usize) -> usize {
        let next = self.0.partition_point(|&(inner, _)| inner <= at);
        match next.checked_sub(1).map(|i| self.0[i]) {
            Some((inner, outer)) => outer + (at - inner),
            None => at,
        }
    }

    /// Where the bytes before an offset of the text end in the file.
    fn end_offset(&self, at: usize) -> usize {
        match self.0.get(self.0.partition_point(|&(inner, _)| inner < at)) {
            Some(&(inner, outer)) if inner == at => outer,
            _ => self.offset(at),
        }
    }

    /// That of a part of the text.
    fn slice(&self, range: &Range<usize>) -> OffsetMap {
        let inside = self
            .0
            .iter()
            .filter(|(inner, _)| (range.start + 1..=range.end).contains(inner))
            .map(|&(inner, outer)| (inner - range.start, outer));
        OffsetMap(
            std::iter::once((0, self.offset(range.start)))
                .chain(inside)
                .collect(),
        )
    }
}

impl<'a> Input<'a> {
    /// What a file holds after its first bytes, which are left out.
    pub(super) fn of_file(source: SourceId, text: &'a str, left_out: usize) -> Input<'a> {
        Input {
            source,
            text,
            offsets: Offsets::Shift(left_out),
        }
    }

    /// The same text seen from a part of it (`range` in bytes of `self.text`).
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Input<'a> {
        let offsets = match &self.offsets {
            Offsets::Shift(by) => Offsets::Shift(by + range.start),
            Offsets::Map(map) => Offsets::Map(map.slice(&range).into()),
        };
        Input {
            source: self.source,
            text: &self.text[range],
            offsets,
        }
    }

    /// A text that a string of `source` holds.
    #[must_use]
    pub fn embedded(source: SourceId, text: &'a str, offsets: OffsetMap) -> Input<'a> {
        Input {
            source,
            text,
            offsets: Offsets::Map(offsets.into()),
        }
    }

    /// Where a byte offset of the text lies in the file.
    #[must_use]
    pub fn offset(&self, at: usize) -> usize {
        match &self.offsets {
            Offsets::Shift(by) => at + by,
            Offsets::Map(map) => map.offset(at),
        }
    }

    /// Where the bytes before an offset of the text end in the file.
    fn end_offset(&self, at: usize) -> usize {
        match &self.offsets {
            Offsets::Shift(by) => at + by,
            Offsets::Map(map) => map.end_offset(at),
        }
    }

    /// The file's span for a range of bytes of the text.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start);
        let end = if range.end > range.start {
            self.end_offset(range.end)
        } else {
            start
        };
        Span {
            source: self.source,
            start: to_u32(start),
            end: to_u32(end.max(start)),
        }
    }
}
