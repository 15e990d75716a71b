//! Where a value is written and what it passed through.

use crate::diagnostic::Label;
use crate::parse::Node;
use crate::resolved::Evidence;
use crate::source::Span;

/// From the tag, where there is one, to the end of the value.
pub(crate) fn whole(node: &Node) -> Span {
    node.tag
        .as_ref()
        .map_or(node.span, |tag| tag.span.to(node.span))
}

/// The evidence of one hop.
pub(crate) fn one_hop(span: Option<Span>, message: impl Into<String>) -> Evidence {
    Evidence {
        at: None,
        hops: vec![Label::new(span, message)],
    }
}
