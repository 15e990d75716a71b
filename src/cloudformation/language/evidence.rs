//! Where a value is written.

use crate::parse::Node;
use crate::source::Span;

/// From the tag, where there is one, to the end of the value.
pub(crate) fn whole(node: &Node) -> Span {
    node.tag
        .as_ref()
        .map_or(node.span, |tag| tag.span.to(node.span))
}
