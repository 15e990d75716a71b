//! When a case holds, and what a value that is not known has to do with others.

use std::borrow::Cow;
use std::sync::Arc;

use super::constant::{Constant, Domain, Word};
use super::formula::Formula;
use super::joined::Joined;
use super::limits::MAX_BYTES_OF_CLAUSE;
use super::symbol::Symbol;
use super::truth::Truth;
use crate::cut::cut;
use crate::source::Span;

/// When a case holds. Two are the same where their formulas are, whatever they are called.
#[derive(Clone, Debug)]
pub struct Condition {
    pub holds: Formula,
    /// For people. It is never compared.
    pub said: Vec<Clause>,
}

/// What a case is called: a name and its outcome, `IsProd` and `is true`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Shared among all cases that come of this one, as are their outcomes: there may be very many.
    pub name: Arc<str>,
    pub outcome: Arc<str>,
    /// `None` until that is known.
    pub whose: Option<Whose>,
}

/// Where a name stands for something: each module instance and each stack has names of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whose {
    /// The module instance or the stack as a sentence names it: `` `module.audit` ``. `None` where there is none.
    pub owner: Option<Arc<str>>,
    pub at: Span,
}

impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        self.holds == other.holds
    }
}

impl Eq for Condition {}

impl Condition {
    /// A case called by a name and its outcome.
    pub fn new(holds: Formula, name: impl Into<String>, outcome: impl Into<String>) -> Condition {
        let cut = |text: String| cut(text, MAX_BYTES_OF_CLAUSE);
        let clause = Clause {
            name: cut(name.into()).into(),
            outcome: cut(outcome.into()).into(),
            whose: None,
        };
        Condition {
            holds,
            said: vec![clause],
        }
    }

    /// Goes on from "when …". Empty where it always holds.
    #[must_use]
    pub fn text(&self) -> String {
        let clauses = self.said.iter();
        let clauses = clauses.map(|clause| format!("{} {}", clause.name, clause.outcome));
        clauses.collect::<Vec<_>>().join(" and ")
    }
}

/// What a value that is not known is, as far as it can be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// The value of a symbol.
    Symbol(Symbol),
    /// A truth value.
    Truth(Truth),
    /// A text that is put together.
    Joined(Joined),
}

impl Term {
    /// It as a truth value.
    #[must_use]
    pub fn truth(&self) -> Truth {
        match self {
            Term::Symbol(symbol) => Truth::of(symbol),
            Term::Truth(truth) => truth.clone(),
            Term::Joined(_) => {
                let is = |value: bool| {
                    let texts = Constant::flags(value).iter();
                    let each = texts.filter_map(|constant| match constant {
                        Constant::Text(text) => Some(self.is_text(text.clone())),
                        _ => None,
                    });
                    Formula::any_of(each.collect())
                };
                match (is(true), is(false)) {
                    (Some(yes), Some(no)) => Truth { yes, no },
                    _ => Truth::alone(),
                }
            }
        }
    }

    /// That it is this text, or becomes it where it is converted.
    #[must_use]
    pub fn is_text(&self, text: impl Into<Word>) -> Formula {
        let text = text.into();
        match self {
            Term::Symbol(symbol) => Formula::equals(&symbol.as_text(), &Constant::text(text)),
            Term::Truth(truth) if text.as_str() == "true" => truth.yes.clone(),
            Term::Truth(truth) if text.as_str() == "false" => truth.no.clone(),
            Term::Truth(_) => Formula::never(),
            Term::Joined(joined) => joined.equals(text),
        }
    }

    /// Whether it is a constant; `None` where that cannot be put.
    #[must_use]
    pub fn equals(&self, constant: &Constant) -> Option<Truth> {
        match (self, constant) {
            (Term::Symbol(symbol), constant) => Some(Truth::equals(symbol, constant)),
            (Term::Truth(truth), Constant::Bool(true)) => Some(truth.clone()),
            (Term::Truth(truth), Constant::Bool(false)) => Some(truth.clone().negated()),
            (Term::Truth(_), Constant::Null) => Some(Truth::known(false)),
            (Term::Truth(_), _) => None,
            (Term::Joined(joined), Constant::Text(text)) => {
                Some(Truth::holding(joined.equals(text.clone())))
            }
            (Term::Joined(_), _) => Some(Truth::known(false)),
        }
    }

    /// Whether it and another one are equal of which one is a truth value; `None` where that cannot be put.
    pub(super) fn agreeing(&self, other: &Term) -> Option<Truth> {
        match (self, other) {
            (Term::Truth(a), Term::Truth(b)) => Some(a.agreeing(b)),
            (Term::Truth(truth), Term::Symbol(symbol))
            | (Term::Symbol(symbol), Term::Truth(truth))
                if symbol.is_flag() =>
            {
                let is = |value: bool| Formula::equals(symbol, &Constant::Bool(value));
                let yes = (truth.yes.and(&is(true))?).or(&truth.no.and(&is(false))?)?;
                let no =
                    (truth.yes.and(&is(true).not())?).or(&truth.no.and(&is(false).not())?)?;
                Some(Truth { yes, no })
            }
            _ => None,
        }
    }

    /// That it is null.
    #[must_use]
    pub fn is_null(&self) -> Formula {
        match self {
            Term::Symbol(symbol) => Formula::equals(symbol, &Constant::Null),
            Term::Truth(_) | Term::Joined(_) => Formula::never(),
        }
    }

    /// What it may be.
    #[must_use]
    pub fn domain(&self) -> Cow<'_, Domain> {
        match self {
            Term::Symbol(symbol) => symbol.domain(),
            Term::Truth(_) => Cow::Owned(Domain::bool()),
            Term::Joined(_) => Cow::Owned(Domain::Text),
        }
    }

    /// Whether it is a truth value, or null.
    #[must_use]
    pub fn is_flag(&self) -> bool {
        match self {
            Term::Symbol(symbol) => symbol.is_flag(),
            Term::Truth(_) => true,
            Term::Joined(_) => false,
        }
    }

    /// Whether it has a value, whatever that is. What is made of others may be refused.
    #[must_use]
    pub fn is_never_refused(&self) -> bool {
        match self {
            Term::Symbol(symbol) => symbol.is_never_refused(),
            Term::Truth(truth) => truth.is_never_refused(),
            Term::Joined(_) => false,
        }
    }

    /// Whether it is made of what is known as nothing but itself.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        match self {
            Term::Symbol(symbol) => symbol.identity().is_alone(),
            Term::Truth(truth) => [&truth.yes, &truth.no]
                .iter()
                .any(|formula| formula.asks_what_is_alone()),
            Term::Joined(joined) => joined.is_alone(),
        }
    }

    /// Whether nothing outside of the code decides it, though it is not followed here.
    #[must_use]
    pub fn is_not_followed(&self) -> bool {
        match self {
            Term::Symbol(symbol) => symbol.identity().is_not_followed(),
            Term::Truth(truth) => [&truth.yes, &truth.no]
                .iter()
                .all(|formula| formula.asks_only_what_is_not_followed()),
            Term::Joined(_) => false,
        }
    }

    /// A text as its author writes it in quotes: what is not known stands in `${…}`. `None` where nothing of it can be told.
    #[must_use]
    pub fn shown_in_text(&self) -> Option<String> {
        match self {
            Term::Symbol(symbol) => Some(format!("${{{}}}", symbol.shown())),
            Term::Joined(joined) => Some(joined.shown()),
            Term::Truth(_) => None,
        }
    }

    /// What stands for it among the operands of an operation.
    #[must_use]
    pub fn symbol(&self) -> Option<Symbol> {
        match self {
            Term::Symbol(symbol) => Some(symbol.clone()),
            Term::Truth(_) => None,
            Term::Joined(joined) => Some(joined.symbol()),
        }
    }

    /// The only constant that it may be where a formula holds.
    #[must_use]
    pub fn under(&self, path: &Formula) -> Option<Constant> {
        match self {
            Term::Symbol(symbol) => path.possible(symbol).only().cloned(),
            Term::Truth(truth) => truth.under(path).map(Constant::Bool),
            Term::Joined(joined) => joined.under(path).map(Constant::text),
        }
    }

    /// It as a truth value where a formula holds: `None` where that does not decide it, `Some(None)` where it is null.
    #[must_use]
    pub fn flag_under(&self, path: &Formula) -> Option<Option<bool>> {
        match self {
            Term::Symbol(symbol) => match path.possible(&symbol.as_flag()).only() {
                Some(Constant::Null) => Some(None),
                Some(constant) => constant.as_flag().map(Some),
                // It may be known to be what another one is.
                None if path.relates() && !path.can_hold_with(&self.is_null()) => {
                    self.truth().under(path).map(Some)
                }
                None => None,
            },
            Term::Truth(truth) => truth.under(path).map(Some),
            Term::Joined(joined) => {
                let text = joined.under(path).map(Constant::text)?;
                text.as_flag().map(Some)
            }
        }
    }
}
