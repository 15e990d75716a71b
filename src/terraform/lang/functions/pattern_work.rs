//! How much work it is to make a pattern ready for matching, told before it is done.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::resolved::note_work;
use crate::terraform::limits::{
    ANSWERS_OF_PATTERN, ANSWERS_OF_PATTERN_PART, MAX_REGEX_PARTS, PARTS_OF_WIDE_CLASS,
};

/// Notes the work for a pattern in the syntax of the `regex` crate, as far as that follows it.
pub(super) fn note(pattern: &str) {
    note_work(ANSWERS_OF_PATTERN + parts_of(pattern) * ANSWERS_OF_PATTERN_PART);
}

/// How many parts such a pattern has, each of which may be tried at each byte of a text.
pub(super) fn parts_of(pattern: &str) -> usize {
    let parts = match regex_syntax::parse(pattern) {
        Ok(parsed) => parts(&parsed),
        // What is refused was read as far as the fault.
        Err(_) => pattern.len(),
    };
    parts.min(MAX_REGEX_PARTS)
}

/// How many parts a pattern has that are made ready one by one: what it repeats counts as often, and a class by its ranges.
fn parts(pattern: &Hir) -> usize {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => {
            let is_ascii = class.ranges().iter().all(|range| range.end().is_ascii());
            let of_bytes = if is_ascii { 0 } else { PARTS_OF_WIDE_CLASS };
            1 + of_bytes + class.ranges().len()
        }
        HirKind::Class(Class::Bytes(class)) => 1 + class.ranges().len(),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1));
            let times = usize::try_from(times).unwrap_or(usize::MAX);
            parts(&repetition.sub).saturating_mul(times.max(1))
        }
        HirKind::Capture(capture) => 2 + parts(&capture.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            all.iter().map(parts).fold(0, usize::saturating_add)
        }
    }
}
