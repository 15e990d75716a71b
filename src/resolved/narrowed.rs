//! What is left of a value where a formula holds, and what a condition makes of two.

use super::condition::{Condition, Term};
use super::constant::Constant;
use super::evidence::{Evidence, Privacy};
use super::formula::Formula;
use super::limits::MAX_CASES;
use super::truth::Truth;
use super::value::{Case, Resolved};

/// A value that a formula may fix although the code does not give it.
pub trait Fixed: Sized {
    /// What a term is where a formula holds: `None` where it does not decide that, `Some(None)` where it is left out.
    fn fixed(term: &Term, path: &Formula) -> Option<Option<Self>>;
}

impl Fixed for bool {
    fn fixed(term: &Term, path: &Formula) -> Option<Option<bool>> {
        term.flag_under(path)
    }
}

impl Fixed for String {
    fn fixed(term: &Term, path: &Formula) -> Option<Option<String>> {
        match term.under(path)? {
            Constant::Null => Some(None),
            Constant::Bool(value) => Some(Some(value.to_string())),
            Constant::Number(text) | Constant::Text(text) => Some(Some(text.as_str().to_owned())),
        }
    }
}

impl<T: Fixed> Resolved<T> {
    /// A value that is not known, but that a formula fixes.
    #[must_use]
    pub fn told(&self, path: &Formula) -> Option<Resolved<T>> {
        let Resolved::Unknown {
            term: Some(term),
            from,
            ..
        } = self
        else {
            return None;
        };
        let from = from.clone();
        let told = match T::fixed(term, path)? {
            Some(value) => Resolved::Known { value, from },
            None => Resolved::Unset { from },
        };
        let is_said = term.under(path).is_none_or(|constant| constant.is_said());
        Some(if is_said {
            told
        } else {
            told.private(Privacy::Hidden)
        })
    }

    /// A value that is not known, but one of a few: each of them as a case. `name` is what it is called: goes before "is".
    #[must_use]
    pub fn spelled_out(self, name: &str) -> Resolved<T> {
        match self.term() {
            Some(Term::Symbol(symbol)) => match symbol.constants() {
                Some(constants) => self.one_of(constants, name),
                None => self,
            },
            _ => self,
        }
    }

    /// The same, of a text that is put together, too.
    #[must_use]
    pub fn joined_spelled_out(self, name: &str) -> Resolved<T> {
        match self.term() {
            Some(Term::Joined(joined)) => match joined.texts() {
                Some(texts) => self.one_of(texts, name),
                None => self,
            },
            _ => self.spelled_out(name),
        }
    }

    fn term(&self) -> Option<&Term> {
        match self {
            Resolved::Unknown { term, .. } => term.as_ref(),
            _ => None,
        }
    }

    /// A value that is not known, but one of these, as cases.
    fn one_of(self, constants: Vec<Constant>, name: &str) -> Resolved<T> {
        let Some(term) = self.term() else {
            return self;
        };
        let from = self.from().clone();
        let cases: Option<Vec<Case<T>>> = constants
            .into_iter()
            .enumerate()
            .map(|(at, constant)| {
                let holds = match (term, &constant) {
                    (Term::Joined(joined), Constant::Text(text)) => joined.equals(text.clone()),
                    (Term::Symbol(symbol), constant) => Formula::equals(symbol, constant),
                    _ => return None,
                };
                let text = match &constant {
                    _ if from.is_private() => format!("value {}, which is not shown", at + 1),
                    Constant::Null => "null".to_owned(),
                    Constant::Bool(value) => value.to_string(),
                    Constant::Number(text) | Constant::Text(text) => text.as_str().to_owned(),
                };
                let value = self.told(&holds)?;
                let when = Condition::new(holds, name, format!("is {text}"));
                Some(Case { when, value })
            })
            .collect();
        match cases {
            Some(cases) if cases.len() <= MAX_CASES => Resolved::Varies { cases, from },
            _ => self,
        }
    }

    /// The same where a formula holds: what it excludes is left out, what it fixes is known.
    #[must_use]
    pub fn settled(self, path: &Formula) -> Resolved<T> {
        let settle = |value: Resolved<T>, holds: &dyn Fn() -> Formula| match &value {
            Resolved::Varies { .. } | Resolved::Unknown { term: Some(_), .. } => {
                value.settled(&holds())
            }
            _ => value,
        };
        match self.possible(path) {
            Left::Cases(cases, from) => Resolved::Varies {
                cases: map_possible(path, cases, settle),
                from,
            },
            Left::One(only, Some(when)) => settle(only, &|| path.narrowed(&when)),
            Left::One(only, None) => only.told(path).unwrap_or(only),
        }
    }
}

/// What a formula leaves of a value.
enum Left<T> {
    /// Several cases.
    Cases(Vec<Case<T>>, Evidence),
    /// One, and when it is that if it was one of several; itself where it does not vary.
    One(Resolved<T>, Option<Formula>),
}

/// What `f` makes of the value of each case, which it is given with what holds there where `path` does. That is worked out
/// where it is asked for.
fn map_possible<T, U>(
    path: &Formula,
    cases: Vec<Case<T>>,
    mut f: impl FnMut(Resolved<T>, &dyn Fn() -> Formula) -> Resolved<U>,
) -> Vec<Case<U>> {
    let cases = cases.into_iter().map(|case| Case {
        value: f(case.value, &|| path.narrowed(&case.when.holds)),
        when: case.when.clone(),
    });
    cases.collect()
}

impl<T> Resolved<T> {
    /// The same where a formula holds: without the cases that it excludes.
    #[must_use]
    pub fn under(self, path: &Formula) -> Resolved<T> {
        let under = |value: Resolved<T>, holds: &dyn Fn() -> Formula| match value {
            Resolved::Varies { .. } => value.under(&holds()),
            _ => value,
        };
        match self.possible(path) {
            Left::Cases(cases, from) => Resolved::Varies {
                cases: map_possible(path, cases, under),
                from,
            },
            Left::One(only, Some(when)) => under(only, &|| path.narrowed(&when)),
            Left::One(only, None) => only,
        }
    }

    /// Which of its cases can hold where a formula does. What these vary by themselves is not looked at.
    fn possible(self, path: &Formula) -> Left<T> {
        let Resolved::Varies { mut cases, from } = self else {
            return Left::One(self, None);
        };
        let formulas: Vec<&Formula> = cases.iter().map(|case| &case.when.holds).collect();
        let mut can_hold = path.each_can_hold_with(&formulas).into_iter();
        cases.retain(|_| can_hold.next() == Some(true));
        match (cases.pop(), cases.is_empty()) {
            (Some(only), true) => Left::One(only.value.behind(from), Some(only.when.holds)),
            (last, _) => {
                cases.extend(last);
                Left::Cases(cases, from)
            }
        }
    }

    /// With the evidence of what it was a case of.
    fn behind(mut self, outer: Evidence) -> Resolved<T> {
        let own = self.from_mut();
        own.at = outer.at.or(own.at);
        let privacy = outer.privacy;
        self.via(outer.into_hops()).private(privacy)
    }

    /// Applies `f` to the value of each case that can hold where `path` does, and to what holds there.
    pub(super) fn and_then_under<U>(
        self,
        path: &Formula,
        f: &mut dyn FnMut(T, &Formula) -> Resolved<U>,
    ) -> Resolved<U> {
        let mut inside =
            |value: Resolved<T>, holds: &dyn Fn() -> Formula| value.and_then_under(&holds(), f);
        match self.possible(path) {
            Left::Cases(cases, from) => Resolved::Varies {
                cases: map_possible(path, cases, inside),
                from,
            },
            Left::One(only, Some(when)) => inside(only, &|| path.narrowed(&when)),
            Left::One(only, None) => only.and_then(&mut |value| f(value, path)),
        }
    }

    /// Whether it is refused in some case.
    #[must_use]
    pub fn is_refused_somewhere(&self) -> bool {
        self.arms().iter().any(|(_, arm)| arm.is_invalid())
    }

    /// The arms a value has where a formula holds, each with when it holds and what its cases are called, joined with
    /// "and"; itself alone where it does not vary.
    fn arms_under(&self, path: &Formula) -> Vec<(Condition, &Resolved<T>)> {
        let Resolved::Varies { cases, .. } = self else {
            let always = Condition {
                holds: path.clone(),
                said: Vec::new(),
            };
            return vec![(always, self)];
        };
        let mut out = Vec::new();
        for case in cases {
            let holds = path.narrowed(&case.when.holds);
            if holds.is_never() {
                continue;
            }
            for (mut when, value) in case.value.arms_under(&holds) {
                when.said.splice(0..0, case.when.said.iter().cloned());
                out.push((when, value));
            }
        }
        out
    }

    /// What it depends on: when its cases hold, and when what is not known in them is true or false.
    #[must_use]
    pub fn formulas(&self) -> Vec<Formula> {
        let arms = self.arms().into_iter();
        let formulas = arms.flat_map(|(when, arm)| {
            let truth = match arm {
                Resolved::Unknown {
                    term: Some(Term::Truth(truth)),
                    ..
                } => Some([truth.yes.clone(), truth.no.clone()]),
                _ => None,
            };
            [when.holds].into_iter().chain(truth.into_iter().flatten())
        });
        formulas.collect()
    }

    /// The arms a value has that can hold: its cases' (nested ones joined with "and"), or itself alone with an empty text.
    #[must_use]
    pub fn arms(&self) -> Vec<(Condition, &Resolved<T>)> {
        self.arms_under(&Formula::always())
    }
}

impl<T: PartialEq + Clone> Resolved<T> {
    /// Where all cases that can hold come to one known value, that value: equal branches decide.
    #[must_use]
    pub fn decided(self) -> Resolved<T> {
        let this = self.under(&Formula::always());
        let Resolved::Varies { from, .. } = &this else {
            return this;
        };
        let arms = this.arms();
        let Some((_, first)) = arms.first() else {
            return this;
        };
        if arms.iter().all(|(_, arm)| first.is_as(arm)) {
            let mut out = (*first).clone();
            let written = &first.from().written;
            if arms.iter().any(|(_, arm)| arm.from().written != *written) {
                // Changed in one arm, it would be left in the other.
                out.from_mut().set_written(None);
            }
            return out.behind(from.clone());
        }
        this
    }

    /// Whether it is known to be what the other is.
    pub(super) fn is_as(&self, other: &Resolved<T>) -> bool {
        match (self, other) {
            (Resolved::Known { value: a, .. }, Resolved::Known { value: b, .. }) => a == b,
            (Resolved::Unset { .. }, Resolved::Unset { .. }) => true,
            (Resolved::Unknown { term: Some(a), .. }, Resolved::Unknown { term: Some(b), .. }) => {
                a == b
            }
            _ => false,
        }
    }
}

impl Resolved<bool> {
    /// When it is true and when it is false. What is not known and has no identity has nothing to do with any other.
    #[must_use]
    pub fn truth(&self) -> Truth {
        self.truth_under_cases().unwrap_or_else(Truth::alone)
    }

    /// `None` where that is too much to work out.
    fn truth_under_cases(&self) -> Option<Truth> {
        Some(match self {
            Resolved::Known { value, .. } => Truth::known(*value),
            Resolved::Unknown {
                term: Some(term), ..
            } => term.truth(),
            Resolved::Unknown { .. } | Resolved::Unset { .. } => Truth::alone(),
            Resolved::Invalid { .. } => Truth {
                yes: Formula::never(),
                no: Formula::never(),
            },
            Resolved::Varies { cases, .. } => {
                let (mut yes, mut no) = (Vec::new(), Vec::new());
                for case in cases {
                    let own = case.value.truth_under_cases()?;
                    yes.push(case.when.holds.and(&own.yes)?);
                    no.push(case.when.holds.and(&own.no)?);
                }
                Truth {
                    yes: Formula::any_of(yes)?,
                    no: Formula::any_of(no)?,
                }
            }
        })
    }

    /// What is made of a condition, called `name`, from a value for each outcome: the one of a condition that is decided,
    /// or both as cases. `branch` is given what holds where it is taken.
    pub fn choose<U: PartialEq + Clone>(
        self,
        name: &str,
        branch: &mut dyn FnMut(bool, &Formula) -> Resolved<U>,
    ) -> Resolved<U> {
        let why = self.why_not_followed();
        self.choose_as_cases(name, branch).if_all_agree(why)
    }

    /// The same, before it is asked whether anybody can choose.
    pub fn choose_as_cases<U: PartialEq + Clone>(
        self,
        name: &str,
        branch: &mut dyn FnMut(bool, &Formula) -> Resolved<U>,
    ) -> Resolved<U> {
        let undecided = match self.choosing().decided() {
            Resolved::Known { value, from } => {
                return branch(value, &Formula::always()).via(from.into_hops());
            }
            Resolved::Invalid { text, why, from } => return Resolved::Invalid { text, why, from },
            undecided => undecided,
        };
        let truth = undecided.truth();
        let mut cases = Vec::new();
        for (outcome, holds) in [(true, truth.yes), (false, truth.no)] {
            if !holds.is_never() {
                let value = branch(outcome, &holds).under(&holds);
                cases.push(Case {
                    when: Condition::new(holds, name, format!("is {outcome}")),
                    value,
                });
            }
        }
        for (when, arm) in undecided.arms() {
            if let Resolved::Invalid { text, why, from } = arm {
                let (text, why, from) = (text.clone(), why.clone(), from.clone());
                let value = Resolved::Invalid { text, why, from };
                cases.push(Case { when, value });
            }
        }
        let from = Evidence {
            at: None,
            ..undecided.from().clone()
        };
        Resolved::Varies { cases, from }.told_apart()
    }

    /// Why it is not known where nothing outside of the code decides it: then it is one thing for all who deploy the code.
    #[must_use]
    pub fn why_not_followed(&self) -> Option<String> {
        match self {
            Resolved::Unknown {
                why,
                term: Some(term),
                ..
            } if term.is_not_followed() => Some(why.clone()),
            _ => None,
        }
    }
}

impl<T: PartialEq + Clone> Resolved<T> {
    /// The same of cases of which one holds for all who deploy the code, whichever that is, for this reason: what they all come
    /// to, if that is one thing.
    #[must_use]
    pub fn if_all_agree(self, why_not_followed: Option<String>) -> Resolved<T> {
        match (self.told_apart(), why_not_followed) {
            (Resolved::Varies { from, .. }, Some(why)) => {
                Resolved::not_followed(why).via(from.into_hops())
            }
            (chosen, _) => chosen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::constant::Domain;
    use super::super::evidence::Privacy;
    use super::super::symbol::Symbol;
    use super::*;

    #[test]
    fn what_one_of_a_few_private_values_is_nobody_says() {
        let texts = ["dev", "prod"].map(Constant::text);
        let symbol = Symbol::made_within("stage", Vec::new(), Domain::of(texts));
        let term = Term::Symbol(symbol);
        for (privacy, said) in [
            (Privacy::Shown, ["Stage is dev", "Stage is prod"]),
            (
                Privacy::Hidden,
                [
                    "Stage is value 1, which is not shown",
                    "Stage is value 2, which is not shown",
                ],
            ),
        ] {
            let value = Resolved::<String>::unknown("nothing is given").private(privacy);
            let told = value.with_term(Some(term.clone())).spelled_out("Stage");
            let arms = told.arms();
            let whens: Vec<String> = arms.iter().map(|(when, _)| when.text()).collect();
            assert_eq!(whens, said);
        }
    }
}
