//! The code in a text: what stands in the `${ }` and `%{ }` of templates, strings and heredocs.

use std::ops::Range;

use super::groups::tokens;
use super::lexer::{Lexer, Token};
use crate::terraform::limits::MAX_LEVELS_OF_STRINGS;

/// The parts of a text that are code, those in strings of others behind them.
pub(super) struct Code {
    parts: Vec<Range<usize>>,
    outermost: usize,
}

impl Code {
    /// Of a text that is code as a whole.
    pub(super) fn of_code(text: &str) -> Code {
        Code::within(text, std::iter::once(0..text.len()).collect())
    }

    /// Of a template that stands in a file as it is.
    pub(super) fn of_template(text: &str) -> Code {
        Code::within(text, interpolated(text, false).collect())
    }

    fn within(text: &str, outermost: Vec<Range<usize>>) -> Code {
        let mut code = Code {
            outermost: outermost.len(),
            parts: outermost,
        };
        let mut level = 0..code.outermost;
        for _ in 0..MAX_LEVELS_OF_STRINGS {
            let parts = code.parts[level.clone()].iter();
            let inner: Vec<_> = parts.flat_map(|part| in_strings(text, part)).collect();
            code.parts.extend(inner);
            level = level.end..code.parts.len();
        }
        code
    }

    pub(super) fn parts(&self) -> &[Range<usize>] {
        &self.parts
    }

    /// The parts that lie in no string of another.
    pub(super) fn outermost(&self) -> &[Range<usize>] {
        &self.parts[..self.outermost]
    }

    /// The innermost part around a place.
    pub(super) fn around(&self, at: usize) -> Option<&Range<usize>> {
        let mut innermost_first = self.parts.iter().rev();
        innermost_first.find(|part| (part.start..=part.end).contains(&at))
    }
}

/// The code in the strings and heredocs of some code.
fn in_strings<'t>(text: &'t str, part: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 't {
    let start = part.start;
    let code = &text[part.clone()];
    tokens(code).flat_map(move |(_, token)| {
        let written = &code[token.clone()];
        let is_quoted = written.starts_with('"');
        let holds_code = is_quoted || written.starts_with("<<");
        let inner = holds_code.then(|| interpolated(written, is_quoted));
        let before = start + token.start;
        inner
            .into_iter()
            .flatten()
            .map(move |inner| before + inner.start..before + inner.end)
    })
}

/// The code of a template; in one in quotes, backslashes are escapes.
fn interpolated(text: &str, is_quoted: bool) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at + 1 < bytes.len() {
            let (sign, next) = (bytes[at], bytes[at + 1]);
            let begins = matches!(sign, b'$' | b'%') && next == b'{';
            let is_escape = matches!(sign, b'$' | b'%') && next == sign;
            if begins {
                let start = at + 2;
                let end = start + code_length(&text[start..]);
                at = end + 1;
                return Some(start..end);
            }
            at += match () {
                () if is_escape && bytes.get(at + 2) == Some(&b'{') => 3,
                () if is_quoted && sign == b'\\' => 2,
                () => 1,
            };
        }
        None
    })
}

/// How many bytes there are before the bracket that closes what was open before.
fn code_length(text: &str) -> usize {
    let mut lexer = Lexer { text, at: 0 };
    let mut depth = 0usize;
    while let Some((token, range)) = lexer.next() {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close if depth == 0 => return range.start,
            Token::Close => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'t>(text: &'t str, code: &Code) -> Vec<&'t str> {
        let parts = code.parts().iter();
        parts.map(|part| &text[part.clone()]).collect()
    }

    #[test]
    fn code_in_strings_is_found_level_by_level() {
        let text = "a = \"x ${b[\"${c}\"]} $${d} \\\"${e}\"\nf = <<E\n${g}\nE\n";
        let found = texts(text, &Code::of_code(text));
        assert_eq!(found[1..], ["b[\"${c}\"]", "e", "g", "c"]);
    }

    #[test]
    fn code_in_a_template_is_found_whatever_stands_around_it() {
        let text = "it's \"${ {a = 1}.a }\" %{ if b }é${c";
        let code = Code::of_template(text);
        assert_eq!(texts(text, &code), [" {a = 1}.a ", " if b ", "c"]);
        assert_eq!(code.around(text.find("= 1").unwrap()), Some(&code.parts[0]));
        assert_eq!(code.around(0), None);
    }
}
