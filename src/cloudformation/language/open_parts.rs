//! Parts of a template's text that the template around it makes, and that are not known there or vary.

use std::sync::Arc;

use super::value::Value;
use crate::resolved::Resolved;

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
