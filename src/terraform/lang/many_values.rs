//! Files with more values than are read: each takes far more room than its text.

use crate::diagnostic::Unreadable;
use crate::parse::{Node, Value};
use crate::source::{Input, Span};
use crate::terraform::limits::{MAX_VALUES_OF_SHORT_FILE, MIN_BYTES_PER_VALUE_MORE};

/// How many parts of values of HCL count as one value.
const PARTS_OF_VALUE: usize = 3;

/// What is said of a text of HCL that has too many, as far as its signs tell.
pub(super) fn too_many_of_hcl(input: &Input<'_>) -> Option<Unreadable> {
    let most = most_of(input.text);
    let at = beyond_parts(input.text, most)?;
    Some(Unreadable {
        message: format!("The file has more than {most} values and parts of values").into(),
        ..refused(most, input.span(at..at))
    })
}

/// Whether the text of a template has too many.
pub(super) fn are_too_many_in(template: &str) -> bool {
    beyond_parts(template, most_of(template)).is_some()
}

/// Where a text has more parts than so many values. No byte is more than one value, but with the one before it.
fn beyond_parts(text: &str, values: usize) -> Option<usize> {
    let may_have = text.len() > values;
    may_have.then(|| parts_in(text, values * PARTS_OF_VALUE).err())?
}

/// How many parts a text has; the error is where there are more than `most`.
fn parts_in(text: &str, most: usize) -> Result<usize, usize> {
    let mut left = most;
    let mut before = b'\n';
    let mut is_apart = false;
    for (at, byte) in text.bytes().enumerate() {
        if matches!(byte, b' ' | b'\t' | b'\r') {
            is_apart = true;
            continue;
        }
        left = left
            .checked_sub(parts_of(before, is_apart, byte))
            .ok_or(at)?;
        (before, is_apart) = (byte, false);
    }
    Ok(most - left)
}

/// How many parts a byte begins, after the last one that is no space: what each takes, in parts of a value, the time that what is
/// nested takes among it.
fn parts_of(before: u8, is_apart: bool, byte: u8) -> usize {
    let is_of_word =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'"' | 0x80..);
    match (before, byte) {
        (_, b'=' | b',' | b'[') => PARTS_OF_VALUE,
        // A piece of a text, and what is behind it.
        (b'$' | b'%', b'{') => PARTS_OF_VALUE + 1,
        (_, b'(' | b'{') => 2,
        // A name, an empty line of a text, a comment between labels.
        (_, b'.') | (b'\n', b'\n') | (b'*', b'/') => 1,
        // A label behind another one.
        (_, b'"') if is_of_word(before) => 1,
        _ if is_apart && is_of_word(before) && is_of_word(byte) => 1,
        _ => 0,
    }
}

/// What is said of a text of JSON that has too many. `room` is how many there may be yet in the files beside it, but for those that
/// their lengths are good for.
pub(crate) fn too_many_of_json(
    input: &Input<'_>,
    root: &Node,
    room: &mut usize,
) -> Option<Unreadable> {
    let of_length = input.text.len() / MIN_BYTES_PER_VALUE_MORE;
    let most = most_of(input.text);
    let here = most.min(*room + of_length);
    let mut left = here;
    match beyond(root, &mut left) {
        None => {
            *room -= (here - left).saturating_sub(of_length);
            None
        }
        Some(at) if here < most => Some(Unreadable {
            message: "The JSON files of the module have too many values together".into(),
            help: Some("Split the module.".into()),
            ..refused(most, at)
        }),
        Some(at) => Some(refused(most, at)),
    }
}

/// The first value beyond those that are left.
fn beyond(node: &Node, left: &mut usize) -> Option<Span> {
    let Some(others) = left.checked_sub(1) else {
        return Some(node.span);
    };
    *left = others;
    match &node.value {
        // A text with expressions has what they are made of.
        Value::Scalar(_) => {
            let text = node.as_str();
            let text = text.filter(|text| text.contains("${") || text.contains("%{"))?;
            match parts_in(text, *left * PARTS_OF_VALUE) {
                Ok(parts) => {
                    *left -= parts / PARTS_OF_VALUE;
                    None
                }
                Err(_) => Some(node.span),
            }
        }
        Value::List(items) => items.iter().find_map(|item| beyond(item, left)),
        Value::Map(entries) => entries.iter().find_map(|entry| beyond(&entry.value, left)),
    }
}

/// A long text may have more of them than one that is nothing but values.
fn most_of(text: &str) -> usize {
    MAX_VALUES_OF_SHORT_FILE + text.len() / MIN_BYTES_PER_VALUE_MORE
}

fn refused(most: usize, span: Span) -> Unreadable {
    Unreadable {
        span,
        message: format!("The file has more than {most} values").into(),
        label: "not read from here on".into(),
        help: Some("Split the file.".into()),
        others: Vec::new(),
    }
}
