//! Templates that are objects of Terraform's language: the argument of `jsonencode` or `yamlencode`.

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression as Hcl, ObjectKey};

use super::expressions::{Place, followed, part};
use super::shown::read_as_text;
use crate::cloudformation::Parts;
use crate::parse::{Entry, Node, Scalar, Value as Tree};
use crate::resolved::Resolved;
use crate::source::{SourceMap, Span};
use crate::terraform::lang::syntax::{Expression, Form};
use crate::terraform::lang::values::Value;

/// The tree that an expression writes out, where it is an object; what expressions make in it stands where they do.
pub(super) fn object(place: Place<'_, '_>, expression: &Expression) -> Option<(Node, Parts)> {
    let mut parts = Parts::default();
    let root = node(place, expression, &mut parts);
    matches!(root.value, Tree::Map(_)).then_some((root, parts))
}

fn node(place: Place<'_, '_>, expression: &Expression, parts: &mut Parts) -> Node {
    let found = followed(place, expression);
    let (place, expression) = (found.place, &found.expression);
    let Form::Hcl(inner) = &expression.form else {
        return evaluated(place, expression, parts);
    };
    let at = expression.span;
    match &**inner {
        Hcl::Parenthesis(inner) => node(place, &part(place, expression, inner.inner()), parts),
        Hcl::Object(object) => {
            let entries = object.iter().map(|(key, value)| Entry {
                key: key_node(place, expression, key, parts),
                value: node(place, &part(place, expression, value.expr()), parts),
            });
            tree(at, Tree::Map(entries.collect()))
        }
        Hcl::Array(items) => {
            let items = items
                .iter()
                .map(|item| node(place, &part(place, expression, item), parts));
            tree(at, Tree::List(items.collect()))
        }
        Hcl::Null(_) => tree(at, Tree::Scalar(Scalar::Null)),
        Hcl::Bool(value) => tree(at, Tree::Scalar(Scalar::Bool(*value.value()))),
        Hcl::String(text) => tree(at, Tree::Scalar(Scalar::String(text.value().clone()))),
        _ => evaluated(place, expression, parts),
    }
}

fn key_node(place: Place<'_, '_>, object: &Expression, key: &ObjectKey, parts: &mut Parts) -> Node {
    let name = match key {
        ObjectKey::Ident(name) | ObjectKey::Expression(Hcl::Variable(name)) => {
            let sources = place.instance.root.modules.sources;
            let file = sources.get(object.span.source);
            let at = name.span().map(|range| object.input(&file).span(range));
            return tree(
                at.unwrap_or(object.span),
                Tree::Scalar(Scalar::String(name.as_str().to_owned())),
            );
        }
        ObjectKey::Expression(expression) => expression,
    };
    let expression = part(place, object, name);
    match name {
        Hcl::String(text) => tree(
            expression.span,
            Tree::Scalar(Scalar::String(text.value().clone())),
        ),
        _ => evaluated(place, &expression, parts),
    }
}

fn tree(span: Span, value: Tree) -> Node {
    Node {
        span,
        tag: None,
        anchored_at: None,
        value,
    }
}

fn evaluated(place: Place<'_, '_>, expression: &Expression, parts: &mut Parts) -> Node {
    let value = place.evaluate(expression);
    let sources = place.instance.root.modules.sources;
    let at = expression.span;
    of_value(&value, (at, at), parts, sources)
}

/// A value as a tree at a place. Each part of it stands where it is written, as far as that is told, or where the expression
/// does that makes all of it.
fn of_value(
    value: &Resolved<Value>,
    (at, by): (Span, Span),
    parts: &mut Parts,
    sources: &SourceMap,
) -> Node {
    let place_of = |value: &Resolved<Value>| {
        let written = value.from().written.as_deref();
        written
            .and_then(|written| written.place.text())
            .unwrap_or(by)
    };
    let hops = value.from().clone().choosing().hops;
    let within = |value: &Resolved<Value>| value.clone().and_before(hops.clone());
    match value.value() {
        Some(Value::Object(members) | Value::Map(members)) => {
            let entries = members.iter().map(|(name, value)| Entry {
                key: tree(at, Tree::Scalar(Scalar::String(name.clone()))),
                value: of_value(&within(value), (place_of(value), by), parts, sources),
            });
            tree(at, Tree::Map(entries.collect()))
        }
        Some(Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
            let items = items
                .iter()
                .map(|item| of_value(&within(item), (place_of(item), by), parts, sources));
            tree(at, Tree::List(items.collect()))
        }
        _ => {
            let value = read_as_text(value.clone().converted(&mut scalar), sources);
            parts.node(value, at, "a part of the template")
        }
    }
}

fn scalar(value: Value) -> Resolved<Scalar> {
    match value {
        Value::Null => Resolved::known(Scalar::Null),
        Value::Bool(value) => Resolved::known(Scalar::Bool(value)),
        Value::Number(number) => Resolved::known(Scalar::Number(number.text())),
        Value::Text(text) => Resolved::known(Scalar::String(text)),
        _ => Resolved::unknown("it is a collection of which not all is known"),
    }
}
