//! How many elements a collection has of which not all is known.

use super::made::made;
use super::number::Number;
use super::values::{Entry, Partly, Value};
use crate::resolved::{Constant, Domain, Formula, Operand, Resolved, Symbol, Term, Truth};
use crate::terraform::limits::MAX_FEW_VALUES;

/// The length of a collection that is not known as a whole, or of a text; `value` is what it is.
pub(crate) fn length(value: &Resolved<Value>) -> Resolved<Value> {
    let domain = match value.value() {
        Some(Value::Partly(partly)) => partly.counts(),
        _ => Domain::AtLeast(0),
    };
    let length = match value.value() {
        Some(Value::Partly(partly)) => partly.unknown(),
        _ => value
            .clone()
            .choosing()
            .and_then(&mut |_| Resolved::unknown("")),
    };
    let of = match made("length", std::slice::from_ref(value)).and_then(|term| term.symbol()) {
        Some(made) => vec![Operand::Symbol(made)],
        None => vec![Operand::Symbol(Symbol::alone())],
    };
    let symbol = Symbol::made_within("number", of, domain);
    length.with_term(Some(Term::Symbol(symbol)))
}

/// That it has no element.
pub(crate) fn is_empty(collection: &Resolved<Value>) -> Option<Formula> {
    let Resolved::Unknown {
        term: Some(term), ..
    } = length(collection)
    else {
        return None;
    };
    let zero = Constant::Number("0".into());
    Some(term.equals(&zero)?.yes)
}

impl Partly {
    /// How many elements it may have.
    fn counts(&self) -> Domain {
        let elements = self.elements();
        let is_once = |entries: &[Entry]| entries.iter().all(Entry::is_once);
        let once = elements.iter().filter(|element| element.is_once()).count();
        let least = once.max(usize::from(self.entries.iter().any(Entry::is_once)));
        let most = self.entries.len();
        if is_once(&self.entries) && most - least < MAX_FEW_VALUES {
            let numbers = (least..=most).map(|number| Constant::Number(number.to_string().into()));
            return Domain::of(numbers);
        }
        Domain::AtLeast(least)
    }
}

/// Whether a number of elements is less than a known number, or that one less than it; `None` for all else.
pub(crate) fn less(lesser: &Resolved<Value>, greater: &Resolved<Value>) -> Option<Truth> {
    if let (Some(symbol), Some(bound)) = (symbol(lesser), number(greater)) {
        return below(symbol, &bound, false);
    }
    let (symbol, bound) = (symbol(greater)?, number(lesser)?);
    below(symbol, &bound, true).map(Truth::negated)
}

/// Whether a whole number is below a bound, or at it.
fn below(symbol: &Symbol, bound: &Number, or_at: bool) -> Option<Truth> {
    let least = symbol.at_least()?;
    let mut is_below = Vec::new();
    for number in least.. {
        let value = Number::from(number);
        if value > *bound || value == *bound && !or_at {
            break;
        }
        if is_below.len() >= MAX_FEW_VALUES {
            return None;
        }
        let constant = Constant::Number(number.to_string().into());
        is_below.push(Formula::equals(symbol, &constant));
    }
    Formula::any_of(is_below).map(Truth::holding)
}

fn symbol(value: &Resolved<Value>) -> Option<&Symbol> {
    match value {
        Resolved::Unknown {
            term: Some(Term::Symbol(symbol)),
            ..
        } => Some(symbol),
        _ => None,
    }
}

fn number(value: &Resolved<Value>) -> Option<Number> {
    value.value()?.as_number()
}
