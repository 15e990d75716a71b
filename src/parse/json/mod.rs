//! JSON to [`Node`], through `serde_json`'s `RawValue` for exact byte spans.
//!
//! A `RawValue` borrowed from the text is a slice of it: its address less the text's is its offset. Each collection is
//! read one level at a time, so depth and size are bounded by us.

mod embedded;
mod errors;

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

pub use embedded::{embedded_text, text_at};

use super::{Entry, MAX_NODES, MAX_TREE_DEPTH, Node, Parsed, Scalar, Value};
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

/// A place where JSON may begin in a text that other programs have printed into, too.
#[derive(Debug)]
pub struct Beginning<'a> {
    /// All from there on.
    pub from_there: Input<'a>,
    /// How long the value is that begins there; `None` where it is none, or not whole.
    pub whole: Option<usize>,
}

impl<'a> Beginning<'a> {
    /// What follows the value.
    #[must_use]
    pub fn behind(&self) -> &'a str {
        self.whole
            .and_then(|end| self.from_there.text.get(end..))
            .unwrap_or_default()
    }

    /// The value, as far as there is one.
    #[must_use]
    pub fn value(&self) -> Input<'a> {
        let end = self.whole.unwrap_or(self.from_there.text.len());
        self.from_there.slice(0..end)
    }
}

/// The places where JSON may begin: lines that begin with `{` or `[`, and the first `{` before a member behind what a program
/// puts before a line. What lies within a value is none.
pub fn beginnings<'a>(input: &Input<'a>) -> impl Iterator<Item = Beginning<'a>> {
    let mut next = 0;
    // Where the line goes on in which something begins that is no value.
    let mut goes_on = None;
    std::iter::from_fn(move || {
        loop {
            let is_start = goes_on.is_none();
            let from = goes_on.take().unwrap_or(next);
            let rest = input.text.get(from..).filter(|rest| !rest.is_empty())?;
            let line = rest.split_inclusive('\n').next().unwrap_or(rest);
            let at_start = line_start(line).filter(|_| is_start);
            let Some(at) = at_start.or_else(|| member_start(line, rest)) else {
                next = from + line.len();
                continue;
            };
            let from_there = input.slice(from + at..input.text.len());
            let whole = length_of_value(from_there.text);
            match whole {
                Some(length) => next = from + at + length,
                None if at_start.is_some() => goes_on = Some(from + at + 1),
                None => next = from + line.len(),
            }
            return Some(Beginning { from_there, whole });
        }
    })
}

/// Where a line begins, if that is with an object or a list.
fn line_start(line: &str) -> Option<usize> {
    let first = line.len() - line.trim_start().len();
    line[first..].starts_with(['{', '[']).then_some(first)
}

/// Where an object with members may begin in a line, of which the text goes on.
fn member_start(line: &str, rest: &str) -> Option<usize> {
    let at = line.find('{')?;
    rest[at + 1..].trim_start().starts_with('"').then_some(at)
}

/// How long the value is that a text begins with; `None` where it is none, or not whole.
fn length_of_value(text: &str) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(values.byte_offset())
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
        let too_deep = depth >= MAX_TREE_DEPTH && raw.starts_with(['{', '[']);
        if too_deep || self.nodes > MAX_NODES {
            if self.errors.is_empty() {
                self.errors.push(Unreadable {
                    span: Span {
                        end: span.start + 1,
                        ..span
                    },
                    message: if too_deep {
                        format!("The JSON is nested more than {MAX_TREE_DEPTH} levels deep").into()
                    } else {
                        format!("The JSON has more than {MAX_NODES} values").into()
                    },
                    label: "not read from here on".into(),
                    help: Some("Split the file.".into()),
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
                let items: Items<'_> = serde_json::from_str(raw).ok()?;
                Value::List(
                    items
                        .0
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

/// The items of an array, of those that are too many one more than are read.
struct Items<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Items<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.truncate(MAX_NODES);
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(InOrder)
    }
}

#[cfg(test)]
mod tests;
