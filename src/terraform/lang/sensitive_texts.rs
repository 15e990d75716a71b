//! Texts that stand in calls of `sensitive`: whoever wrote them there wants them shown nowhere.

use std::ops::Range;

use crate::source::SourceFile;
use crate::terraform::limits::{MAX_CHARS_OF_SENSITIVE_CALL, MAX_SENSITIVE_CALLS};

const CALL: &str = "sensitive";

/// Keeps reports from showing the texts that a file hands to `sensitive(…)`.
pub(crate) fn hide(file: &SourceFile) {
    let found: Vec<Range<usize>> = texts(file.text()).take(MAX_SENSITIVE_CALLS + 1).collect();
    if found.len() > MAX_SENSITIVE_CALLS {
        return file.hide_all();
    }
    for text in found {
        file.hide(text);
    }
}

/// From the first to the last quote of each call. It is looked for in the text, since a call that no trail depends on is
/// evaluated nowhere and yet may stand beside one.
fn texts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let calls = memchr::memmem::find_iter(text.as_bytes(), CALL);
    calls.filter_map(|at| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        if text[..at].ends_with(is_part) {
            return None;
        }
        let after = text[at + CALL.len()..].trim_start();
        let start = text.len() - after.strip_prefix('(')?.len();
        let within = start..start + length_in_parentheses(&text[start..]);
        let first = text[within.clone()].find('"')?;
        let last = text[within.clone()].rfind('"')?;
        let end = within.start + last + 1;
        let is_open = first == last;
        Some(within.start + first..if is_open { within.end } else { end })
    })
}

/// How long a text is up to the parenthesis that closes the one before it; in quotes, none does. Of one that is not closed, to
/// the end of its line; of a very long one, as far as it is looked at.
fn length_in_parentheses(text: &str) -> usize {
    let mut depth = 1;
    let mut in_quotes = false;
    let mut chars = text.char_indices();
    for (at, c) in chars.by_ref().take(MAX_CHARS_OF_SENSITIVE_CALL) {
        match c {
            // In JSON, the quotes of an expression are escaped.
            '"' => in_quotes = !in_quotes,
            '(' if !in_quotes => depth += 1,
            ')' if !in_quotes => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    match chars.next() {
        Some((at, _)) => at,
        None => text.find('\n').unwrap_or(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_calls_are_found() {
        for (text, expected) in [
            (r#"s = sensitive("abc")"#, &[r#""abc""#][..]),
            (r#"s = sensitive ( lower("a)c") ) # "no""#, &[r#""a)c""#]),
            (r#"[sensitive("a"), sensitive("b")]"#, &[r#""a""#, r#""b""#]),
            (r#"{"s": "${sensitive(\"abc\")}"}"#, &[r#""abc\""#]),
            ("s = sensitive(\"abc\nt = 1", &["\"abc"]),
            (r#"s = nonsensitive("abc")"#, &[]),
            ("s = sensitive(var.s)", &[]),
            ("sensitive = true", &[]),
        ] {
            let found: Vec<&str> = texts(text).map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
