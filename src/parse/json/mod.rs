//! JSON to [`Node`], through `serde_json`'s `RawValue` for exact byte spans.
//!
//! A `RawValue` borrowed from the text is a slice of it: its address less the text's is its offset. Each collection is
//! read one level at a time, so depth and size are bounded by us.

mod embedded;
mod errors;

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

pub use embedded::embedded_text;

use super::{Entry, MAX_DEPTH, MAX_NODES, Node, Parsed, Scalar, Value};
use crate::diagnostic::Unreadable;
use crate::source::{Input, Span};

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
            reader.errors.push(errors::explain(input, &error));
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

/// The JSON that a text holds from its first line that begins with `{` or `[` on: programs print warnings before it. `None`
/// where no line does.
#[must_use]
pub fn after_preamble<'a>(input: &Input<'a>) -> Option<Input<'a>> {
    let mut start = 0;
    for line in input.text.split_inclusive('\n') {
        if line.trim_start().starts_with(['{', '[']) {
            return Some(input.slice(start..input.text.len()));
        }
        start += line.len();
    }
    None
}

/// Where a slice of a text lies in it, in bytes.
fn range_in(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

struct Reader<'a> {
    input: &'a Input<'a>,
    nodes: usize,
    errors: Vec<Unreadable>,
}

impl Reader<'_> {
    fn node(&mut self, raw: &str, depth: usize) -> Option<Node> {
        let span = self.input.span(range_in(self.input.text, raw));
        self.nodes += 1;
        let too_deep = depth >= MAX_DEPTH && raw.starts_with(['{', '[']);
        if too_deep || self.nodes > MAX_NODES {
            if self.errors.is_empty() {
                self.errors.push(Unreadable {
                    span: Span {
                        end: span.start + 1,
                        ..span
                    },
                    message: if too_deep {
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
            b'"' => Value::Scalar(Scalar::String(embedded::text_of(raw))),
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

#[cfg(test)]
mod tests;
