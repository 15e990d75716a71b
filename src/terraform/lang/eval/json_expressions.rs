//! Expressions of the JSON syntax.

use super::evaluator::{Evaluator, whole_tuple};
use super::object_expression::object_of;
use crate::parse::{self, Node, Scalar, json};
use crate::resolved::{Assigned, Privacy, Resolved, Syntax};
use crate::source::Input;
use crate::terraform::lang::keys::text_key;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::partly::key_that_stands_twice;
use crate::terraform::lang::readable;
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::values::{Entry, Value, error, in_bounds};

/// A value of the JSON syntax: everything but a text is itself; `text` says what that is.
///
/// Source: "JSON Configuration Syntax", Expression Mapping.
pub(super) fn from_json_syntax(
    node: &Node,
    text: &dyn Fn(&Node, &str) -> Resolved<Value>,
) -> Resolved<Value> {
    match &node.value {
        parse::Value::Scalar(Scalar::Null) => Resolved::known(Value::Null).literal(node.span),
        parse::Value::Scalar(Scalar::Bool(value)) => {
            Resolved::known(Value::Bool(*value)).literal(node.span)
        }
        parse::Value::Scalar(Scalar::Number(digits)) => in_bounds(Number::parse(digits).ok()),
        parse::Value::Scalar(Scalar::String(content)) => text(node, content),
        parse::Value::List(items) => whole_tuple(
            items
                .iter()
                .map(|item| from_json_syntax(item, text))
                .collect(),
        ),
        parse::Value::Map(entries) => object(entries, text).literal_object(node.span, Syntax::Json),
    }
}

/// An object; its keys are texts as any other, and no two of them are equal.
///
/// Source: HCL, `json/structure.go`, `expression.Value`.
fn object(
    entries: &[parse::Entry],
    text: &dyn Fn(&Node, &str) -> Resolved<Value>,
) -> Resolved<Value> {
    let mut members = Vec::new();
    for entry in entries {
        let Some(written) = entry.key.as_str() else {
            continue;
        };
        let key = text_key(text(&entry.key, written));
        let mut value = from_json_syntax(&entry.value, text);
        let is_literal = key.value().and_then(Value::as_text).as_deref() == Some(written);
        if is_literal && !key.is_private() {
            let name = Assigned::new(written, Syntax::Json);
            value = value.assigned(&name, entry.value.span);
        }
        members.push(Entry::once(key, value));
    }
    if let Some(twice) = key_that_stands_twice(&members) {
        return error(twice, "two members have this key");
    }
    object_of(members.into_iter().map(|member| (member.key, member.value)))
}

/// A text of the JSON syntax is a template.
pub(super) fn template(
    node: &Node,
    text: &str,
    scope: &dyn Scope,
    input: &Input<'_>,
    privacy: Privacy,
) -> Resolved<Value> {
    if !text.contains("${") && !text.contains("%{") {
        let text = Resolved::known(Value::text(text)).literal_text(node.span);
        return text.private(privacy);
    }
    let (Some(template), Some(embedded)) =
        (readable::template(text), json::embedded_text(input, node))
    else {
        return Resolved::unknown("the template in the string cannot be parsed");
    };
    let inner = embedded.input(node.span.source);
    Evaluator::new(scope, &inner, privacy).evaluate_template(&template)
}
