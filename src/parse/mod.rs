//! Texts to format-neutral trees with byte spans.

mod embedded;
pub mod json;
mod left_over;
mod node;
#[cfg(test)]
mod test_trees;
pub mod yaml;

pub use embedded::EmbeddedText;
pub(crate) use left_over::{invisible, merge_conflict};
pub use node::{Entry, Node, Scalar, Tag, Value};

use crate::diagnostic::Unreadable;

/// How deep collections may lie in one another; deeper ones are reported, not read. (`serde_json`'s own bound.)
pub const MAX_DEPTH: usize = 128;

/// How many nodes one text may have once its aliases are resolved; more are reported, not read. `CloudFormation` takes
/// templates of 1 MB, which cannot hold as many.
pub const MAX_NODES: usize = 500_000;

/// How many nodes the aliases of one text may stand for, beside two for each that is written: what they stand for is
/// copied, and a text of some hundred bytes must not fill the memory. Where many texts are kept, each has its share.
pub const MAX_ALIASED: usize = 100_000;

/// A tree, which holds what could be read, and what could not.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    pub tree: T,
    /// What could not be read, and so is not in the tree.
    pub errors: Vec<Unreadable>,
}
