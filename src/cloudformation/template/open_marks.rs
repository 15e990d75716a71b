//! What stands in a template's text for the parts of it that are not known or not shown: each by its number.

use std::ops::Range;

use crate::parse::Node;

/// Stand around the number of a part in the text that is read as a template. No text has these chars by itself: they are
/// for private use.
pub(crate) const MARKS: (char, char) = ('\u{f5a00}', '\u{f5a01}');

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

/// What a key is called in a sentence; none where a part of it is not known or not shown.
pub(super) fn shown_key(key: &Node) -> Option<String> {
    key.scalar_text().filter(|name| !has_open_part(name))
}
