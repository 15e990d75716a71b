//! Expressions of the JSON syntax.

use std::collections::HashSet;

use super::evaluator::{Evaluator, whole_tuple};
use super::object_expression::object_of;
use crate::parse::{self, Node, Scalar, json};
use crate::resolved::{Assigned, Privacy, Resolved, Syntax};
use crate::source::Input;
use crate::terraform::lang::keys::text_key;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::partly::key_that_stands_twice;
use crate::terraform::lang::readable::{self, NotRead};
use crate::terraform::lang::refused_parts::unless_refused;
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
    if let Some(object) = plain_object(entries, text) {
        return object;
    }
    let mut members = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(written) = entry.key.as_str() else {
            continue;
        };
        let key = text_key(text(&entry.key, written));
        let mut value = from_json_syntax(&entry.value, text);
        if is_plain(&key, written) {
            value = assigned(value, written, entry);
        }
        members.push(Entry::once(key, value));
    }
    if let Some(twice) = key_that_stands_twice(&members) {
        return error(twice, "two members have this key");
    }
    object_of(members.into_iter().map(|member| (member.key, member.value)))
}

/// One whose keys are all what is written there, and tell nothing else, as most are: there may be many of them. `None` for any
/// other.
fn plain_object(
    entries: &[parse::Entry],
    text: &dyn Fn(&Node, &str) -> Resolved<Value>,
) -> Option<Resolved<Value>> {
    let mut seen = HashSet::with_capacity(entries.len());
    let are_plain = entries.iter().all(|entry| {
        let written = entry.key.as_str();
        written.is_some_and(|written| {
            let key = text_key(text(&entry.key, written));
            is_plain(&key, written) && key.from().hops.is_empty() && seen.insert(written)
        })
    });
    if !are_plain {
        return None;
    }
    drop(seen);
    let mut members = Vec::with_capacity(entries.len());
    for entry in entries {
        let written = entry.key.as_str()?;
        let value = assigned(from_json_syntax(&entry.value, text), written, entry);
        if value.is_invalid() {
            return Some(value);
        }
        members.push((written.to_owned(), value));
    }
    Some(unless_refused(Value::Object(members.into_iter().collect())))
}

/// Whether a key is what is written there, and may be said.
fn is_plain(key: &Resolved<Value>, written: &str) -> bool {
    key.value().and_then(Value::as_text).as_deref() == Some(written) && !key.is_private()
}

fn assigned(value: Resolved<Value>, name: &str, entry: &parse::Entry) -> Resolved<Value> {
    value.assigned(&Assigned::new(name, Syntax::Json), entry.value.span)
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
    let template = readable::template(text);
    if template == Err(NotRead::TooMany) {
        return Resolved::not_followed(
            "the template in the string has more parts than are followed",
        );
    }
    let (Ok(template), Some(embedded)) = (template, json::embedded_text(input, node)) else {
        return Resolved::unknown("the template in the string cannot be parsed");
    };
    let inner = embedded.input(node.span.source);
    Evaluator::new(scope, &inner, privacy).evaluate_template(&template)
}
