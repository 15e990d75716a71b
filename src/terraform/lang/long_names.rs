//! Names that are longer than any name is: whatever comes by one would say it again, for each of thousands of trails.

use std::ops::Range;

use super::embedded_code::Code;
use super::groups::tokens;
use super::syntax::{Block, Body};
use crate::diagnostic::Unreadable;
use crate::limits::MAX_BYTES_OF_NAME;
use crate::long_name::{is_long, refused};
use crate::parse::{Node, Value};
use crate::source::Input;

/// What is not read for one.
pub(super) const NOT_READ: &str = "what has it is not read";

/// The first name in the code of a text that is too long.
pub(super) fn long_name_in(input: &Input<'_>) -> Option<Unreadable> {
    if !has_long_word(input.text) {
        return None;
    }
    let range = long_word(input.text, &Code::of_code(input.text))?;
    refused(&input.text[range.clone()], input.span(range), NOT_READ)
}

/// Takes the blocks of a file out that have a label which is too long.
pub(super) fn take_long_labels(body: &mut Body, out: &mut Vec<Unreadable>) {
    body.blocks.retain(|block| {
        let found = long_label(block);
        let is_named = found.is_none();
        out.extend(found);
        is_named
    });
}

fn long_label(block: &Block) -> Option<Unreadable> {
    let mut labels = block.labels.iter();
    labels
        .find_map(|label| refused(label, block.header, NOT_READ))
        .or_else(|| block.body.blocks.iter().find_map(long_label))
}

/// The first name in a value of the JSON syntax that is too long: a key, or one in the code of a text.
pub(super) fn long_name_of_json(node: &Node) -> Option<Unreadable> {
    match &node.value {
        Value::List(items) => items.iter().find_map(long_name_of_json),
        Value::Map(entries) => entries.iter().find_map(|entry| {
            let key = entry.key.as_str().unwrap_or_default();
            refused(key, entry.key.span, NOT_READ).or_else(|| long_name_of_json(&entry.value))
        }),
        Value::Scalar(_) => {
            let text = node.as_str().filter(|text| has_long_word(text))?;
            let range = long_word(text, &Code::of_template(text))?;
            refused(&text[range], node.span, NOT_READ)
        }
    }
}

/// A word that is too long to be a name, in the code of a text: its bytes.
fn long_word(text: &str, code: &Code) -> Option<Range<usize>> {
    let parts = code.parts().iter();
    let words = parts.flat_map(|part| {
        let tokens = tokens(&text[part.clone()]).map(|(_, token)| token);
        tokens.map(|token| part.start + token.start..part.start + token.end)
    });
    let begins_name = |at: usize| text[at..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    words
        .filter(|word| begins_name(word.start))
        .find(|word| is_long(&text[word.clone()]))
}

/// Whether there is a row of letters that is too long, be it in a string. Of each that is, one byte is looked at, at the least.
fn has_long_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_of_word = |at: &usize| {
        let byte = bytes[*at];
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || !byte.is_ascii()
    };
    let mut at = MAX_BYTES_OF_NAME;
    while at < bytes.len() {
        let start = (0..at).rev().take_while(is_of_word).last().unwrap_or(at);
        let end = (at..bytes.len()).take_while(is_of_word).last();
        if end.is_some_and(|end| end - start >= MAX_BYTES_OF_NAME) {
            return true;
        }
        at = end.unwrap_or(at) + MAX_BYTES_OF_NAME;
    }
    false
}
