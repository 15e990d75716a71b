//! Nodes of templates that are written in Terraform's language.

use crate::parse::{Node, Value};
use crate::source::Span;

/// A value that stands at a place.
pub(super) fn tree(span: Span, value: Value) -> Node {
    Node {
        span,
        tag: None,
        anchored_at: None,
        value,
    }
}
