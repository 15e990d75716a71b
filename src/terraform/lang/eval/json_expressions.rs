//! Expressions of the JSON syntax.

use super::evaluator::Evaluator;
use crate::parse::{self, Node, Scalar, json};
use crate::resolved::Resolved;
use crate::source::Input;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::values::{Value, in_bounds};

/// A value of the JSON syntax: everything but a text is itself; `text` says what that is.
///
/// Source: "JSON Configuration Syntax", Expression Mapping.
pub(super) fn from_json_syntax(
    node: &Node,
    text: &dyn Fn(&Node, &str) -> Resolved<Value>,
) -> Resolved<Value> {
    match &node.value {
        parse::Value::Scalar(Scalar::Null) => Resolved::known(Value::Null),
        parse::Value::Scalar(Scalar::Bool(value)) => Resolved::known(Value::Bool(*value)),
        parse::Value::Scalar(Scalar::Number(digits)) => in_bounds(Number::parse(digits).ok()),
        parse::Value::Scalar(Scalar::String(content)) => text(node, content),
        parse::Value::List(items) => Resolved::known(Value::List(
            items
                .iter()
                .map(|item| from_json_syntax(item, text))
                .collect(),
        )),
        parse::Value::Map(entries) => Resolved::known(Value::Object(
            entries
                .iter()
                .filter_map(|entry| {
                    let value = from_json_syntax(&entry.value, text);
                    Some((entry.key.as_str()?.to_owned(), value))
                })
                .collect(),
        )),
    }
}

/// A text of the JSON syntax is a template.
pub(super) fn template(
    node: &Node,
    text: &str,
    scope: &dyn Scope,
    input: &Input<'_>,
) -> Resolved<Value> {
    if !text.contains("${") && !text.contains("%{") {
        return Resolved::known(Value::Text(text.to_owned()));
    }
    let (Ok(template), Some(embedded)) = (
        hcl::edit::parser::parse_template(text),
        json::embedded_text(input, node),
    ) else {
        return Resolved::unknown("the template in the string cannot be parsed");
    };
    let inner = embedded.input(node.span.source);
    Evaluator::new(scope, &inner).evaluate_template(&template)
}
