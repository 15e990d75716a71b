//! The text of a file of a module to blocks and attributes.

use hcl::edit::Span as _;
use hcl::edit::parser::parse_body;
use hcl::edit::structure as edit;

use super::json_syntax::parse_json;
use super::lexer;
use super::readable::{self, offset_of, only_limits_refuse};
use super::syntax::{Attribute, Block, Body, Expression, File, Form, duplicate};
use crate::diagnostic::Unreadable;
use crate::resolved::Syntax;
use crate::source::{Input, SourceFile};

/// Reads a file of a module by its name: `.tf.json` and `.tofu.json` are JSON, others HCL.
pub(crate) fn parse_file(file: &SourceFile) -> File {
    // Terraform takes any byte in a comment of HCL.
    if let Some(at) = file.not_utf8_at()
        && (file.name().ends_with(".json") || !lexer::only_in_comments(file.text(), '\u{fffd}'))
    {
        return File {
            body: Body::default(),
            unreadable: vec![Unreadable::not_utf8(file, at)],
        };
    }
    if file.name().ends_with(".json") {
        parse_json(file)
    } else {
        parse_hcl(&file.input())
    }
}

/// Reads HCL. What `hcl` refuses as a whole is read block by block, so that one bad block hides no other.
pub(crate) fn parse_hcl(input: &Input<'_>) -> File {
    let first = match parse_body(input.text) {
        Ok(body) => {
            return File {
                body: body_of(&body, input),
                unreadable: Vec::new(),
            };
        }
        Err(error) => error,
    };
    let mut file = File::default();
    for range in lexer::top_level(&lexer::join_for_lines(input.text)) {
        let part = input.slice(range);
        match readable::body(part.text) {
            Ok(body) => {
                let body = body_of(&body, &part);
                duplicates_in(&body, &mut file.unreadable);
                file.body.attributes.extend(body.attributes);
                file.body.blocks.extend(body.blocks);
            }
            Err(fault) => {
                let part = part.slice(fault.base..part.text.len());
                file.unreadable.push(syntax_error(&part, &fault.error));
            }
        }
    }
    if file.unreadable.is_empty() {
        duplicates_in(
            &Body {
                blocks: Vec::new(),
                ..file.body.clone()
            },
            &mut file.unreadable,
        );
    }
    if file.unreadable.is_empty() && !only_limits_refuse(input.text) {
        file.unreadable.push(syntax_error(input, &first));
    }
    file
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
    let at = offset_of(error, input.text);
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
        if words.contains("unique attribute key") {
            (
                "An argument is set twice in one block".to_owned(),
                "set again here",
            )
        } else if words.contains("`(`") && words.contains("`[`") {
            // `hcl` lists every character that an expression can begin with.
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
                out.blocks.push(Block {
                    kind: block.ident.as_str().to_owned(),
                    labels: block
                        .labels
                        .iter()
                        .map(|label| label.as_str().to_owned())
                        .collect(),
                    header: input.span(start.start..end.end),
                    syntax: Syntax::Hcl,
                    body: body_of(&block.body, input),
                });
            }
        }
    }
    out
}
