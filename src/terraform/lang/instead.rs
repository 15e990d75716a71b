//! What takes the place of a value that is null, or empty: the default of a variable that takes no null, that of an optional
//! attribute, the next argument of `coalesce`.

use super::came_by::own;
use super::counts::is_empty;
use super::values::Value;
use crate::resolved::{Case, Condition, Evidence, Formula, Resolved, Term, Truth, map_cases};

/// Which values something else takes the place of.
#[derive(Clone, Copy)]
pub(crate) enum Lacking {
    Null,
    NullOrEmpty,
    NullOrNoElements,
}

impl Lacking {
    /// Whether a value is one of these.
    pub(crate) fn is(self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null) => true,
            (Lacking::NullOrEmpty, Value::Text(text)) => text.is_empty(),
            (Lacking::NullOrNoElements, value) => value.elements().is_some_and(<[_]>::is_empty),
            _ => false,
        }
    }

    /// Whether a value is one of these for all that is known of it.
    pub(crate) fn may_be(self, value: &Value) -> bool {
        let is_open = matches!((self, value), (Lacking::NullOrNoElements, Value::Partly(_)));
        is_open || self.is(value)
    }

    /// That a value that is not known as a whole is one of these; `None` where that cannot be put.
    fn holds(self, value: &Resolved<Value>) -> Option<Formula> {
        let is_null = match value {
            Resolved::Unknown { term, .. } => term.as_ref()?.is_null(),
            _ => Formula::never(),
        };
        match (self, value) {
            (Lacking::Null, _) => Some(is_null),
            (Lacking::NullOrEmpty, Resolved::Unknown { term, .. }) => {
                is_null.or(&term.as_ref()?.is_text(""))
            }
            (Lacking::NullOrEmpty, _) => Some(is_null),
            (Lacking::NullOrNoElements, _) => is_null.or(&is_empty(value)?),
        }
    }

    fn said(self, is_lacking: bool) -> &'static str {
        match (self, is_lacking) {
            (Lacking::Null, true) => "is null",
            (Lacking::Null, false) => "is not null",
            (_, true) => "is null or empty",
            (_, false) => "is neither null nor empty",
        }
    }
}

/// The value, or what is given instead where it lacks; case by case where it varies, and where it is not known, by what it
/// may be. `name` is what the value is called: goes before "is null". `instead` is given what the value came by.
pub(crate) fn or_instead(
    value: Resolved<Value>,
    lacking: Lacking,
    name: &str,
    instead: &dyn Fn(Evidence) -> Resolved<Value>,
) -> Resolved<Value> {
    match value {
        Resolved::Known { value, from } if lacking.is(&value) => instead(from),
        Resolved::Varies { cases, from } => {
            let cases = map_cases(cases, |case| or_instead(case, lacking, name, instead));
            Resolved::Varies { cases, from }.bounded()
        }
        Resolved::Unknown { term: Some(_), .. } => one_of_both(value, lacking, name, instead),
        Resolved::Known { value: known, from } if lacking.may_be(&known) => {
            let value = Resolved::Known { value: known, from };
            one_of_both(value, lacking, name, instead)
        }
        other => other,
    }
}

/// The same for a value of which not all is known.
fn one_of_both(
    value: Resolved<Value>,
    lacking: Lacking,
    name: &str,
    instead: &dyn Fn(Evidence) -> Resolved<Value>,
) -> Resolved<Value> {
    let Some(holds) = lacking.holds(&value) else {
        let why = "whether something else takes its place is not known";
        return match value {
            Resolved::Unknown { why, from, .. } => Resolved::unknown_from(why, from),
            value => Resolved::unknown_from(why, value.from().clone()),
        };
    };
    let instead = instead(Evidence::default());
    if holds.is_never() || instead.is_invalid() {
        return value;
    }
    let when = |holds, is_lacking| Condition::new(holds, name, lacking.said(is_lacking));
    either(value, &instead, holds, when)
}

/// A value that is not known, or what is given instead where a formula holds.
fn either(
    value: Resolved<Value>,
    instead: &Resolved<Value>,
    holds: Formula,
    when: impl Fn(Formula, bool) -> Condition,
) -> Resolved<Value> {
    let other = match instead {
        Resolved::Known {
            value: Value::Bool(value),
            ..
        } => Some(Truth::known(*value)),
        Resolved::Unknown {
            term: Some(term), ..
        } if term.is_flag() => Some(term.truth()),
        _ => None,
    };
    let own_truth = match &value {
        Resolved::Unknown {
            term: Some(term), ..
        } if term.is_flag() => Some(term.truth()),
        _ => None,
    };
    if let (Some(own_truth), Some(other)) = (own_truth, other) {
        let truth = own_truth.or_where(&holds, &other);
        let value = value.with_term(Some(Term::Truth(truth)));
        return value.and_before(own(instead));
    }
    // What the value comes by decides which case it is.
    let from = Evidence::passed(own(&value));
    let mut value = value;
    if !value.from().hops.is_empty() {
        value.from_mut().hops.clear();
    }
    let cases = vec![
        Case {
            when: when(holds.not(), false),
            value,
        },
        Case {
            when: when(holds, true),
            value: instead.clone(),
        },
    ];
    Resolved::Varies { cases, from }.told_apart()
}
