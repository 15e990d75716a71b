//! What the texts of the command line and of the environment mean to a variable.

use crate::resolved::Resolved;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::json_values::json_text;
use crate::terraform::lang::private::private;
use crate::terraform::lang::values::{Value, error};

/// What the environment gives a variable that takes it as it stands: of a collection its JSON.
pub(super) fn literal_text(value: Resolved<Value>) -> Resolved<Value> {
    let is_collection =
        |value: &Resolved<Value>| value.value().is_some_and(|value| value.kind().is_some());
    if !value.arms().iter().any(|(_, arm)| is_collection(arm)) {
        return value;
    }
    let privacy = privacy_within(&value);
    let as_text = value.converted(&mut |value| match json_text(&value) {
        _ if value.kind().is_none() => Resolved::known(value),
        Some(json) => Resolved::known(Value::text(json)),
        None => Resolved::unknown("a part of what it is given as text is not known"),
    });
    private(as_text, privacy)
}

/// A text that is an expression without references; `hcl` can evaluate those. Line breaks and comments may stand around it.
///
/// Source: HCL, `hclsyntax.ParseExpression`, which reads it as if it stood in parentheses.
pub(super) fn constant(text: &str) -> Resolved<Value> {
    use hcl::eval::{Context, Evaluate};
    let body = hcl::edit::parser::parse_body(&format!("value = (\n{text}\n)\n"));
    let only = body.ok().and_then(|body| {
        let mut parts = body.into_iter();
        let only = parts.next()?.into_attribute().ok();
        only.filter(|_| parts.next().is_none())
    });
    let value = only
        .map(|only| hcl::Expression::from(only.value))
        .and_then(|expression| expression.evaluate(&Context::new()).ok())
        .and_then(|value| serde_json::to_value(&value).ok());
    match value {
        Some(json) => crate::terraform::lang::json_values::from_json(&json),
        None => error(
            text,
            "the variable's type needs an expression here, such as `[\"a\"]`",
        ),
    }
}
