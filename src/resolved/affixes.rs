//! Whether a text of which a part is not known begins with another one, ends with it or holds it, and what is left without it.

use super::condition::Term;
use super::constant::Constant;
use super::formula::Formula;
use super::joined::{Joined, Part, text_of};
use super::limits::{MAX_BYTES_OF_CONSTANT, MAX_SPELLINGS};
use super::symbol::{Operand, Symbol};
use super::truth::Truth;

/// Where in a text another one is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    Beginning,
    End,
    Anywhere,
}

/// A search that what is not known decides: for the rest of a text in the rest of the parts.
struct Open {
    parts: Vec<Part>,
    text: String,
}

impl Term {
    /// Whether it holds a text there. `by` is the operation that tells it. `None` where it is no text.
    #[must_use]
    pub fn holds_text(&self, text: &str, place: Within, by: &str) -> Option<Truth> {
        if text.len() > MAX_BYTES_OF_CONSTANT {
            return None;
        }
        let mut ways = MAX_SPELLINGS;
        let holds = found(&self.parts()?, text, place, by, &mut ways)?;
        Some(Truth::holding(holds))
    }

    /// It without a text at one end, if that is there; `None` where what is not known decides that.
    #[must_use]
    pub fn without_text(&self, text: &str, place: Within) -> Option<Term> {
        if text.len() > MAX_BYTES_OF_CONSTANT {
            return None;
        }
        let mut parts = self.parts()?;
        match search(&parts, text, place) {
            Ok(false) => return Some(self.clone()),
            Ok(true) => {}
            Err(_) => return None,
        }
        let at_end = match place {
            Within::Beginning => parts.first_mut()?,
            Within::End => parts.last_mut()?,
            Within::Anywhere => return None,
        };
        if let Part::Constant(constant) = at_end {
            let left = match place {
                Within::Beginning => constant.strip_prefix(text)?,
                _ => constant.strip_suffix(text)?,
            };
            *constant = left.to_owned();
        }
        Some(in_a_row(parts))
    }

    /// What an operation makes of it that takes a text letter by letter. `None` where nothing of the text is known.
    #[must_use]
    pub fn letter_by_letter(&self, by: &str, change: &dyn Fn(&str) -> String) -> Option<Term> {
        let Term::Joined(joined) = self else {
            return None;
        };
        let parts = joined.parts.iter().map(|part| match part {
            Part::Constant(text) => Part::Constant(change(text)),
            Part::Open(symbol) => {
                let made = Symbol::made(by, vec![Operand::Symbol(symbol.clone())]);
                Part::Open(made.as_text())
            }
        });
        Some(in_a_row(parts.collect()))
    }

    fn parts(&self) -> Option<Vec<Part>> {
        match self {
            Term::Symbol(symbol) => Some(vec![Part::Open(symbol.as_text())]),
            Term::Joined(joined) => Some(joined.parts.clone()),
            Term::Truth(_) => None,
        }
    }
}

fn in_a_row(parts: Vec<Part>) -> Term {
    let mut joined = Joined::default();
    for part in parts {
        joined.push(part);
    }
    match joined.parts.as_slice() {
        [Part::Open(only)] => Term::Symbol(only.clone()),
        _ => Term::Joined(joined),
    }
}

/// Whether some parts hold a text, as far as the constants at the place decide it.
fn search(parts: &[Part], text: &str, place: Within) -> Result<bool, Open> {
    let open = |parts: &[Part], text: &str| Open {
        parts: parts.to_vec(),
        text: text.to_owned(),
    };
    if text.is_empty() {
        return Ok(true);
    }
    match (place, parts) {
        (_, []) => Ok(false),
        (Within::Anywhere, parts) => {
            let mut constants = parts.iter().filter_map(|part| match part {
                Part::Constant(constant) => Some(constant),
                Part::Open(_) => None,
            });
            if constants.any(|constant| constant.contains(text)) {
                Ok(true)
            } else if parts.iter().any(|part| matches!(part, Part::Open(_))) {
                Err(open(parts, text))
            } else {
                Ok(false)
            }
        }
        (Within::Beginning, [Part::Constant(constant), rest @ ..]) => {
            if constant.starts_with(text) {
                return Ok(true);
            }
            match text.strip_prefix(constant.as_str()) {
                Some(left) => search(rest, left, place),
                None => Ok(false),
            }
        }
        (Within::End, [rest @ .., Part::Constant(constant)]) => {
            if constant.ends_with(text) {
                return Ok(true);
            }
            match text.strip_suffix(constant.as_str()) {
                Some(left) => search(rest, left, place),
                None => Ok(false),
            }
        }
        (_, parts) => Err(open(parts, text)),
    }
}

/// That some parts hold a text there: what may be but a few constants is tried with each, and what may be anything is only known
/// to hold it or not. `None` where there are too many ways.
fn found(parts: &[Part], text: &str, place: Within, by: &str, ways: &mut usize) -> Option<Formula> {
    *ways = ways.checked_sub(1)?;
    let open = match search(parts, text, place) {
        Ok(true) => return Some(Formula::always()),
        Ok(false) => return Some(Formula::never()),
        Err(open) => open,
    };
    let deciding = match place {
        Within::Beginning => &open.parts[..1],
        Within::End => &open.parts[open.parts.len() - 1..],
        Within::Anywhere => &open.parts,
    };
    let few = deciding.iter().find_map(|part| match part {
        Part::Open(symbol) => Some((symbol, symbol.constants()?)),
        Part::Constant(_) => None,
    });
    let Some((symbol, constants)) = few else {
        let whole = match in_a_row(open.parts) {
            Term::Joined(joined) => joined.symbol(),
            term => term.symbol()?,
        };
        let of = vec![
            Operand::Symbol(whole),
            Operand::Constant(Constant::text(open.text)),
        ];
        let holds = Symbol::made(by, of);
        return Some(Formula::equals(&holds, &Constant::Bool(true)));
    };
    let mut out = Formula::never();
    for constant in constants {
        let Some(spelling) = text_of(&constant) else {
            continue;
        };
        let filled = Joined::filled(&open.parts, symbol, &spelling);
        let is_it = Formula::equals(symbol, &constant);
        let holds = found(&filled.parts, &open.text, place, by, ways)?;
        out = out.or(&is_it.and(&holds)?)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Domain, Instance};

    fn open(name: &str) -> Part {
        Part::Open(Symbol::named_text(name, Instance::root("root")))
    }

    fn constant(text: &str) -> Part {
        Part::Constant(text.to_owned())
    }

    fn row(parts: impl IntoIterator<Item = Part>) -> Term {
        in_a_row(parts.into_iter().collect())
    }

    fn truth(term: &Term, text: &str, place: Within) -> Option<bool> {
        let truth = term.holds_text(text, place, "f").unwrap();
        truth.under(&Formula::always())
    }

    #[test]
    fn what_is_known_of_a_text_decides() {
        let name = row([constant("prod-"), open("env"), constant("-log")]);
        for (text, place, expected) in [
            ("", Within::Beginning, Some(true)),
            ("prod", Within::Beginning, Some(true)),
            ("prod-", Within::Beginning, Some(true)),
            ("dev", Within::Beginning, Some(false)),
            ("prod-a", Within::Beginning, None),
            ("log", Within::End, Some(true)),
            ("blog", Within::End, Some(false)),
            ("a-log", Within::End, None),
            ("od", Within::Anywhere, Some(true)),
            ("x", Within::Anywhere, None),
        ] {
            assert_eq!(truth(&name, text, place), expected, "{text} {place:?}");
        }
    }

    #[test]
    fn each_of_a_few_is_tried() {
        let sources = crate::source::SourceMap::default();
        let file = sources.add("t", b"x".to_vec()).unwrap();
        let domain = Domain::of(["eu", "us"].map(Constant::text));
        let at = file.input().span(0..1);
        let few = Symbol::declared("Few", at, Instance::root("root"), domain);
        let name = row([Part::Open(few), constant("-1")]);
        assert_eq!(truth(&name, "eu-", Within::Beginning), None);
        assert_eq!(truth(&name, "ap-", Within::Beginning), Some(false));
        assert_eq!(truth(&name, "u-1", Within::End), None);
        assert_eq!(truth(&name, "x", Within::Anywhere), Some(false));
    }

    #[test]
    fn what_is_taken_off_leaves_the_rest() {
        let name = row([constant("prod-"), open("env")]);
        let env = row([open("env")]);
        assert_eq!(name.without_text("prod-", Within::Beginning), Some(env));
        let shorter = row([constant("d-"), open("env")]);
        assert_eq!(name.without_text("pro", Within::Beginning), Some(shorter));
        let whole = name.without_text("dev", Within::Beginning);
        assert_eq!(whole, Some(name.clone()));
        assert_eq!(name.without_text("prod-a", Within::Beginning), None);
        assert_eq!(name.without_text("a", Within::End), None);
    }
}
