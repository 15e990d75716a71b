//! Type constraints, as `type = …` writes them.

use std::ops::Range;

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression, Object};

use super::definition::{Attribute, Optional, Type};
use crate::resolved::Privacy;
use crate::source::Span;
use crate::suggest;
use crate::terraform::lang::object_keys::plain_name;

/// Where a part of a type constraint stands, by its range in the text that it was parsed from.
pub(crate) type Places<'p> = &'p dyn Fn(Range<usize>) -> Option<(Span, Privacy)>;

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

/// Why Terraform refuses a type constraint, if it does. The old forms in quotes are taken for what they mean. `is_whole` says that
/// it is no part of another one.
///
/// Source: `getType` of HCL, `ext/typeexpr/get_type.go`; Terraform takes `list` and `map` alone for those of any type.
pub(crate) fn refused(expression: &Expression, is_whole: bool) -> Option<String> {
    match expression {
        Expression::Variable(name) => refused_keyword(name.as_str(), is_whole),
        Expression::FuncCall(call) => {
            let name = call.name.name.as_str();
            let arguments: Vec<&Expression> = call.args.iter().collect();
            match (name, arguments.as_slice()) {
                ("list" | "set" | "map", [element]) => refused(element, false),
                ("tuple", [Expression::Array(items)]) => {
                    items.iter().find_map(|item| refused(item, false))
                }
                ("object", [Expression::Object(attributes)]) => {
                    let mut kinds = attributes.iter().map(|(_, kind)| kind.expr());
                    kinds.find_map(refused_attribute)
                }
                ("list" | "set" | "map" | "tuple" | "object", _) => Some(takes(name)),
                ("optional", _) => Some("only attributes of objects are optional".to_owned()),
                _ => refused_keyword(name, false),
            }
        }
        _ => None,
    }
}

fn refused_attribute(kind: &Expression) -> Option<String> {
    match kind {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => call
            .args
            .iter()
            .next()
            .and_then(|kind| refused(kind, false)),
        kind => refused(kind, false),
    }
}

fn refused_keyword(name: &str, is_whole: bool) -> Option<String> {
    match name {
        "any" | "bool" | "number" | "string" => None,
        "list" | "map" if is_whole => None,
        "list" | "set" | "map" | "tuple" | "object" => Some(takes(name)),
        other => {
            let near = suggest::did_you_mean(other, KEYWORDS.iter().copied());
            Some(format!("there is no type `{other}`{near}"))
        }
    }
}

const KEYWORDS: [&str; 9] = [
    "any", "bool", "list", "map", "number", "object", "set", "string", "tuple",
];

/// What a collection type is given.
fn takes(name: &str) -> String {
    match name {
        "tuple" => "`tuple` takes a list of types: `tuple([string, bool])`".to_owned(),
        "object" => {
            "`object` takes attributes with their types: `object({ name = string })`".to_owned()
        }
        name => format!("`{name}` takes the type of its elements: `{name}(string)`"),
    }
}

fn object_type(object: &Object, places: Places<'_>) -> Type {
    let attributes = object.iter().filter_map(|(key, value)| {
        let name = plain_name(key)?.to_owned();
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
