//! Parts of a template's text that the template around it makes, and that are not known there or vary.

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

/// Whether a text has such a part.
pub(crate) fn has_open_part(text: &str) -> bool {
    text.contains(MARKS.0)
}
