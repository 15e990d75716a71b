//! What each of a variable's blocks says of its values: its own, and those of override files.

use hcl::edit::Span as _;

use crate::resolved::Privacy;
use crate::source::Span;
use crate::terraform::lang::readable;
use crate::terraform::lang::syntax::{Attribute, Block, Form};
use crate::terraform::lang::types::{self, Type};

/// What one of a variable's blocks says of its type: its own block, or that of an override file.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) kind: Option<Type>,
    /// Where the type stands.
    pub(super) kind_at: Option<Span>,
    pub(super) has_default: bool,
    pub(super) validation: Option<Span>,
}

impl Layer {
    pub(super) fn of(block: &Block, privacy: Privacy) -> Layer {
        let kind = block.body.attribute("type");
        let mut validations = block.body.blocks_of("validation");
        Layer {
            kind: kind.map(|kind| parsed(kind, privacy)),
            kind_at: kind.map(|kind| kind.value.span),
            has_default: block.body.attribute("default").is_some(),
            validation: validations.next().map(|block| block.header),
        }
    }
}

/// The type that is written there; `privacy` says whether the defaults in it may be said.
pub(super) fn parsed(attribute: &Attribute, privacy: Privacy) -> Type {
    match &attribute.value.form {
        Form::Hcl(expression) => {
            let tree = expression.tree();
            let start = tree.span().unwrap_or_default().start;
            types::parse(&tree, &|part| {
                let span = attribute.value.span;
                Some((
                    span.part(part.start.checked_sub(start)?, part.len()),
                    privacy,
                ))
            })
        }
        Form::Json(node) => node
            .as_str()
            .and_then(readable::expression)
            .map_or(Type::Any, |kind| types::parse(&kind, &|_| None)),
    }
}
