//! The code in a text: what stands in the `${ }` and `%{ }` of templates, strings and heredocs.

use std::ops::Range;

use super::groups::{term_end, tokens};
use super::lexer::{Lexer, Token};
use crate::terraform::limits::{MAX_INTERPOLATIONS_AT_ONCE, MAX_LEVELS_OF_STRINGS};

/// The parts of a text that are code, those in strings of others behind them.
pub(super) struct Code {
    parts: Vec<Range<usize>>,
    outermost: usize,
    /// The expressions in texts that have more of them than are parsed at once.
    of_many: Vec<Range<usize>>,
}

impl Code {
    /// Of a text that is code as a whole.
    pub(super) fn of_code(text: &str) -> Code {
        Code::within(text, std::iter::once(0..text.len()).collect())
    }

    /// Of a template that stands in a file as it is.
    pub(super) fn of_template(text: &str) -> Code {
        let outermost: Vec<_> = interpolated(text, false).collect();
        let mut code = Code::within(text, outermost.clone());
        code.note_many(text, &outermost);
        code
    }

    fn within(text: &str, outermost: Vec<Range<usize>>) -> Code {
        let mut code = Code {
            outermost: outermost.len(),
            parts: outermost,
            of_many: Vec::new(),
        };
        let mut level = 0..code.outermost;
        for _ in 0..MAX_LEVELS_OF_STRINGS {
            let parts = code.parts[level.clone()].iter();
            let inner: Vec<_> = parts.flat_map(|part| in_strings(text, part)).collect();
            for of_text in inner {
                code.note_many(text, &of_text);
                code.parts.extend(of_text);
            }
            level = level.end..code.parts.len();
        }
        code
    }

    fn note_many(&mut self, text: &str, of_text: &[Range<usize>]) {
        if of_text.len() > MAX_INTERPOLATIONS_AT_ONCE {
            let expressions = of_text.iter().filter_map(|part| expression_in(text, part));
            self.of_many.extend(expressions);
        }
    }

    /// The expressions in texts that have more of them than are parsed at once.
    pub(super) fn of_many(&self) -> &[Range<usize>] {
        &self.of_many
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

/// The expression of an interpolation, without the markers that strip white space; `None` where it goes on behind brackets, so that
/// its end is not found by itself, and of a directive.
fn expression_in(text: &str, part: &Range<usize>) -> Option<Range<usize>> {
    text[..part.start].ends_with("${").then_some(())?;
    let code = &text[part.clone()];
    let code = code.strip_prefix('~').unwrap_or(code);
    let start = part.end - code.trim_start().len();
    let code = code.strip_suffix('~').unwrap_or(code).trim();
    let is_found = !code.is_empty() && term_end(&text[start..]) == code.len();
    is_found.then_some(start..start + code.len())
}

/// The code in the strings and heredocs of some code, text by text.
fn in_strings<'t>(
    text: &'t str,
    part: &Range<usize>,
) -> impl Iterator<Item = Vec<Range<usize>>> + 't {
    let start = part.start;
    let code = &text[part.clone()];
    tokens(code).filter_map(move |(_, token)| {
        let written = &code[token.clone()];
        let is_quoted = written.starts_with('"');
        let holds_code = is_quoted || written.starts_with("<<");
        let inner = holds_code.then(|| interpolated(written, is_quoted));
        let before = start + token.start;
        let inner = inner?.map(|inner| before + inner.start..before + inner.end);
        Some(inner.collect())
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

    #[test]
    fn terms_in_a_text_of_many_are_found() {
        let many = "${a.b}${~ f(\"}\") ~}${c + d}%{ if e }${ x[0] }%{ endif }"
            .repeat(MAX_INTERPOLATIONS_AT_ONCE);
        for code in [
            Code::of_code(&format!("a = \"{many}\"\n")),
            Code::of_template(&many),
        ] {
            assert_eq!(code.of_many().len(), 4 * MAX_INTERPOLATIONS_AT_ONCE);
        }
        let text = format!("a = \"{many}\"\n");
        let code = Code::of_code(&text);
        let found: Vec<&str> = code.of_many()[..4]
            .iter()
            .map(|part| &text[part.clone()])
            .collect();
        assert_eq!(found, ["a.b", "f(\"}\")", "c + d", "x[0]"]);
        assert!(Code::of_code("a = \"${b}\"\n").of_many().is_empty());
    }
}
