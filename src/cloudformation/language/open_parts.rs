//! Parts of a template's text that the template around it makes, and that are not known there or vary.

use std::ops::Range;
use std::sync::Arc;

use super::value::Value;
use crate::resolved::Resolved;

/// Stand around the number of a part in the text that is read as a template. No text has these chars by itself: they are
/// for private use.
pub(super) const MARKS: (char, char) = ('\u{f5a00}', '\u{f5a01}');

/// What stands in a template's text for a part of it.
#[derive(Clone, Debug)]
pub(crate) struct OpenPart {
    /// What it is called: `${Name}`, `Ref Name`.
    pub(crate) shown: String,
    pub(crate) value: Resolved<Value>,
    /// Whether the scalar that it begins is written without quotes, so that its text may be a boolean.
    pub(crate) is_plain: bool,
}

/// The parts of a template's text that the template around it makes, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenParts(pub(super) Arc<[OpenPart]>);

impl OpenParts {
    pub(crate) fn new(parts: Vec<OpenPart>) -> OpenParts {
        OpenParts(parts.into())
    }
}

/// What stands in a text for the part of a number.
pub(crate) fn mark(number: usize) -> String {
    let (open, close) = MARKS;
    format!("{open}{number}{close}")
}

/// Where parts stand in a text, each with its number.
pub(crate) fn marks(text: &str) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
    let (open, close) = MARKS;
    let starts = text.match_indices(open);
    starts.filter_map(move |(start, _)| {
        let number = &text[start + open.len_utf8()..];
        let (number, _) = number.split_once(close)?;
        let end = start + open.len_utf8() + number.len() + close.len_utf8();
        Some((number.parse().ok()?, start..end))
    })
}

/// Whether a text has such a part.
pub(crate) fn has_open_part(text: &str) -> bool {
    text.contains(MARKS.0)
}
