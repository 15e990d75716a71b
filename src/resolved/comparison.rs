//! Whether two values are equal, and whether several conditions hold together, as far as the code decides it.

use std::collections::HashSet;

use super::condition::Term;
use super::constant::Constant;
use super::evidence::Evidence;
use super::formula::Formula;
use super::hop::Hop;
use super::limits::MAX_CASES;
use super::truth::Truth;
use super::value::{Case, Resolved, map_cases};

/// How a dialect compares values.
pub struct Equality<'f, T> {
    /// The constant that a value is, if it is one.
    pub constant: &'f dyn Fn(&T) -> Option<Constant>,
    /// Whether two known values are equal.
    pub known: &'f dyn Fn(&T, &T) -> Resolved<bool>,
}

impl<T> Equality<'_, T> {
    /// Whether two values are equal, case by case where they vary.
    pub fn of(&self, left: &Resolved<T>, right: &Resolved<T>) -> Resolved<bool> {
        let mut budget = MAX_CASES * MAX_CASES;
        self.under(&Formula::always(), left, right, &mut budget)
            .unwrap_or_else(|| Resolved::unknown("what is compared has too many cases"))
            .told_apart()
    }

    /// `None` once there are too many cases.
    fn under(
        &self,
        path: &Formula,
        left: &Resolved<T>,
        right: &Resolved<T>,
        budget: &mut usize,
    ) -> Option<Resolved<bool>> {
        *budget = budget.checked_sub(1)?;
        Some(match (left, right) {
            (Resolved::Varies { cases, from }, other)
            | (other, Resolved::Varies { cases, from }) => {
                let mut out = Vec::new();
                for case in cases {
                    let holds = path.narrowed(&case.when.holds);
                    if !holds.is_never() {
                        out.push(Case {
                            value: self.under(&holds, &case.value, other, budget)?,
                            when: case.when.clone(),
                        });
                    }
                }
                let from = from.clone();
                Resolved::Varies { cases: out, from }
            }
            (Resolved::Known { value: a, .. }, Resolved::Known { value: b, .. }) => {
                let privacy = left.from().privacy.max(right.from().privacy);
                (self.known)(a, b).via(hops([left, right])).private(privacy)
            }
            (Resolved::Invalid { text, why, from }, _)
            | (_, Resolved::Invalid { text, why, from }) => Resolved::Invalid {
                text: text.clone(),
                why: why.clone(),
                from: from.clone(),
            },
            (Resolved::Unset { from }, _) | (_, Resolved::Unset { from }) => {
                Resolved::Unset { from: from.clone() }
            }
            (Resolved::Unknown { why, .. }, _) | (_, Resolved::Unknown { why, .. }) => {
                self.open(left, right, why)
            }
        })
    }

    /// Whether two values are equal of which one is not known at least.
    fn open(&self, left: &Resolved<T>, right: &Resolved<T>, why: &str) -> Resolved<bool> {
        let from = Evidence {
            privacy: left.from().privacy.max(right.from().privacy),
            ..Evidence::passed(hops([left, right]))
        };
        let unknown = |truth: Option<Truth>| Resolved::Unknown {
            why: why.to_owned(),
            term: truth.map(Term::Truth),
            from: from.clone(),
        };
        // A condition would say it.
        let constant = |value: &Resolved<T>| {
            let known = value.value().filter(|_| !value.is_private());
            known.and_then(self.constant)
        };
        match (term(left), term(right)) {
            (Some(Term::Joined(a)), Some(Term::Joined(b))) => unknown(Some(a.same(b))),
            (Some(a), Some(b)) => {
                let both = a.symbol().zip(b.symbol());
                let same = both.map(|(a, b)| Truth::same(&a, &b));
                unknown(same.or_else(|| a.agreeing(b)))
            }
            (Some(term), None) | (None, Some(term)) => {
                let constant = constant(left).or_else(|| constant(right));
                unknown(constant.and_then(|constant| term.equals(&constant)))
            }
            (None, None) => unknown(None),
        }
        .told_at_all()
    }
}

fn term<T>(value: &Resolved<T>) -> Option<&Term> {
    match value {
        Resolved::Unknown { term, .. } => term.as_ref(),
        _ => None,
    }
}

/// The hops of several values, each once: what comes by one place twice would else grow without end.
fn hops<'v, T: 'v>(values: impl IntoIterator<Item = &'v Resolved<T>>) -> Vec<Hop> {
    let mut seen = HashSet::new();
    let all = values.into_iter().flat_map(|value| &value.from().hops);
    all.filter(|hop| seen.insert(*hop)).cloned().collect()
}

impl Resolved<bool> {
    /// The same, known where its term is decided whatever holds.
    fn told_at_all(self) -> Resolved<bool> {
        self.settled(&Formula::always())
    }

    /// Whether it does not hold.
    #[must_use]
    pub fn negated(self) -> Resolved<bool> {
        let mut operand = self.made_of();
        if let Some(written) = operand.from_mut().written_mut() {
            written.is_negated = !written.is_negated;
        }
        match operand {
            Resolved::Unknown { why, term, from } => Resolved::Unknown {
                why,
                term: term.map(|term| Term::Truth(term.truth().negated())),
                from,
            },
            Resolved::Varies { cases, from } => Resolved::Varies {
                cases: map_cases(cases, Resolved::negated),
                from,
            },
            other => other.map(&mut |value: bool| !value),
        }
    }

    /// Whether all of these hold, or with `any`, whether one does. One that decides counts whatever the others are. `name`
    /// is what it is called where its outcome is open: goes before "is true".
    #[must_use]
    pub fn together(arms: Vec<Resolved<bool>>, any: bool, name: &str) -> Resolved<bool> {
        if let Some(deciding) = arms.iter().find(|arm| arm.value() == Some(&any)) {
            return deciding.clone();
        }
        let is_refused = |arm: &Resolved<bool>| {
            let mut arms = arm.arms().into_iter();
            arms.any(|(_, arm)| matches!(arm, Resolved::Invalid { .. } | Resolved::Unset { .. }))
        };
        let why = arms.iter().find_map(|arm| match arm {
            Resolved::Unknown { why, .. } => Some(why.clone()),
            _ => None,
        });
        let varies = arms
            .iter()
            .any(|arm| matches!(arm, Resolved::Varies { .. }));
        if arms.iter().any(is_refused) {
            let value = |values: Vec<bool>| values.contains(&any) == any;
            return Resolved::all(arms).map(&mut { value }).decided();
        }
        let from = Evidence {
            privacy: (arms.iter().map(|arm| arm.from().privacy).max()).unwrap_or_default(),
            ..Evidence::passed(hops(&arms))
        };
        if why.is_none() && !varies {
            return Resolved::Known { value: !any, from };
        }
        let truth = arms.iter().fold(Truth::known(!any), |so_far, arm| {
            if any {
                so_far.or(&arm.truth())
            } else {
                so_far.and(&arm.truth())
            }
        });
        let open = Resolved::Unknown {
            why: why.unwrap_or_default(),
            term: Some(Term::Truth(truth)),
            from,
        }
        .told_at_all();
        if varies {
            open.choose(name, &mut |holds, _| Resolved::known(holds))
        } else {
            open
        }
    }
}
