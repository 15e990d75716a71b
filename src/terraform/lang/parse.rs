//! The text of a file of a module to blocks and attributes.

use std::sync::Arc;

use hcl::edit::Span as _;
use hcl::edit::parser::parse_body;
use hcl::edit::structure as edit;

use super::hcl_expression::{HclExpression, Part, Room};
use super::json_syntax::parse_json;
use super::lexer;
use super::long_names::{long_name_in, take_long_labels};
use super::readable::{self, offset_of, only_limits_refuse};
use super::syntax::{Attribute, Block, Body, Expression, File, Form, duplicate};
use super::{many_values, sensitive_texts, syntax_errors};
use crate::diagnostic::Unreadable;
use crate::parse::merge_conflict;
use crate::resolved::Syntax;
use crate::source::{Input, SourceFile};
use crate::terraform::limits::{MAX_BYTES_OF_TREES, MAX_LEVELS_OF_BLOCKS};

/// Reads a file of a module by its name: `.tf.json` and `.tofu.json` are JSON, others HCL.
///
/// Source: Terraform 1.11.4: it takes any byte in a comment of HCL, and in JSON, where a replacement character stands for it.
pub(crate) fn parse_file(file: &SourceFile, room: &mut Room) -> File {
    if file.name().ends_with(".json") {
        sensitive_texts::hide(file);
        parse_json(file, room)
    } else {
        parse_hcl_file(file, room)
    }
}

/// Reads a file as HCL, whatever its name.
pub(crate) fn parse_hcl_file(file: &SourceFile, room: &mut Room) -> File {
    sensitive_texts::hide(file);
    if let Some(at) = file.not_utf8_at()
        && !lexer::only_in_comments(file.text(), '\u{fffd}')
    {
        File {
            body: Body::default(),
            unreadable: vec![Unreadable::not_utf8(file, at)],
        }
    } else {
        parse_hcl(&file.input(), room)
    }
}

/// Reads HCL. What `hcl` refuses as a whole is read block by block, so that one bad block hides no other; so is a long text.
pub(crate) fn parse_hcl(input: &Input<'_>, room: &mut Room) -> File {
    parse_with(input, MAX_BYTES_OF_TREES, room)
}

/// Of parts that have more bytes than `most`, what stands in them is read one by one.
fn parse_with(input: &Input<'_>, most: usize, room: &mut Room) -> File {
    if let Some(wrong) = many_values::too_many_of_hcl(input) {
        return File {
            body: Body::default(),
            unreadable: vec![wrong],
        };
    }
    let mut file = File::default();
    let has_long_names = long_name_in(input).is_some();
    let is_long = input.text.len() > room.left || readable::has_wide_objects(input.text);
    let mut first = None;
    if !is_long {
        room.left -= input.text.len();
        match parse_body(input.text) {
            Ok(body) if !has_long_names => {
                file.body = body_of(body, input, None);
                take_long_labels(&mut file.body, &mut file.unreadable);
                return file;
            }
            read => first = read.err(),
        }
    }
    let joined = lexer::join_for_lines(input.text).text;
    let parts = if is_long {
        lexer::structures(&joined)
    } else {
        lexer::top_level(&joined)
    };
    if is_long {
        first = parse_body(&lexer::blanked(&joined, &parts)).err();
    }
    let mut follows_a_fault = false;
    for range in parts {
        let part = input.slice(range);
        // The end of a block that was not read.
        if follows_a_fault && part.text.trim() == "}" {
            continue;
        }
        if has_long_names && let Some(long) = long_name_in(&part) {
            file.unreadable.push(long);
            continue;
        }
        let texts = is_long.then(|| body_of_texts(&part, (most, MAX_LEVELS_OF_BLOCKS), room));
        let texts = texts.flatten();
        match texts.map_or_else(|| body_of_trees(&part), Ok) {
            Ok(mut body) => {
                take_long_labels(&mut body, &mut file.unreadable);
                duplicates_in(&body, &mut file.unreadable);
                file.body.attributes.extend(body.attributes);
                file.body.blocks.extend(body.blocks);
            }
            Err(wrong) => {
                file.unreadable.push(wrong);
                follows_a_fault = true;
            }
        }
    }
    if file.unreadable.is_empty() {
        duplicate_attributes(&file.body, &mut file.unreadable);
    }
    if file.unreadable.is_empty() {
        let wrong = first.filter(|_| !only_limits_refuse(input.text));
        file.unreadable.extend(wrong.map(|error| {
            let at = offset_of(&error, input.text);
            syntax_errors::explain(input, at, error.message())
        }));
    }
    // What else there is may be due to it.
    if let Some(conflict) = merge_conflict(input).filter(|_| !file.unreadable.is_empty()) {
        file.unreadable = vec![conflict];
    }
    file
}

/// A block or an attribute, with what `hcl` alone refuses set aside.
fn body_of_trees(part: &Input<'_>) -> Result<Body, Unreadable> {
    let body = readable::body(part.text).map_err(|fault| {
        let at = fault.base + offset_of(&fault.error, &part.text[fault.base..]);
        syntax_errors::explain(part, at, fault.error.message())
    })?;
    Ok(body_of(body, part, None))
}

/// The same with the texts of its values in the place of their trees, what stands in a long block being read one by one. `None`
/// where it cannot be read as it is: where something is set aside, a text says something else than its tree. So many `levels` of
/// blocks may lie in it: each is looked through for the ones in it.
fn body_of_texts(part: &Input<'_>, (most, levels): (usize, usize), room: &Room) -> Option<Body> {
    let is_long = part.text.len() > most;
    let Some(within) = lexer::lines_of_block(part.text).filter(|_| is_long) else {
        if readable::has_wide_objects(part.text) {
            return None;
        }
        let body = parse_body(part.text).ok()?;
        let held = Part::new(part, room);
        return Some(body_of(body, part, Some(&held)));
    };
    let lines = &part.text[within.clone()];
    let parts = lexer::structures(lines);
    let around = [
        &part.text[..within.start],
        &lexer::blanked(lines, &parts),
        &part.text[within.end..],
    ];
    let around = parse_body(&around.concat()).ok()?;
    let mut whole = body_of(around, part, None);
    let block = whole.blocks.first_mut()?;
    for range in parts {
        let range = within.start + range.start..within.start + range.end;
        let body = body_of_texts(&part.slice(range), (most, levels.checked_sub(1)?), room)?;
        block.body.attributes.extend(body.attributes);
        block.body.blocks.extend(body.blocks);
    }
    Some(whole)
}

/// What stands twice in a body or in a block of it.
fn duplicates_in(body: &Body, out: &mut Vec<Unreadable>) {
    duplicate_attributes(body, out);
    for block in &body.blocks {
        duplicates_in(&block.body, out);
    }
}

/// What stands twice in a body itself.
fn duplicate_attributes(body: &Body, out: &mut Vec<Unreadable>) {
    let found = body.duplicates().into_iter();
    out.extend(found.map(|(first, later)| duplicate(first, later)));
}

/// A body that was parsed, without its trees where its text is to be held in their place.
fn body_of(body: edit::Body, input: &Input<'_>, held: Option<&Arc<Part>>) -> Body {
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
                    form: Form::Hcl(match held {
                        Some(part) => HclExpression::of_part(attribute.value, part),
                        None => attribute.value.into(),
                    }),
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
                    body: body_of(block.body, input, held),
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hcl::edit::expr::Expression as Tree;
    use walkdir::WalkDir;

    use super::*;
    use crate::source::SourceMap;

    /// What stands in a body, each with its places, and the tree of a value.
    fn all_in(body: &Body, out: &mut Vec<(String, Option<Tree>)>) {
        for attribute in &body.attributes {
            let Form::Hcl(value) = &attribute.value.form else {
                continue;
            };
            let places = (attribute.name_span, attribute.value.span);
            let tree = value.tree().clone();
            out.push((format!("{} {places:?}", attribute.name), Some(tree)));
        }
        for block in &body.blocks {
            let labels = &block.labels;
            let named = format!("{} {labels:?} {:?}", block.kind, block.header);
            out.push((named, None));
            all_in(&block.body, out);
        }
    }

    #[test]
    fn long_texts_are_read_as_short_ones_are() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let mut compared = 0;
        for entry in WalkDir::new(fixtures).sort_by_file_name() {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy();
            let Ok(text) = std::fs::read_to_string(entry.path()) else {
                continue;
            };
            if ![".tf", ".tfvars", ".hcl"]
                .iter()
                .any(|end| name.ends_with(end))
            {
                continue;
            }
            let Ok(file) = SourceMap::default().add(&*name, text.into_bytes()) else {
                continue;
            };
            let [trees, texts] = [usize::MAX, 0].map(|most| {
                let mut room = Room::default();
                room.left = most;
                let file = parse_with(&file.input(), most, &mut room);
                let mut all = Vec::new();
                all_in(&file.body, &mut all);
                (all, format!("{:?}", file.unreadable))
            });
            assert_eq!(trees, texts, "{}", entry.path().display());
            compared += 1;
        }
        assert!(compared > 1_000, "{compared}");
    }
}
