//! Files with more values than are read: each takes far more room than its text.

use crate::diagnostic::Unreadable;
use crate::parse::{Node, Value};
use crate::source::{Input, Span};
use crate::terraform::limits::{MAX_VALUES_OF_SHORT_FILE, MIN_BYTES_PER_VALUE_MORE};

/// What is said of a text of HCL that has too many, as far as its signs tell.
pub(super) fn too_many_of_hcl(input: &Input<'_>) -> Option<Unreadable> {
    let most = most_of(input);
    let at = memchr::memchr3_iter(b'=', b',', b'[', input.text.as_bytes()).nth(most)?;
    Some(refused(most, input.span(at..at + 1)))
}

/// What is said of a text of JSON that has too many. `room` is how many there may be yet in the files beside it, but for those that
/// their lengths are good for.
pub(crate) fn too_many_of_json(
    input: &Input<'_>,
    root: &Node,
    room: &mut usize,
) -> Option<Unreadable> {
    let of_length = input.text.len() / MIN_BYTES_PER_VALUE_MORE;
    let most = most_of(input);
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
        Value::Scalar(_) => None,
        Value::List(items) => items.iter().find_map(|item| beyond(item, left)),
        Value::Map(entries) => entries.iter().find_map(|entry| beyond(&entry.value, left)),
    }
}

/// A long text may have more of them than one that is nothing but values.
fn most_of(input: &Input<'_>) -> usize {
    MAX_VALUES_OF_SHORT_FILE + input.text.len() / MIN_BYTES_PER_VALUE_MORE
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
