//! Type constraints, as `type = …` writes them.

use std::ops::Range;

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression, Object, ObjectKey};

use super::definition::{Attribute, Optional, Type};
use crate::source::Span;

/// Where a part of a type constraint stands, by its range in the text that it was parsed from.
pub(crate) type Places<'p> = &'p dyn Fn(Range<usize>) -> Option<Span>;

/// Reads a type constraint; what is no known one is `Any`. The old form in quotes counts as well.
pub(crate) fn parse(expression: &Expression, places: Places<'_>) -> Type {
    let parse = |expression: &Expression| parse(expression, places);
    match expression {
        Expression::Variable(name) => primitive(name.as_str()),
        Expression::String(name) => match name.value().as_str() {
            "list" => Type::List(Box::new(Type::Any)),
            "map" => Type::Map(Box::new(Type::Any)),
            name => primitive(name),
        },
        Expression::Parenthesis(inner) => parse(inner.inner()),
        Expression::FuncCall(call) => {
            let mut arguments = call.args.iter();
            let first = arguments.next();
            let element = || Box::new(first.map_or(Type::Any, &parse));
            match call.name.name.as_str() {
                "list" => Type::List(element()),
                "set" => Type::Set(element()),
                "map" => Type::Map(element()),
                "tuple" => match first {
                    Some(Expression::Array(items)) => {
                        Type::Tuple(items.iter().map(parse).collect())
                    }
                    _ => Type::Any,
                },
                "object" => match first {
                    Some(Expression::Object(object)) => object_type(object, places),
                    _ => Type::Any,
                },
                _ => Type::Any,
            }
        }
        _ => Type::Any,
    }
}

fn object_type(object: &Object, places: Places<'_>) -> Type {
    let attributes = object.iter().filter_map(|(key, value)| {
        let name = match key {
            ObjectKey::Ident(name) => name.as_str().to_owned(),
            ObjectKey::Expression(Expression::Variable(name)) => name.as_str().to_owned(),
            ObjectKey::Expression(Expression::String(name)) => name.value().clone(),
            ObjectKey::Expression(_) => return None,
        };
        Some((name, attribute(value.expr(), places)))
    });
    Type::Object(attributes.collect())
}

fn primitive(name: &str) -> Type {
    match name {
        "bool" => Type::Bool,
        "number" => Type::Number,
        "string" => Type::String,
        "list" => Type::List(Box::new(Type::Any)),
        "map" => Type::Map(Box::new(Type::Any)),
        "set" => Type::Set(Box::new(Type::Any)),
        _ => Type::Any,
    }
}

fn attribute(expression: &Expression, places: Places<'_>) -> Attribute {
    if let Expression::FuncCall(call) = expression
        && call.name.name.as_str() == "optional"
    {
        let mut arguments = call.args.iter();
        return Attribute {
            kind: arguments
                .next()
                .map_or(Type::Any, |kind| parse(kind, places)),
            optional: arguments.next().map_or(Optional::Null, |default| {
                let at = default.span().and_then(places);
                Optional::Default(Box::new(default.clone()), at)
            }),
        };
    }
    Attribute {
        kind: parse(expression, places),
        optional: Optional::No,
    }
}
