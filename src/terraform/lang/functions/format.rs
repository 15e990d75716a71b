//! `format` and `formatlist`.

use super::arguments::known_elements;
use super::results::text;
use crate::resolved::Resolved;
use crate::terraform::lang::json_values::json_text;
use crate::terraform::lang::values::{Value, error, refused, to_bool};

/// `format`'s verbs `%s %d %v %t %q %f %%`, with no more of their flags than widths; others are not evaluated.
pub(super) fn format_text(pattern: &str, arguments: &[Value]) -> Resolved<Value> {
    let in_pattern = |why: &str| error(format!("\"{pattern}\""), why);
    let mut out = String::new();
    let mut arguments = arguments.iter();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut flags = String::new();
        while let Some(flag) = chars.next_if(|&c| is_flag(c)) {
            flags.push(flag);
        }
        let Some(verb) = chars.next() else {
            return in_pattern("the format ends in the middle of a verb");
        };
        if verb == '%' {
            out.push('%');
            continue;
        }
        let Some(value) = arguments.next() else {
            return in_pattern("the format has more verbs than there are arguments");
        };
        if !matches!(verb, 's' | 'v' | 'd' | 't' | 'q' | 'f') {
            return Resolved::unknown(format!("the verb `%{verb}` of `format` is not evaluated"));
        }
        let Some(shown) = shown(verb, value, &flags) else {
            return refused(value, "it does not fit the format's verb");
        };
        out.push_str(&padded(&shown, &flags));
    }
    if arguments.next().is_some() {
        return in_pattern("there are more arguments than the format has verbs");
    }
    text(out)
}

fn is_flag(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '+' | '#' | ' ' | '.')
}

/// A value as a verb shows it; `None` where it does not fit.
fn shown(verb: char, value: &Value, flags: &str) -> Option<String> {
    match verb {
        's' => value.as_text(),
        'v' => value.as_text().or_else(|| json_text(value)),
        'd' => value
            .as_number()
            .filter(|number| number.to_whole().is_some())
            .map(|number| number.text()),
        't' => to_bool(value.clone()).value().map(bool::to_string),
        'q' => value.as_text().map(|value| format!("{value:?}")),
        'f' => value.as_number().map(|number| {
            let places = flags
                .split_once('.')
                .and_then(|(_, places)| places.parse().ok());
            number.signed(&number.exact().fixed(places.unwrap_or(6usize).min(100)))
        }),
        _ => None,
    }
}

fn padded(shown: &str, flags: &str) -> String {
    let left = flags.contains('-');
    let digits: String = flags
        .trim_start_matches(['-', '+', '#', ' '])
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let zero = digits.starts_with('0') && !left;
    let width = digits.parse::<usize>().unwrap_or(0).min(10_000);
    let missing = width.saturating_sub(shown.chars().count());
    if left {
        format!("{shown}{}", " ".repeat(missing))
    } else if zero {
        format!("{}{shown}", "0".repeat(missing))
    } else {
        format!("{}{shown}", " ".repeat(missing))
    }
}

pub(super) fn format_list(pattern: &str, arguments: &[Value]) -> Resolved<Value> {
    let mut length = None;
    let mut columns = Vec::new();
    for argument in arguments {
        match argument.elements() {
            Some(items) => match known_elements(items) {
                Ok(values) => {
                    if length.is_some_and(|length| length != values.len()) {
                        return error("formatlist", "the lists are not equally long");
                    }
                    length = Some(values.len());
                    columns.push(Some(values));
                }
                Err(why) => return why,
            },
            None => columns.push(None),
        }
    }
    let rows = (0..length.unwrap_or(1)).map(|row| {
        let values: Vec<Value> = columns
            .iter()
            .zip(arguments)
            .map(|(column, argument)| match column {
                Some(values) => values[row].clone(),
                None => argument.clone(),
            })
            .collect();
        format_text(pattern, &values)
    });
    Resolved::known(Value::List(rows.collect()))
}
