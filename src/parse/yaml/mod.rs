//! YAML to [`Node`], through granit-parser's events.

mod document;
mod embedded;
mod errors;
mod merge;
mod scalar;

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span as EventSpan, StructureStyle};

use document::{Anchored, Document, Open};
pub use embedded::embedded_text;
pub use merge::{merge_again, unmerged};
pub use scalar::plain_scalar;

use super::limits::{MAX_BYTES_READ_AGAIN, MAX_YAML_ERRORS, MIN_TIGHT_COMMENTS};
use super::{Entry, MAX_ALIASED, MAX_NODES, MAX_TREE_DEPTH, Node, Parsed, Tag, Value};
use crate::diagnostic::Unreadable;
use crate::source::Input;

/// How many comments without a space before them a text of a length may have.
pub(crate) fn tight_comments_in(length: usize) -> usize {
    (MAX_BYTES_READ_AGAIN / length.max(1)).max(MIN_TIGHT_COMMENTS)
}

/// Says beside the last error that is told that there may be more.
fn say_there_is_more(last: &mut Unreadable) {
    let more = "; the documents behind this one are not read";
    last.message.to_mut().push_str(more);
}

/// Reads the documents of one YAML text. A document with an error is left out: nothing half-read is judged. Reading goes
/// on with the next document.
#[must_use]
pub fn parse(input: &Input<'_>) -> Parsed<Vec<Node>> {
    parse_within(input, MAX_ALIASED)
}

/// The same where aliases may stand for so many nodes, beside two for each that is written.
pub(crate) fn parse_within(input: &Input<'_>, may_alias: usize) -> Parsed<Vec<Node>> {
    let mut blanked: Option<String> = None;
    for _ in 0..tight_comments_in(input.text.len()) {
        let text = blanked.as_deref().unwrap_or(input.text);
        let mut input = input.clone();
        input.text = text;
        match read_documents(&input, may_alias) {
            Ok(parsed) => return parsed,
            Err(comment) => blanked = Some(without(text, comment)),
        }
    }
    let mut input = input.clone();
    input.text = blanked.as_deref().unwrap_or(input.text);
    read_documents(&input, may_alias).unwrap_or_else(|comment| {
        let span = input.span(comment);
        Parsed {
            tree: Vec::new(),
            errors: vec![errors::at(
                span,
                "A comment must have a space before it",
                "no space before this",
                None,
            )],
        }
    })
}

/// The text with spaces for some bytes of it, so that all else keeps its place.
fn without(text: &str, range: Range<usize>) -> String {
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..range.start]);
    out.extend(std::iter::repeat_n(' ', range.len()));
    out.push_str(&text[range.end..]);
    out
}

/// Reads one text. The error is a comment that follows a value without a space: YAML wants one, yet libyaml and those that
/// go by it, `PyYAML` among them, do not, and templates that have such comments deploy.
fn read_documents(input: &Input<'_>, may_alias: usize) -> Result<Parsed<Vec<Node>>, Range<usize>> {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        block_scalar_eof_without_line_feed: true,
        flow_nesting_limit: MAX_TREE_DEPTH,
        block_nesting_limit: MAX_TREE_DEPTH,
    };
    let mut parser = Parser::new_from_str_with_options(input.text, options);
    let mut reader = Reader {
        input,
        has_aliases: memchr::memchr(b'*', input.text.as_bytes()).is_some(),
        document: Document::default(),
        may_alias,
        nodes: 0,
        aliased: 0,
        copied: 0,
        documents: Vec::new(),
    };
    let mut errors = Vec::new();
    while let Some(next) = parser.next_event() {
        let error = match next {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => reader.take(event, &span).err(),
            Err(error) => {
                if let Some(comment) = errors::tight_comment(input.text, &error) {
                    return Err(comment);
                }
                if error.kind() == &ErrorKind::ExpectedDocumentStart {
                    // The document before was not at its end, after all.
                    reader.documents.pop();
                }
                Some(errors::explain(input, &reader.document, &error))
            }
        };
        if let Some(error) = error {
            reader.document = Document {
                start: reader.document.end,
                end: reader.document.end,
                ..Document::default()
            };
            errors.push(error);
            if reader.is_full() || !matches!(parser.proceed_next_document(), Ok(true)) {
                break;
            }
            if errors.len() == MAX_YAML_ERRORS {
                if let Some(last) = errors.last_mut() {
                    say_there_is_more(last);
                }
                break;
            }
        }
    }
    Ok(Parsed {
        tree: reader.documents,
        errors,
    })
}

struct Reader<'a> {
    input: &'a Input<'a>,
    has_aliases: bool,
    document: Document,
    /// How many nodes aliases may stand for, beside two for each that is written.
    may_alias: usize,
    /// Nodes of all documents, those that aliases stand for included.
    nodes: usize,
    /// Those of them that aliases stand for.
    aliased: usize,
    /// Nodes copied so that aliases can refer to them.
    copied: usize,
    documents: Vec<Node>,
}

impl Reader<'_> {
    fn is_full(&self) -> bool {
        self.nodes > MAX_NODES || self.has_copied_too_much()
    }

    /// Whether aliases stand for too many nodes, or too many are kept for them.
    fn has_copied_too_much(&self) -> bool {
        let written = self.nodes - self.aliased;
        self.aliased.max(self.copied) > self.may_alias + 2 * written
    }

    fn take(&mut self, event: Event<'_>, span: &EventSpan) -> Result<(), Unreadable> {
        let range = span.byte_range().unwrap_or(0..0);
        let end = range.end;
        match event {
            Event::DocumentStart(explicit, _) => {
                // Without a `---`, its first token's start is told, or that of its text where it is a block scalar.
                let start = if explicit { end } else { self.document.start };
                self.document = Document {
                    start,
                    end: start,
                    ..Document::default()
                };
                return Ok(());
            }
            Event::DocumentEnd => {
                self.documents.extend(self.document.root.take());
                self.document.start = end;
            }
            Event::Scalar(text, style, anchor, tag) => {
                let range = self.scalar_range(range, style);
                let node = Node {
                    span: self.input.span(range.clone()),
                    tag: tag
                        .as_deref()
                        .and_then(|tag| scalar::local_tag(self.input, tag, span)),
                    anchored_at: None,
                    value: Value::Scalar(scalar::value(&text, style, tag.as_deref())),
                };
                self.nodes += 1;
                self.anchor(anchor, &node, 0)?;
                self.add(node, range.end, 0)?;
            }
            Event::SequenceStart(style, anchor, ref tag)
            | Event::MappingStart(style, anchor, ref tag) => {
                let tag = tag
                    .as_deref()
                    .and_then(|tag| scalar::local_tag(self.input, tag, span));
                let is_map = matches!(event, Event::MappingStart(..));
                self.open(range, tag, anchor, is_map, style == StructureStyle::Flow)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&range)?,
            Event::Anchor(_, name) => self.document.anchor_names.push(name.into_owned()),
            Event::Alias(id) => self.alias(id, range)?,
            Event::UnresolvedAlias(name) => {
                let names = &self.document.anchor_names;
                return Err(errors::unknown_alias(self.input.span(range), &name, names));
            }
            _ => {}
        }
        // An anchor's event comes after its node's.
        self.document.end = self.document.end.max(end);
        Ok(())
    }

    /// The bytes of a scalar: for a block scalar, from its `|` or `>` to its last word.
    fn scalar_range(&mut self, range: Range<usize>, style: ScalarStyle) -> Range<usize> {
        let text = self.input.text;
        match style {
            ScalarStyle::Plain => {
                // An empty value is told to be before its key's colon.
                let start = match text.as_bytes().get(range.start) {
                    Some(b':') if range.is_empty() => range.start + 1,
                    _ => range.start,
                };
                let range = start..range.end.max(start);
                self.document.plain = range.clone();
                range
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let from = self.document.end.min(range.start);
                let start =
                    indicator(&text[from..range.end], b"|>").map_or(range.start, |at| from + at);
                let end = start + text[start..range.end].trim_end().len();
                self.document.texts.push(start..range.end);
                start..end
            }
            _ => {
                self.document.texts.push(range.clone());
                range
            }
        }
    }

    fn open(
        &mut self,
        range: Range<usize>,
        tag: Option<Box<Tag>>,
        anchor: usize,
        is_map: bool,
        is_flow: bool,
    ) -> Result<(), Unreadable> {
        if let Some(parent) = self.document.open.last()
            && is_map
            && is_flow
            && parent.is_map
            && parent.is_flow
            && parent.key.is_none()
            && parent.entries.is_empty()
            && parent.start + 1 == range.start
        {
            // YAML reads an unquoted `{{ x }}` as a map that is a key of a map; nobody means that.
            return Err(errors::template_marker(self.input, parent.start));
        }
        if self.document.open.len() >= MAX_TREE_DEPTH {
            return Err(errors::too_deep(self.input.span(range)));
        }
        // A list that is not indented is told to start with its first item.
        let gap = self.document.end.min(range.start);
        let start = match self.document.open.last() {
            Some(parent) if parent.is_map && !is_map && !is_flow => {
                indicator(&self.input.text[gap..range.start], b"-").map(|at| gap + at)
            }
            _ => None,
        };
        self.document.open.push(Open {
            start: start.unwrap_or(range.start),
            end: range.end,
            tag,
            anchor,
            height: 0,
            items: Vec::new(),
            entries: Vec::new(),
            key: None,
            is_map,
            is_flow,
        });
        self.nodes += 1;
        Ok(())
    }

    fn close(&mut self, range: &Range<usize>) -> Result<(), Unreadable> {
        let Some(open) = self.document.open.pop() else {
            return Ok(());
        };
        // A flow collection ends with its bracket. A block one has no end of its own: its last child is where it ends.
        let end = if range.is_empty() {
            open.end
        } else {
            range.end
        };
        let value = if open.is_map {
            let mut entries = open.entries;
            entries.shrink_to_fit();
            Value::Map(merge::merge(entries)?)
        } else {
            let mut items = open.items;
            items.shrink_to_fit();
            Value::List(items)
        };
        let node = Node {
            span: self.input.span(open.start..end),
            tag: open.tag,
            anchored_at: None,
            value,
        };
        let height = open.height + 1;
        self.anchor(open.anchor, &node, height)?;
        self.add(node, end, height)
    }

    /// Keeps a value for aliases to it; `anchor` is 0 where it has none.
    fn anchor(&mut self, anchor: usize, node: &Node, height: usize) -> Result<(), Unreadable> {
        if anchor == 0 || !self.has_aliases {
            return Ok(());
        }
        let size = node.size();
        self.copied += size;
        if self.has_copied_too_much() {
            return Err(errors::too_many_copies(node.span));
        }
        let node = node.clone();
        let anchored = Anchored { node, size, height };
        self.document.anchors.insert(anchor, anchored);
        Ok(())
    }

    /// Puts a value where it belongs; `end` is its end in the text.
    fn add(&mut self, node: Node, end: usize, height: usize) -> Result<(), Unreadable> {
        if self.nodes > MAX_NODES {
            return Err(errors::too_large(node.span));
        }
        match self.document.open.last_mut() {
            Some(open) => {
                open.height = open.height.max(height);
                open.end = end;
                match open.key.take() {
                    _ if !open.is_map => open.items.push(node),
                    Some(key) => open.entries.push(Entry { key, value: node }),
                    None => open.key = Some(node),
                }
            }
            None => self.document.root = Some(node),
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, range: Range<usize>) -> Result<(), Unreadable> {
        let span = self.input.span(range.clone());
        let Some(anchored) = self.document.anchors.get(&id) else {
            return Err(errors::at(
                span,
                "The alias stands inside the value it refers to",
                "refers to what it is a part of",
                None,
            ));
        };
        let height = anchored.height;
        if self.document.open.len() + height > MAX_TREE_DEPTH {
            return Err(errors::too_deep(span));
        }
        self.nodes += anchored.size;
        self.aliased += anchored.size;
        if self.nodes > MAX_NODES || self.has_copied_too_much() {
            return Err(errors::too_many_copies(span));
        }
        let node = Node {
            span,
            // An alias of an alias's value keeps the place where it is written.
            anchored_at: Some(anchored.node.span),
            ..anchored.node.clone()
        };
        self.add(node, range.end, height)
    }
}

/// Where one of some indicators is, in a text of nothing but indicators, white space, tags, anchors and comments.
fn indicator(text: &str, of: &[u8]) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let starts_token = at == 0 || bytes[at - 1].is_ascii_whitespace();
        match byte {
            _ if of.contains(&byte) => return Some(at),
            b'#' if starts_token => at += memchr::memchr(b'\n', &bytes[at..])?,
            b'!' | b'&' => {
                let token = &bytes[at..];
                at += token.iter().position(u8::is_ascii_whitespace)?;
            }
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests;
