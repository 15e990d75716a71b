//! Conditions for values that tests make by hand, and generated ones against all assignments of their unknowns.

mod generated;
mod keyed;
mod model;
mod printed;
mod property;

pub(crate) use generated::Numbers;
pub(crate) use property::first_seed;

use cloudtrail_lint::resolved::{Condition, Constant, Formula, Instance, Symbol};

/// That `IsProd` is true, or false.
pub(crate) fn is_prod(outcome: bool) -> Condition {
    let symbol = Symbol::named("IsProd", Instance::root("stack"));
    let holds = Formula::equals(&symbol, &Constant::Bool(true));
    Condition::new(
        if outcome { holds } else { holds.not() },
        "IsProd",
        format!("is {outcome}"),
    )
}
