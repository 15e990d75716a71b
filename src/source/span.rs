//! Places in texts.

use std::num::NonZeroU32;
use std::ops::Range;

/// Names one text of a [`SourceMap`](super::SourceMap).
///
/// It counts from 1: what may have no place takes no more room than a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub(super) NonZeroU32);

/// A half-open range of bytes of one source, counted from its first byte (a byte-order mark included).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The beginning of a source, for what the whole of it says.
    #[must_use]
    pub fn beginning(source: SourceId) -> Span {
        Span {
            source,
            start: 0,
            end: 0,
        }
    }

    /// The bytes covered, for slicing the source's text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether another one lies in it.
    #[must_use]
    pub fn covers(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }

    /// The part of it that begins after so many bytes, of so many bytes.
    #[must_use]
    pub fn part(self, offset: usize, length: usize) -> Span {
        let start = self.start.saturating_add(to_u32(offset)).min(self.end);
        let end = start.saturating_add(to_u32(length)).min(self.end);
        Span { start, end, ..self }
    }

    /// From this span's start to the other's end; both must be of one source.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span {
            end: other.end.max(self.start),
            ..self
        }
    }
}

/// A place as people count: line and column from 1, the column in chars; `offset` in bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    pub line: usize,
    pub column: usize,
    pub offset: usize,
}

/// As a sentence says it that follows the file's name.
impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Files are refused past 4 GiB when they are read, so an offset always fits.
pub(super) fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
