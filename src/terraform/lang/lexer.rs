//! Just enough of HCL's lexical structure to find blocks in a text that does not parse: strings, heredocs, comments,
//! brackets.

use std::ops::Range;

/// What the next stretch of a text is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Token {
    Open(char),
    Close,
    Newline,
    /// A string, a heredoc, a comment, or anything else, with no structure of interest in it.
    Other,
    Space,
    Comment,
}

pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl Lexer<'_> {
    /// The next token and the bytes it covers.
    pub(super) fn next(&mut self) -> Option<(Token, Range<usize>)> {
        let start = self.at;
        let rest = &self.text[start..];
        let c = rest.chars().next()?;
        let (token, length) = match c {
            '\n' => (Token::Newline, 1),
            '\r' if rest.starts_with("\r\n") => (Token::Newline, 2),
            c if c.is_whitespace() => (Token::Space, c.len_utf8()),
            '{' | '[' | '(' => (Token::Open(c), 1),
            '}' | ']' | ')' => (Token::Close, 1),
            '"' => (Token::Other, string_end(rest).unwrap_or_else(|open| open)),
            '#' => (Token::Comment, line_length(rest)),
            '/' if rest.starts_with("//") => (Token::Comment, line_length(rest)),
            '/' if rest.starts_with("/*") => (
                Token::Comment,
                rest.find("*/").map_or(rest.len(), |end| end + 2),
            ),
            '<' if rest.starts_with("<<") => (Token::Other, heredoc_length(rest)),
            c if c.is_alphanumeric() || c == '_' => (
                Token::Other,
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
                    .unwrap_or(rest.len()),
            ),
            c => (Token::Other, c.len_utf8()),
        };
        self.at = start + length.max(1);
        Some((token, start..self.at))
    }
}

/// The bytes of a line without its end.
fn line_length(rest: &str) -> usize {
    let line = rest.split('\n').next().unwrap_or(rest);
    line.strip_suffix('\r').unwrap_or(line).len()
}

/// The bytes of a quoted string with its `${…}` sequences, up to its closing quote; the error is where one ends that is not
/// closed: at its line's end or the end of the text.
pub(super) fn string_end(rest: &str) -> Result<usize, usize> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    // Whether we are in the string's text (true) or in a `${…}` of it, per level.
    let mut levels = vec![true];
    while at < bytes.len() {
        let in_text = levels.last() == Some(&true);
        match bytes[at] {
            b'\\' if in_text => at += 1,
            b'$' | b'%' if in_text && bytes.get(at + 1) == Some(&b'{') => {
                if bytes.get(at.wrapping_sub(1)) != Some(&bytes[at]) {
                    levels.push(false);
                }
                at += 1;
            }
            b'{' if !in_text => levels.push(false),
            b'}' if !in_text => {
                levels.pop();
            }
            b'"' if in_text => {
                levels.pop();
                if levels.is_empty() {
                    return Ok(at + 1);
                }
            }
            b'"' => levels.push(true),
            // A string's own text does not go over a line's end.
            b'\n' if levels.len() == 1 => return Err(at),
            _ => {}
        }
        at += 1;
    }
    Err(rest.len())
}

/// The word that ends the heredoc that a text begins with; empty where it begins none.
pub(super) fn heredoc_word(rest: &str) -> &str {
    let marker = rest[2..].trim_start_matches('-');
    let end = marker
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .unwrap_or(marker.len());
    &marker[..end]
}

/// The bytes of `<<EOT … EOT`, or of the `<<` alone where it begins no heredoc.
fn heredoc_length(rest: &str) -> usize {
    let word = heredoc_word(rest);
    if word.is_empty() {
        return 2;
    }
    let mut at = 0;
    for (number, line) in rest.split_inclusive('\n').enumerate() {
        if number > 0 && line.trim() == word {
            return at + line.trim_end().len();
        }
        at += line.len();
    }
    rest.len()
}

/// Whether a character stands in comments only.
pub(crate) fn only_in_comments(text: &str, wanted: char) -> bool {
    let mut lexer = Lexer { text, at: 0 };
    while let Some((token, range)) = lexer.next() {
        if !matches!(token, Token::Comment) && text[range].contains(wanted) {
            return false;
        }
    }
    true
}

/// A text without the line breaks that count for nothing, as long in bytes as before.
pub(super) struct Joined {
    pub(super) text: String,
    /// The heredocs that an operator follows on a later line; the line break that each of them needs is gone.
    pub(super) heredocs: Vec<Range<usize>>,
}

/// The text with the line breaks between `{` and `for`, and those in such an expression, turned to spaces.
///
/// Source: `hclsyntax/parser.go`, `finishParsingForExpr`: line breaks count for nothing in it, but in objects there.
pub(super) fn join_for_lines(text: &str) -> Joined {
    let mut lexer = Lexer { text, at: 0 };
    let mut breaks: Vec<Range<usize>> = Vec::new();
    let mut pending: Option<Vec<Range<usize>>> = None;
    // Of each bracket that is open, whether line breaks count for nothing in it.
    let mut joined: Vec<bool> = Vec::new();
    // A heredoc with the line breaks behind it.
    let mut heredoc: Option<(Range<usize>, Vec<Range<usize>>)> = None;
    let mut heredocs = Vec::new();
    while let Some((token, range)) = lexer.next() {
        match token {
            Token::Space => continue,
            // A line comment would swallow what comes after the line break is gone.
            Token::Newline | Token::Comment => {
                let behind = heredoc.as_mut().map(|(_, behind)| behind);
                if let Some(found) = pending.as_mut().or(behind) {
                    found.push(range);
                } else if joined.last() == Some(&true) {
                    breaks.push(range);
                }
                continue;
            }
            _ => {}
        }
        // `hcl` takes a heredoc with its line break before a closing bracket, and nowhere else.
        if let Some((term, behind)) = heredoc.take().filter(|_| token != Token::Close) {
            breaks.extend(behind);
            heredocs.push(term);
        }
        if joined.last() == Some(&true) && text[range.clone()].starts_with("<<") {
            heredoc = Some((range.clone(), Vec::new()));
        }
        if let Some(found) = pending.take()
            && &text[range] == "for"
        {
            breaks.extend(found);
            if let Some(own) = joined.last_mut() {
                *own = true;
            }
        }
        match token {
            Token::Open('{') => {
                pending = Some(Vec::new());
                joined.push(false);
            }
            Token::Open(_) => joined.push(joined.last() == Some(&true)),
            Token::Close => drop(joined.pop()),
            _ => {}
        }
    }
    let mut bytes = text.as_bytes().to_vec();
    for range in breaks {
        bytes[range].fill(b' ');
    }
    Joined {
        text: String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned()),
        heredocs,
    }
}

/// The blocks and attributes of a text's top level, as byte ranges. A block that is left open ends where the next begins.
pub(crate) fn top_level(text: &str) -> Vec<Range<usize>> {
    split(text, true).0
}

/// The same where every bracket counts, as long as all of them are closed: what stands in the first column is no block for
/// its name alone.
pub(crate) fn structures(text: &str) -> Vec<Range<usize>> {
    match split(text, false) {
        (ranges, true) => ranges,
        _ => top_level(text),
    }
}

/// A text as long as before, with nothing in the place of some of its parts.
pub(super) fn blanked(text: &str, parts: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for part in parts {
        bytes[part.clone()].fill(b' ');
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The ranges, and whether every bracket is closed.
fn split(text: &str, recovers: bool) -> (Vec<Range<usize>>, bool) {
    let mut lexer = Lexer { text, at: 0 };
    let mut out = Vec::new();
    let mut start = None;
    let mut depth = 0usize;
    while let Some((token, range)) = lexer.next() {
        match token {
            Token::Space | Token::Comment => {}
            Token::Newline => {
                // A new line with a block's type in its first column begins the next block, even inside brackets that were
                // left open: people write top-level blocks there and nothing else.
                let next_block = recovers
                    && text[range.end..].starts_with(|c: char| c.is_alphabetic())
                    && begins_block(&text[range.end..]);
                if (depth == 0 || next_block)
                    && let Some(from) = start.take()
                {
                    out.push(from..range.start);
                    depth = 0;
                }
            }
            Token::Open(_) => {
                start.get_or_insert(range.start);
                depth += 1;
            }
            Token::Close => {
                start.get_or_insert(range.start);
                depth = depth.saturating_sub(1);
            }
            Token::Other => {
                start.get_or_insert(range.start);
            }
        }
    }
    if let Some(from) = start {
        out.push(from..text.len());
    }
    (out, depth == 0)
}

/// Of a block's text, its type and what stands between its type and its body, and the body without its brackets.
pub(crate) fn block_parts(text: &str) -> Option<(&str, &str, &str)> {
    let mut lexer = Lexer { text, at: 0 };
    let (Token::Other, kind) = lexer.next()? else {
        return None;
    };
    let kind = &text[kind];
    while let Some((token, range)) = lexer.next() {
        match token {
            Token::Open('{') => {
                let body = text[range.end..].trim_end();
                let body = body.strip_suffix('}').unwrap_or(body);
                return Some((kind, &text[kind.len()..range.start], body));
            }
            Token::Other | Token::Space | Token::Comment => {}
            _ => return None,
        }
    }
    None
}

/// Of a block's text, the lines of its body; `None` where it is no block, is not closed, or begins its body on the line of its
/// brace.
pub(super) fn lines_of_block(text: &str) -> Option<Range<usize>> {
    let (_, _, body) = block_parts(text).filter(|_| attribute_parts(text).is_none())?;
    let end = text.trim_end().strip_suffix('}')?.len();
    let start = end.checked_sub(body.len())?;
    let mut lexer = Lexer { text: body, at: 0 };
    let mut tokens = std::iter::from_fn(|| lexer.next());
    let first = tokens.find(|(token, _)| !matches!(token, Token::Space | Token::Comment))?;
    (first.0 == Token::Newline).then_some(start..end)
}

/// Of an attribute's text, its name and its value.
pub(crate) fn attribute_parts(text: &str) -> Option<(&str, &str)> {
    let mut lexer = Lexer { text, at: 0 };
    let (Token::Other, name) = lexer.next()? else {
        return None;
    };
    while let Some((token, range)) = lexer.next() {
        match token {
            Token::Space | Token::Comment => {}
            Token::Other if &text[range.clone()] == "=" => {
                return Some((&text[name], text[range.end..].trim()));
            }
            _ => return None,
        }
    }
    None
}

/// A text without its comments.
pub(crate) fn without_comments(text: &str) -> String {
    let mut lexer = Lexer { text, at: 0 };
    let tokens = std::iter::from_fn(|| lexer.next());
    let code = tokens.filter(|(token, _)| !matches!(token, Token::Comment));
    code.map(|(_, range)| &text[range]).collect()
}

fn begins_block(line: &str) -> bool {
    [
        "resource",
        "data",
        "variable",
        "output",
        "module",
        "provider",
        "locals",
        "terraform",
        "moved",
        "import",
        "removed",
        "check",
        "ephemeral",
    ]
    .iter()
    .any(|kind| {
        line.strip_prefix(kind)
            .is_some_and(|rest| rest.starts_with([' ', '\t', '{', '"']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_does_not_close_ends_where_the_next_begins() {
        let text = "resource \"a\" \"b\" {\n  x = [1,\n\nvariable \"v\" {\n  default = \"}\"\n}\n";
        let blocks: Vec<&str> = top_level(text)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(blocks.len(), 2);
        assert!(blocks[1].starts_with("variable"));
        assert!(blocks[1].ends_with('}'));
    }

    #[test]
    fn line_breaks_before_for_become_spaces_and_nothing_else_changes() {
        let text =
            "x = {\n  # keys\n  for k, v in m : k => v\n}\ny = \"{\nfor\"\nz = {\n  fort = 1\n}\n";
        let joined = join_for_lines(text).text;
        assert_eq!(joined.len(), text.len());
        assert!(joined.starts_with("x = {"));
        assert!(!joined[..30].contains('\n'));
        assert_eq!(
            &joined[joined.find("y =").unwrap_or(0)..],
            &text[text.find("y =").unwrap_or(0)..]
        );
    }

    #[test]
    fn line_breaks_in_a_for_expression_become_spaces_but_not_in_objects_there() {
        let text = "x = { for k in m : k => k == \"a\" ? # why\n  1 :\n  f(\n2) }\ny = { for k in m : k => {\n a = k\n b = [\n1]\n } }\n";
        let joined = join_for_lines(text).text;
        assert_eq!(joined.len(), text.len());
        let lines: Vec<&str> = joined.lines().map(str::trim).collect();
        assert_eq!(lines[1], "y = { for k in m : k => {");
        assert_eq!(&lines[2..], ["a = k", "b = [", "1]", "} }"]);
        let heredoc = "x = { for k in m : k => <<EOT\n a\nEOT\n}\n";
        assert_eq!(join_for_lines(heredoc).text, heredoc);
    }

    #[test]
    fn the_parts_of_blocks_and_attributes_are_told_apart() {
        let text = "module /* a */ \"m\" {\ndata = 1\n  source /* = */ = (\"./m\") # here\n}\n";
        let blocks = structures(text);
        assert_eq!(blocks.len(), 1);
        let (kind, labels, body) = block_parts(&text[blocks[0].clone()]).unwrap();
        assert_eq!((kind, labels), ("module", " /* a */ \"m\" "));
        let attributes: Vec<_> = structures(body)
            .into_iter()
            .filter_map(|range| attribute_parts(&body[range]))
            .collect();
        assert_eq!(attributes, [("data", "1"), ("source", "(\"./m\") # here")]);
        assert_eq!(block_parts("x = 1"), None);
    }

    #[test]
    fn heredocs_and_nested_templates_are_one_token() {
        let text = "a = <<-EOT\n  } resource {\n  EOT\nb = \"${c[\"}\"]}\"\n";
        assert_eq!(top_level(text).len(), 2);
    }
}
