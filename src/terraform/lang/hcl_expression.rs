//! An expression of HCL, as a tree or as the text that one is made of.

use std::ops::{Deref, Range};
use std::sync::Arc;

use hcl::edit::Ident;
use hcl::edit::expr::Expression;

use super::readable;
use crate::recent::Recent;
use crate::source::{Input, SourceId};
use crate::terraform::limits::{
    MAX_BYTES_OF_RECENT_TREES, MAX_BYTES_OF_TREES, MAX_VALUES_OF_SHORT_MODULE,
    MIN_BYTES_OF_RECENT_TREE, TREE_BYTES_PER_STEP,
};

/// An expression that was parsed. Where there is no room for its tree, its text alone is held: a tree takes some forty to seventy
/// times as much, and most of what many files or a long one hold is asked for by no trail, or once.
#[derive(Clone, Debug)]
pub(crate) enum HclExpression {
    Tree(Box<Expression>),
    /// The bytes of a text that is held once for all that stands in it.
    Text(Arc<Part>, Range<u32>),
}

/// The text of a part of a file, a block or an attribute.
#[derive(Debug)]
pub(crate) struct Part {
    text: Box<str>,
    source: SourceId,
    /// Where it begins in its file, in bytes.
    start: usize,
    trees: Arc<Trees>,
}

/// The trees that were asked for last, by where their text begins: thousands of trails may ask for the same one.
type Trees = Recent<(SourceId, usize), Arc<Expression>>;

/// How the values are held of files that are held beside one another: as trees, as far as there is room, which take far more of it
/// than their text, or as texts.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// How many bytes of text there may be yet of which the trees are held.
    pub(super) left: usize,
    /// How many values of JSON there may be yet, which are held as trees all of them.
    pub(crate) values: usize,
    trees: Arc<Trees>,
}

impl Default for Room {
    fn default() -> Room {
        Room {
            left: MAX_BYTES_OF_TREES,
            values: MAX_VALUES_OF_SHORT_MODULE,
            trees: Arc::new(Trees::new(MAX_BYTES_OF_RECENT_TREES)),
        }
    }
}

impl Room {
    /// Room for the values of a file as texts.
    pub(crate) fn for_texts(&self) -> Room {
        Room {
            left: 0,
            ..self.clone()
        }
    }
}

/// The tree of an expression, for as long as somebody looks at it.
pub(crate) enum Tree<'h> {
    Held(&'h Expression),
    Made(Box<Expression>),
    Shared(Arc<Expression>),
}

impl Part {
    pub(super) fn new(input: &Input<'_>, room: &Room) -> Arc<Part> {
        Arc::new(Part {
            text: input.text.into(),
            source: input.source,
            start: input.offset(0),
            trees: Arc::clone(&room.trees),
        })
    }
}

impl HclExpression {
    /// What is held of an expression of a part.
    pub(super) fn of_part(tree: Expression, part: &Arc<Part>) -> HclExpression {
        use hcl::edit::Span as _;
        let range = tree
            .span()
            .and_then(|span| Some(span.start.try_into().ok()?..span.end.try_into().ok()?));
        match range {
            Some(range) => HclExpression::Text(Arc::clone(part), range),
            None => tree.into(),
        }
    }

    /// How many steps of evaluating it takes to make its tree, where that is not held.
    pub(super) fn steps(&self) -> u32 {
        match self {
            HclExpression::Tree(_) => 0,
            HclExpression::Text(_, range) => (range.end - range.start) / TREE_BYTES_PER_STEP,
        }
    }

    pub(crate) fn tree(&self) -> Tree<'_> {
        let (part, range) = match self {
            HclExpression::Tree(tree) => return Tree::Held(tree),
            HclExpression::Text(part, range) => (part, range.start as usize..range.end as usize),
        };
        let at = (part.source, part.start + range.start);
        let text = &part.text[range];
        let parsed = || readable::expression(text).unwrap_or_else(unread);
        if text.len() < MIN_BYTES_OF_RECENT_TREE {
            return Tree::Made(Box::new(parsed()));
        }
        Tree::Shared(
            part.trees
                .get_or_make(at, text.len(), || Arc::new(parsed())),
        )
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
            Tree::Shared(tree) => tree,
        }
    }
}

/// Stands for a value that was set aside when its file was read, and is not read.
fn unread() -> Expression {
    Expression::from(Ident::new_unchecked(readable::UNREAD))
}
