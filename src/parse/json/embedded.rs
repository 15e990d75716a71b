//! The text that a JSON string holds, and where each part of it stands in the file.

use crate::parse::{EmbeddedText, Node};
use crate::source::Input;

/// The text that a string holds. `input` is the one the node was read from. `None` for what is no string.
#[must_use]
pub fn embedded_text(input: &Input<'_>, node: &Node) -> Option<EmbeddedText> {
    let text = node.as_str()?;
    let span = node.span.range();
    let shift = input.offset(0);
    let raw = input
        .text
        .get(span.start.checked_sub(shift)?..span.end.checked_sub(shift)?)?;
    unescape(raw, span.start)?.checked(text)
}

/// The text that a string's source holds, quotes included, which starts at an offset of the file. `None` for what is no string.
#[must_use]
pub fn text_at(raw: &str, start: usize) -> Option<EmbeddedText> {
    let embedded = unescape(raw, start)?;
    let text = serde_json::from_str::<String>(raw).ok()?;
    embedded.checked(&text)
}

/// A string's text. A lone surrogate has none; it becomes U+FFFD.
pub(super) fn text_of(raw: &str) -> String {
    serde_json::from_str(raw).unwrap_or_else(|_| {
        unescape(raw, 0)
            .map(|embedded| embedded.text)
            .unwrap_or_default()
    })
}

/// Decodes a string's source, quotes included, that starts at an offset of the file.
fn unescape(raw: &str, start: usize) -> Option<EmbeddedText> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = EmbeddedText::default();
    let mut at = 0;
    let start = start + 1;
    out.put("", start..start);
    while let Some(rest) = inner.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        if plain > 0 {
            out.put(&rest[..plain], start + at..start + at + plain);
            at += plain;
            continue;
        }
        let (decoded, length) = match rest.as_bytes().get(1)? {
            b'n' => ('\n', 2),
            b't' => ('\t', 2),
            b'r' => ('\r', 2),
            b'b' => ('\u{8}', 2),
            b'f' => ('\u{c}', 2),
            b'u' => unicode_escape(rest),
            other => (char::from(*other), 2),
        };
        out.put(
            decoded.encode_utf8(&mut [0; 4]),
            start + at..start + at + length,
        );
        at += length;
    }
    Some(out)
}

/// The char of `\uXXXX` or of a surrogate pair of them, and how many bytes it took.
fn unicode_escape(source: &str) -> (char, usize) {
    let unit = |at: usize| {
        source
            .get(at..at + 6)
            .filter(|text| text.starts_with("\\u"))
            .and_then(|text| u16::from_str_radix(&text[2..], 16).ok())
    };
    let Some(one) = unit(0) else {
        return (char::REPLACEMENT_CHARACTER, 2);
    };
    if let (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) = (one, unit(6))
        && let Some(Ok(c)) = char::decode_utf16([one, low]).next()
    {
        return (c, 12);
    }
    let c = char::from_u32(u32::from(one)).unwrap_or(char::REPLACEMENT_CHARACTER);
    (c, 6)
}
