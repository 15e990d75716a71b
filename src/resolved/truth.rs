//! When a truth value that is not known holds.

use super::constant::Constant;
use super::formula::Formula;
use super::limits::MAX_CONSTANTS_COMPARED;
use super::symbol::{Operand, SAME, Symbol};

/// When a truth value is true and when it is false. In what is left, the dialect refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    pub yes: Formula,
    pub no: Formula,
}

impl Truth {
    #[must_use]
    pub fn known(value: bool) -> Truth {
        Truth::holding(if value {
            Formula::always()
        } else {
            Formula::never()
        })
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
        Truth::holding(Formula::equals(symbol, constant))
    }

    /// Whether a formula holds.
    #[must_use]
    pub fn holding(yes: Formula) -> Truth {
        Truth { no: yes.not(), yes }
    }

    /// Whether two symbols have one value.
    #[must_use]
    pub fn same(a: &Symbol, b: &Symbol) -> Truth {
        if a == b {
            return Truth::known(true);
        }
        if let Some(same) = Truth::same_of_few(a, b) {
            return same;
        }
        let mut both = [a, b].map(|symbol| Operand::Symbol(symbol.clone()));
        both.sort();
        Truth::equals(&Symbol::made(SAME, both.into()), &Constant::Bool(true))
    }

    /// The same where one of them is a constant out of a few: both are each of those in turn.
    fn same_of_few(a: &Symbol, b: &Symbol) -> Option<Truth> {
        let few = [a, b].into_iter().filter_map(Symbol::constants);
        let few = few.min_by_key(Vec::len)?;
        if few.len() > MAX_CONSTANTS_COMPARED {
            return None;
        }
        let both = few
            .iter()
            .map(|one| Formula::equals(a, one).and(&Formula::equals(b, one)));
        Formula::any_of(both.collect::<Option<_>>()?).map(Truth::holding)
    }

    /// Whether two truth values agree.
    #[must_use]
    pub fn agreeing(&self, other: &Truth) -> Truth {
        let not = other.clone().negated();
        self.and(other).or(&self.clone().negated().and(&not))
    }

    /// One that has nothing to do with any other.
    #[must_use]
    pub fn alone() -> Truth {
        Truth::equals(&Symbol::alone(), &Constant::Bool(true))
    }

    /// Whether it is one of both, whatever holds.
    #[must_use]
    pub fn is_never_refused(&self) -> bool {
        let either = self.yes.or(&self.no);
        either.is_some_and(|either| either.is_always())
            && [&self.yes, &self.no]
                .iter()
                .all(|formula| formula.asks_what_is_never_refused())
    }

    /// The same, but another one where a formula holds.
    #[must_use]
    pub fn or_where(&self, holds: &Formula, other: &Truth) -> Truth {
        let left = holds.not();
        let with = |own: &Formula, other: &Formula| own.and(&left)?.or(&holds.and(other)?);
        match (with(&self.yes, &other.yes), with(&self.no, &other.no)) {
            (Some(yes), Some(no)) => Truth { yes, no },
            _ => Truth::alone(),
        }
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
