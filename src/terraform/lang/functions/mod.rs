//! Terraform's functions, as far as a trail's attributes pass through them.
//!
//! Source: the function reference of the Terraform language. Arguments that are not known make the result unknown, but for
//! the functions whose result some arguments alone decide.

mod arguments;
mod by_entries;
mod cidr;
mod collections;
mod cost;
mod csv;
mod dates;
mod declared;
mod decoded_json;
mod decoded_yaml;
mod elements;
mod encoded_texts;
mod encoding;
mod files;
mod format;
mod hashes;
mod letters;
mod logarithm;
mod logic;
mod numbers;
mod part_by_part;
mod passed;
mod paths;
mod pattern_work;
mod places;
mod regex;
mod results;
mod strings;
mod subsets;
mod timestamps;
mod yaml_scalar;
mod yaml_text;

pub(crate) use by_entries::{is_perhaps_refused, or_refused};
pub(crate) use cost::steps_of;
pub(crate) use files::unread;
pub(crate) use passed::hops as hops_passed;
pub(crate) use regex::of_few as regex_of_few;

use part_by_part::private_parts;

use crate::resolved::{Place, Privacy, Resolved, note_work};
use crate::source::Span;
use crate::terraform::lang::ephemeral::MadeOf;
use crate::terraform::lang::facts::{privacy_within, weight_of_value};
use crate::terraform::lang::few;
use crate::terraform::lang::kept::too_large;
use crate::terraform::lang::private::private;
use crate::terraform::lang::scope::{Decoding, Scope};
use crate::terraform::lang::values::{Value, error};
use crate::terraform::limits::{
    MADE_BYTES_PER_ANSWER, MAX_ELEMENTS, MAX_INDENT, MAX_PRODUCT_BYTES, MAX_TEXT_BYTES,
};

/// What `name(arguments…)` comes to. `is_tried` where something else takes the place of what is refused.
pub(crate) fn call(
    name: &str,
    arguments: Vec<Resolved<Value>>,
    scope: &dyn Scope,
    is_tried: bool,
) -> Resolved<Value> {
    // These two look at arguments that are refused.
    if matches!(name, "try" | "can")
        && let Some(result) = logic::call(name, &arguments)
    {
        return result;
    }
    let function = match declared::find(name) {
        Ok(function) => function,
        Err(undeclared) => return undeclared,
    };
    let arguments = match function.taken(arguments) {
        Ok(arguments) => arguments,
        Err(refused) => return refused,
    };
    if let Some(why) = function.unknown_because {
        return Resolved::unknown(format!("`{name}` is not evaluated: {why}"));
    }
    if let Some(unknown) = by_entries::not_followed(name, &arguments) {
        return unknown;
    }
    let privacy = arguments.iter().map(privacy_within).max();
    let privacy = privacy.map(|privacy| match privacy {
        // What it counts may be ephemeral, and the count is not.
        Privacy::Ephemeral if !MadeOf::function(name, &arguments).is_any() => Privacy::Unmarked,
        privacy => privacy,
    });
    let is_shown = privacy.unwrap_or_default() == Privacy::Shown;
    let file = arguments.first().and_then(whole_file);
    let file = file.map(|file| (file, privacy.unwrap_or_default()));
    let is_open = arguments.iter().any(|argument| argument.value().is_none());
    let arguments = private_parts(name, arguments, is_shown);
    let partly_known = logic::call(name, &arguments)
        .or_else(|| collections::call_partly_known(name, &arguments))
        .or_else(|| by_entries::call_partly_known(name, &arguments))
        .or_else(|| strings::call_partly_known(name, &arguments).filter(|_| is_open && is_shown));
    if let Some(result) = partly_known {
        return refusals_kept_back(result, privacy.unwrap_or_default());
    }
    // What a function makes is none of its arguments; elements that it hands on keep their own evidence.
    let arguments = arguments.into_iter().map(few::told_apart);
    let arguments = arguments.map(Resolved::choosing);
    let result = Resolved::all(arguments).and_then(&mut |values| {
        if multiplies(name, &values) {
            return too_large();
        }
        let result = strings::call(name, &values)
            .or_else(|| numbers::call(name, &values))
            .or_else(|| by_entries::call(name, &values))
            .or_else(|| collections::call(name, &values))
            .or_else(|| encoding::call(name, &values, file, scope))
            .or_else(|| encoded_texts::call(name, &values))
            .or_else(|| hashes::call(name, &values))
            .or_else(|| cidr::call(name, &values))
            .or_else(|| dates::call(name, &values))
            .or_else(|| paths::call(name, &values, scope))
            .or_else(|| files::call(name, &values, scope, is_tried));
        match result {
            Some(result) => limited(result),
            None => error(
                format!("{name}()"),
                "the arguments are not of the types that it takes",
            ),
        }
    });
    // What is made anew may be made of any part; what is decoded from a private text is private part by part.
    let privacy = privacy.filter(|_| !passed::hands_on_all(name) || result.is_invalid());
    let privacy = privacy.unwrap_or_default().max(result.from().privacy);
    match privacy {
        Privacy::Shown => result,
        privacy if is_shown || file.is_some() => private(result, privacy),
        // Where it is written may tell which of several things it is.
        privacy => private(result.not_written(), privacy),
    }
}

/// The same where what is refused, in whichever case, may quote what it is refused for.
fn refusals_kept_back(result: Resolved<Value>, privacy: Privacy) -> Resolved<Value> {
    let result = result.in_cases(&mut |case| refusals_kept_back(case, privacy));
    if result.is_invalid() {
        result.private(privacy)
    } else {
        result
    }
}

/// The file that has a text as a whole.
fn whole_file(text: &Resolved<Value>) -> Option<Span> {
    match text.from().written.as_deref()?.place {
        Place::File(at) => Some(at),
        _ => None,
    }
}

/// What a function decodes, where that is a file as a whole.
pub(crate) fn decoding<'a>(
    name: &'a str,
    arguments: &'a [Resolved<Value>],
) -> Option<Decoding<'a>> {
    let [argument] = arguments else { return None };
    match argument.value()? {
        Value::Text(text) if encoding::DECODING.contains(&name) => Some(Decoding {
            by: name,
            text,
            file: whole_file(argument)?,
            privacy: privacy_within(argument),
        }),
        _ => None,
    }
}

/// The names of all functions.
#[cfg(test)]
pub(crate) fn function_names() -> impl Iterator<Item = &'static str> {
    declared::names()
}

/// Whether there is a function of that name.
pub(crate) fn is_declared(name: &str) -> bool {
    declared::find(name).is_ok()
}

/// A function's arguments, converted to what its parameters are; the error is what the call comes to instead.
pub(crate) fn taken(
    name: &str,
    arguments: Vec<Resolved<Value>>,
) -> Result<Vec<Resolved<Value>>, Resolved<Value>> {
    declared::find(name)?.taken(arguments)
}

/// Whether a function that puts a text into another many times may make too much of these.
fn multiplies(name: &str, values: &[Value]) -> bool {
    let factor = match name {
        "indent" => MAX_INDENT,
        "replace" | "join" | "formatlist" => values.iter().map(largest_text).max().unwrap_or(0),
        _ => return false,
    };
    let sum: usize = values.iter().map(|value| weight_of_value(value) * 32).sum();
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

/// A result that grows too large is not carried on.
fn limited(result: Resolved<Value>) -> Resolved<Value> {
    let too_large = match result.value() {
        Some(Value::Text(text)) => {
            note_work(text.len() / MADE_BYTES_PER_ANSWER);
            text.len() > MAX_TEXT_BYTES
        }
        Some(value) => {
            let parts = value.parts().count();
            note_work(parts);
            parts > MAX_ELEMENTS
        }
        None => false,
    };
    if too_large {
        return results::grown_too_large();
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_the_bounds_is_not_carried_on() {
        let text = |bytes: usize| Value::Text("x".repeat(bytes));
        let list = |parts: usize| {
            let elements = vec![Value::Bool(true); parts];
            Value::List(elements.into_iter().map(Resolved::known).collect())
        };
        let parts = list(2).parts().count() - 2;
        for [largest, larger] in [
            [text(MAX_TEXT_BYTES), text(MAX_TEXT_BYTES + 1)],
            [list(MAX_ELEMENTS - parts), list(MAX_ELEMENTS - parts + 1)],
        ] {
            assert!(limited(Resolved::known(largest)).value().is_some());
            assert!(limited(Resolved::known(larger)).value().is_none());
        }
    }
}
