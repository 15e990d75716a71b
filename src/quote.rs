//! Values as messages quote them.

use crate::limits::MAX_QUOTED_CHARS;

/// A text as it is quoted: cut, on one line, and without characters that are not seen.
pub(crate) fn quoted(text: &str) -> String {
    let mut out: String = text
        .chars()
        .take(MAX_QUOTED_CHARS)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if out.len() < text.len() && text.chars().nth(MAX_QUOTED_CHARS).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_chars() {
        assert_eq!(quoted("short"), "short");
        assert_eq!(quoted(&"é".repeat(64)), "é".repeat(64));
        assert_eq!(quoted(&"é".repeat(65)), format!("{}…", "é".repeat(64)));
        assert_eq!(quoted("a\nb\u{1b}c"), "a\u{fffd}b\u{fffd}c");
    }
}
