//! The syntax of variables: `${source:address, fallback}`, in a text, in one another, escaped.
//!
//! Source: serverless/serverless 3.38, `lib/configuration/variables/parse.js`; the Framework's guide, "Variables".

use super::super::limits::{MAX_VARIABLES_IN_ONE_ANOTHER, MAX_VARIABLES_TRIED};
use crate::parse::Scalar;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Variable(Variable),
}

/// A variable: the first of its sources that has a value gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    /// The first of its sources as it is written: `self:custom.flag`.
    pub(super) first: String,
    pub(super) sources: Vec<Source>,
}

/// What may give a variable its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Literal(Scalar),
    Named(Named),
}

/// `kind(parameter, …):address`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) kind: String,
    pub(super) parameters: Vec<Vec<Piece>>,
    pub(super) address: Option<Vec<Piece>>,
    /// As it is written.
    pub(super) written: String,
}

/// Whether a text has a variable. What is only like one (`${AWS::Region}`, `${Name}`) is `CloudFormation`'s.
pub(super) fn has_variable(text: &str) -> bool {
    text.contains("${")
        && pieces(text)
            .iter()
            .any(|piece| matches!(piece, Piece::Variable(_)))
}

/// Whether a text begins a variable that is not closed.
pub(super) fn is_left_open(text: &str) -> bool {
    text.match_indices("${").any(|(at, open)| {
        let rest = &text[at + open.len()..];
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'));
        let after = name.map(|end| &rest[end..]).unwrap_or_default();
        let is_source =
            after.starts_with('(') || after.starts_with(':') && !after.starts_with("::");
        is_source && rest.starts_with(|c: char| c.is_ascii_lowercase()) && !rest.contains('}')
    })
}

/// Whether a plain scalar is a text, though YAML 1.1 takes it for a truth value.
///
/// Source: js-yaml 4, its core schema, which `lib/configuration/read.js` extends by `CloudFormation`'s tags.
pub(super) fn is_text_of_core_schema(written: &str) -> bool {
    let word = written.to_ascii_lowercase();
    matches!(word.as_str(), "yes" | "no" | "on" | "off" | "y" | "n")
}

/// A text, cut at its variables; escapes are taken out.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut reader = Reader {
        text,
        at: 0,
        left: MAX_VARIABLES_TRIED,
    };
    reader.text(&[], 0)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// How many more variables are tried.
    left: u32,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn takes(&mut self, what: &str) -> bool {
        let is_there = self.rest().starts_with(what);
        if is_there {
            self.at += what.len();
        }
        is_there
    }

    fn skip_blanks(&mut self) {
        while self.takes(" ") {}
    }

    /// A text up to one of some chars, which stays.
    fn text(&mut self, ends: &[char], depth: usize) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut literal = String::new();
        while let Some(next) = self.next() {
            if ends.contains(&next) {
                break;
            }
            let slashes = self
                .rest()
                .bytes()
                .take_while(|&byte| byte == b'\\')
                .count();
            if slashes > 0 && self.rest()[slashes..].starts_with("${") {
                literal.push_str(&"\\".repeat(slashes / 2));
                self.at += slashes;
                if slashes % 2 == 1 {
                    literal.push_str("${");
                    self.at += 2;
                }
                continue;
            }
            let start = self.at;
            if next == '$'
                && let Some(variable) = self.variable(depth)
            {
                if !literal.is_empty() {
                    out.push(Piece::Text(std::mem::take(&mut literal)));
                }
                out.push(Piece::Variable(variable));
                continue;
            }
            self.at = start + next.len_utf8();
            literal.push(next);
        }
        if !literal.is_empty() {
            out.push(Piece::Text(literal));
        }
        out
    }

    /// `None` where none begins here; then the place is any.
    fn variable(&mut self, depth: usize) -> Option<Variable> {
        if depth > MAX_VARIABLES_IN_ONE_ANOTHER || self.left == 0 || !self.takes("${") {
            return None;
        }
        self.left -= 1;
        let variable = self.opened(depth);
        if variable.is_none() && self.rest().is_empty() {
            // It is not closed, and so no other one is: the Framework refuses the text.
            self.left = 0;
        }
        variable
    }

    /// A variable that is open.
    fn opened(&mut self, depth: usize) -> Option<Variable> {
        if !self.next()?.is_ascii_lowercase() {
            return None;
        }
        let first = self.named(depth)?;
        let mut out = Variable {
            first: first.written.clone(),
            sources: vec![Source::Named(first)],
        };
        loop {
            self.skip_blanks();
            match self.next()? {
                '}' => {
                    self.at += 1;
                    return Some(out);
                }
                ',' => {
                    self.at += 1;
                    self.skip_blanks();
                    out.sources.push(self.fallback(depth)?);
                }
                _ => return None,
            }
        }
    }

    fn fallback(&mut self, depth: usize) -> Option<Source> {
        if let Some(text) = self.string() {
            return Some(Source::Literal(Scalar::String(text)));
        }
        let start = self.at;
        if let Some(named) = self.named(depth) {
            return Some(Source::Named(named));
        }
        self.at = start;
        let length = self.rest().find(['}', ','])?;
        let literal = self.rest()[..length].trim().to_owned();
        self.at += length;
        Some(Source::Literal(literal_of(&literal)?))
    }

    /// A string in quotes.
    fn string(&mut self) -> Option<String> {
        let quote = self.next().filter(|quote| matches!(quote, '\'' | '"'))?;
        let start = self.at + 1;
        let mut escaped = false;
        for (offset, next) in self.text[start..].char_indices() {
            if escaped {
                escaped = false;
            } else if next == '\\' && quote == '"' {
                escaped = true;
            } else if next == quote {
                let whole = &self.text[start - 1..=start + offset];
                self.at = start + offset + 1;
                return match quote {
                    '"' => serde_json::from_str(whole).ok(),
                    _ => Some(self.text[start..start + offset].to_owned()),
                };
            }
        }
        None
    }

    /// A source by its name; without parameters and an address it is none.
    fn named(&mut self, depth: usize) -> Option<Named> {
        let start = self.at;
        let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let length = self
            .rest()
            .bytes()
            .take_while(|byte| is_of_name(byte))
            .count();
        if !self.next()?.is_ascii_lowercase() {
            return None;
        }
        let kind = self.rest()[..length].to_owned();
        self.at += length;
        let mut parameters = Vec::new();
        let has_parameters = self.takes("(");
        if has_parameters {
            parameters = self.parameters(depth)?;
            self.skip_blanks();
        }
        let mut address = None;
        if self.takes(":") {
            // `AWS::Region` and its like.
            if self.rest().starts_with(':') {
                return None;
            }
            self.skip_blanks();
            address = match self.string() {
                Some(text) => Some(vec![Piece::Text(text)]),
                None => Some(trimmed(self.text(&['}', ','], depth + 1))),
            };
            address = address.filter(|address| !address.is_empty());
        } else if !has_parameters {
            return None;
        }
        Some(Named {
            kind,
            parameters,
            address,
            written: self.text[start..self.at].trim_end().to_owned(),
        })
    }

    /// What stands in the parentheses, which end there.
    fn parameters(&mut self, depth: usize) -> Option<Vec<Vec<Piece>>> {
        let mut out = Vec::new();
        loop {
            self.skip_blanks();
            let one = match self.string() {
                Some(text) => vec![Piece::Text(text)],
                None => trimmed(self.text(&[')', ',', '}'], depth + 1)),
            };
            self.skip_blanks();
            match self.next()? {
                ')' => {
                    self.at += 1;
                    if !one.is_empty() {
                        out.push(one);
                    }
                    return Some(out);
                }
                ',' => {
                    self.at += 1;
                    out.push(one);
                }
                _ => return None,
            }
        }
    }
}

/// A text without the blanks around it.
fn trimmed(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(Piece::Text(first)) = pieces.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Piece::Text(last)) = pieces.last_mut() {
        *last = last.trim_end().to_owned();
    }
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
    pieces
}

/// `true`, `false`, `null` and numbers, which stand without quotes.
fn literal_of(text: &str) -> Option<Scalar> {
    Some(match text {
        "true" => Scalar::Bool(true),
        "false" => Scalar::Bool(false),
        "null" => Scalar::Null,
        number if number.parse::<f64>().is_ok() => Scalar::Number(number.to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of a text, as short texts: a variable as its sources.
    fn cut(text: &str) -> Vec<String> {
        fn shown(pieces: &[Piece]) -> Vec<String> {
            pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Variable(variable) => {
                        let sources = variable.sources.iter().map(|source| match source {
                            Source::Literal(scalar) => format!("{scalar:?}"),
                            Source::Named(named) => {
                                let parameters = named.parameters.iter();
                                let parameters: Vec<String> =
                                    parameters.map(|one| shown(one).concat()).collect();
                                let address = named.address.as_deref().map(shown);
                                let address = address.map(|address| address.concat());
                                format!("{}{parameters:?}{address:?}", named.kind)
                            }
                        });
                        format!("<{}>", sources.collect::<Vec<_>>().join(" | "))
                    }
                })
                .collect()
        }
        shown(&pieces(text))
    }

    #[test]
    fn variables_stand_in_texts_and_in_one_another() {
        assert_eq!(
            cut("${self:custom.flag}"),
            ["<self[]Some(\"custom.flag\")>"]
        );
        assert_eq!(
            cut("a-${sls:stage}-b"),
            ["a-", "<sls[]Some(\"stage\")>", "-b"]
        );
        assert_eq!(
            cut("${file(./c.${opt:stage, 'dev'}.yml):a.b, true}"),
            [
                "<file[\"./c.<opt[]Some(\\\"stage\\\") | String(\\\"dev\\\")>.yml\"]Some(\"a.b\") | Bool(true)>"
            ]
        );
        assert_eq!(
            cut("${self:custom.${self:provider.stage}.flag}"),
            ["<self[]Some(\"custom.<self[]Some(\\\"provider.stage\\\")>.flag\")>"]
        );
    }

    #[test]
    fn what_cloudformation_fills_in_is_no_variable() {
        for text in [
            "${AWS::Region}",
            "${Name}",
            "${Trail.Arn}",
            "${name}",
            "${aws::x}",
            "${self:a",
            "$x",
        ] {
            assert!(!has_variable(text), "{text}");
        }
        assert!(has_variable("${Name}-${self:a}"));
        assert!(is_left_open("${self:a") && !is_left_open("${Name") && !is_left_open("${aws::x"));
    }

    #[test]
    fn what_is_never_closed_is_read_once() {
        let text = "${file(${self:a:".repeat(5_000);
        assert_eq!(pieces(&text), [Piece::Text(text.clone())]);
        let text = "${file(a b) ".repeat(5_000);
        assert_eq!(pieces(&text), [Piece::Text(text.clone())]);
    }

    #[test]
    fn backslashes_escape() {
        assert_eq!(cut(r"\${self:a}"), ["${self:a}"]);
        assert_eq!(cut(r"\\${self:a}"), [r"\", "<self[]Some(\"a\")>"]);
        assert_eq!(cut(r"\\\${self:a}"), [r"\${self:a}"]);
    }

    #[test]
    fn fallbacks_are_literals_or_sources() {
        assert_eq!(
            cut(r#"${opt:a, env:B, "c\"d"}"#),
            [r#"<opt[]Some("a") | env[]Some("B") | String("c\"d")>"#]
        );
        assert_eq!(cut("${opt:a, 12}"), ["<opt[]Some(\"a\") | Number(\"12\")>"]);
        assert_eq!(
            cut("${strToBool(${env:A})}"),
            ["<strToBool[\"<env[]Some(\\\"A\\\")>\"]None>"]
        );
    }
}
