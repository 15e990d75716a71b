//! Values that have a name: what is refused where such a value is evaluated is refused for good, whatever refers to it.
//!
//! Source: Terraform 1.11.4. `try` and `can` catch what fails while their own arguments are evaluated; a local value, an
//! output or a variable that fails is a node of the graph by itself, and nothing that refers to it is evaluated.

use super::facts::is_refused_anywhere;
use super::values::{Value, with_elements};
use crate::resolved::{Resolved, map_cases};

/// The same, refused for good where it is refused at all.
pub(crate) fn for_good(value: Resolved<Value>) -> Resolved<Value> {
    if is_refused_anywhere(&value) {
        marked(value)
    } else {
        value
    }
}

fn marked(value: Resolved<Value>) -> Resolved<Value> {
    match value {
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, marked),
            from,
        },
        known @ Resolved::Known { .. } => with_elements(known, &marked),
        mut other => {
            other.from_mut().is_final = other.is_invalid();
            other
        }
    }
}
