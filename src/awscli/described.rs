//! One trail, as the outputs describe it.

use super::output::text;
use crate::parse::{Entry, Node};
use crate::source::SourceId;

/// A trail as the outputs describe it.
pub(super) struct Described {
    pub(super) node: Node,
    /// Further descriptions of the same trail: its shadow copies, another command's output.
    pub(super) again: Vec<Node>,
    /// What `get-event-selectors` said, each time.
    pub(super) selectors: Vec<Node>,
    /// What `get-trail-status` said, each time.
    pub(super) statuses: Vec<Node>,
}

impl Described {
    pub(super) fn new(node: Node) -> Described {
        Described {
            node,
            again: Vec::new(),
            selectors: Vec::new(),
            statuses: Vec::new(),
        }
    }

    pub(super) fn arn(&self) -> Option<&str> {
        text(&self.node, "TrailARN")
    }

    /// The texts that describe it.
    pub(super) fn sources(&self) -> impl Iterator<Item = SourceId> + '_ {
        let nodes = std::iter::once(&self.node).chain(&self.again);
        nodes.map(|node| node.span.source)
    }

    pub(super) fn name(&self) -> &str {
        name_of(&self.node)
    }
}

/// A trail's name, or what stands for it at the end of its ARN.
pub(super) fn name_of(node: &Node) -> &str {
    text(node, "Name")
        .or_else(|| text(node, "TrailARN").and_then(|arn| arn.rsplit('/').next()))
        .or_else(|| spelt_otherwise(node, "Name")?.value.as_str())
        .unwrap_or_default()
}

/// The member whose key is the AWS CLI's but for capital letters: as other tools print what the API tells.
pub(super) fn spelt_otherwise<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    let is_meant = |name: &str| name != key && name.eq_ignore_ascii_case(key);
    let mut entries = node.entries().iter();
    entries.find(|entry| entry.key.as_str().is_some_and(is_meant))
}

pub(super) const ARN_REGION: usize = 3;
pub(super) const ARN_ACCOUNT: usize = 4;

/// A part of an ARN: `arn:partition:cloudtrail:region:account:trail/name`.
pub(super) fn arn_part(arn: &str, index: usize) -> Option<&str> {
    arn.split(':').nth(index).filter(|part| !part.is_empty())
}
