//! Parts of a template's text that the template around it makes.

use std::sync::Arc;

use super::super::template::{MadePart, MadeParts};
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

/// What the template around one makes of its text: the same text may be made in several ways.
#[derive(Clone, Debug, Default)]
pub(crate) struct Making {
    /// What is not known of it, or varies, by number.
    pub(super) open: Arc<[OpenPart]>,
    /// What of it is written nowhere as it is.
    pub(crate) parts: MadeParts,
}

impl Making {
    pub(crate) fn new(open: Vec<OpenPart>, parts: Vec<MadePart>) -> Making {
        Making {
            open: open.into(),
            parts: MadeParts::new(parts),
        }
    }
}
