//! Values as messages quote them.

use std::borrow::Cow;

use crate::cut::cut;
use crate::limits::{MAX_BYTES_BEFORE_QUOTED, MAX_BYTES_OF_TEXT, MAX_QUOTED_CHARS};
use crate::url_secrets::without_secrets;

/// A text as it is quoted: cut, on one line, without the passwords in URLs and without characters that are not seen.
pub(crate) fn quoted(text: &str) -> String {
    let text = &*without_secrets(shown_at_most(text));
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

/// A text that is said, a sentence or a name: without the passwords in URLs, and cut where it is longer than anyone reads.
pub(crate) fn as_said(text: &str) -> Cow<'_, str> {
    match without_secrets(shown_at_most(text)) {
        Cow::Borrowed(_) if text.len() <= MAX_BYTES_OF_TEXT => Cow::Borrowed(text),
        shown => Cow::Owned(cut(shown.into_owned(), MAX_BYTES_OF_TEXT)),
    }
}

/// So much of a text that whatever is shown of it is known for a secret, if it is one.
fn shown_at_most(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_BYTES_BEFORE_QUOTED)]
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
        // What is cut off would have told that it is one.
        let password = "p".repeat(99);
        let quoted = quoted(&format!("https://user:{password}@host"));
        assert_eq!(quoted, "https://user:…@host");
    }
}
