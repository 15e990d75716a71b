//! The text of a file of a module to blocks and attributes.

use hcl::edit::Span as _;
use hcl::edit::parser::parse_body;
use hcl::edit::structure as edit;

use super::json_syntax::parse_json;
use super::lexer;
use super::long_names::{long_name_in, take_long_labels};
use super::readable::{self, offset_of, only_limits_refuse};
use super::syntax::{Attribute, Block, Body, Expression, File, Form, duplicate};
use super::{sensitive_texts, syntax_errors};
use crate::diagnostic::Unreadable;
use crate::parse::merge_conflict;
use crate::resolved::Syntax;
use crate::source::{Input, SourceFile};
use crate::terraform::limits::{MAX_VALUES_OF_SHORT_FILE, MIN_BYTES_PER_VALUE_MORE};

/// Reads a file of a module by its name: `.tf.json` and `.tofu.json` are JSON, others HCL.
///
/// Source: Terraform 1.11.4: it takes any byte in a comment of HCL, and in JSON, where a replacement character stands for it.
pub(crate) fn parse_file(file: &SourceFile) -> File {
    if file.name().ends_with(".json") {
        sensitive_texts::hide(file);
        parse_json(file)
    } else {
        parse_hcl_file(file)
    }
}

/// Reads a file as HCL, whatever its name.
pub(crate) fn parse_hcl_file(file: &SourceFile) -> File {
    sensitive_texts::hide(file);
    if let Some(at) = file.not_utf8_at()
        && !lexer::only_in_comments(file.text(), '\u{fffd}')
    {
        File {
            body: Body::default(),
            unreadable: vec![Unreadable::not_utf8(file, at)],
        }
    } else {
        parse_hcl(&file.input())
    }
}

/// Reads HCL. What `hcl` refuses as a whole is read block by block, so that one bad block hides no other.
pub(crate) fn parse_hcl(input: &Input<'_>) -> File {
    if let Some(wrong) = too_large(input) {
        return File {
            body: Body::default(),
            unreadable: vec![wrong],
        };
    }
    let mut file = File::default();
    let has_long_names = long_name_in(input).is_some();
    let first = match parse_body(input.text) {
        Ok(body) if !has_long_names => {
            file.body = body_of(body, input);
            take_long_labels(&mut file.body, &mut file.unreadable);
            return file;
        }
        read => read.err(),
    };
    let mut follows_a_fault = false;
    for range in lexer::top_level(&lexer::join_for_lines(input.text).text) {
        let part = input.slice(range);
        // The end of a block that was not read.
        if follows_a_fault && part.text.trim() == "}" {
            continue;
        }
        if has_long_names && let Some(long) = long_name_in(&part) {
            file.unreadable.push(long);
            continue;
        }
        match readable::body(part.text) {
            Ok(body) => {
                let mut body = body_of(body, &part);
                take_long_labels(&mut body, &mut file.unreadable);
                duplicates_in(&body, &mut file.unreadable);
                file.body.attributes.extend(body.attributes);
                file.body.blocks.extend(body.blocks);
            }
            Err(fault) => {
                let at = fault.base + offset_of(&fault.error, &part.text[fault.base..]);
                let wrong = syntax_errors::explain(&part, at, fault.error.message());
                file.unreadable.push(wrong);
                follows_a_fault = true;
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
    if file.unreadable.is_empty()
        && let Some(first) = first
        && !only_limits_refuse(input.text)
    {
        let at = offset_of(&first, input.text);
        let wrong = syntax_errors::explain(input, at, first.message());
        file.unreadable.push(wrong);
    }
    // What else there is may be due to it.
    if let Some(conflict) = merge_conflict(input).filter(|_| !file.unreadable.is_empty()) {
        file.unreadable = vec![conflict];
    }
    file
}

/// What is said of a text that has more values than are read: each takes far more room as a tree than as a text. A long text
/// may have more of them than one that is nothing but values.
fn too_large(input: &Input<'_>) -> Option<Unreadable> {
    let most = MAX_VALUES_OF_SHORT_FILE + input.text.len() / MIN_BYTES_PER_VALUE_MORE;
    let at = memchr::memchr3_iter(b'=', b',', b'[', input.text.as_bytes()).nth(most)?;
    Some(Unreadable {
        span: input.span(at..at + 1),
        message: format!("The file has more than {most} values"),
        label: "not read from here on".into(),
        help: Some("Split the file.".into()),
        others: Vec::new(),
    })
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

fn body_of(body: edit::Body, input: &Input<'_>) -> Body {
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
                    form: Form::Hcl(Box::new(attribute.value)),
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
                    body: body_of(block.body, input),
                    overrides: Vec::new(),
                });
            }
        }
    }
    // Most blocks are small, and there may be many.
    out.attributes.shrink_to_fit();
    out.blocks.shrink_to_fit();
    out
}
