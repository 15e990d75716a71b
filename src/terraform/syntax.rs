//! One file of a module as blocks and attributes, whichever of Terraform's two syntaxes it is written in.

use hcl::edit::Span as _;
use hcl::edit::structure as edit;

use hcl::edit::parser::parse_body;

use super::lexer;
use crate::diagnostic::{Label, Unreadable};
use crate::parse::{self, Node, json};
use crate::source::{Input, SourceFile, Span};

/// The content of a file or of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    pub(super) attributes: Vec<Attribute>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) name_span: Span,
    pub(super) value: Expression,
}

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) labels: Vec<String>,
    /// From the block's type to its last label; in JSON, its name.
    pub(super) header: Span,
    /// An empty span where a first attribute could be written; none in JSON.
    pub(super) inside: Option<Span>,
    pub(super) body: Body,
}

/// An expression in either syntax.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub(super) span: Span,
    pub(super) form: Form,
}

#[derive(Clone, Debug)]
pub(super) enum Form {
    Hcl(Box<hcl::edit::expr::Expression>),
    Json(Node),
}

impl Expression {
    /// The text that the spans of the library's expression count in. One that was parsed as part of a block on its own
    /// counts from that block's start.
    pub(super) fn input<'f>(&self, file: &'f SourceFile) -> Input<'f> {
        let input = file.input();
        let Form::Hcl(inner) = &self.form else {
            return input;
        };
        let base = inner.span().and_then(|inner| {
            (self.span.start as usize).checked_sub(input.offset(0) + inner.start)
        });
        match base {
            Some(base) if input.text.is_char_boundary(base) => input.slice(base..input.text.len()),
            _ => input,
        }
    }
}

impl Body {
    /// The attribute of a name; the last where there are several.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .rev()
            .find(|attribute| attribute.name == name)
    }

    /// Whether an attribute stands more than once; which value is meant is not known then.
    pub(super) fn is_repeated(&self, name: &str) -> bool {
        self.attributes
            .iter()
            .filter(|attribute| attribute.name == name)
            .count()
            > 1
    }

    pub(super) fn blocks_of<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// Pairs of attributes of one name: (first, later).
    pub(super) fn duplicates(&self) -> Vec<(&Attribute, &Attribute)> {
        let mut out = Vec::new();
        for (at, later) in self.attributes.iter().enumerate() {
            if let Some(first) = self.attributes[..at]
                .iter()
                .find(|first| first.name == later.name)
            {
                out.push((first, later));
            }
        }
        out
    }
}

/// The finding for an argument that stands twice: Terraform refuses it.
pub(super) fn duplicate(first: &Attribute, later: &Attribute) -> Unreadable {
    Unreadable {
        span: later.name_span,
        message: format!("The argument `{}` is set twice", later.name),
        label: "set again here".into(),
        help: Some("Remove one of them; Terraform refuses the block.".into()),
        others: vec![Label::new(first.name_span, "set here first")],
    }
}

/// A file's content and what could not be read of it.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) body: Body,
    pub(super) unreadable: Vec<Unreadable>,
}

/// Reads a file of a module by its name: `.tf.json` and `.tofu.json` are JSON, others HCL.
pub(super) fn read(file: &SourceFile) -> File {
    if let Some(at) = file.not_utf8_at() {
        return File {
            body: Body::default(),
            unreadable: vec![Unreadable::not_utf8(file, at)],
        };
    }
    if file.name().ends_with(".json") {
        read_json(file)
    } else {
        read_hcl(&file.input())
    }
}

/// Reads HCL. What the library refuses as a whole is read block by block, so that one bad block hides no other.
pub(super) fn read_hcl(input: &Input<'_>) -> File {
    let first = match parse_body(input.text) {
        Ok(body) => {
            return File {
                body: body_of(&body, input),
                unreadable: Vec::new(),
            };
        }
        Err(error) => error,
    };
    // hcl-edit refuses a line break after `{` before `for`, which Terraform accepts: as a space it means the same.
    let text = lexer::join_for_lines(input.text);
    if let Ok(body) = parse_body(&text) {
        return File {
            body: body_of(&body, input),
            unreadable: Vec::new(),
        };
    }
    let mut file = File::default();
    for range in lexer::top_level(&text) {
        let part = input.slice(range.clone());
        match parse_with_duplicates(&text[range]) {
            Ok(body) => {
                let body = body_of(&body, &part);
                duplicates_in(&body, &mut file.unreadable);
                file.body.attributes.extend(body.attributes);
                file.body.blocks.extend(body.blocks);
            }
            Err(error) => file.unreadable.push(syntax_error(&part, &error)),
        }
    }
    if file.unreadable.is_empty() {
        file.unreadable.push(syntax_error(input, &first));
    }
    file
}

/// Parses a block in which an argument may stand more than once, which the library refuses: each further one goes by
/// another name of the same length, so that offsets stay; its own name is read off the text.
fn parse_with_duplicates(text: &str) -> Result<edit::Body, hcl::edit::parser::Error> {
    const MAX_DUPLICATES: usize = 20;
    let mut text = text.to_owned();
    let mut tried = parse_body(&text);
    for number in 0..MAX_DUPLICATES {
        let Err(error) = &tried else { break };
        if !is_duplicate(error) {
            break;
        }
        let at = error.location().offset().min(text.len());
        let length = text[at..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(0);
        let other = format!("{}{number}", "_".repeat(length.saturating_sub(2)));
        if other.len() > length || length < 3 {
            break;
        }
        let other = format!("{}{other}", "_".repeat(length - other.len()));
        text.replace_range(at..at + length, &other);
        tried = parse_body(&text);
    }
    tried
}

fn is_duplicate(error: &hcl::edit::parser::Error) -> bool {
    ["unique attribute key", "redefined"]
        .iter()
        .any(|words| error.message().contains(words))
}

/// What stands twice in a body or in a block of it.
fn duplicates_in(body: &Body, out: &mut Vec<Unreadable>) {
    let found = body.duplicates();
    out.extend(
        found
            .into_iter()
            .map(|(first, later)| duplicate(first, later)),
    );
    for block in &body.blocks {
        duplicates_in(&block.body, out);
    }
}

fn syntax_error(input: &Input<'_>, error: &hcl::edit::parser::Error) -> Unreadable {
    let at = error.location().offset().min(input.text.len());
    let rest = &input.text[at..];
    let length = rest
        .chars()
        .next()
        .filter(|c| *c != '\n')
        .map_or(0, char::len_utf8);
    let marker = ["{{", "{%", "<%"]
        .iter()
        .find_map(|marker| input.text.find(marker).map(|at| (at, marker.len())));
    if let Some((at, length)) = marker.filter(|(marker, _)| marker.abs_diff(at) < 200) {
        return Unreadable {
            span: input.span(at..at + length),
            message: "The file is a template that is rendered before it is Terraform".into(),
            label: "a marker of a template language".into(),
            help: Some("Lint what it renders to, and exclude this file.".into()),
            others: Vec::new(),
        };
    }
    let (message, label) = if rest.is_empty() {
        (
            "The file ends in the middle of a block or expression".to_owned(),
            "the end of the file",
        )
    } else {
        let words = error.message();
        let words = words.split("expected ").last().unwrap_or(words).trim();
        if words.contains("at most") {
            return Unreadable {
                span: input.span(at..at + length),
                message: "The expression or block is nested too deeply to be read".into(),
                label: format!("the parser takes {words}"),
                help: None,
                others: Vec::new(),
            };
        }
        if words.contains("unique attribute key") || words.contains("redefined") {
            (
                "An argument is set twice in one block".to_owned(),
                "set again here",
            )
        } else if words.contains("`(`") && words.contains("`[`") {
            // The library lists every character that an expression can begin with.
            ("An expression is missing here".to_owned(), "no expression")
        } else {
            (
                format!(
                    "This is not Terraform: expected {}",
                    words.replace('`', "'")
                ),
                "not understood from here on",
            )
        }
    };
    Unreadable {
        span: input.span(at..at + length),
        message,
        label: label.into(),
        help: Some("`terraform validate` names the same place.".into()),
        others: Vec::new(),
    }
}

fn body_of(body: &edit::Body, input: &Input<'_>) -> Body {
    let mut out = Body::default();
    for structure in body {
        match structure {
            edit::Structure::Attribute(attribute) => out.attributes.push(Attribute {
                name: attribute
                    .key
                    .span()
                    .and_then(|range| input.text.get(range))
                    .unwrap_or(attribute.key.as_str())
                    .to_owned(),
                name_span: input.span(attribute.key.span().unwrap_or(0..0)),
                value: Expression {
                    span: input.span(attribute.value.span().unwrap_or(0..0)),
                    form: Form::Hcl(Box::new(attribute.value.clone())),
                },
            }),
            edit::Structure::Block(block) => {
                let start = block.ident.span().unwrap_or(0..0);
                let end = block
                    .labels
                    .last()
                    .and_then(edit::BlockLabel::span)
                    .unwrap_or_else(|| start.clone());
                let inside = input.text[end.end..]
                    .find('{')
                    .map(|brace| input.span(end.end + brace + 1..end.end + brace + 1));
                out.blocks.push(Block {
                    kind: block.ident.as_str().to_owned(),
                    labels: block
                        .labels
                        .iter()
                        .map(|label| label.as_str().to_owned())
                        .collect(),
                    header: input.span(start.start..end.end),
                    inside,
                    body: body_of(&block.body, input),
                });
            }
        }
    }
    out
}

/// How many labels the blocks of a file's top level have, as the JSON syntax needs to know.
fn labels_of(kind: &str) -> Option<usize> {
    match kind {
        "resource" | "data" | "ephemeral" => Some(2),
        "variable" | "output" | "module" | "provider" | "check" => Some(1),
        "locals" | "terraform" | "moved" | "import" | "removed" => Some(0),
        _ => None,
    }
}

/// Members of a resource that are blocks rather than arguments, as far as a trail has them.
///
/// Source: the schema of `aws_cloudtrail` in the AWS provider, and the meta-arguments.
const NESTED_BLOCKS: [&str; 8] = [
    "event_selector",
    "advanced_event_selector",
    "field_selector",
    "data_resource",
    "insight_selector",
    "lifecycle",
    "dynamic",
    "content",
];

fn read_json(file: &SourceFile) -> File {
    let input = file.input();
    let mut out = File::default();
    // Terraform refuses a byte-order mark in JSON; whoever wrote the file meant it all the same.
    let parsed = json::parse(&input);
    out.unreadable.extend(parsed.errors);
    let Some(root) = parsed.tree.filter(|_| out.unreadable.is_empty()) else {
        return out;
    };
    // The root is an object, or a list of objects (HCL's JSON syntax, "Structural Elements").
    let entries = root.entries().iter();
    for entry in entries.chain(root.items().iter().flat_map(Node::entries)) {
        let Some(kind) = entry.key.as_str() else {
            continue;
        };
        if let Some(count) = labels_of(kind) {
            labelled(
                kind,
                count,
                &mut Vec::new(),
                entry.key.span,
                &entry.value,
                &mut out.body,
            );
        }
    }
    out
}

/// The blocks below a key: one map level a label; a list repeats the level.
fn labelled(
    kind: &str,
    missing: usize,
    labels: &mut Vec<String>,
    header: Span,
    node: &Node,
    out: &mut Body,
) {
    if let parse::Value::List(items) = &node.value {
        for item in items {
            labelled(kind, missing, labels, header, item, out);
        }
        return;
    }
    if missing > 0 {
        for entry in node.entries() {
            let Some(label) = entry.key.as_str().filter(|label| *label != "//") else {
                continue;
            };
            labels.push(label.to_owned());
            labelled(kind, missing - 1, labels, entry.key.span, &entry.value, out);
            labels.pop();
        }
        return;
    }
    out.blocks.push(Block {
        kind: kind.to_owned(),
        labels: labels.clone(),
        header,
        inside: None,
        body: json_body(node, kind),
    });
}

fn json_body(node: &Node, parent: &str) -> Body {
    let mut out = Body::default();
    for entry in node.entries() {
        let Some(name) = entry.key.as_str().filter(|name| *name != "//") else {
            continue;
        };
        let is_block = parent != "locals"
            && parent != "variable"
            && parent != "module"
            && NESTED_BLOCKS.contains(&name);
        if is_block {
            let labels = usize::from(name == "dynamic");
            labelled(
                name,
                labels,
                &mut Vec::new(),
                entry.key.span,
                &entry.value,
                &mut out,
            );
        } else {
            out.attributes.push(Attribute {
                name: name.to_owned(),
                name_span: entry.key.span,
                value: Expression {
                    span: entry.value.span,
                    form: Form::Json(entry.value.clone()),
                },
            });
        }
    }
    out
}
