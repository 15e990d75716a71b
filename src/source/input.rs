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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OffsetMap {
    pairs: Vec<(usize, usize)>,
    /// The offsets of the text whose pairs begin what is written nowhere: all of that stands where the pair says.
    made: Vec<usize>,
}

impl OffsetMap {
    /// Says that the text from `inner` on stands in the file from `outer` on.
    pub fn push(&mut self, inner: usize, outer: usize) {
        self.pairs.push((inner, outer));
    }

    /// Says that the text from `inner` on is written nowhere, and made by what stands in the file at `outer`.
    pub fn push_made(&mut self, inner: usize, outer: usize) {
        self.pairs.push((inner, outer));
        self.made.push(inner);
    }

    /// The pairs, for looking at them.
    #[must_use]
    pub fn pairs(&self) -> &[(usize, usize)] {
        &self.pairs
    }

    fn offset(&self, at: usize) -> usize {
        self.place(at).0
    }

    /// Where an offset of the text lies in the file, and whether what stands there makes it.
    fn place(&self, at: usize) -> (usize, bool) {
        let next = self.pairs.partition_point(|&(inner, _)| inner <= at);
        match next.checked_sub(1).map(|i| self.pairs[i]) {
            Some((inner, outer)) if self.made.binary_search(&inner).is_ok() => (outer, true),
            Some((inner, outer)) => (outer + (at - inner), false),
            None => (at, false),
        }
    }

    /// Where the bytes before an offset of the text end in the file.
    fn end_offset(&self, at: usize) -> usize {
        let next = self.pairs.partition_point(|&(inner, _)| inner < at);
        match self.pairs.get(next) {
            Some(&(inner, outer)) if inner == at => outer,
            _ => self.offset(at),
        }
    }

    /// That of a part of the text.
    fn slice(&self, range: &Range<usize>) -> OffsetMap {
        let at = |offset: usize| self.pairs.partition_point(|&(inner, _)| inner <= offset);
        let inside = self.pairs[at(range.start)..at(range.end)].iter();
        let inside = inside.map(|&(inner, outer)| (inner - range.start, outer));
        let (first, is_made) = self.place(range.start);
        let at = |offset: usize| self.made.partition_point(|&inner| inner <= offset);
        let made = self.made[at(range.start)..at(range.end)].iter();
        let made = made.map(|inner| inner - range.start);
        OffsetMap {
            pairs: std::iter::once((0, first)).chain(inside).collect(),
            made: is_made.then_some(0).into_iter().chain(made).collect(),
        }
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

    /// The same, and whether the text is written nowhere and what stands there makes it.
    #[must_use]
    pub fn place(&self, at: usize) -> (usize, bool) {
        match &self.offsets {
            Offsets::Shift(by) => (at + by, false),
            Offsets::Map(map) => map.place(at),
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
