//! What types there are.

use std::collections::BTreeMap;

use hcl::edit::expr::Expression;

use crate::source::Span;

/// A type constraint.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    Any,
    Bool,
    Number,
    String,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    /// Attributes by name; what is not listed is dropped.
    Object(BTreeMap<String, Attribute>),
}

impl Type {
    /// Whether its values are collections.
    pub(crate) fn is_of_collections(&self) -> bool {
        !matches!(self, Type::Any | Type::Bool | Type::Number | Type::String)
    }
}

/// Whether an attribute may be left out.
#[derive(Clone, Debug)]
pub(crate) enum Optional {
    No,
    /// `optional(T)`: null then.
    Null,
    /// `optional(T, default)`, and where the default stands.
    Default(Box<Expression>, Option<Span>),
}

/// An attribute of an object type.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) kind: Type,
    pub(crate) optional: Optional,
}

/// An attribute that may not be left out.
pub(super) fn required(kind: Type) -> Attribute {
    Attribute {
        kind,
        optional: Optional::No,
    }
}
