//! Terraform's functions, as far as a trail's attributes pass through them.
//!
//! Source: the function reference of the Terraform language. Arguments that are not known make the result unknown, but for
//! the functions whose result some arguments alone decide.

mod arguments;
mod collections;
mod elements;
mod encoding;
mod files;
mod format;
mod logic;
mod numbers;
mod results;
mod strings;

use crate::resolved::Resolved;
use crate::terraform::lang::limits::{MAX_ELEMENTS, MAX_PRODUCT_BYTES, MAX_TEXT_BYTES};
use crate::terraform::lang::scope::Scope;
use crate::terraform::lang::values::{Value, error, first_refused, too_large};

/// What `name(arguments…)` comes to.
pub(crate) fn call(
    name: &str,
    arguments: &[Resolved<Value>],
    scope: &dyn Scope,
) -> Resolved<Value> {
    if let Some(result) = logic::call(name, arguments) {
        return result;
    }
    if let Some(result) = collections::call_partly_known(name, arguments) {
        return result;
    }
    if !is_known(name) {
        return Resolved::unknown(format!("the function `{name}` is not evaluated"));
    }
    with_all(arguments, &mut |values| {
        if multiplies(name, &values) {
            return too_large();
        }
        let result = strings::call(name, &values)
            .or_else(|| numbers::call(name, &values))
            .or_else(|| collections::call(name, &values))
            .or_else(|| encoding::call(name, &values))
            .or_else(|| files::call(name, &values, scope));
        match result {
            Some(result) => limited(result),
            None => error(
                name,
                format!("it does not take these {} arguments", values.len()),
            ),
        }
    })
}

/// Whether a function that puts a text into another many times may make too much of these.
fn multiplies(name: &str, values: &[Value]) -> bool {
    let factor = match name {
        // It indents each line by at most 1,000 spaces.
        "indent" => 1_000,
        "replace" | "join" | "formatlist" => values.iter().map(largest_text).max().unwrap_or(0),
        _ => return false,
    };
    let sum: usize = values
        .iter()
        .map(|value| value.weight(usize::MAX) * 32)
        .sum();
    sum.saturating_mul(factor) > MAX_PRODUCT_BYTES
}

/// The length of the longest text in a value.
fn largest_text(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        other => other
            .elements()
            .into_iter()
            .flatten()
            .filter_map(Resolved::value)
            .map(largest_text)
            .max()
            .unwrap_or(0),
    }
}

fn is_known(name: &str) -> bool {
    [
        strings::NAMES,
        numbers::NAMES,
        collections::NAMES,
        encoding::NAMES,
        files::NAMES,
    ]
    .iter()
    .any(|names| names.contains(&name))
}

/// Applies `f` to the values of all arguments, case by case where they vary.
fn with_all(
    arguments: &[Resolved<Value>],
    f: &mut dyn FnMut(Vec<Value>) -> Resolved<Value>,
) -> Resolved<Value> {
    if let Some(refused) = first_refused(arguments) {
        return refused;
    }
    // What a function makes is none of its arguments; elements that it hands on keep their own evidence.
    let arguments = arguments.iter().cloned().map(Resolved::choosing);
    Resolved::all(arguments).and_then(f)
}

/// A result that grows too large is not carried on.
fn limited(result: Resolved<Value>) -> Resolved<Value> {
    let too_large = match result.value() {
        Some(Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
            items.len() > MAX_ELEMENTS
        }
        Some(Value::Object(members) | Value::Map(members)) => members.len() > MAX_ELEMENTS,
        Some(Value::Text(text)) => text.len() > MAX_TEXT_BYTES,
        _ => false,
    };
    if too_large {
        return Resolved::unknown("the value grows too large to follow");
    }
    result
}
