//! An expression of HCL, as a tree or as the text that one is made of.

use std::ops::{Deref, Range};
use std::sync::Arc;

use hcl::edit::Ident;
use hcl::edit::expr::Expression;

use super::readable;

/// An expression that was parsed. Of a file that is long, its text alone is held: a tree takes some seventy times as much room,
/// and most of what a long file holds is asked for by no trail, or once.
#[derive(Clone, Debug)]
pub(crate) enum HclExpression {
    Tree(Box<Expression>),
    /// The bytes of a text that is held once for all that stands in it.
    Text(Arc<str>, Range<u32>),
}

/// The tree of an expression, for as long as somebody looks at it.
pub(crate) enum Tree<'h> {
    Held(&'h Expression),
    Made(Box<Expression>),
}

impl HclExpression {
    pub(crate) fn tree(&self) -> Tree<'_> {
        match self {
            HclExpression::Tree(tree) => Tree::Held(tree),
            HclExpression::Text(text, range) => {
                let text = &text[range.start as usize..range.end as usize];
                Tree::Made(Box::new(readable::expression(text).unwrap_or_else(unread)))
            }
        }
    }

    /// Where its text begins, in what the places of its tree count in.
    pub(super) fn start(&self) -> Option<usize> {
        use hcl::edit::Span as _;
        match self {
            HclExpression::Tree(tree) => tree.span().map(|span| span.start),
            HclExpression::Text(..) => Some(0),
        }
    }
}

impl From<Expression> for HclExpression {
    fn from(tree: Expression) -> HclExpression {
        HclExpression::Tree(Box::new(tree))
    }
}

impl Deref for Tree<'_> {
    type Target = Expression;

    fn deref(&self) -> &Expression {
        match self {
            Tree::Held(tree) => tree,
            Tree::Made(tree) => tree,
        }
    }
}

/// Stands for a value that was set aside when its file was read, and is not read.
fn unread() -> Expression {
    Expression::from(Ident::new_unchecked(readable::UNREAD))
}
