//! The ways one trail may come out, each with every value that decides it.
//!
//! Two values that vary over the same cases (`IsProd is true`, `IsProd is false`) vary together: a flag that is
//! off when `IsProd` is false says nothing about a trail that is created only when `IsProd` is true.

use super::aspect::Aspect;
use super::{ManagementEvents, Trail, Value};
use crate::resolved::{Case, Resolved};

/// How many variants are told apart. Past it, what varies is taken as not known.
const MAX_VARIANTS: usize = 512;

/// One way a trail may come out. The values of the requested aspects are no `Varies`.
#[derive(Clone, Debug)]
pub struct Variant<'a> {
    /// When it comes out so: goes on from "when …". Empty where nothing varies.
    pub when: String,
    pub created: &'a Resolved<bool>,
    pub include_global_service_events: &'a Resolved<bool>,
    pub is_multi_region_trail: &'a Resolved<bool>,
    pub is_logging: &'a Resolved<bool>,
    pub management_events: &'a Resolved<ManagementEvents>,
    pub home_region: &'a Resolved<String>,
    flag_default: bool,
    choices: Vec<Choice<'a>>,
}

impl Variant<'_> {
    /// Whether the trail exists: `None` where it cannot be told.
    #[must_use]
    pub fn created(&self) -> Option<bool> {
        with_default(self.created, true)
    }

    /// The flag, with the dialect's default for what is left out.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        with_default(self.include_global_service_events, self.flag_default)
    }

    /// Whether the flag is on or may be: not known to be off, and not refused.
    #[must_use]
    pub fn flag_may_be_on(&self) -> bool {
        self.flag() != Some(false) && !self.include_global_service_events.is_invalid()
    }

    /// Whether it is a multi-Region trail, which it is not where nothing is said: `None` where it cannot be told.
    #[must_use]
    pub fn multi_region(&self) -> Option<bool> {
        with_default(self.is_multi_region_trail, false)
    }

    /// Whether it logs, which it does where nothing is said: `None` where it cannot be told.
    #[must_use]
    pub fn logging(&self) -> Option<bool> {
        with_default(self.is_logging, true)
    }

    /// The management events that its selectors take, all where it has none: `None` where it cannot be told.
    #[must_use]
    pub fn management_events(&self) -> Option<ManagementEvents> {
        with_default(self.management_events, ManagementEvents::All)
    }

    /// The Region it is created in: `None` where the code does not say, or it cannot be told.
    #[must_use]
    pub fn home_region(&self) -> Option<&str> {
        self.home_region.value().map(String::as_str)
    }
}

fn with_default<T: Copy>(value: &Resolved<T>, default: T) -> Option<T> {
    match value {
        Resolved::Unset { .. } => Some(default),
        other => other.value().copied(),
    }
}

/// One choice made among the cases of what varies.
#[derive(Clone, Debug)]
struct Choice<'a> {
    whens: Vec<&'a str>,
    index: usize,
}

impl Choice<'_> {
    /// Which of these cases holds, where they are the cases of this choice (in any order).
    fn among<T>(&self, cases: &[Case<T>]) -> Option<usize> {
        if cases.len() != self.whens.len() {
            return None;
        }
        if cases.iter().zip(&self.whens).all(|(a, b)| a.when == *b) {
            return Some(self.index);
        }
        let all_there = self
            .whens
            .iter()
            .all(|when| cases.iter().any(|case| case.when == *when));
        if !all_there {
            return None;
        }
        let chosen = self.whens[self.index];
        cases.iter().position(|case| case.when == chosen)
    }
}

/// Follows the choices down to a value that does not vary, or says which cases are still to choose among.
fn settle<'a, T>(
    mut value: &'a Resolved<T>,
    choices: &[Choice<'a>],
) -> Result<&'a Resolved<T>, Vec<&'a str>> {
    while let Resolved::Varies { cases, .. } = value {
        if cases.is_empty() {
            break;
        }
        match choices.iter().find_map(|choice| choice.among(cases)) {
            Some(index) => value = &cases[index].value,
            None => return Err(cases.iter().map(|case| case.when.as_str()).collect()),
        }
    }
    Ok(value)
}

/// The cases of a value that these choices lead through.
fn passed<'a, T>(mut value: &'a Resolved<T>, choices: &[Choice<'a>]) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    while let Resolved::Varies { cases, .. } = value
        && let Some(index) = choices.iter().find_map(|choice| choice.among(cases))
    {
        let case = &cases[index];
        if !out.contains(&case.when.as_str()) {
            out.push(&case.when);
        }
        value = &case.value;
    }
    out
}

impl Trail {
    /// When one of its values is what it is in a variant: goes on from "when …". Empty where that value does not vary.
    pub(super) fn when(&self, aspect: Aspect, variant: &Variant<'_>) -> Vec<String> {
        let choices = &variant.choices;
        let passed = match self.value(aspect) {
            Value::Bool(value) => passed(value, choices),
            Value::ManagementEvents(value) => passed(value, choices),
            Value::Region(value) => passed(value, choices),
        };
        passed.into_iter().map(ToOwned::to_owned).collect()
    }

    /// The ways the trail may come out in these aspects, in the order of their cases; at least one.
    #[must_use]
    pub fn variants(&self, aspects: &[Aspect]) -> Vec<Variant<'_>> {
        let mut done = Vec::new();
        let mut open: Vec<Vec<Choice<'_>>> = vec![Vec::new()];
        while let Some(choices) = open.pop() {
            match self.variant(aspects, &choices) {
                Ok(variant) => done.push(variant),
                Err(whens) if done.len() + open.len() + whens.len() <= MAX_VARIANTS => {
                    open.extend((0..whens.len()).rev().map(|index| {
                        let mut next = choices.clone();
                        next.push(Choice {
                            whens: whens.clone(),
                            index,
                        });
                        next
                    }));
                }
                Err(_) => done.extend(self.variant(&[], &choices)),
            }
        }
        done
    }

    fn variant<'a>(
        &'a self,
        aspects: &[Aspect],
        choices: &[Choice<'a>],
    ) -> Result<Variant<'a>, Vec<&'a str>> {
        fn take<'a, T>(
            wanted: bool,
            value: &'a Resolved<T>,
            choices: &[Choice<'a>],
        ) -> Result<&'a Resolved<T>, Vec<&'a str>> {
            match settle(value, choices) {
                Err(_) if !wanted => Ok(value),
                settled => settled,
            }
        }
        let wanted = |aspect| aspects.contains(&aspect);
        Ok(Variant {
            created: take(wanted(Aspect::Created), &self.created, choices)?,
            include_global_service_events: take(
                wanted(Aspect::Flag),
                &self.include_global_service_events,
                choices,
            )?,
            is_multi_region_trail: take(
                wanted(Aspect::MultiRegion),
                &self.is_multi_region_trail,
                choices,
            )?,
            is_logging: take(wanted(Aspect::Logging), &self.is_logging, choices)?,
            management_events: take(
                wanted(Aspect::ManagementEvents),
                &self.management_events,
                choices,
            )?,
            home_region: take(wanted(Aspect::HomeRegion), &self.home_region, choices)?,
            when: choices
                .iter()
                .map(|choice| choice.whens[choice.index])
                .collect::<Vec<_>>()
                .join(" and "),
            flag_default: self.dialect.flag_default(),
            choices: choices.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Verdict;
    use crate::model::test_trail::{on_prod, trail, varies};
    use crate::resolved::Evidence;

    fn whens(trail: &Trail, aspects: &[Aspect]) -> Vec<String> {
        trail
            .variants(aspects)
            .into_iter()
            .map(|variant| variant.when)
            .collect()
    }

    #[test]
    fn what_does_not_vary_has_one_variant() {
        assert_eq!(whens(&trail(), &Aspect::ALL), [""]);
    }

    #[test]
    fn only_the_aspects_asked_for_are_told_apart() {
        let mut trail = trail();
        trail.is_logging = on_prod(true, false);
        assert_eq!(whens(&trail, &[Aspect::Created, Aspect::Flag]), [""]);
        assert_eq!(
            whens(&trail, &Aspect::ALL),
            ["IsProd is true", "IsProd is false"]
        );
    }

    #[test]
    fn values_of_the_same_cases_vary_together() {
        // The flag is off only where the trail is not created.
        let mut never_off = trail();
        never_off.created = on_prod(true, false);
        never_off.include_global_service_events = on_prod(true, false);
        assert_eq!(never_off.verdict(), Verdict::Recorded);

        // In either case it is off or does not log.
        let mut never_on = trail();
        never_on.include_global_service_events = on_prod(true, false);
        never_on.is_logging = on_prod(false, true);
        assert_eq!(never_on.verdict(), Verdict::NotRecorded);

        // The same cases in another order.
        never_on.is_logging = varies([
            ("IsProd is false", Resolved::known(true)),
            ("IsProd is true", Resolved::known(false)),
        ]);
        assert_eq!(never_on.verdict(), Verdict::NotRecorded);
    }

    #[test]
    fn values_of_other_cases_vary_on_their_own() {
        let mut trail = trail();
        trail.include_global_service_events = on_prod(true, false);
        trail.is_logging = varies([
            ("IsQuiet is true", Resolved::known(false)),
            ("IsQuiet is false", Resolved::known(true)),
        ]);
        assert_eq!(trail.verdict(), Verdict::Depends);
        assert_eq!(trail.variants(&Aspect::ALL).len(), 4);
    }

    #[test]
    fn a_case_within_the_same_case_is_that_case() {
        let mut trail = trail();
        trail.include_global_service_events = varies([
            ("IsProd is true", on_prod(true, false)),
            ("IsProd is false", on_prod(false, true)),
        ]);
        assert_eq!(trail.verdict(), Verdict::Recorded);
    }

    #[test]
    fn a_region_that_varies_decides_case_by_case() {
        let mut trail = trail();
        trail.is_multi_region_trail = Resolved::known(false);
        trail.home_region = varies([
            ("in us-east-1", Resolved::known("us-east-1".to_owned())),
            ("in eu-west-1", Resolved::known("eu-west-1".to_owned())),
        ]);
        assert_eq!(trail.verdict(), Verdict::Depends);
    }

    #[test]
    fn past_the_bound_what_varies_is_not_known() {
        let many = |prefix: &str| Resolved::Varies {
            cases: (0..100)
                .map(|at| Case {
                    when: format!("{prefix} is {at}"),
                    value: Resolved::known(true),
                })
                .collect(),
            from: Evidence::default(),
        };
        let mut trail = trail();
        trail.include_global_service_events = many("A");
        trail.is_multi_region_trail = many("B");
        trail.is_logging = many("C");
        assert!(trail.variants(&Aspect::ALL).len() <= MAX_VARIANTS);
        assert_eq!(trail.verdict(), Verdict::Unknown);
        trail.include_global_service_events = varies([]);
        assert_eq!(trail.variants(&[Aspect::Flag]).len(), 1);
    }
}
