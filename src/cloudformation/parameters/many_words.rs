//! TOML with more in it than is read: each name and each value takes far more room than its text.

use super::super::limits::{MAX_WORDS_OF_SHORT_TOML, MIN_BYTES_PER_WORD_MORE};
use super::values::NoParameters;
use crate::source::Input;

/// What is said of a text of TOML that has too many names, values and signs.
pub(super) fn too_many(input: &Input<'_>) -> Option<NoParameters> {
    // A long text may have more of them than one that is nothing else.
    let most = MAX_WORDS_OF_SHORT_TOML + input.text.len() / MIN_BYTES_PER_WORD_MORE;
    let at = words(input.text.as_bytes()).nth(most)?;
    Some(NoParameters {
        at: Some(input.span(at..at)),
        message: format!("it has more than {most} names, values and signs"),
    })
}

/// Where the names, values, signs and line breaks of a text begin; spaces and comments are none.
fn words(text: &[u8]) -> impl Iterator<Item = usize> {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let at = next;
            let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
            let is_blank = matches!(rest[0], b' ' | b'\t' | b'\r' | b'#');
            next += match rest[0] {
                b'#' => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
                b'"' | b'\'' => string_length(rest),
                _ => rest.iter().take_while(|byte| is_of_name(**byte)).count(),
            }
            .max(1);
            if !is_blank {
                return Some(at);
            }
        }
    })
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | 0x80..)
}

/// The bytes of the string that a text begins with; of one on one line that is not closed, those up to the line's end.
fn string_length(rest: &[u8]) -> usize {
    let quote = rest[0];
    let is_long = rest.starts_with(&[quote; 3]);
    let closing = if is_long { 3 } else { 1 };
    let mut at = closing;
    while at < rest.len() {
        if rest[at..].starts_with(&[quote; 3][..closing]) {
            return at + closing;
        }
        match rest[at] {
            b'\n' if !is_long => return at,
            b'\\' if quote == b'"' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_values_and_signs_are_counted() {
        for (text, count) in [
            ("", 0),
            ("# a = 1, 2\n", 1),
            ("[a.b-c]\n", 6),
            ("é = 1\r\n", 4),
            ("a = \"b = \\\", c\" # d\n", 4),
            ("a = 'b = \\' # c\n", 4),
            ("a = '''b\n'c' = 1''', \"\"\"d\n\\\"\"\" \"\"\"\n", 6),
            ("a = \"open\nb = [{}, 1]\n", 13),
            ("a = \"\"\"open\n", 3),
            ("a = \"\\", 3),
        ] {
            assert_eq!(words(text.as_bytes()).count(), count, "{text:?}");
        }
    }
}
