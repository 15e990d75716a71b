//! The ways one trail may come out, each with every value that decides it.
//!
//! What the code leaves open is open to all values of a trail alike: a flag that is off when `IsProd` is false says nothing
//! about a trail that is created only when `IsProd` is true. A way that contradicts itself is none.

use std::borrow::Cow;

use super::aspect::Aspect;
use super::choices::{Choice, Choices, Holds, Settling, way};
use super::limits::MAX_VARIANTS;
use super::region::{AWAY, is_region};
use super::{ManagementEvents, Trail, Value};
use crate::resolved::{Condition, Effort, Resolved};

/// One way a trail may come out. The values of the requested aspects are no `Varies`.
#[derive(Clone, Debug)]
pub struct Variant<'a> {
    /// When it comes out so: goes on from "when …". Empty where nothing varies.
    pub when: String,
    pub created: Cow<'a, Resolved<bool>>,
    pub include_global_service_events: Cow<'a, Resolved<bool>>,
    pub is_multi_region_trail: Cow<'a, Resolved<bool>>,
    pub is_logging: Cow<'a, Resolved<bool>>,
    pub management_events: Cow<'a, Resolved<ManagementEvents>>,
    pub home_region: Cow<'a, Resolved<String>>,
    flag_default: bool,
    /// Why it cannot be told whether there will be such a trail at all.
    pub unread: Option<&'a str>,
    /// What holds in it.
    holds: Holds<'a>,
}

impl Variant<'_> {
    /// Whether the trail exists: `None` where it cannot be told.
    #[must_use]
    pub fn created(&self) -> Option<bool> {
        with_default(&self.created, true)
    }

    /// Whether what creates it is refused: what else is not known of it is of no account then.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.created.is_invalid()
    }

    /// The flag, with the dialect's default for what is left out.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        with_default(&self.include_global_service_events, self.flag_default)
    }

    /// Whether the flag is on or may be: not known to be off, and not refused.
    #[must_use]
    pub fn flag_may_be_on(&self) -> bool {
        self.flag() != Some(false) && !self.include_global_service_events.is_invalid()
    }

    /// Whether it is a multi-Region trail, which it is not where nothing is said: `None` where it cannot be told.
    #[must_use]
    pub fn multi_region(&self) -> Option<bool> {
        with_default(&self.is_multi_region_trail, false)
    }

    /// Whether it logs, which it does where nothing is said: `None` where it cannot be told.
    #[must_use]
    pub fn logging(&self) -> Option<bool> {
        with_default(&self.is_logging, true)
    }

    /// The management events that its selectors take, all where it has none: `None` where it cannot be told.
    #[must_use]
    pub fn management_events(&self) -> Option<ManagementEvents> {
        with_default(&self.management_events, ManagementEvents::All)
    }

    /// The Region it is created in: `None` where the code does not say, or it cannot be told.
    #[must_use]
    pub fn home_region(&self) -> Option<&str> {
        let named = self.home_region.value().map(String::as_str);
        named.filter(|region| is_region(region))
    }

    /// Whether the conditions for it keep it out of the leader Region, wherever else it is.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.home_region
            .value()
            .is_some_and(|region| region == AWAY)
    }

    /// The same for a sentence: one that is to be kept back is not named.
    #[must_use]
    pub fn home_region_said(&self) -> Option<&str> {
        let is_private = self.home_region.is_private();
        if self.is_away() {
            return Some(AWAY);
        }
        let named = self.home_region()?;
        Some(if is_private {
            "a Region that is not shown"
        } else {
            named
        })
    }
}

fn with_default<T: Copy>(value: &Resolved<T>, default: T) -> Option<T> {
    match value {
        Resolved::Unset { .. } => Some(default),
        other => other.value().copied(),
    }
}

/// What conditions are called, each once.
fn called(conditions: &[&Condition]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for condition in conditions {
        let text = condition.text();
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

impl Trail {
    /// When one of its values is what it is in a variant: goes on from "when …". Empty where that value does not vary.
    pub(super) fn when(&self, aspect: Aspect, variant: &Variant<'_>) -> Vec<String> {
        let mut holds = variant.holds.clone();
        // What is too much to work out has not decided anything.
        let _ = holds.work_out();
        let holds = holds.worked_out;
        called(&match self.value(aspect) {
            Value::Bool(value) => way(value, &holds),
            Value::ManagementEvents(value) => way(value, &holds),
            Value::Region(value) => way(value, &holds),
        })
    }

    /// The ways the trail may come out in these aspects, in the order of their cases; at least one.
    #[must_use]
    pub fn variants(&self, aspects: &[Aspect]) -> Vec<Variant<'_>> {
        let effort = Effort::from_now();
        let is_bounded = || self.patience.is_enough_for(&effort);
        let mut done = Vec::new();
        let mut open = vec![Choices::of(self)];
        while let Some(mut choices) = open.pop() {
            let cases = match self.variant(aspects, &mut choices) {
                Ok(variant) => {
                    done.push(variant);
                    continue;
                }
                Err(cases) => cases,
            };
            let chosen = if done.len() + open.len() + cases.len() <= MAX_VARIANTS {
                let chosen = cases.iter().rev();
                let chosen = chosen.map(|case| choices.and(case).filter(|_| is_bounded()));
                chosen.collect()
            } else {
                None
            };
            match chosen {
                Some(chosen) => open.extend::<Vec<_>>(chosen),
                None => done.extend(self.variant(&[], &mut choices)),
            }
        }
        done
    }

    /// How it comes out with some choices made, or the cases that are still to choose among.
    fn variant<'a>(
        &'a self,
        aspects: &[Aspect],
        choices: &mut Choices<'a>,
    ) -> Result<Variant<'a>, Vec<Choice<'a>>> {
        let Choices { holds, left, made } = choices;
        let settled = |of: Aspect| Settling {
            of,
            wanted: aspects.contains(&of),
        };
        Ok(Variant {
            created: settled(Aspect::Created).settle(left.created, &self.created, holds)?,
            include_global_service_events: settled(Aspect::Flag).settle(
                left.flag,
                &self.include_global_service_events,
                holds,
            )?,
            is_multi_region_trail: settled(Aspect::MultiRegion).settle(
                left.multi_region,
                &self.is_multi_region_trail,
                holds,
            )?,
            is_logging: settled(Aspect::Logging).settle(left.logging, &self.is_logging, holds)?,
            management_events: settled(Aspect::ManagementEvents).settle(
                left.management_events,
                &self.management_events,
                holds,
            )?,
            home_region: settled(Aspect::HomeRegion).settle(
                left.home_region,
                &self.home_region,
                holds,
            )?,
            when: called(made).join(" and "),
            flag_default: self.dialect.flag_default(),
            unread: self.unread.as_ref().map(|unread| unread.why.as_str()),
            holds: holds.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Patience;
    use crate::model::Verdict;
    use crate::model::test_trail::{on_prod, trail, varies, when};
    use crate::resolved::{Case, Constant, Evidence, Formula, Instance, Symbol};

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

    /// A value that is on where a text is one of many others, and off where it is the first.
    fn on_but_for_one(name: &str, of: usize) -> Resolved<bool> {
        let symbol = Symbol::named_text(name, Instance::root("stack"));
        let cases = (0..of).map(|at| {
            let holds = Formula::equals(&symbol, &Constant::text(format!("v{at}")));
            Case {
                when: Condition::new(holds, name, format!("is v{at}")),
                value: Resolved::known(at != 0),
            }
        });
        Resolved::Varies {
            cases: cases.collect(),
            from: Evidence::default(),
        }
    }

    /// That no two texts are the same of some.
    fn all_differ(names: [&str; 3], of: usize) -> Formula {
        let symbols = names.map(|name| Symbol::named_text(name, Instance::root("stack")));
        let pairs = [(0, 1), (1, 2), (0, 2)];
        let texts = (0..of).map(|at| Constant::text(format!("v{at}")));
        texts.fold(Formula::always(), |all, text| {
            let is = |at: usize| Formula::equals(&symbols[at], &text);
            pairs.iter().fold(all, |all, (a, b)| {
                all.narrowed(&is(*a).and(&is(*b)).unwrap().not())
            })
        })
    }

    /// The cases of one value by itself are looked for once: nothing is joined for each of them.
    #[test]
    fn what_holds_is_worked_out_only_where_a_value_asks_for_it() {
        let mut trail = trail();
        trail.assumed = all_differ(["A", "B", "C"], 30);
        let effort = Effort::from_now();
        let symbol = Symbol::named_text("C", Instance::root("stack"));
        assert!(trail.assumed.possible(&symbol).others);
        let of_one_walk = effort.take(1);
        trail.include_global_service_events = on_but_for_one("A", 30);
        assert_eq!(trail.verdict(), Verdict::Depends);
        let of_variants = effort.answers();
        assert!(
            of_variants < 6 * of_one_walk,
            "{of_variants}, {of_one_walk}"
        );
    }

    #[test]
    fn past_its_patience_what_varies_is_not_known() {
        let mut trail = trail();
        trail.assumed = all_differ(["A", "B", "C"], 20);
        trail.include_global_service_events = on_but_for_one("A", 20);
        trail.is_logging = on_but_for_one("B", 20);
        assert_eq!(trail.verdict(), Verdict::Depends);
        trail.patience = Patience::among(usize::MAX);
        assert_eq!(trail.verdict(), Verdict::Unknown);
    }

    #[test]
    fn past_the_bound_what_varies_is_not_known() {
        let many = |prefix: &str| Resolved::Varies {
            cases: (0..100)
                .map(|at| Case {
                    when: when(&format!("{prefix} is {at}")),
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
