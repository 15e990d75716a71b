//! Texts to format-neutral trees with byte spans.

mod embedded;
pub mod json;
mod left_over;
mod limits;
mod node;
#[cfg(test)]
mod test_trees;
pub mod yaml;

pub use embedded::EmbeddedText;
pub(crate) use left_over::{invisible, merge_conflict};
pub use limits::{MAX_ALIASED, MAX_NODES, MAX_TREE_DEPTH};
pub use node::{Entry, Node, Scalar, Tag, Value};

use crate::diagnostic::Unreadable;

/// A tree, which holds what could be read, and what could not.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    pub tree: T,
    /// What could not be read, and so is not in the tree.
    pub errors: Vec<Unreadable>,
}
