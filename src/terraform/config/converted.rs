//! What the types of variables make of collections. The instances of a module may all be given the same one: it is converted
//! once.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use crate::resolved::Resolved;
use crate::source::Span;
use crate::terraform::lang::facts::weight_of_value;
use crate::terraform::lang::types::{self, DeclaredType, Type};
use crate::terraform::lang::values::{Kind, Value};
use crate::terraform::limits::{MAX_KEPT_WEIGHT, MIN_SHARED_WEIGHT};

/// Which collection it is, as what, and where the variable is declared that it is given.
type At = (usize, Kind, Span);

/// The collections that have been converted, within a bound on their weight.
#[derive(Default)]
pub(super) struct Converted {
    weight: Cell<usize>,
    /// With what was given: as long as that is there, no other collection is taken for it.
    known: RefCell<HashMap<At, (Value, Made)>>,
}

/// What a type makes of a known collection, and what is said of that.
#[derive(Clone)]
struct Made {
    value: Resolved<Value>,
    said: Option<String>,
}

impl Converted {
    /// What a type that a variable declares makes of what is given for it.
    pub(super) fn of(
        &self,
        given: Resolved<Value>,
        kind: &Type,
        by: &DeclaredType,
        declared: Span,
    ) -> Resolved<Value> {
        if let Some(made) = self.made_once(&given, kind, by, declared) {
            let value = given.and_then(&mut |_| made.value.clone());
            by.said_of(value, made.said.as_deref())
        } else {
            let made = types::convert(given.clone(), kind);
            by.changing(&given, made)
        }
    }

    /// The same for what is known, large and stays known; `None` for anything else.
    fn made_once(
        &self,
        given: &Resolved<Value>,
        kind: &Type,
        by: &DeclaredType,
        declared: Span,
    ) -> Option<Made> {
        let value = given.value()?;
        let weight = weight_of_value(value);
        if weight < MIN_SHARED_WEIGHT || !kind.is_of_collections() {
            return None;
        }
        let at = (value.identity()?, value.kind()?, declared);
        if let Some((_, made)) = self.known.borrow().get(&at) {
            return Some(made.clone());
        }
        let converted = types::convert(Resolved::known(value.clone()), kind);
        let Resolved::Known { value: made, from } = converted else {
            return None;
        };
        let (made, said) = by.changing_known(value, made);
        let made = Made {
            value: Resolved::Known { value: made, from },
            said,
        };
        let all = self.weight.get() + weight;
        if all <= MAX_KEPT_WEIGHT {
            self.weight.set(all);
            let mut known = self.known.borrow_mut();
            known.insert(at, (value.clone(), made.clone()));
        }
        Some(made)
    }
}
