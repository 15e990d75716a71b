//! Functions on points in time.
//!
//! Source: go-cty, `cty/function/stdlib/datetime.go`, and Go's `time` package.

use super::results::{count, number, text};
use super::timestamps::{Timestamp, parse_duration};
use crate::quote::quoted;
use crate::resolved::Resolved;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::values::{Value, error};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// The result, or `None` where the function is another room's.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    let [Value::Text(first), Value::Text(second)] = arguments else {
        return None;
    };
    Some(match name {
        "formatdate" => match Timestamp::parse(second) {
            Some(time) => match formatted(first, time) {
                Some(shown) => text(shown),
                None => error(
                    format!("\"{}\"", quoted(first)),
                    "it is no format of a date",
                ),
            },
            None => no_timestamp(second),
        },
        "timeadd" => match (Timestamp::parse(first), parse_duration(second)) {
            (None, _) => no_timestamp(first),
            (_, None) => error(
                format!("\"{}\"", quoted(second)),
                "it is no duration such as `1h30m`",
            ),
            (Some(time), Some(duration)) => text(time.later(duration).to_string()),
        },
        "timecmp" => match (Timestamp::parse(first), Timestamp::parse(second)) {
            (None, _) => no_timestamp(first),
            (_, None) => no_timestamp(second),
            (Some(a), Some(b)) => match a.nanoseconds.cmp(&b.nanoseconds) {
                std::cmp::Ordering::Less => number(Number::from(1).negated()),
                std::cmp::Ordering::Equal => count(0),
                std::cmp::Ordering::Greater => count(1),
            },
        },
        _ => return None,
    })
}

fn no_timestamp(given: &str) -> Resolved<Value> {
    error(
        format!("\"{}\"", quoted(given)),
        "it is no timestamp such as `2024-01-31T00:00:00Z`",
    )
}

/// A point in time in the letters of a format; `None` where the format is refused.
fn formatted(format: &str, time: Timestamp) -> Option<String> {
    let mut out = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            let length = length_in_quotes(rest)?;
            match &rest[1..length - 1] {
                "" => out.push('\''),
                inside => out.push_str(&inside.replace("''", "'")),
            }
            length
        } else if first.is_ascii_alphabetic() {
            let length = rest.len() - rest.trim_start_matches(first).len();
            out.push_str(&letters(first, length, time)?);
            length
        } else {
            out.push(first);
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    Some(out)
}

/// The length of a text in quotes, both of them counted; two quotes inside are one.
fn length_in_quotes(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(1) == Some(&b'\'') {
        return Some(2);
    }
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] == b'\'' {
            match bytes.get(at + 1) {
                Some(b'\'') => at += 1,
                _ => return Some(at + 1),
            }
        }
        at += 1;
    }
    // A pair of quotes at the very end is taken for the closing one.
    (bytes.len() > 1 && bytes.ends_with(b"'")).then_some(bytes.len())
}

fn letters(letter: char, length: usize, time: Timestamp) -> Option<String> {
    let parts = time.parts();
    let of_digits = |value: i64| match length {
        1 => Some(value.to_string()),
        2 => Some(format!("{value:02}")),
        _ => None,
    };
    let name = |names: &[&str], at: usize| {
        let name = names.get(at)?;
        match length {
            3 => name.get(..3).map(str::to_owned),
            4 => Some((*name).to_owned()),
            _ => None,
        }
    };
    let hour = parts.hour;
    match (letter, length) {
        ('Y', 2) => Some(format!("{:02}", parts.year % 100)),
        ('Y', 4) => Some(format!("{:04}", parts.year)),
        ('M', 1 | 2) => of_digits(parts.month),
        ('M', _) => name(&MONTHS, usize::try_from(parts.month - 1).ok()?),
        ('D', _) => of_digits(parts.day),
        ('E', _) => name(&WEEKDAYS, usize::try_from(parts.weekday).ok()?),
        ('h', _) => of_digits(hour),
        ('H', _) => of_digits(if hour % 12 == 0 { 12 } else { hour % 12 }),
        ('A', 2) => Some(if hour < 12 { "AM" } else { "PM" }.to_owned()),
        ('a', 2) => Some(if hour < 12 { "am" } else { "pm" }.to_owned()),
        ('m', _) => of_digits(parts.minute),
        ('s', _) => of_digits(parts.second),
        ('Z', 1) if time.offset_minutes == 0 => Some("Z".to_owned()),
        ('Z', 3) if time.offset_minutes == 0 => Some("UTC".to_owned()),
        ('Z', 1 | 5) => Some(time.offset(":")),
        ('Z', 3 | 4) => Some(time.offset("")),
        _ => None,
    }
}
