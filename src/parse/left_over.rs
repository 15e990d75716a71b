//! What is left in a file by other programs, whatever language it is written in.

use std::ops::Range;

use crate::diagnostic::Unreadable;
use crate::source::Input;

/// A merge that was not finished, if a text holds the lines that git marks it with.
///
/// Source: `git help merge`, "How conflicts are presented".
pub(crate) fn merge_conflict(input: &Input<'_>) -> Option<Unreadable> {
    let is_marker = |line: &str, marker: &str| {
        let rest = line.strip_prefix(marker);
        rest.is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(' '))
    };
    let mut at = 0;
    let mut first: Option<Range<usize>> = None;
    let mut is_ended = false;
    for line in input.text.split_inclusive('\n') {
        if first.is_none() && is_marker(line, "<<<<<<<") {
            first = Some(at..at + line.trim_end().len());
        }
        is_ended |= first.is_some() && is_marker(line, ">>>>>>>");
        at += line.len();
    }
    let first = first.filter(|_| is_ended)?;
    Some(Unreadable {
        span: input.span(first),
        message: "A merge conflict is left in the file".into(),
        label: "it starts here".into(),
        help: Some(
            "Keep what is meant of both sides, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`.".into(),
        ),
        others: Vec::new(),
    })
}

/// A character at a place that nobody sees.
pub(crate) fn invisible(input: &Input<'_>, place: usize) -> Option<Unreadable> {
    let c = input.text.get(place..)?.chars().next()?;
    let what = match c {
        '\u{feff}' => "a byte-order mark",
        '\u{a0}' | '\u{202f}' => "a no-break space",
        '\u{200b}'..='\u{200f}' | '\u{2060}' => "a character without a width",
        _ => return None,
    };
    Some(Unreadable {
        span: input.span(place..place + c.len_utf8()),
        message: format!(
            "Something that is not seen stands here: {what} (U+{:04X})",
            u32::from(c)
        )
        .into(),
        label: "not seen".into(),
        help: Some("Remove it.".into()),
        others: Vec::new(),
    })
}
