//! Terraform's functions, as far as a trail's attributes pass through them.
//!
//! Source: the function reference of the Terraform language. Arguments that are not known make the result unknown, but for
//! the functions whose result some arguments alone decide.

mod collections;
mod encoding;
mod logic;
mod numbers;
mod strings;

pub(crate) use encoding::from_json;
#[cfg(test)]
pub(crate) use encoding::to_json;

use crate::resolved::{Evidence, Resolved};
use crate::terraform::lang::eval::MAX_ELEMENTS;
use crate::terraform::lang::eval::Surroundings;
use crate::terraform::lang::values::{Value, error, first_refused, too_large};

/// What `name(arguments…)` comes to.
pub(crate) fn call(
    name: &str,
    arguments: &[Resolved<Value>],
    surroundings: &dyn Surroundings,
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
            .or_else(|| encoding::call(name, &values, surroundings));
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
    const MAX_PRODUCT: usize = 64 << 20;
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
    sum.saturating_mul(factor) > MAX_PRODUCT
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
    ]
    .iter()
    .any(|names| names.contains(&name))
}

/// Applies `f` to the values of all arguments, case by case where they vary.
fn with_all(
    arguments: &[Resolved<Value>],
    f: &mut dyn FnMut(Vec<Value>) -> Resolved<Value>,
) -> Resolved<Value> {
    const MAX_ARMS: usize = 32;
    if let Some(refused) = first_refused(arguments) {
        return refused;
    }
    let arms = arguments.iter().fold(1usize, |arms, argument| {
        arms.saturating_mul(argument.arms().len())
    });
    if arms > MAX_ARMS {
        return Resolved::unknown(format!("it has more than {MAX_ARMS} cases"));
    }
    let mut all = Resolved::known(Vec::new());
    for argument in arguments {
        all = all.and_then(&mut |so_far: Vec<Value>| {
            argument.clone().map(&mut |value| {
                let mut list = so_far.clone();
                list.push(value);
                list
            })
        });
    }
    all.and_then(f)
}

/// A result that grows too large is not carried on.
fn limited(result: Resolved<Value>) -> Resolved<Value> {
    const MAX_TEXT: usize = 1 << 20;
    let too_large = match result.value() {
        Some(Value::List(items) | Value::Tuple(items) | Value::Set(items)) => {
            items.len() > MAX_ELEMENTS
        }
        Some(Value::Object(members) | Value::Map(members)) => members.len() > MAX_ELEMENTS,
        Some(Value::Text(text)) => text.len() > MAX_TEXT,
        _ => false,
    };
    if too_large {
        return Resolved::unknown("the value grows too large to follow");
    }
    result
}

/// The values of a list whose elements are all known; otherwise why not.
fn known_elements(items: &[Resolved<Value>]) -> Result<Vec<Value>, Resolved<Value>> {
    items
        .iter()
        .map(|item| match item {
            Resolved::Known { value, .. } => Ok(value.clone()),
            Resolved::Unknown { why, from } => Err(Resolved::Unknown {
                why: why.clone(),
                from: from.clone(),
            }),
            Resolved::Invalid { text, why, from } => Err(Resolved::Invalid {
                text: text.clone(),
                why: why.clone(),
                from: from.clone(),
            }),
            other => Err(Resolved::Unknown {
                why: "an element depends on something outside the code".into(),
                from: other.from().clone(),
            }),
        })
        .collect()
}

fn text(value: impl Into<String>) -> Resolved<Value> {
    Resolved::known(Value::Text(value.into()))
}

fn boolean(value: bool) -> Resolved<Value> {
    Resolved::known(Value::Bool(value))
}

fn number(value: f64) -> Resolved<Value> {
    Resolved::known(Value::Number(value))
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
fn count(value: usize) -> Resolved<Value> {
    number(value as f64)
}

/// A whole number that is not negative.
fn whole(value: &Value) -> Option<usize> {
    let number = value.as_number()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be whole and in range"
    )]
    (number >= 0.0 && number.fract() == 0.0 && number <= 1e9).then_some(number as usize)
}

/// Keeps an argument's value with another argument's evidence added.
fn with_evidence(mut value: Resolved<Value>, from: &Evidence) -> Resolved<Value> {
    value.from_mut().hops.extend(from.hops.iter().cloned());
    value
}
