//! The state of a document while it is read.

use std::collections::HashMap;
use std::ops::Range;

use super::super::limits::MAX_LETTERS_OF_KEY;
use crate::parse::{Entry, Node, Tag};

/// What is known of the document that is being read. Offsets are of the input's text.
#[derive(Default)]
pub(super) struct Document {
    pub(super) start: usize,
    pub(super) root: Option<Node>,
    pub(super) open: Vec<Open>,
    pub(super) anchors: HashMap<usize, Anchored>,
    pub(super) anchor_names: Vec<String>,
    /// Where its quoted and block scalars stand, ascending.
    pub(super) texts: Vec<Range<usize>>,
    /// The plain scalar read last.
    pub(super) plain: Range<usize>,
    /// The end of the last event.
    pub(super) end: usize,
}

impl Document {
    /// Whether the plain scalar that ends at a place is longer than a key may be that no `?` begins.
    ///
    /// Source: YAML 1.2.2, section 7.4.2, "Block Mappings": 1,024 characters.
    pub(super) fn ends_long_key(&self, text: &str, place: usize) -> bool {
        let letters = text[self.plain.clone()].chars();
        self.plain.end == place && letters.count() > MAX_LETTERS_OF_KEY
    }
}

/// A collection that is being read.
pub(super) struct Open {
    pub(super) start: usize,
    /// The end of the last child.
    pub(super) end: usize,
    pub(super) tag: Option<Box<Tag>>,
    pub(super) anchor: usize,
    /// How many collections lie in one another below it.
    pub(super) height: usize,
    /// Of a list.
    pub(super) items: Vec<Node>,
    /// Of a map.
    pub(super) entries: Vec<Entry>,
    /// The key whose value comes next.
    pub(super) key: Option<Node>,
    pub(super) is_map: bool,
    pub(super) is_flow: bool,
}

/// A value that aliases can refer to.
pub(super) struct Anchored {
    pub(super) node: Node,
    /// What a copy of it takes, in nodes.
    pub(super) size: usize,
    pub(super) height: usize,
}
