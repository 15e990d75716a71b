//! What is wrong with a text of HCL, in words.

use std::borrow::Cow;
use std::ops::Range;

use super::lexer::{Lexer, Token, heredoc_word, string_end};
use crate::diagnostic::Unreadable;
use crate::parse::{invisible, merge_conflict};
use crate::source::Input;
use crate::terraform::limits::MAX_BYTES_FROM_MARKER;

/// What is wrong: the bytes that it is about, what it is, what is there, and what to write (empty for nothing).
struct Words {
    range: Range<usize>,
    message: Cow<'static, str>,
    label: &'static str,
    help: Cow<'static, str>,
}

fn of(
    range: Range<usize>,
    message: impl Into<Cow<'static, str>>,
    label: &'static str,
    help: impl Into<Cow<'static, str>>,
) -> Words {
    Words {
        range,
        message: message.into(),
        label,
        help: help.into(),
    }
}

/// The error of the parser at a place, with own words for what people run into. A text is looked through as a whole: what is
/// left open shows far from where it was opened.
pub(super) fn explain(input: &Input<'_>, at: usize, said: &str) -> Unreadable {
    let text = input.text;
    if let Some(left) = merge_conflict(input).or_else(|| invisible(input, at)) {
        return left;
    }
    let said = said.split("expected ").last().unwrap_or(said).trim();
    let words = marker(text, at)
        .or_else(|| limit(text, at, said))
        .or_else(|| left_open(text))
        .or_else(|| by_first_char(text, at, said))
        .unwrap_or_else(|| by_what_was_expected(text, at, said));
    Unreadable {
        span: input.span(words.range),
        message: words.message,
        label: words.label.into(),
        help: (!words.help.is_empty()).then_some(words.help),
        others: Vec::new(),
    }
}

/// The char at a place, none at a line's end.
fn char_at(text: &str, at: usize) -> Range<usize> {
    let first = text[at..].chars().next();
    at..at + first.filter(|c| *c != '\n').map_or(0, char::len_utf8)
}

fn marker(text: &str, at: usize) -> Option<Words> {
    let found = ["{{", "{%", "<%"]
        .iter()
        .find_map(|marker| text.find(marker).map(|at| (at, marker.len())));
    let (start, length) =
        found.filter(|(marker, _)| marker.abs_diff(at) < MAX_BYTES_FROM_MARKER)?;
    Some(of(
        start..start + length,
        "The file is a template that is rendered before it is Terraform",
        "a marker of a template language",
        "Lint what it renders to, and exclude this file.",
    ))
}

/// What the parser alone refuses.
fn limit(text: &str, at: usize, said: &str) -> Option<Words> {
    said.contains("at most").then(|| {
        of(
            char_at(text, at),
            "The expression or block is nested too deeply to be read",
            "one level too deep",
            "Move an inner part of it into a local value.",
        )
    })
}

/// A string, a heredoc, a comment or a bracket that is not closed, or a bracket that closes nothing: the first of them.
fn left_open(text: &str) -> Option<Words> {
    let mut lexer = Lexer { text, at: 0 };
    let mut open: Vec<usize> = Vec::new();
    while let Some((token, range)) = lexer.next() {
        let rest = &text[range.start..];
        match token {
            Token::Other if rest.starts_with('"') => {
                if let Err(end) = string_end(rest) {
                    return Some(open_string(&rest[..end], range.start));
                }
            }
            Token::Other if rest.starts_with("<<") => {
                let word = heredoc_word(rest);
                let last = rest[..range.len()].lines().skip(1).last();
                if !word.is_empty() && last.is_none_or(|line| line.trim() != word) {
                    let opening = rest.lines().next().map_or(2, |line| line.trim_end().len());
                    return Some(of(
                        range.start..range.start + opening,
                        "The heredoc is not closed",
                        "opened here",
                        "Close it with a line that holds the heredoc's marker alone.",
                    ));
                }
            }
            Token::Comment if rest.starts_with("/*") && !text[range.clone()].ends_with("*/") => {
                return Some(of(
                    range.start..range.start + 2,
                    "The comment is not closed",
                    "opened here",
                    "Close it with `*/`.",
                ));
            }
            Token::Open(_) => open.push(range.start),
            Token::Close => match open.pop() {
                None => {
                    let message = format!("`{}` closes nothing", &text[range.clone()]);
                    return Some(of(
                        range,
                        message,
                        "nothing is open here",
                        "Remove it, or look above it for one too many.",
                    ));
                }
                Some(start) if closing(text, start) != &text[range] => {
                    return Some(open_bracket(text, start));
                }
                Some(_) => {}
            },
            _ => {}
        }
    }
    open.first().map(|start| open_bracket(text, *start))
}

fn open_string(string: &str, start: usize) -> Words {
    // A `${` within it goes on over lines.
    match string.rfind("${").filter(|_| string.contains('\n')) {
        Some(at) => of(
            start + at..start + at + 2,
            "The `${` in the string is not closed",
            "opened here",
            "Close it with `}`.",
        ),
        None => of(
            start..start + string.trim_end().len(),
            "The string's quote is not closed",
            "opened here",
            "Close the quote; a text of several lines is written as a heredoc.",
        ),
    }
}

fn closing(text: &str, start: usize) -> &'static str {
    match text.as_bytes()[start] {
        b'{' => "}",
        b'[' => "]",
        _ => ")",
    }
}

fn open_bracket(text: &str, start: usize) -> Words {
    let bracket = &text[start..=start];
    of(
        start..start + 1,
        format!("The `{bracket}` is not closed"),
        "opened here",
        format!("Close it with `{}`.", closing(text, start)),
    )
}

/// Words for what the char at the place gives away.
fn by_first_char(text: &str, at: usize, said: &str) -> Option<Words> {
    let rest = &text[at..];
    let one = char_at(text, at);
    let at_line_end = said.contains("newline");
    Some(match rest.chars().next()? {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}' => of(
            one,
            "Strings stand in straight double quotes",
            "a typographic quote",
            "Write \" instead.",
        ),
        '\'' => of(
            one,
            "Strings stand in double quotes",
            "a single quote",
            "Write \" instead of '.",
        ),
        ':' if said.contains('=') => of(
            one,
            "An argument and its value have `=` between them",
            "a colon",
            "Write `=` instead.",
        ),
        ',' if at_line_end => of(
            one,
            "No comma stands between the arguments of a block",
            "a comma too many",
            "Remove it.",
        ),
        '}' if at_line_end => of(
            one,
            "The `}` of a block of several lines stands on a line of its own",
            "on the line of an argument",
            "Put it on the next line.",
        ),
        _ if at_line_end && said.contains("eof") => of(
            one,
            "The argument's value has ended, and the line goes on",
            "expected the end of the line",
            "Put the next argument on a line of its own.",
        ),
        _ => return None,
    })
}

/// Words for what the parser expected at the place.
fn by_what_was_expected(text: &str, at: usize, said: &str) -> Words {
    let one = char_at(text, at);
    if text[at..].is_empty() {
        return of(
            one,
            "The file ends in the middle of a block or expression",
            "the end of the file",
            "Finish it, or remove what is begun.",
        );
    }
    if said.contains("unique attribute key") {
        return of(
            one,
            "An argument is set twice in one block",
            "set again here",
            "Remove one of them.",
        );
    }
    // `hcl` lists every character that an expression can begin with.
    if said.contains("`(`") && said.contains("`[`") {
        return of(
            one,
            "An expression is missing here",
            "no expression",
            "Write a value there.",
        );
    }
    match said {
        _ if said == "`{`" || said.contains("`{`") && said.contains("`=`") => of(
            one,
            "After a name comes `=` and a value, or a block's `{`",
            "neither of them",
            "Write `=` and a value behind the name.",
        ),
        "`]`" | "`)` or expression" | "`,` or `]`" | "`)`" => of(
            one,
            "A comma or a closing bracket is missing",
            "expected before this",
            "Write a comma, or the closing bracket.",
        ),
        "`:`" => of(
            one,
            "The conditional has no other value",
            "expected `:` and a value",
            "Write `condition ? value : other`.",
        ),
        _ => of(
            one,
            format!("This is not Terraform: expected {}", said.replace('`', "'")),
            "not understood from here on",
            "`terraform validate` names the same place.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::source::SourceMap;
    use crate::terraform::lang::hcl_expression::Room;
    use crate::terraform::lang::parse::parse_hcl_file;

    /// Each with what is pointed at and what is said of it.
    #[test]
    fn each_way_to_break_a_file_has_its_words_at_its_place() {
        let block = |line: &str| {
            format!("resource \"a\" \"b\" {{\n  c = 1\n  {line}\n  e = 2\n}}\nf = 3\n")
        };
        let mut missed = Vec::new();
        for (text, pointed_at, said) in [
            (block("d = \"x"), "\"x", "The string's quote is not closed"),
            (
                block("d = \"${x\""),
                "${",
                "The `${` in the string is not closed",
            ),
            (
                block("d = <<EOT\n  x\n  EOT:"),
                "<<EOT",
                "The heredoc is not closed",
            ),
            (block("/* d = 1"), "/*", "The comment is not closed"),
            (
                block("{{ d }}"),
                "{{",
                "The file is a template that is rendered before it is Terraform",
            ),
            (block("d = f(1"), "(", "The `(` is not closed"),
            (block("d {"), "{", "The `{` is not closed"),
            (
                block("d = 1 }"),
                "}",
                "The `}` of a block of several lines stands on a line of its own",
            ),
            (block("}"), "}", "`}` closes nothing"),
            (
                block("d = \u{201c}x\u{201d}"),
                "\u{201c}",
                "Strings stand in straight double quotes",
            ),
            (block("d = 'x'"), "'", "Strings stand in double quotes"),
            (
                block("d: 1"),
                ":",
                "An argument and its value have `=` between them",
            ),
            (
                block("d 1"),
                "1",
                "After a name comes `=` and a value, or a block's `{`",
            ),
            (
                block("d = 1,"),
                ",",
                "No comma stands between the arguments of a block",
            ),
            (
                block("d = 1 g = 2"),
                "g",
                "The argument's value has ended, and the line goes on",
            ),
            (
                block("d = [1 2]"),
                "2",
                "A comma or a closing bracket is missing",
            ),
            (block("d = x ? 1"), "", "The conditional has no other value"),
            (block("d ="), "", "An expression is missing here"),
            (
                block("\u{feff}d = 1"),
                "\u{feff}",
                "Something that is not seen stands here: a byte-order mark (U+FEFF)",
            ),
            (
                block("d\u{a0}= 1"),
                "\u{a0}",
                "Something that is not seen stands here: a no-break space (U+00A0)",
            ),
            (
                block("\n<<<<<<< HEAD\nd = 1\n=======\nd = 2\n>>>>>>> other"),
                "<<<<<<< HEAD",
                "A merge conflict is left in the file",
            ),
        ] {
            let file = SourceMap::default()
                .add("main.tf", text.clone().into_bytes())
                .unwrap();
            let wrong = parse_hcl_file(&file, &mut Room::default()).unreadable;
            let first = wrong
                .first()
                .unwrap_or_else(|| panic!("nothing is wrong: {text}"));
            let found = (&text[first.span.range()], &*first.message);
            if found != (pointed_at, said) || wrong.len() > 1 {
                missed.push(format!("{text}: {found:?}, {} more", wrong.len() - 1));
            }
        }
        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }

    #[test]
    fn an_argument_that_stands_many_times_is_refused_each_time() {
        let text = format!("a \"b\" {{\n{}}}\n", "  name = 1\n".repeat(13));
        let file = SourceMap::default()
            .add("main.tf", text.into_bytes())
            .unwrap();
        assert_eq!(
            parse_hcl_file(&file, &mut Room::default()).unreadable.len(),
            12
        );
    }
}
