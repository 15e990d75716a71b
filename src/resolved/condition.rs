//! When a case holds, and what a value that is not known has to do with others.

use super::formula::Formula;
use super::symbol::{Constant, Symbol};

/// When a case holds. Two are the same where their formulas are, whatever they are called.
#[derive(Clone, Debug)]
pub struct Condition {
    pub holds: Formula,
    /// For people, goes on from "when …" (`IsProd is true`). It is never compared.
    pub text: String,
}

impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        self.holds == other.holds
    }
}

impl Eq for Condition {}

impl Condition {
    pub fn new(holds: Formula, text: impl Into<String>) -> Condition {
        Condition {
            holds,
            text: text.into(),
        }
    }
}

/// When a truth value is true and when it is false. In what is left, the dialect refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    pub yes: Formula,
    pub no: Formula,
}

impl Truth {
    #[must_use]
    pub fn known(value: bool) -> Truth {
        let yes = if value {
            Formula::always()
        } else {
            Formula::never()
        };
        Truth { no: yes.not(), yes }
    }

    /// That of a symbol that is converted to a truth value.
    #[must_use]
    pub fn of(symbol: &Symbol) -> Truth {
        let flag = symbol.as_flag();
        Truth {
            yes: Formula::equals(&flag, &Constant::Bool(true)),
            no: Formula::equals(&flag, &Constant::Bool(false)),
        }
    }

    /// Whether a symbol is a constant.
    #[must_use]
    pub fn equals(symbol: &Symbol, constant: &Constant) -> Truth {
        let yes = Formula::equals(symbol, constant);
        Truth { no: yes.not(), yes }
    }

    /// One that has nothing to do with any other.
    #[must_use]
    pub fn alone() -> Truth {
        Truth::equals(&Symbol::alone(), &Constant::Bool(true))
    }

    #[must_use]
    pub fn negated(self) -> Truth {
        Truth {
            yes: self.no,
            no: self.yes,
        }
    }

    #[must_use]
    pub fn and(&self, other: &Truth) -> Truth {
        match (self.yes.and(&other.yes), self.no.or(&other.no)) {
            (Some(yes), Some(no)) => Truth { yes, no },
            _ => Truth::alone(),
        }
    }

    #[must_use]
    pub fn or(&self, other: &Truth) -> Truth {
        let both = self.clone().negated().and(&other.clone().negated());
        both.negated()
    }

    /// Its value where a formula holds, if that decides it.
    #[must_use]
    pub fn under(&self, path: &Formula) -> Option<bool> {
        let can_be = |value: &Formula| !path.narrowed(value).is_never();
        match (can_be(&self.yes), can_be(&self.no)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

/// What a value that is not known is, as far as it can be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// The value of a symbol.
    Symbol(Symbol),
    /// A truth value.
    Truth(Truth),
}

impl Term {
    /// It as a truth value.
    #[must_use]
    pub fn truth(&self) -> Truth {
        match self {
            Term::Symbol(symbol) => Truth::of(symbol),
            Term::Truth(truth) => truth.clone(),
        }
    }

    /// The only constant that it may be where a formula holds.
    #[must_use]
    pub fn under(&self, path: &Formula) -> Option<Constant> {
        match self {
            Term::Symbol(symbol) => path.possible(symbol).only().cloned(),
            Term::Truth(truth) => truth.under(path).map(Constant::Bool),
        }
    }

    /// It as a truth value where a formula holds: `None` where that does not decide it, `Some(None)` where it is null.
    #[must_use]
    pub fn flag_under(&self, path: &Formula) -> Option<Option<bool>> {
        match self {
            Term::Symbol(symbol) => match path.possible(&symbol.as_flag()).only()? {
                Constant::Null => Some(None),
                constant => constant.as_flag().map(Some),
            },
            Term::Truth(truth) => truth.under(path).map(Some),
        }
    }
}
