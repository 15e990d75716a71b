//! What is wrong with a JSON text, in words.

use std::ops::Range;

use crate::diagnostic::{Label, Unreadable};
use crate::parse::{invisible, merge_conflict};
use crate::source::Input;

/// Where and why the text is no JSON, with own words for what people run into.
pub(super) fn explain(input: &Input<'_>, error: &serde_json::Error) -> Unreadable {
    let text = input.text;
    let place = place_of(text, error);
    if let Some(left) = merge_conflict(input).or_else(|| invisible(input, place)) {
        return left;
    }
    let words = words(text, place, error);
    Unreadable {
        span: input.span(words.range),
        message: words.message.into(),
        label: words.label.into(),
        help: words.help.map(Into::into),
        others: words
            .opened
            .map(|at| Label::new(input.span(at..at + 1), "opened here and not closed"))
            .into_iter()
            .collect(),
    }
}

/// The byte that `serde_json` gave up at. It counts lines from 1 and bytes of the line from 1; column 0 is the line break
/// before.
fn place_of(text: &str, error: &serde_json::Error) -> usize {
    if error.is_eof() {
        return text.len();
    }
    let lines = error.line().saturating_sub(2);
    let line_start = match error.line() {
        0 | 1 => 0,
        _ => memchr::memchr_iter(b'\n', text.as_bytes())
            .nth(lines)
            .map_or(text.len(), |at| at + 1),
    };
    let mut place = line_start + error.column().saturating_sub(1);
    if is_control_character(error) {
        // Told by the byte before it.
        place = line_start + error.column();
    }
    text.floor_char_boundary(place)
}

fn is_control_character(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("control character")
}

/// An error in words: the bytes it is about, what is wrong, what is there, and what to write.
struct Words {
    range: Range<usize>,
    message: String,
    label: &'static str,
    help: Option<&'static str>,
    /// The bracket or quote that the text leaves open.
    opened: Option<usize>,
}

/// Words without an opening bracket to point at.
fn of(
    range: Range<usize>,
    message: &str,
    label: &'static str,
    help: Option<&'static str>,
) -> Words {
    Words {
        range,
        message: message.to_owned(),
        label,
        help,
        opened: None,
    }
}

/// The bytes of the char at a place, none at a line's end.
fn char_at(text: &str, place: usize) -> Range<usize> {
    let first = text[place..].chars().next();
    place..place + first.filter(|c| *c != '\n').map_or(0, char::len_utf8)
}

fn words(text: &str, place: usize, error: &serde_json::Error) -> Words {
    let rest = &text[place..];
    let before = text[..place].trim_end();
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    if text.trim().is_empty() {
        return of(
            0..0,
            "The file is empty",
            "nothing here",
            Some("Write what belongs there, or remove the file."),
        );
    }
    if error.is_eof() {
        if let Some(cut_off) = cut_off_word(before) {
            return cut_off;
        }
        return Words {
            opened: left_open(text),
            ..of(
                before.len()..before.len(),
                "The JSON ends in the middle of a value",
                "the end",
                Some("Close the bracket or the quote."),
            )
        };
    }
    if let Some(length) = comment(rest) {
        return of(
            place..place + length,
            "JSON has no comments",
            "a comment",
            Some("Remove the comment, or write the file in YAML."),
        );
    }
    if let Some(range) = marker(text, place) {
        return of(
            range,
            "The file is a template that is rendered before it is JSON",
            "a marker of a template language",
            Some("Lint the rendered output instead, by naming the generated file."),
        );
    }
    by_first_char(text, place, error).unwrap_or_else(|| by_what_was_expected(text, place, said))
}

/// Words for a text that ends within `true`, `false` or `null`.
fn cut_off_word(text: &str) -> Option<Words> {
    let start = text
        .trim_end_matches(|c: char| c.is_ascii_lowercase())
        .len();
    let word = &text[start..];
    let mut literals = ["true", "false", "null"].into_iter();
    let is_cut = !word.is_empty() && literals.any(|it| it != word && it.starts_with(word));
    let is_text = text[..start].ends_with(|c: char| !c.is_whitespace() && !"[:,".contains(c));
    (is_cut && !is_text).then(|| {
        of(
            start..text.len(),
            &format!("The JSON ends in the middle of a value: `{word}`"),
            "broken off here",
            Some("Write the rest, and close what is open."),
        )
    })
}

/// Words for what the char at the place gives away.
fn by_first_char(text: &str, place: usize, error: &serde_json::Error) -> Option<Words> {
    let rest = &text[place..];
    let before = text[..place].trim_end();
    let one = char_at(text, place);
    Some(match rest.chars().next() {
        Some('}' | ']') if before.ends_with(',') => of(
            before.len() - 1..before.len(),
            "JSON allows no comma after the last member",
            "nothing follows this comma",
            Some("Remove the comma."),
        ),
        Some('\n' | '\r') if is_control_character(error) => Words {
            opened: memchr::memrchr(b'"', &text.as_bytes()[..place]),
            ..of(
                one,
                "A JSON string cannot go on over a line break",
                "the string is still open here",
                Some("Close the quote, or write a line break within a string as \\n."),
            )
        },
        Some(_) if is_control_character(error) => of(
            one,
            "A JSON string cannot contain a control character",
            "a tab or another control character",
            Some("Write a tab within a string as \\t."),
        ),
        Some('\'') => of(
            one,
            "JSON strings stand in double quotes",
            "a single quote",
            Some("Write \" instead of '."),
        ),
        Some('\u{201c}' | '\u{201d}' | '\u{201e}') => of(
            one,
            "JSON strings stand in straight double quotes",
            "a typographic quote",
            Some("Write \" instead."),
        ),
        Some('T' | 'F' | 'N') if word(rest).eq_ignore_ascii_case("true") => of(
            place..place + 4,
            "JSON writes true in lower case",
            "not JSON",
            Some("Write true."),
        ),
        Some('T' | 'F' | 'N') if word(rest).eq_ignore_ascii_case("false") => of(
            place..place + 5,
            "JSON writes false in lower case",
            "not JSON",
            Some("Write false."),
        ),
        _ => return None,
    })
}

/// Words for what `serde_json` expected at the place.
fn by_what_was_expected(text: &str, place: usize, said: &str) -> Words {
    let rest = &text[place..];
    let one = char_at(text, place);
    match rest.chars().next() {
        _ if said == "key must be a string" && !word(rest).is_empty() => of(
            place..place + word(rest).len(),
            "JSON keys stand in double quotes",
            "a key without quotes",
            Some("Put the key in double quotes."),
        ),
        _ if said == "trailing characters" => of(
            one,
            "Something follows the JSON value",
            "expected the end of the file",
            Some("Remove what follows it."),
        ),
        _ if said.starts_with("expected `,`") => of(
            one,
            "A comma or a closing bracket is missing",
            "expected before this",
            Some("Write a comma, or the closing bracket."),
        ),
        _ if said == "expected `:`" => of(
            one,
            "The key has no value",
            "expected `:` before this",
            Some("Write `:` and a value."),
        ),
        _ if said == "invalid escape" => of(
            one,
            "The string has an escape that JSON does not know",
            "no escape of JSON",
            Some("Write the backslash twice if it is meant as text."),
        ),
        Some(',' | '}' | ']' | ':') if said == "expected value" => of(
            one,
            "A value is missing",
            "expected before this",
            Some("Write a value there."),
        ),
        Some(',') if said == "key must be a string" => of(
            one,
            "There is a comma too many",
            "expected a key in double quotes",
            Some("Remove the comma."),
        ),
        _ if said == "expected value" || said == "expected ident" => {
            let start = text[..place].trim_end_matches(char::is_alphanumeric).len();
            let end = start + word(&text[start..]).len();
            of(
                start..end.max(one.end),
                "This is not a JSON value",
                "expected a string, a number, true, false, null, { or [",
                Some("Put text in double quotes."),
            )
        }
        _ => of(
            one,
            &format!("The JSON cannot be parsed: {said}"),
            "here",
            None,
        ),
    }
}

/// The letters and digits that a text starts with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    &text[..end.unwrap_or(text.len())]
}

/// The length of the comment that a text starts with.
fn comment(rest: &str) -> Option<usize> {
    let line = rest.lines().next().unwrap_or_default().trim_end().len();
    if rest.starts_with("//") || rest.starts_with('#') {
        Some(line)
    } else if rest.starts_with("/*") {
        Some(rest.find("*/").map_or(line, |at| at + 2))
    } else {
        None
    }
}

/// The marker of a template language that the place is in or right after.
fn marker(text: &str, place: usize) -> Option<Range<usize>> {
    let start = [place, place.saturating_sub(1)].into_iter().find(|&at| {
        let rest = text.get(at..).unwrap_or_default();
        ["{{", "{%", "<%"].iter().any(|it| rest.starts_with(it))
    })?;
    let line = text[start..].lines().next().unwrap_or_default();
    let length = ["}}", "%}", "%>"]
        .iter()
        .filter_map(|close| line.find(close))
        .min();
    Some(start..start + length.map_or(2, |at| at + 2))
}

/// The innermost bracket, or the quote, that a text leaves open.
fn left_open(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => {
                bytes.next();
            }
            (Some(_), b'"') => quote = None,
            (None, b'"') => quote = Some(at),
            (None, b'{' | b'[') => open.push(at),
            (None, b'}' | b']') => {
                open.pop();
            }
            _ => {}
        }
    }
    quote.or(open.pop())
}
