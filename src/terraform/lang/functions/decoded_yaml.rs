//! YAML as `yamldecode` reads it.
//!
//! Source: `go-cty-yaml`, `decode.go` and `resolve.go`: one document, read event by event; of equal keys the last counts, one
//! that `<<` brings among them; a key is a scalar. Where later versions differ, the result is not known.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};

use super::yaml_scalar::{self, Scalar};
use crate::parse::MAX_TREE_DEPTH;
use crate::parse::yaml::tight_comments_in;
use crate::resolved::{Resolved, Syntax};
use crate::source::Span;
use crate::terraform::lang::json_values::of_data;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::MAX_YAML_NODES;

/// The value of a YAML text, which may be that of a file as a whole.
pub(super) fn decode(given: &str, file: Option<Span>) -> Resolved<Value> {
    let mut text = given.strip_prefix('\u{feff}').unwrap_or(given).to_owned();
    for _ in 0..tight_comments_in(given.len()) {
        match read(&text, file.filter(|_| text == given)) {
            Ok(value) => return value,
            // To the library it is a comment all the same.
            Err(comment) => text.replace_range(comment, ""),
        }
    }
    Resolved::unknown("the YAML has too many comments without a space before them")
}

/// The error is a comment that follows a value without a space.
fn read(given: &str, file: Option<Span>) -> Result<Resolved<Value>, Range<usize>> {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        block_scalar_eof_without_line_feed: true,
        flow_nesting_limit: MAX_TREE_DEPTH,
        block_nesting_limit: MAX_TREE_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(given, options);
    let mut reader = Reader {
        file,
        ..Reader::default()
    };
    while let Some(next) = parser.next_event() {
        let taken = match next {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => reader.take(event, span.byte_range()),
            Err(error) if error.kind() == &ErrorKind::RecursionLimitExceeded => Err(too_deep()),
            Err(error) => match tight_comment(given, &error) {
                Some(comment) => return Err(comment),
                None => Err(refused("it is no YAML")),
            },
        };
        if let Err(instead) = taken {
            return Ok(instead);
        }
    }
    let nothing = || refused("it holds no YAML document");
    Ok(reader.root.unwrap_or_else(nothing))
}

fn tight_comment(text: &str, error: &ScanError) -> Option<Range<usize>> {
    let start = error.marker().byte_offset()?;
    let rest = text.get(start..)?;
    if error.kind() != &ErrorKind::CommentNotSeparated || !rest.starts_with('#') {
        return None;
    }
    let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
    Some(start..start + length)
}

fn refused(why: &str) -> Resolved<Value> {
    Resolved::malformed(why).remedied("Correct the YAML that is decoded")
}

fn too_deep() -> Resolved<Value> {
    Resolved::unknown("the YAML is nested too deeply to follow")
}

#[derive(Default)]
struct Reader {
    /// The file that has the text as a whole.
    file: Option<Span>,
    open: Vec<Open>,
    /// What aliases stand for, and how many values are in it.
    anchors: HashMap<usize, (Resolved<Value>, usize)>,
    nodes: usize,
    /// How many values were copied for aliases.
    copied: usize,
    root: Option<Resolved<Value>>,
}

/// A collection that is being read.
struct Open {
    anchor: usize,
    nodes_before: usize,
    content: Content,
}

enum Content {
    List(Vec<Resolved<Value>>),
    Map {
        members: BTreeMap<String, Resolved<Value>>,
        /// The key whose value comes next.
        key: Option<Key>,
    },
}

enum Key {
    Member(String),
    /// `<<`: the members of what comes next become those of this map.
    Merge,
}

/// The error is what the whole text comes to.
type Taken = Result<(), Resolved<Value>>;

impl Reader {
    fn take(&mut self, event: Event<'_>, range: Option<Range<usize>>) -> Taken {
        match event {
            Event::DocumentStart(_, Some(_)) => Err(refused("it has a `%YAML` directive")),
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(refused("it holds several YAML documents"))
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| {
                    let (handle, suffix) = tag.parts();
                    format!("{handle}{suffix}")
                });
                self.scalar(&text, style, anchor, (tag.as_deref(), range))
            }
            Event::SequenceStart(_, anchor, tag) => {
                let tag = tag.as_deref().map(granit_parser::Tag::core_suffix);
                self.open(anchor, matches!(tag, None | Some(Some("seq"))), false)
            }
            Event::MappingStart(_, anchor, tag) => {
                let tag = tag.as_deref().map(granit_parser::Tag::core_suffix);
                self.open(anchor, matches!(tag, None | Some(Some("map"))), true)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(id) => self.alias(id),
            Event::UnresolvedAlias(_) => Err(refused("an alias in it refers to nothing")),
            _ => Ok(()),
        }
    }

    /// Where a key comes next: the place for it.
    fn key_place(&mut self) -> Option<&mut Option<Key>> {
        match self.open.last_mut().map(|open| &mut open.content) {
            Some(Content::Map { key, .. }) if key.is_none() => Some(key),
            _ => None,
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        (tag, range): (Option<&str>, Option<Range<usize>>),
    ) -> Taken {
        if let Some(place) = self.key_place() {
            let is_merge = match tag {
                None => text == "<<",
                Some(tag) => tag == "tag:yaml.org,2002:merge",
            };
            *place = Some(if is_merge {
                Key::Merge
            } else {
                Key::Member(key(text, style, tag)?)
            });
            return Ok(());
        }
        let value = match yaml_scalar::resolve(text, style, tag) {
            Ok(Scalar::Of(value)) => {
                let at = self.file.zip(range);
                let at = at.map(|(file, range)| file.part(range.start, range.len()));
                of_data(value, at, Syntax::Yaml)
            }
            Ok(infinite) => infinite.into_value(),
            Err(why) => return Err(refused(why)),
        };
        self.add(value, 1, anchor)
    }

    fn open(&mut self, anchor: usize, is_of_its_kind: bool, is_map: bool) -> Taken {
        if !is_of_its_kind {
            return Err(refused("it has a tag that is not known"));
        }
        if self.key_place().is_some() {
            return Err(refused("a key in it is no string"));
        }
        if self.open.len() + 1 >= MAX_TREE_DEPTH {
            return Err(too_deep());
        }
        let content = if is_map {
            Content::Map {
                members: BTreeMap::new(),
                key: None,
            }
        } else {
            Content::List(Vec::new())
        };
        self.open.push(Open {
            anchor,
            nodes_before: self.nodes,
            content,
        });
        Ok(())
    }

    fn close(&mut self) -> Taken {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let value = match open.content {
            Content::List(mut items) => {
                // There may be very many short ones.
                items.shrink_to_fit();
                Value::Tuple(items.into())
            }
            Content::Map { members, .. } => Value::Object(members.into()),
        };
        let size = self.nodes - open.nodes_before + 1;
        self.nodes = open.nodes_before;
        self.add(Resolved::known(value), size, open.anchor)
    }

    fn alias(&mut self, id: usize) -> Taken {
        if self.key_place().is_some() {
            return Err(refused("a key in it is no string"));
        }
        let Some((value, size)) = self.anchors.get(&id) else {
            return Err(refused("an alias in it refers to what it is a part of"));
        };
        if self.nodes + size > MAX_YAML_NODES {
            return Err(too_large());
        }
        let (value, size) = (value.clone(), *size);
        self.add(value, size, 0)
    }

    /// Puts a value of so many where it belongs, and keeps it for aliases; `anchor` is 0 where it has none.
    fn add(&mut self, value: Resolved<Value>, size: usize, anchor: usize) -> Taken {
        self.nodes += size;
        if anchor != 0 {
            self.copied += size;
        }
        if self.nodes.max(self.copied) > MAX_YAML_NODES {
            return Err(too_large());
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (value.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(value),
            Some(Content::List(items)) => items.push(value),
            Some(Content::Map { members, key }) => match key.take() {
                Some(Key::Member(name)) => {
                    members.insert(name, value);
                }
                _ => merge(members, &value)?,
            },
        }
        Ok(())
    }
}

fn too_large() -> Resolved<Value> {
    Resolved::unknown("the YAML holds too many values to follow")
}

fn key(text: &str, style: ScalarStyle, tag: Option<&str>) -> Result<String, Resolved<Value>> {
    let scalar = yaml_scalar::resolve(text, style, tag).map_err(refused)?;
    match scalar {
        Scalar::Infinite => Err(Resolved::unknown("a key of the YAML is infinite")),
        Scalar::Of(value) => value
            .as_text()
            .ok_or_else(|| refused("a key in it is null")),
    }
}

/// Source: versions up to 1.1 of the library, which Terraform 1.11 has, refuse a list of maps; later ones merge it.
fn merge(members: &mut BTreeMap<String, Resolved<Value>>, merged: &Resolved<Value>) -> Taken {
    match merged.value() {
        Some(Value::Object(brought)) => {
            members.extend(brought.clone());
            Ok(())
        }
        Some(Value::Tuple(_)) => Err(Resolved::unknown(
            "versions of Terraform differ about `<<` with a list in YAML",
        )),
        _ => Err(refused("`<<` in it merges what is no map")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_or_too_deep_is_unknown() {
        let levels = (1..40).map(|level| {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            format!("a{level}: &a{level} [{aliases}]\n")
        });
        let explodes = format!("a0: &a0 [x, x]\n{}", levels.collect::<String>());
        let deep = [
            "[".repeat(200) + &"]".repeat(200),
            "- ".repeat(200) + "1",
            "{a: ".repeat(200) + "1" + &"}".repeat(200),
        ];
        for text in deep.into_iter().chain([explodes]) {
            let decoded = decode(&text, None);
            assert!(matches!(decoded, Resolved::Unknown { .. }), "{decoded:?}");
        }
    }

    #[test]
    fn lists_beside_one_another_are_counted_once_each() {
        let decoded = decode(&"- [1, 2]\n".repeat(100), None);
        let items = decoded.value().and_then(Value::elements);
        assert_eq!(items.map(<[_]>::len), Some(100), "{decoded:?}");
    }

    #[test]
    fn what_versions_differ_about_is_unknown() {
        let decoded = decode("base: {on: true}\nlive:\n  <<: [{a: 1}, {b: 2}]\n", None);
        assert!(matches!(decoded, Resolved::Unknown { .. }), "{decoded:?}");
    }
}
