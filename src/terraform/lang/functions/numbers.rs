//! Functions on numbers.

use super::arguments::whole;
use super::logarithm::natural;
use super::results::number;
use crate::quote::quoted;
use crate::resolved::Resolved;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::values::{Value, error, in_bounds};

/// The result, or `None` where the arguments are not those of the function.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    if name == "parseint" {
        let [text, base] = arguments else { return None };
        return Some(match text {
            Value::Text(text) => parse_int(text, base),
            _ => error("parseint", "it takes a string"),
        });
    }
    let number_of = |value: &Value| match value {
        Value::Number(number) => Some(number.clone()),
        _ => None,
    };
    let numbers: Vec<Number> = arguments.iter().map(number_of).collect::<Option<_>>()?;
    of_numbers(name, &numbers)
}

fn of_numbers(name: &str, numbers: &[Number]) -> Option<Resolved<Value>> {
    Some(match (name, numbers) {
        ("min", [_, ..]) => number(numbers.iter().min()?.clone()),
        ("max", [_, ..]) => number(numbers.iter().max()?.clone()),
        ("abs", [one]) => number(one.absolute()),
        ("ceil", [one]) => in_bounds(one.ceil()),
        ("floor", [one]) => in_bounds(one.floor()),
        // Terraform itself takes machine floats here.
        ("pow", [base, exponent]) => float(base.to_f64().powf(exponent.to_f64())),
        ("log", [one, base]) => float(natural(one.to_f64()) / natural(base.to_f64())),
        ("signum", [one]) if one.to_int().is_none() => {
            error(one.text(), "a whole number is needed here")
        }
        ("signum", [one]) if one.is_zero() => number(0.into()),
        ("signum", [one]) if one.is_negative() => number(Number::from(1).negated()),
        ("signum", [_]) => number(1.into()),
        _ => return None,
    })
}

fn float(value: f64) -> Resolved<Value> {
    in_bounds(Number::from_f64(value))
}

/// A whole number of a base; up to base 36, letters of either case are digits.
fn parse_int(text: &str, base: &Value) -> Resolved<Value> {
    let base = whole(base).and_then(|base| u32::try_from(base).ok());
    let Some(base) = base.filter(|base| (2..=62).contains(base)) else {
        return error("parseint", "the base lies between 2 and 62");
    };
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    match digits_of_base(bare, base) {
        Some(digits) => in_bounds(Number::from_digits(text.starts_with('-'), &digits, base)),
        None => error(
            format!("\"{}\"", quoted(text)),
            "it is no whole number of that base",
        ),
    }
}

/// The digits of a whole number; `None` where it has none, or what is none of that base.
fn digits_of_base(written: &str, base: u32) -> Option<Vec<u8>> {
    let digit = |c: char| {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            'a'..='z' => u32::from(c) - u32::from('a') + 10,
            // Beyond base 36, capitals come after small letters.
            'A'..='Z' => u32::from(c) - u32::from('A') + if base <= 36 { 10 } else { 36 },
            _ => return None,
        };
        u8::try_from(digit).ok().filter(|_| digit < base)
    };
    let digits = written.chars().map(digit).collect::<Option<Vec<u8>>>();
    digits.filter(|digits| !digits.is_empty())
}
