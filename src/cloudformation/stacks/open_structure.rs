//! Whether a template's text is put together as far as it can be read, though parts of it are not known: such a part may be a
//! scalar or stand in one, but not be some of the structure.

use super::super::template::marks;
use super::super::template::{TRAIL, TemplateText, is_json, read_as_yaml, read_templates};
use crate::source::Input;

/// What the text of a body comes to.
pub(in super::super) enum ReadBody {
    Read(TemplateText),
    /// The part of this number may be some of its structure.
    Open(usize),
}

/// Reads the text of a body. What is not known in a JSON text may stand without quotes there, as it may in YAML.
pub(in super::super) fn read_body(input: &Input<'_>, copies: usize) -> ReadBody {
    let text = input.text;
    let Some((first, at)) = marks(text).next() else {
        return ReadBody::Read(read_templates(input, "", copies));
    };
    let of_structure = if is_json(text) {
        structural_in_json(text)
    } else {
        structural_in_yaml(text)
    };
    if let Some(number) = of_structure {
        return ReadBody::Open(number);
    }
    let read = match read_templates(input, "", copies) {
        TemplateText::Broken(_) => read_as_yaml(input, copies),
        read => read,
    };
    let mark = input.span(at);
    let is_before = |error: &crate::diagnostic::Unreadable| {
        error.span.source == mark.source && error.span.end <= mark.start
    };
    match read {
        // What is wrong before the first of them is wrong whatever they are.
        TemplateText::Broken(errors) if !errors.iter().any(is_before) => ReadBody::Open(first),
        TemplateText::SomethingElse if text.contains(TRAIL) => ReadBody::Open(first),
        read => ReadBody::Read(read),
    }
}

/// The first part that begins a line of YAML in its first column: the names of sections stand there, which are fixed, and the
/// part may be the indentation of what follows.
fn structural_in_yaml(text: &str) -> Option<usize> {
    let mut found = marks(text).filter(|(_, at)| text[..at.start].ends_with('\n') || at.start == 0);
    found.next().map(|(number, _)| number)
}

/// The first part in JSON that is no value of its own and no part of a string, or that names a section.
fn structural_in_json(text: &str) -> Option<usize> {
    let mut parts = marks(text).peekable();
    let mut depth = 0usize;
    // Where the string begins that is open.
    let mut string = None;
    let mut named = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if let Some((number, range)) = parts.next_if(|(_, range)| range.start == at) {
            match string {
                None if !is_alone(text, &range) => return Some(number),
                None => {}
                Some(_) if depth == 1 => named = Some(number),
                Some(_) => {}
            }
            continue;
        }
        match (c, string) {
            ('\\', Some(_)) => drop(chars.next()),
            ('"', Some(_)) => {
                string = None;
                let is_key = text[at + 1..].trim_start().starts_with(':');
                if let Some(number) = named.take().filter(|_| is_key) {
                    return Some(number);
                }
            }
            ('"', None) => string = Some(at),
            ('{' | '[', None) => depth += 1,
            ('}' | ']', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Whether a part stands where a value does, and nothing beside it.
fn is_alone(text: &str, part: &std::ops::Range<usize>) -> bool {
    let before = text[..part.start].trim_end();
    let after = text[part.end..].trim_start();
    before.ends_with([':', ',', '[', '{']) && after.starts_with([',', ']', '}'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::template::mark;

    #[test]
    fn parts_that_may_be_structure_are_told_from_values() {
        let part = &mark(7);
        for (text, is_open) in [
            (
                "{\"a\": {\"b\": PART, \"c\": \"x-PART\\\"\", \"PART\": 1}}",
                false,
            ),
            ("{\"a\": [PART, {PART}]}", false),
            ("{\"a\": {\"b\": truePART}}", true),
            ("{\"a\": {\"b\": true, PART \"c\": 1}}", true),
            ("{\"PART\": {\"b\": true}}", true),
            ("{\"PART\\\"\": {\"b\": true}}", true),
        ] {
            let found = structural_in_json(&text.replace("PART", part));
            assert_eq!(found, is_open.then_some(7), "{text}");
        }
        for (text, is_open) in [
            ("a:\n  PART: 1\n  b: PART\n", false),
            ("a:\n  b: 1\nPARTc: 1\n", true),
            ("PART:\n  b: 1\n", true),
        ] {
            let found = structural_in_yaml(&text.replace("PART", part));
            assert_eq!(found, is_open.then_some(7), "{text}");
        }
    }
}
