//! Collections of which a part is refused: then nothing is made of it, be it in some cases only.
//!
//! Source: Terraform 1.11.4, which evaluates and converts all of a collection before anything refers to a part of it.

use super::values::{Value, first_refused};
use crate::resolved::{Resolved, map_cases};

/// A collection, in the cases in which none of its parts is refused.
pub(super) fn unless_refused(whole: Value) -> Resolved<Value> {
    let parts: Vec<&Resolved<Value>> = whole.parts().collect();
    if let Some(refused) = first_refused(parts.iter().copied()) {
        return refused;
    }
    let refusals: Vec<_> = parts
        .into_iter()
        .filter(|part| is_refused_in_a_case(part))
        .map(refusal)
        .collect();
    let whole = Resolved::known(whole);
    refusals.into_iter().fold(whole, |whole, refusal| {
        let both = refusal.zip(&whole).map(&mut |((), whole)| whole);
        both.bounded()
    })
}

fn is_refused_in_a_case(part: &Resolved<Value>) -> bool {
    match part {
        Resolved::Varies { cases, .. } => cases
            .iter()
            .any(|case| case.value.is_invalid() || is_refused_in_a_case(&case.value)),
        _ => false,
    }
}

/// What is refused of a part, in its cases; of the rest it is of no account what it is.
fn refusal(part: &Resolved<Value>) -> Resolved<()> {
    match part.clone() {
        Resolved::Invalid { text, why, from } => Resolved::Invalid { text, why, from },
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |value| refusal(&value)),
            from: from.choosing(),
        },
        _ => Resolved::known(()),
    }
}
