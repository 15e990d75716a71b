//! What types there are.

use std::collections::BTreeMap;

use hcl::edit::expr::Expression;

use crate::resolved::Privacy;
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

    /// Whether its values have neither elements nor attributes.
    pub(crate) fn is_primitive(&self) -> bool {
        matches!(self, Type::Bool | Type::Number | Type::String)
    }

    /// Whether a value of it is one element, and no row of them.
    pub(crate) fn is_no_list(&self) -> bool {
        self.is_primitive() || matches!(self, Type::Map(_) | Type::Object(_))
    }

    /// Whether it or a type in it is left open.
    pub(crate) fn is_open(&self) -> bool {
        match self {
            Type::Any => true,
            Type::Bool | Type::Number | Type::String => false,
            Type::List(kind) | Type::Set(kind) | Type::Map(kind) => kind.is_open(),
            Type::Tuple(kinds) => kinds.iter().any(Type::is_open),
            Type::Object(attributes) => attributes.values().any(|one| one.kind.is_open()),
        }
    }

    /// The same, with those of another type where it is left open.
    pub(crate) fn filled(self, by: &Type) -> Type {
        let inside = |kind: Box<Type>, by: &Type| Box::new(kind.filled(by));
        match (self, by) {
            (Type::Any, by) => by.clone(),
            (Type::List(kind), Type::List(by)) => Type::List(inside(kind, by)),
            (Type::Set(kind), Type::Set(by)) => Type::Set(inside(kind, by)),
            (Type::Map(kind), Type::Map(by)) => Type::Map(inside(kind, by)),
            (Type::Tuple(kinds), Type::Tuple(by)) if kinds.len() == by.len() => {
                let pairs = kinds.into_iter().zip(by);
                Type::Tuple(pairs.map(|(kind, by)| kind.filled(by)).collect())
            }
            (Type::Object(attributes), Type::Object(by)) => {
                let attributes = attributes.into_iter().map(|(name, attribute)| {
                    let kind = match by.get(&name) {
                        Some(by) => attribute.kind.filled(&by.kind),
                        None => attribute.kind,
                    };
                    (name, Attribute { kind, ..attribute })
                });
                Type::Object(attributes.collect())
            }
            (kind, _) => kind,
        }
    }

    /// A value of it, for a sentence.
    pub(crate) fn shown(&self) -> &'static str {
        match self {
            Type::Any => "a value",
            Type::Bool => "a boolean",
            Type::Number => "a number",
            Type::String => "a string",
            Type::List(_) | Type::Tuple(_) => "a list",
            Type::Set(_) => "a set",
            Type::Map(_) => "a map",
            Type::Object(_) => "an object",
        }
    }
}

impl Type {
    /// Whether an optional attribute has a default, be it far inside.
    pub(super) fn has_defaults(&self) -> bool {
        match self {
            Type::Any | Type::Bool | Type::Number | Type::String => false,
            Type::List(kind) | Type::Set(kind) | Type::Map(kind) => kind.has_defaults(),
            Type::Tuple(kinds) => kinds.iter().any(Type::has_defaults),
            Type::Object(attributes) => attributes.values().any(|attribute| {
                let has_one = matches!(attribute.optional, Optional::Default(..));
                has_one || attribute.kind.has_defaults()
            }),
        }
    }

    /// The same, where what is left out is null.
    pub(crate) fn without_defaults(self) -> Type {
        let inside = |kind: Box<Type>| Box::new(kind.without_defaults());
        match self {
            Type::List(kind) => Type::List(inside(kind)),
            Type::Set(kind) => Type::Set(inside(kind)),
            Type::Map(kind) => Type::Map(inside(kind)),
            Type::Tuple(kinds) => {
                let kinds = kinds.into_iter();
                Type::Tuple(kinds.map(Type::without_defaults).collect())
            }
            Type::Object(attributes) => {
                let attributes = attributes.into_iter();
                Type::Object(
                    attributes
                        .map(|(name, attribute)| (name, attribute.without_default()))
                        .collect(),
                )
            }
            primitive => primitive,
        }
    }
}

/// Whether an attribute may be left out.
#[derive(Clone, Debug)]
pub(crate) enum Optional {
    No,
    /// `optional(T)`: null then.
    Null,
    /// `optional(T, default)`, and where the default stands, and whether it may be said.
    Default(Box<Expression>, Option<(Span, Privacy)>),
}

/// An attribute of an object type.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) kind: Type,
    pub(crate) optional: Optional,
}

impl Attribute {
    fn without_default(self) -> Attribute {
        Attribute {
            kind: self.kind.without_defaults(),
            optional: match self.optional {
                Optional::Default(..) => Optional::Null,
                other => other,
            },
        }
    }
}

/// An attribute that may not be left out.
pub(crate) fn required(kind: Type) -> Attribute {
    Attribute {
        kind,
        optional: Optional::No,
    }
}
