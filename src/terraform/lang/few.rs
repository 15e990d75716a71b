//! Values that are not known, but one of a few: each of them as a case.

use super::values::Value;
use crate::resolved::{Constant, Resolved, Symbol, Term};
use crate::terraform::limits::MAX_FEW_VALUES;

/// The same, with a case for each value that it may be where these are a few and none of them is null.
pub(crate) fn told_apart(value: Resolved<Value>) -> Resolved<Value> {
    match few(&value) {
        Some(symbol) => {
            let name = format!("`{}`", symbol.shown());
            value.spelled_out(&name)
        }
        None => value,
    }
}

/// Whether it is told apart so.
pub(crate) fn is_one_of_few(value: &Resolved<Value>) -> bool {
    few(value).is_some()
}

fn few(value: &Resolved<Value>) -> Option<&Symbol> {
    let Resolved::Unknown {
        term: Some(Term::Symbol(symbol)),
        from,
        ..
    } = value
    else {
        return None;
    };
    let constants = symbol.constants().filter(|_| !from.is_private())?;
    let is_few = constants.len() <= MAX_FEW_VALUES && !constants.contains(&Constant::Null);
    is_few.then_some(symbol)
}
