//! YAML to [`Node`], through granit-parser's events.
//!
//! Plain scalars are read as YAML 1.1 reads them, as CloudFormation's templates are ("CloudFormation supports the YAML
//! Version 1.1 specification", user guide, "Template formats").

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Tag as EventTag};

use super::{Entry, MAX_DEPTH, MAX_NODES, Node, Parsed, Scalar, SyntaxError, Tag, Value};
use crate::source::{Input, Span};

/// Reads the documents of one YAML text. A document that an error cuts off is left out: nothing half-read is judged.
#[must_use]
pub fn parse(input: &Input<'_>) -> Parsed<Vec<Node>> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder {
        input,
        open: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        documents: Vec::new(),
        errors: Vec::new(),
    };
    for event in Parser::new_from_str_with_options(input.text, options) {
        match event {
            Ok((event, span)) => {
                if !builder.take(event, span) {
                    break;
                }
            }
            Err(error) => {
                builder.errors.push(scan_error(input, &error));
                break;
            }
        }
    }
    Parsed {
        tree: builder.documents,
        errors: builder.errors,
    }
}

/// A collection that is being read.
struct Open {
    start: usize,
    tag: Option<Tag>,
    anchor: usize,
    /// Nodes read before it, to know its size.
    nodes_before: usize,
    children: Vec<Node>,
    is_map: bool,
}

struct Builder<'a> {
    input: &'a Input<'a>,
    open: Vec<Open>,
    /// Anchored values with their sizes in nodes.
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
    documents: Vec<Node>,
    errors: Vec<SyntaxError>,
}

impl Builder<'_> {
    /// Takes one event in; false ends the reading.
    fn take(&mut self, event: Event<'_>, span: granit_parser::Span) -> bool {
        let range = span.byte_range().unwrap_or(0..0);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let (tag, value) = scalar(
                    &text,
                    style,
                    tag.as_deref(),
                    |range| self.input.span(range),
                    &span,
                );
                let end = match style {
                    // The line break that ends a block scalar is not its text's.
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        range.start + self.input.text[range.clone()].trim_end().len()
                    }
                    _ => range.end,
                };
                let node = Node {
                    span: self.input.span(range.start..end),
                    tag,
                    anchored_at: None,
                    value: Value::Scalar(value),
                };
                self.nodes += 1;
                if anchor > 0 {
                    self.anchors.insert(anchor, (node.clone(), 1));
                }
                self.add(node)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.start(range.start, anchor, tag.as_deref(), &span, false)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.start(range.start, anchor, tag.as_deref(), &span, true)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&range),
            Event::Alias(id) => self.alias(id, self.input.span(range)),
            Event::DocumentStart(..) => {
                self.anchors.clear();
                true
            }
            _ => true,
        }
    }

    fn start(
        &mut self,
        start: usize,
        anchor: usize,
        tag: Option<&EventTag>,
        span: &granit_parser::Span,
        is_map: bool,
    ) -> bool {
        self.nodes += 1;
        self.open.push(Open {
            start,
            tag: tag.and_then(|tag| local_tag(tag, |range| self.input.span(range), span)),
            anchor,
            nodes_before: self.nodes,
            children: Vec::new(),
            is_map,
        });
        true
    }

    fn close(&mut self, end: &std::ops::Range<usize>) -> bool {
        let Some(open) = self.open.pop() else {
            return false;
        };
        // A flow collection ends with its bracket, a block one with its last child.
        let last = open
            .children
            .last()
            .map(|child| child.span.range().end)
            .filter(|_| end.is_empty());
        let span = match last {
            Some(last) => {
                let start = self.input.span(open.start..open.start);
                Span {
                    end: u32::try_from(last).unwrap_or(u32::MAX).max(start.start),
                    ..start
                }
            }
            None => self.input.span(open.start..end.end.max(open.start)),
        };
        let value = if open.is_map {
            let mut entries = Vec::with_capacity(open.children.len() / 2);
            let mut children = open.children.into_iter();
            while let (Some(key), Some(value)) = (children.next(), children.next()) {
                if !matches!(key.value, Value::Scalar(_)) && self.marker_in(key.span) {
                    self.errors
                        .push(template_marker(self.input, key.span.range().start));
                    return false;
                }
                entries.push(Entry { key, value });
            }
            match self.merged(entries) {
                Some(entries) => Value::Map(entries),
                None => return false,
            }
        } else {
            Value::List(open.children)
        };
        let node = Node {
            span,
            tag: open.tag,
            anchored_at: None,
            value,
        };
        if open.anchor > 0 {
            let size = self.nodes - open.nodes_before + 1;
            self.anchors.insert(open.anchor, (node.clone(), size));
        }
        self.add(node)
    }

    /// An unquoted `{{ x }}` is a map as a key to YAML; nobody means that.
    fn marker_in(&self, span: Span) -> bool {
        let start = span.range().start.saturating_sub(self.input.offset(0) + 1);
        self.input
            .text
            .get(start..)
            .is_some_and(|rest| rest.starts_with("{{"))
    }

    fn add(&mut self, node: Node) -> bool {
        if self.nodes > MAX_NODES {
            return self.too_large(node.span);
        }
        match self.open.last_mut() {
            Some(open) => open.children.push(node),
            None => self.documents.push(node),
        }
        true
    }

    fn too_large(&mut self, span: Span) -> bool {
        self.errors.push(SyntaxError {
            span,
            message: format!(
                "The YAML has more than {MAX_NODES} values once its aliases are resolved"
            ),
            label: "not read from here on".into(),
            help: None,
            others: Vec::new(),
        });
        false
    }

    fn alias(&mut self, id: usize, span: Span) -> bool {
        let Some((node, size)) = self.anchors.get(&id) else {
            self.errors.push(SyntaxError {
                span,
                message: "The alias stands inside the value it refers to".into(),
                label: "refers to what it is a part of".into(),
                help: None,
                others: Vec::new(),
            });
            return false;
        };
        if self.nodes + size > MAX_NODES {
            return self.too_large(span);
        }
        self.nodes += size;
        let mut node = node.clone();
        node.anchored_at = Some(node.span);
        node.span = span;
        self.add(node)
    }

    /// The entries with those of `<<` put in: the map's own keys win, and earlier maps of a list of maps.
    ///
    /// Source: the YAML 1.1 merge key type. `None` where it grows too large.
    fn merged(&mut self, entries: Vec<Entry>) -> Option<Vec<Entry>> {
        let is_merge = |entry: &Entry| entry.key.tag.is_none() && entry.key.as_str() == Some("<<");
        if !entries.iter().any(is_merge) {
            return Some(entries);
        }
        let (merges, mut own): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(is_merge);
        for merge in merges {
            let maps = match merge.value.value {
                Value::List(items) => items,
                _ => vec![merge.value],
            };
            for map in maps {
                let Value::Map(entries) = map.value else {
                    continue;
                };
                for entry in entries {
                    let key = entry.key.scalar_text();
                    if key.is_some() && own.iter().any(|known| known.key.scalar_text() == key) {
                        continue;
                    }
                    own.push(entry);
                }
            }
        }
        Some(own)
    }
}

/// A tag that is not of YAML's own schema: its name without the `!`.
fn local_tag(
    tag: &EventTag,
    place: impl Fn(std::ops::Range<usize>) -> Span,
    span: &granit_parser::Span,
) -> Option<Tag> {
    if tag.is_yaml_core_schema() {
        return None;
    }
    let written = tag.original();
    let name = written.trim_start_matches('!').to_owned();
    let range = span.tag_span().and_then(|span| span.byte_range())?;
    (!name.is_empty()).then(|| Tag {
        name,
        span: place(range),
    })
}

/// What a scalar is, by its style, tag and text.
fn scalar(
    text: &str,
    style: ScalarStyle,
    tag: Option<&EventTag>,
    place: impl Fn(std::ops::Range<usize>) -> Span,
    span: &granit_parser::Span,
) -> (Option<Tag>, Scalar) {
    let string = || Scalar::String(text.to_owned());
    let Some(tag) = tag else {
        let value = if style == ScalarStyle::Plain {
            plain(text)
        } else {
            string()
        };
        return (None, value);
    };
    let core = tag.core_suffix();
    match core {
        Some("bool" | "int" | "float" | "null") => (None, plain(text)),
        Some(_) => (None, string()),
        // What an intrinsic function takes is text, whatever it looks like.
        None => (local_tag(tag, place, span), string()),
    }
}

/// A plain scalar as YAML 1.1 resolves it, but for `y` and `n`, which CloudFormation leaves strings.
fn plain(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Scalar::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Scalar::Bool(false)
        }
        _ if is_number(text) => Scalar::Number(text.to_owned()),
        _ => Scalar::String(text.to_owned()),
    }
}

/// YAML 1.1's integers and floats (the repository of types at yaml.org: `int`, `float`), base 60 left out, and
/// YAML 1.2's `0o17`.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let all = |digits: &str, is: fn(&char) -> bool| {
        digits.chars().any(|c| is(&c)) && digits.chars().all(|c| is(&c) || c == '_')
    };
    if let Some(digits) = unsigned.strip_prefix("0x") {
        return all(digits, char::is_ascii_hexdigit);
    }
    if let Some(digits) = unsigned.strip_prefix("0o") {
        return all(digits, |c| matches!(c, '0'..='7'));
    }
    if let Some(digits) = unsigned.strip_prefix("0b") {
        return all(digits, |c| matches!(c, '0' | '1'));
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_only = |part: &str| part.chars().all(|c| c.is_ascii_digit() || c == '_');
    let has_digit = mantissa.chars().any(|c| c.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    });
    has_digit && digits_only(whole) && digits_only(fraction) && exponent_fits
}

/// A string's text and the way from its offsets to the file's: (offset in the text, offset in the file), a pair for each
/// stretch that stands in the file as it is. `None` for what is no string of this input's text.
#[must_use]
pub fn unfold(input: &Input<'_>, node: &Node) -> Option<(String, Vec<(usize, usize)>)> {
    let text = node.as_str()?;
    let shift = input.offset(0);
    let start = node.span.range().start.checked_sub(shift)?;
    let raw = input
        .text
        .get(start..node.span.range().end.checked_sub(shift)?)?;
    // Line by line: a line of the text stands somewhere in the next lines of the source, in order.
    let mut pieces = Vec::new();
    let mut searched = 0;
    let mut inner = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        match raw.get(searched..).and_then(|rest| rest.find(content)) {
            Some(found) if !content.is_empty() => {
                let at = searched + found;
                pieces.push((inner, (node.span.range().start + at).saturating_sub(indent)));
                searched = at + content.len();
            }
            _ => {}
        }
        inner += line.len();
    }
    match pieces.first() {
        Some((0, _)) => {}
        _ => pieces.insert(0, (0, node.span.range().start)),
    }
    Some((text.to_owned(), pieces))
}

/// The scanner's error, with its own words for the two everyday ones.
fn scan_error(input: &Input<'_>, error: &ScanError) -> SyntaxError {
    let at = error
        .marker()
        .byte_offset()
        .unwrap_or(input.text.len())
        .min(input.text.len());
    if let Some(tabs) = tab_indentation(input.text, at) {
        return SyntaxError {
            span: input.span(tabs),
            message: "YAML does not allow tabs as indentation".into(),
            label: "indented with a tab".into(),
            help: Some("Indent with spaces instead of tabs.".into()),
            others: Vec::new(),
        };
    }
    if let Some(marker) = first_marker(input.text) {
        return template_marker(input, input.offset(marker));
    }
    let words = error.info();
    SyntaxError {
        span: input.span(
            at..at
                + input.text[at..]
                    .chars()
                    .next()
                    .filter(|c| *c != '\n')
                    .map_or(0, char::len_utf8),
        ),
        message: format!("The YAML cannot be parsed: {words}"),
        label: "here".into(),
        help: None,
        others: Vec::new(),
    }
}

/// The first tabs that indent a line at or shortly before the place where the scanner gave up.
fn tab_indentation(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let tabs = line[spaces..].len() - line[spaces..].trim_start_matches('\t').len();
        if tabs > 0 && !line.trim().is_empty() {
            return Some(start + spaces..start + spaces + tabs);
        }
        start += line.len();
        if start > at {
            break;
        }
    }
    None
}

/// Where the first marker of a template language stands, if one does. `{{resolve:` is CloudFormation's own.
fn first_marker(text: &str) -> Option<usize> {
    ["{{", "{%", "<%"]
        .iter()
        .filter_map(|marker| {
            text.match_indices(marker)
                .map(|(at, _)| at)
                .find(|&at| !text[at..].starts_with("{{resolve:"))
        })
        .min()
}

/// `at` is an offset in the file.
fn template_marker(input: &Input<'_>, at: usize) -> SyntaxError {
    let start = at.saturating_sub(input.offset(0));
    let start = if input.text[..start.min(input.text.len())].ends_with('{') {
        start - 1
    } else {
        start
    };
    let end = (start + 2).min(input.text.len());
    SyntaxError {
        span: input.span(start..end),
        message: "The file is a template that is rendered before it is YAML".into(),
        label: "a marker of a template language".into(),
        help: Some("Lint what it renders to, and exclude this file.".into()),
        others: Vec::new(),
    }
}
