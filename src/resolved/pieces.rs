//! Texts in a row, of which some are not known or vary.

use super::condition::Term;
use super::joined::{Joined, Part};
use super::limits::{MAX_BYTES_OF_CONSTANT, MAX_PARTS_OF_TEXT};
use super::value::{Resolved, map_cases};

/// A piece of a text on its way into another.
#[derive(Clone)]
struct Piece {
    parts: Vec<Part>,
    /// Why it is not known, if it is not.
    why: Option<String>,
}

/// A text as a piece. What is left out is none.
fn piece(text: Resolved<String>) -> Resolved<Option<Piece>> {
    match text {
        Resolved::Unset { from } => Resolved::Known { value: None, from },
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, piece),
            from,
        },
        Resolved::Unknown {
            why,
            term: Some(term),
            from,
        } => {
            let parts = match term {
                Term::Symbol(symbol) => vec![Part::Open(symbol.as_text())],
                Term::Joined(joined) => joined.parts,
                Term::Truth(_) => {
                    return Resolved::Unknown {
                        why,
                        term: None,
                        from,
                    };
                }
            };
            let why = Some(why);
            let value = Some(Piece { parts, why });
            Resolved::Known { value, from }
        }
        other => other.map(&mut |text| {
            let parts = vec![Part::Constant(text)];
            Some(Piece { parts, why: None })
        }),
    }
}

impl Resolved<String> {
    /// Texts in a row with a separator between them, case by case where they vary. What is left out does not count.
    #[must_use]
    pub fn joined(texts: impl IntoIterator<Item = Resolved<String>>, separator: &str) -> Self {
        let pieces = texts.into_iter().map(piece);
        Resolved::all(pieces).and_then(&mut |pieces| {
            let mut whole = Joined::default();
            let mut why = None;
            for (at, piece) in pieces.into_iter().flatten().enumerate() {
                if at > 0 {
                    whole.push(Part::Constant(separator.to_owned()));
                }
                why = why.or(piece.why);
                for part in piece.parts {
                    whole.push(part);
                }
            }
            match (whole.parts.as_slice(), why) {
                ([], _) => Resolved::known(String::new()),
                ([Part::Constant(text)], _) => Resolved::known(text.clone()),
                ([Part::Open(only)], Some(why)) => {
                    let term = Some(Term::Symbol(only.clone()));
                    Resolved::unknown(why).with_term(term)
                }
                (parts, why) => {
                    let is_bounded =
                        parts.len() <= MAX_PARTS_OF_TEXT && bytes(parts) <= MAX_BYTES_OF_CONSTANT;
                    Resolved::unknown(why.unwrap_or_default())
                        .with_term(is_bounded.then_some(Term::Joined(whole)))
                }
            }
        })
    }
}

/// How many bytes are known of a text.
fn bytes(parts: &[Part]) -> usize {
    let constants = parts.iter().map(|part| match part {
        Part::Constant(text) => text.len(),
        Part::Open(_) => 0,
    });
    constants.sum()
}
