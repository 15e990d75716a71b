//! Cases that come to the same, put together where there are too many to be told apart.

use super::condition::{Clause, Condition};
use super::formula::Formula;
use super::limits::{MAX_CASES, MAX_CLAUSES_OF_CASE};
use super::value::{Case, Resolved};

/// Cases that come to the same.
struct Group<'v, T> {
    value: &'v Resolved<T>,
    /// Whether all of them are changed at one place.
    is_one_place: bool,
    first: Condition,
    /// When each of them holds.
    holds: Vec<Formula>,
}

impl<T: PartialEq + Clone> Resolved<T> {
    /// The same with at most [`MAX_CASES`] cases. Where there are more, those that come to the same are one; of what is
    /// different still, the last ones are not known.
    #[must_use]
    pub fn told_apart(self) -> Resolved<T> {
        self.told_apart_within(MAX_CASES)
    }

    /// The same with another bound.
    #[must_use]
    pub fn told_apart_within(self, most: usize) -> Resolved<T> {
        self.told_apart_by(most, &|a, b| a == b)
    }

    /// The same where known values are equal that `same` takes for equal.
    #[must_use]
    pub fn told_apart_by(self, most: usize, same: &dyn Fn(&T, &T) -> bool) -> Resolved<T> {
        let this = self.decided();
        let Resolved::Varies { from, .. } = &this else {
            return this;
        };
        if this.count_cases() <= most {
            return this;
        }
        let mut groups: Vec<Group<'_, T>> = Vec::new();
        let mut others = 0;
        for (when, arm) in this.arms() {
            let is_alike = |one: &Resolved<T>| match (one.value(), arm.value()) {
                (Some(one), Some(other)) => same(one, other),
                _ => one.is_as(arm),
            };
            let alike = groups.iter_mut().find(|group| is_alike(group.value));
            if let Some(group) = alike {
                group.holds.push(when.holds);
                group.is_one_place &= group.value.from().written == arm.from().written;
            } else if groups.len() + 1 < most {
                groups.push(Group {
                    value: arm,
                    is_one_place: true,
                    holds: vec![when.holds.clone()],
                    first: when,
                });
            } else {
                others += 1;
            }
        }
        let mut rest = Formula::always();
        let mut cases = Vec::new();
        for mut group in groups {
            let count = group.holds.len();
            let Some(holds) = Formula::any_of(std::mem::take(&mut group.holds)) else {
                return this.not_told_apart();
            };
            rest = rest.narrowed(&holds.not());
            cases.push(group.case(holds, count));
        }
        if others > 0 {
            cases.push(Case {
                when: Condition::new(rest, format!("one of {others} other cases"), "holds"),
                value: Resolved::unknown(format!("it has more than {most} cases")),
            });
        }
        let from = from.clone();
        Resolved::Varies { cases, from }
    }
}

impl<T: Clone> Group<'_, T> {
    /// The one case that so many of them are, and that holds then.
    fn case(self, holds: Formula, count: usize) -> Case<T> {
        let mut value = self.value.clone();
        if !self.is_one_place {
            // Changed in one case, it would be left in the others.
            value.from_mut().set_written(None);
        }
        let mut said = self.first.said;
        let left = said.len().saturating_sub(MAX_CLAUSES_OF_CASE);
        if left > 0 {
            said.truncate(MAX_CLAUSES_OF_CASE);
            said.push(Clause {
                name: counted(left, "other condition").into(),
                outcome: if left == 1 { "holds" } else { "hold" }.into(),
                whose: None,
            });
        }
        let first = Condition { holds, said };
        let when = match count - 1 {
            0 => first,
            more => {
                let others = counted(more, "other case");
                let name = format!("{},", first.text());
                Condition::new(first.holds, name, format!("or in {others}"))
            }
        };
        Case { when, value }
    }
}

/// So many of something.
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("one {what}"),
        more => format!("{more} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolved::{Constant, Evidence, Instance, Symbol};

    /// One case for each of so many keys.
    fn by_key<T>(count: usize, value: impl Fn(usize) -> Resolved<T>) -> Resolved<T> {
        let key = Symbol::named_text("Key", Instance::root("stack"));
        let case = |at: usize| Case {
            when: Condition::new(
                Formula::equals(&key, &Constant::text(at.to_string())),
                "Key",
                format!("is {at}"),
            ),
            value: value(at),
        };
        Resolved::Varies {
            cases: (0..count).map(case).collect(),
            from: Evidence::default(),
        }
    }

    #[test]
    fn cases_that_come_to_the_same_are_one() {
        let all = by_key(200, |_| Resolved::known(true)).told_apart();
        assert_eq!(all.value(), Some(&true));
        let one_is_not = by_key(200, |at| Resolved::known(at != 150)).told_apart();
        let texts: Vec<String> = one_is_not
            .arms()
            .iter()
            .map(|(when, _)| when.text())
            .collect();
        assert_eq!(texts, ["Key is 0, or in 198 other cases", "Key is 150"]);
    }

    #[test]
    fn what_is_different_beyond_the_bound_is_not_known() {
        let many = by_key(100, |at| Resolved::known(at.to_string())).told_apart();
        let arms = many.arms();
        assert_eq!(arms.len(), MAX_CASES);
        let (when, last) = arms.last().unwrap();
        assert_eq!(when.text(), "one of 37 other cases holds");
        assert!(matches!(last, Resolved::Unknown { why, .. } if why.contains("64")));
    }
}
