//! JSON to [`Node`], through `serde_json`'s `RawValue` for exact byte spans.
//!
//! A `RawValue` borrowed from the text is a slice of it: its address less the text's is its offset. Each collection is
//! read one level at a time, so depth and size are bounded by us.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Entry, MAX_DEPTH, MAX_NODES, Node, Parsed, Scalar, SyntaxError, Value};
use crate::source::Input;

/// Reads one JSON text. The tree is `None` where nothing could be read.
#[must_use]
pub fn parse(input: &Input<'_>) -> Parsed<Option<Node>> {
    let mut reader = Reader {
        input,
        nodes: 0,
        errors: Vec::new(),
    };
    let tree = match serde_json::from_str::<&RawValue>(input.text) {
        Ok(raw) => reader.node(raw.get(), 0),
        Err(error) => {
            reader.errors.push(syntax_error(input, &error));
            None
        }
    };
    Parsed {
        tree,
        errors: reader.errors,
    }
}

/// The members of an object without the tree: each key and the bytes of its value, for looking at a large file's shape.
/// `None` for what is no object or no JSON.
#[must_use]
pub fn members(text: &str) -> Option<Vec<(String, Range<usize>)>> {
    let members: Members<'_> = serde_json::from_str(text).ok()?;
    Some(
        members
            .0
            .into_iter()
            .filter_map(|(key, value)| {
                let key = serde_json::from_str(key.get()).ok()?;
                Some((key, range_in(text, value.get())))
            })
            .collect(),
    )
}

/// The elements of an array without the tree: the bytes of each. `None` for what is no array or no JSON.
#[must_use]
pub fn elements(text: &str) -> Option<Vec<Range<usize>>> {
    let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(
        elements
            .into_iter()
            .map(|element| range_in(text, element.get()))
            .collect(),
    )
}

/// Where a slice of a text lies in it, in bytes.
fn range_in(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

struct Reader<'a> {
    input: &'a Input<'a>,
    nodes: usize,
    errors: Vec<SyntaxError>,
}

impl Reader<'_> {
    fn node(&mut self, raw: &str, depth: usize) -> Option<Node> {
        let span = self.input.span(range_in(self.input.text, raw));
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            if self.errors.is_empty() {
                self.errors.push(SyntaxError {
                    span: span.before(),
                    message: if depth > MAX_DEPTH {
                        format!("The JSON is nested more than {MAX_DEPTH} levels deep")
                    } else {
                        format!("The JSON has more than {MAX_NODES} values")
                    },
                    label: "not read from here on".into(),
                    help: None,
                    others: Vec::new(),
                });
            }
            return None;
        }
        let value = match raw.as_bytes().first()? {
            b'{' => {
                let members: Members<'_> = serde_json::from_str(raw).ok()?;
                let mut entries = Vec::with_capacity(members.0.len());
                for (key, value) in members.0 {
                    if let (Some(key), Some(value)) = (
                        self.node(key.get(), depth + 1),
                        self.node(value.get(), depth + 1),
                    ) {
                        entries.push(Entry { key, value });
                    }
                }
                Value::Map(entries)
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
                Value::List(
                    items
                        .into_iter()
                        .filter_map(|item| self.node(item.get(), depth + 1))
                        .collect(),
                )
            }
            b'"' => Value::Scalar(Scalar::String(text_of(raw))),
            b't' => Value::Scalar(Scalar::Bool(true)),
            b'f' => Value::Scalar(Scalar::Bool(false)),
            b'n' => Value::Scalar(Scalar::Null),
            _ => Value::Scalar(Scalar::Number(raw.to_owned())),
        };
        Some(Node {
            span,
            tag: None,
            anchored_at: None,
            value,
        })
    }
}

/// A string's text. A lone surrogate has none; it becomes U+FFFD, as most readers make it.
fn text_of(raw: &str) -> String {
    serde_json::from_str(raw).unwrap_or_else(|_| unescape(raw).0)
}

/// The text of a string's source (quotes included) and, for each char of it, where it stands there.
fn unescape(raw: &str) -> (String, Vec<(usize, usize)>) {
    let inner = raw.strip_prefix('"').unwrap_or(raw);
    let mut text = String::with_capacity(inner.len());
    let mut pieces = vec![(0, 1)];
    let mut at = 0;
    while let Some(c) = inner[at..].chars().next() {
        if c == '"' {
            break;
        }
        if c != '\\' {
            text.push(c);
            at += c.len_utf8();
            continue;
        }
        let escape = inner[at + 1..].chars().next().unwrap_or('\\');
        pieces.push((text.len(), at + 1));
        let (decoded, length) = match escape {
            'n' => ('\n', 2),
            't' => ('\t', 2),
            'r' => ('\r', 2),
            'b' => ('\u{8}', 2),
            'f' => ('\u{c}', 2),
            'u' => unicode_escape(&inner[at..]),
            other => (other, 1 + other.len_utf8()),
        };
        text.push(decoded);
        at = (at + length).min(inner.len());
        pieces.push((text.len(), at + 1));
    }
    pieces.dedup_by_key(|piece| piece.0);
    (text, pieces)
}

/// The char of `\uXXXX` or of a pair of them, and how many bytes it took.
fn unicode_escape(source: &str) -> (char, usize) {
    let unit = |at: usize| {
        source
            .get(at..at + 6)
            .filter(|text| text.starts_with("\\u"))
            .and_then(|text| u16::from_str_radix(&text[2..], 16).ok())
    };
    match (unit(0), unit(6)) {
        (Some(high @ 0xD800..=0xDBFF), Some(low)) => match char::decode_utf16([high, low]).next() {
            Some(Ok(c)) => (c, 12),
            _ => (char::REPLACEMENT_CHARACTER, 6),
        },
        (Some(one), _) => (
            char::from_u32(u32::from(one)).unwrap_or(char::REPLACEMENT_CHARACTER),
            6,
        ),
        (None, _) => (char::REPLACEMENT_CHARACTER, 2),
    }
}

/// A string's text and the way from its offsets to the file's: (offset in the text, offset in the file).
/// `None` for what is no string of this input's text.
#[must_use]
pub fn unfold(input: &Input<'_>, node: &Node) -> Option<(String, Vec<(usize, usize)>)> {
    node.as_str()?;
    let shift = input.offset(0);
    let start = node.span.range().start.checked_sub(shift)?;
    let raw = input
        .text
        .get(start..node.span.range().end.checked_sub(shift)?)?;
    let (text, pieces) = unescape(raw.starts_with('"').then_some(raw)?);
    Some((
        text,
        pieces
            .into_iter()
            .map(|(inner, outer)| (inner, node.span.range().start + outer))
            .collect(),
    ))
}

/// An object's members in order, duplicates and all.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
                Err(serde::de::Error::custom("not an object"))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// Where and why the text is no JSON, with its own words for the everyday reasons.
fn syntax_error(input: &Input<'_>, error: &serde_json::Error) -> SyntaxError {
    let text = input.text;
    let line_start = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum::<usize>();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let rest = &text[at..];
    let before = text[..at].trim_end();
    let (message, label, help) = if text.trim().is_empty() {
        ("The file is empty".to_owned(), "nothing here", None)
    } else if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
        (
            "JSON has no comments".to_owned(),
            "a comment",
            Some("Remove the comment, or write the template in YAML."),
        )
    } else if rest.starts_with(['}', ']']) && before.ends_with(',') {
        (
            "JSON allows no comma after the last member".to_owned(),
            "nothing follows the comma before this",
            Some("Remove the comma."),
        )
    } else if rest.starts_with('\'') {
        (
            "JSON strings stand in double quotes".to_owned(),
            "a single quote",
            Some("Write \" instead of '."),
        )
    } else if error.is_eof() {
        (
            "The JSON ends in the middle of a value".to_owned(),
            "the end of the file",
            Some("Look for a bracket or quote that is not closed."),
        )
    } else {
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        (format!("The JSON cannot be parsed: {words}"), "here", None)
    };
    let end = rest
        .chars()
        .next()
        .filter(|c| *c != '\n')
        .map_or(at, |c| at + c.len_utf8());
    SyntaxError {
        span: input.span(at..end),
        message,
        label: label.to_owned(),
        help: help.map(str::to_owned),
        others: Vec::new(),
    }
}
