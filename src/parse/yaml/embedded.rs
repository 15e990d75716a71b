//! The text that a YAML string holds, and where each part of it stands in the file.

use std::ops::Range;

use crate::parse::{EmbeddedText, Node};
use crate::source::Input;

/// The text that a string holds. `input` is the one the node was read from. `None` for what is no string.
#[must_use]
pub fn embedded_text(input: &Input<'_>, node: &Node) -> Option<EmbeddedText> {
    let text = node.as_str()?;
    // An alias's text stands where the anchor is.
    let span = node.anchored_at.unwrap_or(node.span).range();
    let shift = input.offset(0);
    let raw = input
        .text
        .get(span.start.checked_sub(shift)?..span.end.checked_sub(shift)?)?;
    let start = span.start;
    let embedded = match raw.as_bytes().first() {
        Some(b'|' | b'>') => block(raw, start, text)?,
        Some(b'"') => flow(raw.strip_suffix('"')?, 1, Quotes::Double, start),
        Some(b'\'') => flow(raw.strip_suffix('\'')?, 1, Quotes::Single, start),
        _ => flow(raw, 0, Quotes::None, start),
    };
    embedded.checked(text)
}

/// A literal or folded scalar. What is not white space stands in its lines as it is; only indentation and line breaks
/// change, so text and source are walked side by side.
fn block(raw: &str, start: usize, text: &str) -> Option<EmbeddedText> {
    let mut out = EmbeddedText::default();
    let header = raw.find(['\n', '\r']).unwrap_or(raw.len());
    let mut last_end = header + break_length(&raw[header..]);
    let mut line_start = last_end;
    // Bytes of `text` that are put.
    let mut done = 0;
    while line_start < raw.len() {
        let line = &raw[line_start..];
        let content = &line[..line.find(['\n', '\r']).unwrap_or(line.len())];
        let words = content.trim_start_matches(' ');
        if !words.is_empty() {
            let gap = text[done..].len() - text[done..].trim_start_matches([' ', '\n']).len();
            let at = done + gap;
            if !text[at..].starts_with(words) {
                return None;
            }
            // Spaces of the text that begin its line stand before the words; one that folds a break does not.
            let kept = text[done..at].len() - text[done..at].trim_end_matches(' ').len();
            let begins_line = kept == gap && done == 0 || text[..at - kept].ends_with('\n');
            let kept = if begins_line { kept } else { 0 };
            let from = line_start + (content.len() - words.len()).checked_sub(kept)?;
            if at > done + kept {
                out.put(&text[done..at - kept], start + last_end..start + from);
            }
            out.put(&text[at - kept..at + words.len()], {
                start + from..start + line_start + content.len()
            });
            done = at + words.len();
            last_end = line_start + content.len();
        }
        line_start += content.len() + break_length(&line[content.len()..]).max(1);
    }
    if done < text.len() || out.offsets.pairs().is_empty() {
        out.put(&text[done..], start + last_end..start + raw.len());
    }
    Some(out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Single,
    Double,
}

/// A plain or quoted scalar: line breaks fold, escapes stand for something else.
///
/// Source: YAML 1.2.2, sections 7.3 and 6.5 (flow folding).
fn flow(raw: &str, first: usize, quotes: Quotes, start: usize) -> EmbeddedText {
    let mut out = EmbeddedText::default();
    let mut put = |decoded: &str, from: Range<usize>| {
        out.put(decoded, start + from.start..start + from.end);
    };
    let mut at = first;
    put("", at..at);
    while let Some(c) = raw.get(at..).and_then(|rest| rest.chars().next()) {
        let blank = raw[at..].len() - raw[at..].trim_start_matches([' ', '\t']).len();
        let next = match (quotes, c) {
            _ if breaks_at(raw, at + blank) => {
                let (next, breaks) = fold(raw, at + blank);
                let decoded = match breaks {
                    1 => " ".to_owned(),
                    more => "\n".repeat(more - 1),
                };
                put(&decoded, at..next);
                next
            }
            (Quotes::Single, '\'') => {
                let next = (at + 2).min(raw.len());
                put("'", at..next);
                next
            }
            (Quotes::Double, '\\') if breaks_at(raw, at + 1) => {
                let (next, breaks) = fold(raw, at + 1);
                put(&"\n".repeat(breaks - 1), at..next);
                next
            }
            (Quotes::Double, '\\') => {
                let (decoded, length) = escape(&raw[at..]);
                let next = (at + length).min(raw.len());
                put(decoded.encode_utf8(&mut [0; 4]), at..next);
                next
            }
            _ => {
                let next = at + blank.max(c.len_utf8());
                put(&raw[at..next], at..next);
                next
            }
        };
        at = next;
    }
    out
}

/// The bytes of the line break that a text starts with, 0 where it starts with none.
fn break_length(text: &str) -> usize {
    if text.starts_with("\r\n") {
        2
    } else {
        usize::from(text.starts_with(['\n', '\r']))
    }
}

fn breaks_at(raw: &str, at: usize) -> bool {
    raw.get(at..).is_some_and(|rest| break_length(rest) > 0)
}

/// Where the text goes on after line breaks and blank lines, and how many breaks there are.
fn fold(raw: &str, mut at: usize) -> (usize, usize) {
    let mut breaks = 0;
    loop {
        let rest = &raw[at..];
        let words = rest.trim_start_matches([' ', '\t']);
        let blank = rest.len() - words.len();
        let length = break_length(words);
        if length == 0 {
            return (at + blank, breaks);
        }
        breaks += 1;
        at += blank + length;
    }
}

/// The char that an escape stands for, and the escape's bytes.
///
/// Source: YAML 1.2.2, section 5.7.
fn escape(source: &str) -> (char, usize) {
    let hex = |from: usize, digits: usize| {
        source
            .get(from..from + digits)
            .and_then(|text| u32::from_str_radix(text, 16).ok())
    };
    let code = |digits: usize| {
        let c = hex(2, digits).and_then(char::from_u32);
        (c.unwrap_or(char::REPLACEMENT_CHARACTER), 2 + digits)
    };
    match source[1..].chars().next() {
        Some('0') => ('\0', 2),
        Some('a') => ('\u{7}', 2),
        Some('b') => ('\u{8}', 2),
        Some('t' | '\t') => ('\t', 2),
        Some('n') => ('\n', 2),
        Some('v') => ('\u{b}', 2),
        Some('f') => ('\u{c}', 2),
        Some('r') => ('\r', 2),
        Some('e') => ('\u{1b}', 2),
        Some('N') => ('\u{85}', 2),
        Some('_') => ('\u{a0}', 2),
        Some('L') => ('\u{2028}', 2),
        Some('P') => ('\u{2029}', 2),
        Some('x') => code(2),
        Some('U') => code(8),
        Some('u') => match (hex(2, 4), source.get(6..8), hex(8, 4)) {
            // A pair of surrogates, as JSON writes what lies past U+FFFF.
            (Some(high @ 0xD800..=0xDBFF), Some("\\u"), Some(low @ 0xDC00..=0xDFFF)) => {
                let c = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                (char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
            }
            _ => code(4),
        },
        Some(other) => (other, 1 + other.len_utf8()),
        None => ('\\', 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use crate::parse::{Node, Value};

    /// Reads the text that `body` holds as YAML, and gives back for each scalar in it the outer file's bytes and its text.
    fn through(outer: &str) -> Vec<(String, String)> {
        fn scalars<'a>(node: &'a Node, out: &mut Vec<&'a Node>) {
            match &node.value {
                Value::Scalar(_) => out.push(node),
                Value::List(items) => items.iter().for_each(|item| scalars(item, out)),
                Value::Map(entries) => {
                    for entry in entries {
                        scalars(&entry.key, out);
                        scalars(&entry.value, out);
                    }
                }
            }
        }
        let (file, root) = read(outer);
        let body = root.get("body").unwrap();
        let embedded = super::embedded_text(&file.input(), body).unwrap();
        assert_eq!(Some(embedded.text.as_str()), body.as_str());
        let inner = super::super::parse(&embedded.input(file.id()));
        assert_eq!(inner.errors, []);
        let mut out = Vec::new();
        inner.tree.iter().for_each(|node| scalars(node, &mut out));
        out.iter()
            .map(|node| {
                (
                    file.text()[node.span.range()].to_owned(),
                    node.scalar_text().unwrap_or_default(),
                )
            })
            .collect()
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    }

    #[test]
    fn an_embedded_block_leads_back_into_the_file() {
        let want = pairs(&[
            ("Ä", "Ä"),
            ("k", "k"),
            ("false", "false"),
            ("l", "l"),
            ("'x'", "x"),
        ]);
        for outer in [
            "body: |\n  Ä:\n    k: false\n    l: 'x'\nmore: 1\n",
            "body: |-\n  Ä:\n    k: false\n    l: 'x'",
            "\u{feff}body: |+ # why\r\n    Ä:\r\n\r\n      k: false\r\n\r\n      l: 'x'\r\n\r\n\r\n",
            "body: |1\n   Ä:\n     k: false\n     l: 'x'\n",
            "body: >\n  # folds\n\n  Ä:\n    k: false\n    l: 'x'\n",
            "body: &b |\n\n  Ä:\n    k: false\n    l: 'x'\nother: *b\n",
        ] {
            assert_eq!(through(outer), want, "{outer:?}");
        }
        // An alias's text stands where the anchor is.
        let alias = "one: &b |\n  Ä:\n    k: false\n    l: 'x'\nbody: *b\n";
        assert_eq!(through(alias), want);
        // A string of several lines has several lines in the file.
        assert_eq!(
            through("body: |\n    a: \"x\n      y\"\n    b: c\n"),
            pairs(&[
                ("a", "a"),
                ("\"x\n      y\"", "x y"),
                ("b", "b"),
                ("c", "c")
            ])
        );
        assert_eq!(
            through("body: >\n  [one,\n  two\n\n  ,three]\n"),
            pairs(&[("one", "one"), ("two", "two"), ("three", "three")])
        );
    }

    #[test]
    fn an_embedded_quoted_or_plain_string_leads_back_into_the_file() {
        assert_eq!(
            through(
                "body: \"{\\\"Ä\\\": \\\"f\\x61lse\\\",\\n \\u006b: tr\\u00fce,\\\n   l: [m,\n\n  \\  n]}\""
            ),
            pairs(&[
                ("\\\"Ä\\\"", "Ä"),
                ("\\\"f\\x61lse\\\"", "false"),
                ("\\u006b", "k"),
                ("tr\\u00fce", "trüe"),
                ("l", "l"),
                ("m", "m"),
                ("n", "n"),
            ])
        );
        assert_eq!(
            through("body: '{''Ä'': no,\r\n    k: ''it''''s''}'\r\n"),
            pairs(&[
                ("''Ä''", "Ä"),
                ("no", "no"),
                ("k", "k"),
                ("''it''''s''", "it's")
            ])
            .into_iter()
            .map(|(a, b)| (a, if b == "no" { "false".into() } else { b }))
            .collect::<Vec<_>>()
        );
        let (file, root) = read("body: [a,\n    b]\n");
        let list = root.get("body").unwrap();
        assert_eq!(super::embedded_text(&file.input(), list), None);
        assert_eq!(
            through("body: a,\n  b-é\n\n  c\n"),
            pairs(&[("a,\n  b-é\n\n  c", "a, b-é c")])
        );
    }
}
