//! One trail, as the outputs describe it.

use super::output::{boolean, text};
use super::selectors::Selected;
use crate::parse::{Entry, Node};
use crate::source::{SourceId, Span};

/// A trail as the outputs describe it.
pub(super) struct Described {
    pub(super) node: Node,
    /// Further descriptions of the same trail: its shadow copies, another command's output.
    pub(super) again: Vec<Again>,
    /// What `get-event-selectors` said, each time.
    pub(super) selectors: Vec<Selected>,
    /// What `get-trail-status` said, each time, and where.
    pub(super) statuses: Vec<(bool, Span)>,
}

/// What counts of a further description.
pub(super) struct Again {
    source: SourceId,
    flags: [Option<(bool, Span)>; FLAGS.len()],
}

/// The flags that all descriptions of a trail must agree about.
const FLAGS: [&str; 2] = ["IncludeGlobalServiceEvents", "IsMultiRegionTrail"];

impl Again {
    pub(super) fn of(node: &Node) -> Again {
        Again {
            source: node.span.source,
            flags: FLAGS.map(|key| flag_of(node, key)),
        }
    }

    /// What it says of a flag, and where.
    pub(super) fn flag(&self, key: &str) -> Option<(bool, Span)> {
        let at = FLAGS.iter().position(|flag| *flag == key)?;
        self.flags[at]
    }
}

/// What a description says of a flag, and where.
pub(super) fn flag_of(node: &Node, key: &str) -> Option<(bool, Span)> {
    Some((boolean(node, key)?, node.get(key)?.span))
}

/// Which trail an output is about.
pub(super) struct About {
    pub(super) name: String,
    pub(super) arn: Option<String>,
    pub(super) at: Span,
}

impl About {
    pub(super) fn of(node: &Node) -> About {
        About {
            name: name_of(node).to_owned(),
            arn: text(node, "TrailARN").map(str::to_owned),
            at: node.span,
        }
    }
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
        let again = self.again.iter().map(|again| again.source);
        std::iter::once(self.node.span.source).chain(again)
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
