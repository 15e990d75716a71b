//! A text that is put together of constants and of values that are not known.

use super::constant::{Constant, Word};
use super::formula::Formula;
use super::limits::MAX_SPELLINGS;
use super::symbol::{Operand, Symbol};
use super::truth::Truth;

/// A text with parts that are not known. Two that are equal are always the same text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Constants are not empty, and no two of them stand beside each other.
    pub(super) parts: Vec<Part>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Constant(String),
    /// A value as a text.
    Open(Symbol),
}

impl Joined {
    pub(super) fn push(&mut self, part: Part) {
        match (self.parts.last_mut(), part) {
            (_, Part::Constant(text)) if text.is_empty() => {}
            (Some(Part::Constant(last)), Part::Constant(text)) => last.push_str(&text),
            (_, part) => self.parts.push(part),
        }
    }

    /// Some parts, with a text in the place of a symbol.
    pub(super) fn filled(parts: &[Part], symbol: &Symbol, text: &str) -> Joined {
        let mut filled = Joined::default();
        for part in parts {
            filled.push(match part {
                Part::Open(open) if open == symbol => Part::Constant(text.to_owned()),
                part => part.clone(),
            });
        }
        filled
    }

    /// Whether a part of it is known as nothing but itself.
    pub(super) fn is_alone(&self) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Constant(_) => false,
            Part::Open(symbol) => symbol.identity().is_alone(),
        })
    }

    /// It as its author writes it in quotes: what is not known stands in `${…}`.
    #[must_use]
    pub fn shown(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Constant(text) => text.clone(),
            Part::Open(symbol) => format!("${{{}}}", symbol.shown()),
        });
        parts.collect()
    }

    /// What it is called where a symbol is needed.
    #[must_use]
    pub fn symbol(&self) -> Symbol {
        let operands = self.parts.iter().map(|part| match part {
            Part::Constant(text) => Operand::Constant(Constant::text(text.clone())),
            Part::Open(symbol) => Operand::Symbol(symbol.clone()),
        });
        Symbol::made("join", operands.collect())
    }

    /// That it is this text. Where that would be too much to work out, it has to do with nothing but itself.
    #[must_use]
    pub fn equals(&self, text: impl Into<Word>) -> Formula {
        let mut ways = MAX_SPELLINGS;
        let text = text.into();
        spelled(&self.parts, &text, &mut ways)
            .unwrap_or_else(|| Formula::equals(&self.symbol(), &Constant::Text(text.clone())))
    }

    /// The only text that it may be where a formula holds.
    #[must_use]
    pub fn under(&self, path: &Formula) -> Option<Word> {
        let mut out = String::new();
        let mut is_said = true;
        for part in &self.parts {
            match part {
                Part::Constant(text) => out.push_str(text),
                Part::Open(symbol) => {
                    let possible = path.possible(symbol);
                    let only = possible.only()?;
                    out.push_str(&text_of(only)?);
                    is_said &= only.is_said();
                }
            }
        }
        Some(if is_said {
            out.into()
        } else {
            Word::unsaid(&out)
        })
    }

    /// All texts that it may be, where they are a few.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<Constant>> {
        let mut out = vec![String::new()];
        for part in &self.parts {
            let texts: Vec<String> = match part {
                Part::Constant(text) => vec![text.clone()],
                Part::Open(symbol) => {
                    let constants = symbol.as_text().constants()?;
                    constants.iter().map(text_of).collect::<Option<_>>()?
                }
            };
            if out.len() * texts.len() > MAX_SPELLINGS {
                return None;
            }
            out = out
                .iter()
                .flat_map(|begun| texts.iter().map(move |text| format!("{begun}{text}")))
                .collect();
        }
        out.sort();
        out.dedup();
        Some(out.into_iter().map(Constant::text).collect())
    }

    /// What is left of both without what they begin and end with alike; `None` where they cannot be equal.
    fn without_alike(&self, other: &Joined) -> Option<(Joined, Joined)> {
        let (mut a, mut b) = (self.parts.clone(), other.parts.clone());
        while let (Some(one), Some(two)) = (a.first().cloned(), b.first().cloned()) {
            match (one, two) {
                (one, two) if one == two => {
                    a.remove(0);
                    b.remove(0);
                }
                (Part::Constant(one), Part::Constant(two)) => {
                    let alike = one.len().min(two.len());
                    if one.as_bytes()[..alike] != two.as_bytes()[..alike] {
                        return None;
                    }
                    take_off(&mut a, alike);
                    take_off(&mut b, alike);
                }
                _ => break,
            }
        }
        while let (Some(one), Some(two)) = (a.last(), b.last()) {
            if one != two {
                break;
            }
            a.pop();
            b.pop();
        }
        Some((Joined { parts: a }, Joined { parts: b }))
    }

    /// Whether two are one text.
    pub(super) fn same(&self, other: &Joined) -> Truth {
        let Some((a, b)) = self.without_alike(other) else {
            return Truth::known(false);
        };
        match (a.parts.as_slice(), b.parts.as_slice()) {
            ([], []) => Truth::known(true),
            ([Part::Open(a)], [Part::Open(b)]) => Truth::same(a, b),
            ([], [Part::Constant(_)]) | ([Part::Constant(_)], []) => Truth::known(false),
            (_, [Part::Constant(text)]) => Truth::holding(a.equals(text)),
            ([Part::Constant(text)], _) => Truth::holding(b.equals(text)),
            (_, []) => Truth::holding(a.equals("")),
            ([], _) => Truth::holding(b.equals("")),
            _ => Truth::same(&a.symbol(), &b.symbol()),
        }
    }
}

/// Takes as many bytes off the constant that stands first.
fn take_off(parts: &mut Vec<Part>, count: usize) {
    if let Some(Part::Constant(text)) = parts.first_mut() {
        *text = text.split_off(count);
        if text.is_empty() {
            parts.remove(0);
        }
    }
}

/// A constant as a text; `None` for null, which is put into no text.
pub(super) fn text_of(constant: &Constant) -> Option<String> {
    match constant {
        Constant::Null => None,
        Constant::Bool(value) => Some(value.to_string()),
        Constant::Number(text) | Constant::Text(text) => Some(text.as_str().to_owned()),
    }
}

/// That some parts make a text: the constants at both ends are taken off it, and what may be but a few constants is tried
/// with each. `None` where several parts may be anything, or there are too many ways.
fn spelled(parts: &[Part], text: &Word, ways: &mut usize) -> Option<Formula> {
    *ways = ways.checked_sub(1)?;
    match parts {
        [] if text.as_str().is_empty() => Some(Formula::always()),
        [] => Some(Formula::never()),
        [Part::Constant(constant), rest @ ..] => {
            match text.as_str().strip_prefix(constant.as_str()) {
                Some(left) => spelled(rest, &text.like(left), ways),
                None => Some(Formula::never()),
            }
        }
        [rest @ .., Part::Constant(constant)] => {
            match text.as_str().strip_suffix(constant.as_str()) {
                Some(left) => spelled(rest, &text.like(left), ways),
                None => Some(Formula::never()),
            }
        }
        [Part::Open(only)] => Some(Formula::equals(only, &Constant::Text(text.clone()))),
        several => {
            let few = several.iter().find_map(|part| match part {
                Part::Open(symbol) => Some((symbol, symbol.constants()?)),
                Part::Constant(_) => None,
            });
            let (symbol, constants) = few?;
            let mut out = Formula::never();
            for constant in constants {
                let Some(spelling) = text_of(&constant) else {
                    continue;
                };
                let filled = Joined::filled(several, symbol, &spelling);
                let is_it = Formula::equals(symbol, &constant);
                out = out.or(&is_it.and(&spelled(&filled.parts, text, ways)?)?)?;
            }
            Some(out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Domain, Instance};

    fn open(name: &str) -> Symbol {
        Symbol::named_text(name, Instance::root("stack"))
    }

    fn constant(text: &str) -> Part {
        Part::Constant(text.to_owned())
    }

    fn joined(parts: impl IntoIterator<Item = Part>) -> Joined {
        let mut out = Joined::default();
        for part in parts {
            out.push(part);
        }
        out
    }

    fn is(symbol: &Symbol, text: &str) -> Formula {
        Formula::equals(symbol, &Constant::text(text))
    }

    #[test]
    fn constants_around_a_value_are_taken_off() {
        let env = open("Env");
        let name = joined([constant("x-"), Part::Open(env.clone()), constant("-y")]);
        assert_eq!(name.equals("x-prod-y"), is(&env, "prod"));
        assert_eq!(name.equals("x--y"), is(&env, ""));
        assert!(name.equals("x-y").is_never());
        assert!(name.equals("prod").is_never());
        let prod = is(&env, "prod");
        assert_eq!(name.under(&prod), Some("x-prod-y".into()));
    }

    #[test]
    fn a_value_that_stands_twice_is_one() {
        let env = Symbol::named_text("Env", Instance::root("stack"));
        let twice = joined([Part::Open(env.clone()), Part::Open(env)]);
        // Where it may be anything, the whole is only known to be itself.
        assert_eq!(twice.equals("aa"), twice.equals("aa"));
        assert!(!twice.equals("aa").is_never());
    }

    #[test]
    fn each_allowed_value_is_tried() {
        let at = crate::source::SourceMap::default()
            .add("t", b"x".to_vec())
            .unwrap();
        let allowed = ["a", "b", "a-b"].map(Constant::text);
        let (at, domain) = (at.input().span(0..1), Domain::of(allowed));
        let few = Symbol::declared("Few", at, Instance::root("stack"), domain);
        let any = open("Any");
        let both = joined([
            Part::Open(few.clone()),
            constant("-"),
            Part::Open(any.clone()),
        ]);
        let expected = is(&few, "a")
            .and(&is(&any, "b-c"))
            .unwrap()
            .or(&is(&few, "a-b").and(&is(&any, "c")).unwrap())
            .unwrap();
        assert_eq!(both.equals("a-b-c"), expected);
        assert!(both.equals("c-b").is_never());
    }

    #[test]
    fn what_begins_alike_is_compared_by_the_rest() {
        let (one, two) = (open("One"), open("Two"));
        let with =
            |text: &str, symbol: &Symbol| joined([constant(text), Part::Open(symbol.clone())]);
        assert_eq!(with("x-", &one).same(&with("x-", &one)), Truth::known(true));
        assert_eq!(
            with("x-", &one).same(&with("y-", &one)),
            Truth::known(false)
        );
        assert_eq!(
            with("x-", &one).same(&with("x-", &two)),
            Truth::same(&one, &two)
        );
        assert_ne!(with("x", &one).same(&with("x-", &two)), Truth::known(false));
    }
}
