//! What a call takes beside what its arguments took: what its work grows with, in steps.

use super::regex::parts_of_pattern;
use crate::resolved::Resolved;
use crate::terraform::lang::facts::weight_of;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::{
    BYTES_PER_STEP, DECODED_BYTES_PER_STEP, LETTER_BYTES_PER_STEP, MATCHED_BYTES_PER_STEP,
    PAIRS_PER_STEP, STEPS_OF_ALIASES, WEIGHT_PER_STEP,
};

/// How many steps `name(arguments…)` takes.
pub(crate) fn steps_of(name: &str, arguments: &[Resolved<Value>]) -> u32 {
    let weights = arguments.iter().map(weight_of);
    let weight = weights.fold(0, usize::saturating_add);
    let own = match name {
        "regex" | "regexall" => of_matching(text(arguments, 0), text(arguments, 1)),
        "replace" => of_matching(text(arguments, 1), text(arguments, 0)),
        "yamldecode" => of_yaml(text(arguments, 0)),
        "jsondecode" | "csvdecode" => 2 + text(arguments, 0).len() / DECODED_BYTES_PER_STEP,
        "length" | "strrev" | "substr" => text(arguments, 0).len() / LETTER_BYTES_PER_STEP,
        "distinct" | "matchkeys" | "setintersection" | "setproduct" | "setsubtract"
        | "setunion" | "toset" => weight.saturating_mul(weight) / PAIRS_PER_STEP / 4,
        _ => text(arguments, 0).len() / BYTES_PER_STEP,
    };
    u32::try_from(own.saturating_add(weight / WEIGHT_PER_STEP)).unwrap_or(u32::MAX)
}

/// A pattern may be tried in all of its parts at each byte.
fn of_matching(pattern: &str, text: &str) -> usize {
    parts_of_pattern(pattern).saturating_mul(text.len()) / MATCHED_BYTES_PER_STEP
}

/// What aliases stand for is copied, as often as they stand there.
fn of_yaml(text: &str) -> usize {
    let has_aliases = text.contains('&') && text.contains('*');
    2 + text.len() / DECODED_BYTES_PER_STEP + if has_aliases { STEPS_OF_ALIASES } else { 0 }
}

/// An argument that is a text, or an empty one.
fn text(arguments: &[Resolved<Value>], at: usize) -> &str {
    match arguments.get(at).and_then(Resolved::value) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: String) -> Resolved<Value> {
        Resolved::known(Value::Text(text))
    }

    #[test]
    fn what_a_call_takes_grows_with_what_it_works_on() {
        for (name, pattern) in [
            ("regex", Some("[a-z]+".to_owned())),
            ("regexall", Some("x".repeat(64))),
            ("replace", None),
            ("jsondecode", None),
            ("yamldecode", None),
            ("sha512", None),
        ] {
            let steps = |length: usize| {
                let text = known("x".repeat(length));
                let pattern = pattern.clone().map(known);
                steps_of(name, &pattern.into_iter().chain([text]).collect::<Vec<_>>())
            };
            let [one, ten] = [steps(10_000), steps(100_000)];
            assert!(one > 10, "{name}: {one}");
            assert!((one * 5..=one * 11).contains(&ten), "{name}: {one}, {ten}");
        }
    }
}
