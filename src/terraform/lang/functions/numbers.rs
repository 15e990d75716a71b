//! Functions on numbers.

use super::arguments::whole;
use super::results::number;
use crate::resolved::Resolved;
use crate::terraform::lang::values::{Value, error};

pub(crate) const NAMES: &[&str] = &[
    "min", "max", "abs", "ceil", "floor", "parseint", "pow", "signum", "log",
];

/// The result, or `None` where the arguments are not those of the function.
pub(crate) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    if name == "parseint" {
        let [text, base] = arguments else { return None };
        return Some(parse_int(&text.as_text()?, base));
    }
    let numbers: Vec<f64> = arguments
        .iter()
        .map(Value::as_number)
        .collect::<Option<_>>()?;
    Some(match (name, numbers.as_slice()) {
        ("min", [first, rest @ ..]) => number(rest.iter().copied().fold(*first, f64::min)),
        ("max", [first, rest @ ..]) => number(rest.iter().copied().fold(*first, f64::max)),
        ("abs", [one]) => number(one.abs()),
        ("ceil", [one]) => number(one.ceil()),
        ("floor", [one]) => number(one.floor()),
        ("pow", [base, exponent]) => number(base.powf(*exponent)),
        ("signum", [one]) => number(if *one == 0.0 { 0.0 } else { one.signum() }),
        ("log", [one, base]) => number(one.ln() / base.ln()),
        _ => return None,
    })
}

fn parse_int(text: &str, base: &Value) -> Resolved<Value> {
    let base = whole(base).and_then(|base| u32::try_from(base).ok());
    let parsed = base
        .filter(|base| (2..=36).contains(base))
        .and_then(|base| i64::from_str_radix(text, base).ok());
    match parsed {
        #[expect(
            clippy::cast_precision_loss,
            reason = "integers past 2^52 do not occur in what decides a trail"
        )]
        Some(value) => number(value as f64),
        None => error(format!("\"{text}\""), "it is no whole number of that base"),
    }
}
