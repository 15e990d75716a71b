//! Selectors of which it is not known what they include, though it is known what they do together.

use super::ManagementEvents;
use crate::resolved::{Case, Condition, Evidence, Resolved};

/// Whether a selector includes management events, as cases where that is not known.
pub(super) fn in_cases(includes: &Resolved<bool>) -> Resolved<bool> {
    let Resolved::Unknown {
        term: Some(term),
        from,
        ..
    } = includes
    else {
        return includes.clone();
    };
    let truth = term.truth();
    let known = |value| Resolved::Known {
        value,
        from: from.clone(),
    };
    let unset = Resolved::Unset { from: from.clone() };
    let cases = [
        (truth.yes, "is true", known(true)),
        (truth.no, "is false", known(false)),
        (term.is_null(), "is null", unset),
    ];
    let cases = cases
        .into_iter()
        .filter(|(holds, ..)| !holds.is_never())
        .map(|(holds, outcome, value)| Case {
            when: Condition::new(holds, "what a selector includes", outcome),
            value,
        });
    Resolved::Varies {
        cases: cases.collect(),
        from: Evidence::default(),
    }
}

/// Whether it is known in each case, and management events are taken in all of them or in none.
pub(super) fn is_uniform(taken: &Resolved<ManagementEvents>) -> bool {
    let arms = taken.arms();
    let mut takes_any = arms
        .iter()
        .map(|(_, arm)| arm.value().map(|taken| *taken != ManagementEvents::None));
    match takes_any.next() {
        Some(Some(first)) => takes_any.all(|other| other == Some(first)),
        _ => false,
    }
}
