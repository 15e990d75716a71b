//! What is wrong with a YAML text, in words.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use super::document::Document;
use crate::diagnostic::{Label, Unreadable};
use crate::parse::{MAX_NODES, MAX_TREE_DEPTH, invisible, merge_conflict};
use crate::rendered::name_length;
use crate::source::{Input, Span};
use crate::suggest;

pub(super) fn at(
    span: Span,
    message: impl Into<Cow<'static, str>>,
    label: impl Into<Cow<'static, str>>,
    help: Option<Cow<'static, str>>,
) -> Unreadable {
    Unreadable {
        span,
        message: message.into(),
        label: label.into(),
        help,
        others: Vec::new(),
    }
}

pub(super) fn too_deep(span: Span) -> Unreadable {
    at(
        span,
        format!("The YAML is nested more than {MAX_TREE_DEPTH} levels deep"),
        "one level too deep",
        None,
    )
}

pub(super) fn too_large(span: Span) -> Unreadable {
    at(
        span,
        format!("The YAML has more than {MAX_NODES} values"),
        "not read from here on",
        None,
    )
}

/// Aliases that stand for far more than is written.
pub(super) fn too_many_copies(span: Span) -> Unreadable {
    at(
        span,
        "The YAML's aliases stand for too many values to follow",
        "not read from here on",
        Some(
            "Write out what is needed, or use fewer aliases of values that have aliases in them"
                .into(),
        ),
    )
}

/// An alias without an anchor. `names` are the document's anchors so far.
pub(super) fn unknown_alias(span: Span, name: &str, names: &[String]) -> Unreadable {
    let near = suggest::nearest(name, names.iter().map(String::as_str));
    let help = match near {
        Some(known) => format!("Did you mean *{known}?"),
        // Globs and Markdown's emphasis are what people leave unquoted.
        None if name.contains(['*', '.', '/']) => "Put the value in quotes.".to_owned(),
        None => "Put the value in quotes if its asterisk is meant as text; else define the anchor above it."
            .to_owned(),
    };
    at(
        span,
        // It is not named: what begins with an asterisk may be a password.
        "The alias refers to an anchor that is not there",
        "no such anchor above",
        Some(help.into()),
    )
}

/// A marker of a template language that starts at an offset of the text.
pub(super) fn template_marker(input: &Input<'_>, start: usize) -> Unreadable {
    let rest = &input.text[start..];
    let line = rest.lines().next().unwrap_or_default();
    let close = match rest.get(..2) {
        Some("{%") => "%}",
        Some("<%") => "%>",
        _ => "}}",
    };
    let closed = || line.find(close).map(|at| at + close.len());
    let length = name_length(line).or_else(closed);
    let length = length.unwrap_or(rest.len().min(2));
    let span = input.span(start..start + length);
    if rest.starts_with("{{resolve:") {
        return at(
            span,
            "A dynamic reference must be quoted in YAML",
            "read as a map in a map",
            Some(format!("Write \"{}\".", &line[..length]).into()),
        );
    }
    at(
        span,
        "The file is a template that is rendered before it is YAML",
        "a marker of a template language",
        Some("Lint the rendered output instead, by naming the generated file.".into()),
    )
}

/// The bytes of the comment that an error is about because no space is before it.
pub(super) fn tight_comment(text: &str, error: &ScanError) -> Option<Range<usize>> {
    let start = error.marker().byte_offset()?;
    let rest = text.get(start..)?;
    if error.kind() != &ErrorKind::CommentNotSeparated || !rest.starts_with('#') {
        return None;
    }
    let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
    Some(start..start + length)
}

/// The scanner's error, with own words for what people run into.
pub(super) fn explain(input: &Input<'_>, document: &Document, error: &ScanError) -> Unreadable {
    let text = input.text;
    let place = error.marker().byte_offset().unwrap_or(text.len());
    let place = text.floor_char_boundary(place);
    if let Some(left) = merge_conflict(input).or_else(|| invisible(input, place)) {
        return left;
    }
    let scanned = Scanned {
        text,
        texts: &document.texts,
        from: document.start.min(place),
        place,
    };
    if let Some(tabs) = scanned.tabs(error.kind()) {
        return tab_indentation(input, tabs);
    }
    if let Some(marker) = scanned.marker() {
        return template_marker(input, marker);
    }
    let [message, label, help] = words(&scanned, document, error);
    let mut explained = at(
        input.span(place_of(&scanned, document, error.kind())),
        message,
        label,
        (!help.is_empty()).then_some(help.into()),
    );
    if matches!(
        error.kind(),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry
    ) && let Some(open) = document.open.last()
    {
        let what = if open.is_map { "map" } else { "list" };
        explained.others.push(Label::new(
            input.span(open.start..open.start),
            format!("the {what} it follows starts here"),
        ));
    }
    explained
}

fn tab_indentation(input: &Input<'_>, tabs: Range<usize>) -> Unreadable {
    let rest = input.text[tabs.end..].lines().skip(1);
    let more = rest.filter(|line| indenting_tabs(line).is_some()).count();
    let help = match more {
        0 => "Indent the line with spaces.".to_owned(),
        1 => "Replace the tabs with spaces, here and on 1 other line.".to_owned(),
        more => format!("Replace the tabs with spaces, here and on {more} other lines."),
    };
    at(
        input.span(tabs),
        "YAML does not allow tabs as indentation",
        "indented with a tab",
        Some(help.into()),
    )
}

/// The tabs in a line's indentation; none for a line that is blank or a comment.
fn indenting_tabs(line: &str) -> Option<Range<usize>> {
    let words = line.trim_start_matches([' ', '\t']);
    let indentation = &line[..line.len() - words.len()];
    let from = indentation.find('\t')?;
    (!words.trim_end().is_empty() && !words.starts_with('#'))
        .then(|| from..indentation.trim_end_matches(' ').len())
}

/// The text up to where the scanner gave up.
struct Scanned<'a> {
    text: &'a str,
    /// Quoted and block scalars that were read, ascending.
    texts: &'a [Range<usize>],
    from: usize,
    place: usize,
}

impl Scanned<'_> {
    fn is_in_text(&self, at: usize) -> bool {
        let next = self.texts.partition_point(|range| range.start <= at);
        next.checked_sub(1)
            .is_some_and(|before| at < self.texts[before].end)
    }

    fn line_start(&self, at: usize) -> usize {
        memchr::memrchr(b'\n', &self.text.as_bytes()[..at]).map_or(0, |at| at + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        memchr::memchr(b'\n', rest).map_or(self.text.len(), |found| at + found)
    }

    /// The tabs that the error is about, if it is about tabs that indent.
    fn tabs(&self, kind: &ErrorKind) -> Option<Range<usize>> {
        let about_tabs = matches!(
            kind,
            ErrorKind::TabInIndentation
                | ErrorKind::TabNotAllowed
                | ErrorKind::TabInBlockIndentation
                | ErrorKind::TabAtBlockScalarStart
                | ErrorKind::TabInPlainScalar
        );
        // A scalar that goes wrong further down is told by its start.
        let end = if about_tabs {
            self.text.len()
        } else {
            self.line_end(self.place)
        };
        let mut start = if about_tabs {
            self.line_start(self.from)
        } else {
            self.line_start(self.place)
        };
        while start < end {
            let next = self.line_end(start);
            if let Some(tabs) = indenting_tabs(&self.text[start..next])
                && !self.is_in_text(start + tabs.start)
            {
                return Some(start + tabs.start..start + tabs.end);
            }
            start = next + 1;
        }
        None
    }

    /// The document's first marker of a template language, up to the line of the error. Quoted text and comments may
    /// hold such markers, `{{resolve:` is CloudFormation's own and `${{` is read as text.
    fn marker(&self) -> Option<usize> {
        let end = self.line_end(self.place);
        let mut start = self.from;
        while start < end {
            let next = self.line_end(start);
            let line = &self.text[start..next];
            let code = match line.find(" #") {
                _ if line.trim_start().starts_with('#') => 0,
                Some(comment) => comment,
                None => line.len(),
            };
            let found = memchr::memchr2_iter(b'{', b'<', &line.as_bytes()[..code])
                .map(|at| start + at)
                .find(|&at| self.is_marker(at));
            if found.is_some() {
                return found;
            }
            start = next + 1;
        }
        name_length(&self.text[self.place..]).map(|_| self.place)
    }

    fn is_marker(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        ["{{", "{%", "<%"].iter().any(|it| rest.starts_with(it))
            && !rest.starts_with("{{resolve:")
            && !self.text[..at].ends_with(['$', '\'', '"'])
            && !self.is_in_text(at)
    }
}

/// The bytes that an error is about.
fn place_of(scanned: &Scanned<'_>, document: &Document, kind: &ErrorKind) -> Range<usize> {
    let text = scanned.text;
    let place = scanned.place;
    let rest = &text[place..scanned.line_end(place)];
    let one = place..place + rest.chars().next().map_or(0, char::len_utf8);
    match kind {
        ErrorKind::MappingValueNotAllowed if goes_on(document, text, place) => {
            let line = scanned.line_start(place);
            line + text[line..place].len() - text[line..place].trim_start().len()..place
        }
        // What may be a key, or the rest of the line.
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::SimpleKeyExpected => {
            place..place + rest.find(": ").unwrap_or(rest.trim_end().len())
        }
        ErrorKind::UndeclaredTagHandle => {
            place..place + rest.find([' ', '\t']).unwrap_or(rest.trim_end().len())
        }
        ErrorKind::UnknownQuotedScalarEscape => unknown_escape(text, place).unwrap_or(one),
        _ => one,
    }
}

/// Whether a key and its value are one word at the place: `IsLogging:true`.
fn lacks_space(scanned: &Scanned<'_>) -> bool {
    let line = &scanned.text[scanned.place..scanned.line_end(scanned.place)];
    let word = line.trim_end();
    !word.contains(char::is_whitespace) && word.contains(':')
}

/// Whether the `:` at the place ends a plain scalar that started on a line above.
fn goes_on(document: &Document, text: &str, place: usize) -> bool {
    document.plain.end == place && text[document.plain.clone()].contains('\n')
}

/// Message, label and help (empty for none).
fn words(scanned: &Scanned<'_>, document: &Document, error: &ScanError) -> [String; 3] {
    let place = scanned.place;
    let of =
        |message: String, label: &str, help: &str| [message, label.to_owned(), help.to_owned()];
    match error.kind() {
        ErrorKind::MappingValueNotAllowed if goes_on(document, scanned.text, place) => of(
            "The key is read as a part of the value above it".to_owned(),
            "cannot be a key here",
            "Indent the line like the keys it belongs with, or end the line above with `:`.",
        ),
        ErrorKind::MappingValueNotAllowed if document.ends_long_key(scanned.text, place) => of(
            "A key has 1,024 characters at most".to_owned(),
            "the end of a longer one",
            "Give it a shorter name.",
        ),
        ErrorKind::MappingValueNotAllowed if document.plain.end == place => of(
            "A value without quotes cannot contain `: `".to_owned(),
            "a second `:` on the line",
            "Put the value in quotes.",
        ),
        ErrorKind::SimpleKeyExpected if lacks_space(scanned) => of(
            "A space is missing after `:`".to_owned(),
            "read as one word",
            "Write a space between `:` and the value.",
        ),
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator
            if scanned.text[place..].starts_with(['{', '[']) =>
        {
            of(
                "A value without quotes cannot contain brackets within `{ }` or `[ ]`".to_owned(),
                "starts a value of its own",
                "Put the value in quotes.",
            )
        }
        ErrorKind::UnclosedFlowCollection { open } => of(
            format!("The `{open}` is not closed"),
            "opened here",
            &format!(
                "Close it with `{}`, or put the value in quotes if the bracket is meant as text.",
                if *open == '[' { ']' } else { '}' }
            ),
        ),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => of(
            format!("`{open}` is closed by `{close}`"),
            "opened here",
            "",
        ),
        ErrorKind::UnexpectedCharacter { character } => of(
            match character {
                '`' => "A value without quotes cannot start with a backtick".to_owned(),
                other => format!("A value without quotes cannot start with `{other}`"),
            },
            "cannot start a value",
            "Put the value in quotes.",
        ),
        ErrorKind::RecursionLimitExceeded => of(
            format!("The YAML is nested more than {MAX_TREE_DEPTH} levels deep"),
            "one level too deep",
            "",
        ),
        kind => fixed_words(kind).map_or_else(
            || {
                of(
                    format!("The YAML cannot be parsed: {}", error.info()),
                    "here",
                    "",
                )
            },
            |words| words.map(str::to_owned),
        ),
    }
}

/// Those of errors that are always the same.
fn fixed_words(kind: &ErrorKind) -> Option<[&'static str; 3]> {
    words_on_lines(kind)
        .or_else(|| words_on_brackets(kind))
        .or_else(|| words_on_quotes(kind))
}

/// Of keys, lists and documents that stand where they cannot.
fn words_on_lines(kind: &ErrorKind) -> Option<[&'static str; 3]> {
    Some(match kind {
        ErrorKind::ExpectedBlockMappingKey => [
            "The line fits no level of indentation above it",
            "expected a key",
            "Indent it like the keys it belongs with.",
        ],
        ErrorKind::ExpectedBlockSequenceEntry => [
            "The line is neither an item of the list above it nor indented like what comes before the list",
            "expected `- `",
            "Start it with `- `, or indent it like the key it belongs beside.",
        ],
        ErrorKind::ExpectedDocumentStart => [
            "The file goes on where its one value has ended",
            "expected the end, or `---`",
            "",
        ],
        ErrorKind::MissingDocumentEndBeforeDirective => [
            "A line cannot start with `%`",
            "starts a directive of YAML",
            "If it is a placeholder, lint the file that it is filled in to.",
        ],
        ErrorKind::SimpleKeyExpected => [
            "The key has no value",
            "no `:` after this",
            "Write `:` after the key.",
        ],
        ErrorKind::MappingValueNotAllowed | ErrorKind::MappingKeyNotAllowed => [
            "A key cannot stand here",
            "makes a key of what is before it",
            "Give the key a line of its own, or put the value in quotes.",
        ],
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => [
            "A list cannot start here",
            "`- ` starts the item of a list",
            "Put the list on its own lines, or the value in quotes.",
        ],
        _ => return None,
    })
}

/// Of brackets, tags, anchors and what is not at its end.
fn words_on_brackets(kind: &ErrorKind) -> Option<[&'static str; 3]> {
    Some(match kind {
        ErrorKind::UndeclaredTagHandle => [
            "The tag's prefix is not declared",
            "not a tag of CloudFormation's",
            "",
        ],
        ErrorKind::MisplacedFlowCollectionEnd => [
            "A bracket is closed that was not opened",
            "closes nothing",
            "Remove it, or put the value in quotes if the bracket is meant as text.",
        ],
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidColonPlacement => [
            "A comma or a closing bracket is missing",
            "expected before this",
            "",
        ],
        ErrorKind::MissingAnchorOrAliasName => [
            "A value without quotes cannot start with `*` or `&`",
            "starts an alias or an anchor without a name",
            "Put the value in quotes.",
        ],
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence => [
            "The YAML ends in the middle of a value",
            "the end",
            "Look for a bracket or quote that is not closed.",
        ],
        _ => return None,
    })
}

/// Of quoted strings.
fn words_on_quotes(kind: &ErrorKind) -> Option<[&'static str; 3]> {
    Some(match kind {
        ErrorKind::UnknownQuotedScalarEscape => [
            "The string has an escape that YAML does not know",
            "no escape of YAML",
            "Write the backslash twice, or use single quotes.",
        ],
        ErrorKind::UnclosedQuotedScalar => [
            "The string's quote is not closed",
            "opened here",
            "Close the quote.",
        ],
        ErrorKind::InvalidTrailingSingleQuotedScalar => [
            "Text follows the string's closing quote",
            "after the closing quote",
            "A single quote within single quotes is written twice: ''.",
        ],
        ErrorKind::InvalidTrailingDoubleQuotedScalar => [
            "Text follows the string's closing quote",
            "after the closing quote",
            "A double quote within double quotes is written \\\".",
        ],
        _ => return None,
    })
}

/// The escape in a double-quoted string (which starts at `from`) that is none of YAML's.
fn unknown_escape(text: &str, from: usize) -> Option<Range<usize>> {
    let mut chars = text[from..].char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            continue;
        }
        let (next, escaped) = chars.next()?;
        if !"0abt\tnvfre \"/\\N_LPxuU\r\n".contains(escaped) {
            return Some(from + at..from + next + escaped.len_utf8());
        }
    }
    None
}
