//! What a call takes beside what its arguments took: what its work grows with, in steps.

use crate::resolved::Resolved;
use crate::terraform::lang::facts::weight_of;
use crate::terraform::lang::limits::{BYTES_PER_STEP, WEIGHT_PER_STEP};
use crate::terraform::lang::values::Value;

/// How many bytes of text count as one step that an expression of one byte is matched against.
const MATCHED_PER_STEP: usize = 512;

/// How many bytes of YAML or JSON count as one step.
const DECODED_PER_STEP: usize = 16;

/// How many pairs of elements that are compared count as one step.
const PAIRS_PER_STEP: usize = 1024;

/// How many steps `name(arguments…)` takes.
pub(crate) fn steps_of(name: &str, arguments: &[Resolved<Value>]) -> u32 {
    let weights = arguments.iter().map(weight_of);
    let weight = weights.fold(0, usize::saturating_add);
    let own = match name {
        "regex" | "regexall" => of_matching(text(arguments, 0), text(arguments, 1)),
        "replace" => of_matching(text(arguments, 1), text(arguments, 0)),
        "yamldecode" => of_yaml(text(arguments, 0)),
        "jsondecode" | "csvdecode" => text(arguments, 0).len() / DECODED_PER_STEP,
        "distinct" | "matchkeys" | "setintersection" | "setproduct" | "setsubtract"
        | "setunion" | "toset" => weight.saturating_mul(weight) / PAIRS_PER_STEP / 4,
        _ => text(arguments, 0).len() / BYTES_PER_STEP,
    };
    u32::try_from(own.saturating_add(weight / WEIGHT_PER_STEP)).unwrap_or(u32::MAX)
}

/// A pattern is made ready, and may be tried in all of its parts at each byte. What it repeats is made ready as often.
fn of_matching(pattern: &str, text: &str) -> usize {
    const READY: usize = 16;
    const REPEATED: usize = 16;
    let is_repeated = pattern.contains('{') || pattern.contains("\\p") || pattern.contains("\\P");
    let parts = pattern.len() * if is_repeated { REPEATED } else { 1 };
    READY + parts + parts.saturating_mul(text.len()) / MATCHED_PER_STEP
}

/// What aliases stand for is copied, as often as they stand there.
fn of_yaml(text: &str) -> usize {
    const COPIED: usize = 2_000;
    let has_aliases = text.contains('&') && text.contains('*');
    text.len() / DECODED_PER_STEP + if has_aliases { COPIED } else { 0 }
}

/// An argument that is a text, or an empty one.
fn text(arguments: &[Resolved<Value>], at: usize) -> &str {
    match arguments.get(at).and_then(Resolved::value) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}
