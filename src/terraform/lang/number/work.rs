//! How much work operations on numbers are, noted for the budget of whoever evaluates them.

use crate::resolved::note_work;

/// The bits of a word that the machine works on at once.
const WORD: u64 = 64;

/// The decimal digits of a word.
const DIGITS: usize = 19;

/// An operation that goes over so many bits once.
pub(super) fn of_bits(bits: u64) {
    note(4 + bits / (8 * WORD));
}

/// A multiplication or a division: each word is worked on with each.
pub(super) fn of_each_with_each(one: u64, other: u64) {
    note((1 + one / WORD).saturating_mul(1 + other / WORD) / 16);
}

/// Bits from decimal digits, or the power of ten of so many.
pub(super) fn of_digits(digits: usize) {
    let words = u64::try_from(digits / DIGITS).unwrap_or(u64::MAX);
    note(words.saturating_mul(words) / 16 + words);
}

/// Decimal digits from so many bits.
pub(super) fn of_writing(bits: u64) {
    let words = 1 + bits / WORD;
    note(4 + words + words.saturating_mul(words) / 8);
}

fn note(answers: u64) {
    note_work(usize::try_from(answers).unwrap_or(usize::MAX));
}
