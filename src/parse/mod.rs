//! Texts to format-neutral trees with byte spans.

pub mod json;
mod node;
mod unfolding;
pub mod yaml;

pub use node::{Entry, Node, Scalar, Tag, Value};

use crate::diagnostic::Label;
use crate::source::Span;

/// How deep collections may lie in one another; deeper ones are reported, not read. (`serde_json`'s own bound.)
pub const MAX_DEPTH: usize = 128;

/// How many nodes one text may have once its aliases are resolved; more are reported, not read.
pub const MAX_NODES: usize = 2_000_000;

/// Where and why a text is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    /// A sentence without its full stop.
    pub message: String,
    /// What is at the place, in a few words.
    pub label: String,
    pub help: Option<String>,
    pub others: Vec<Label>,
}

/// A tree and what was wrong on the way to it. The tree holds what could be read.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    pub tree: T,
    pub errors: Vec<SyntaxError>,
}
