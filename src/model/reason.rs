//! Why a trail's verdict is what it is, in a few words: from the variants that decide it.

use super::verdict::{Requirement, verdict_of};
use super::{Aspect, Elsewhere, ManagementEvents, Trail, Variant, Verdict, any_of};
use crate::quote::as_said;
use crate::resolved::Resolved;

impl Trail {
    /// Why the verdict is what it is, a clause without a full stop. `None` where the flag is simply on in code that is at hand, and
    /// where there is no trail.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let mut variants = self.variants(&Aspect::ALL);
        let verdict = verdict_of(&variants);
        variants.retain(|variant| variant.created() != Some(false));
        let reason = match verdict {
            Verdict::NotCreated => None,
            Verdict::Recorded => self.recorded(&variants),
            Verdict::NotRecorded => Some(self.in_every_case(&variants)),
            Verdict::Depends => self.in_a_case(&variants),
            Verdict::Unknown => self.unknown(&variants),
        };
        reason.map(|reason| as_said(&reason).into_owned())
    }

    /// What is to be known of a trail that records: that the flag is left out, that nothing of its code is at hand.
    fn recorded(&self, variants: &[Variant<'_>]) -> Option<String> {
        let left_out = is_left_out(variants).then(|| "left out means true".to_owned());
        let table = match self.elsewhere.as_deref() {
            Some(Elsewhere::Published { module, version }) => {
                Some(format!("by the built-in table, `{module}` {version}"))
            }
            _ => None,
        };
        let said: Vec<String> = left_out.into_iter().chain(table).collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// What every variant fails: one requirement, or each of several in its cases.
    fn in_every_case(&self, variants: &[Variant<'_>]) -> String {
        let everywhere = Requirement::ALL.into_iter().find(|requirement| {
            variants
                .iter()
                .all(|variant| variant.meets(*requirement) == Some(false))
        });
        match everywhere {
            Some(Requirement::Flag) if is_left_out(variants) => "left out means false".into(),
            Some(requirement) => requirement.failed().into(),
            None => self.case_by_case(variants),
        }
    }

    /// Each case is explained by the first requirement that it fails.
    fn case_by_case(&self, variants: &[Variant<'_>]) -> String {
        let mut open: Vec<&Variant<'_>> = variants.iter().collect();
        let mut parts = Vec::new();
        for requirement in Requirement::ALL {
            let (failing, rest): (Vec<_>, Vec<_>) = open
                .into_iter()
                .partition(|variant| variant.meets(requirement) == Some(false));
            let mut whens: Vec<String> = Vec::new();
            for variant in failing {
                let when = self.when_of(requirement, variant);
                if !whens.contains(&when) {
                    whens.push(when);
                }
            }
            if !whens.is_empty() {
                let whens: Vec<&str> = whens.iter().map(String::as_str).collect();
                parts.push(format!("{} when {}", requirement.failed(), any_of(&whens)));
            }
            open = rest;
        }
        parts.join("; ")
    }

    /// The first case that is known not to record.
    fn in_a_case(&self, variants: &[Variant<'_>]) -> Option<String> {
        let (requirement, variant) = decider(variants, Some(false))?;
        let when = self.when_of(requirement, variant);
        Some(format!("{} when {when}", requirement.failed()))
    }

    /// What is not known, and the case in which it is not.
    fn unknown(&self, variants: &[Variant<'_>]) -> Option<String> {
        let (requirement, variant) = decider(variants, None)?;
        let why = requirement.not_known(variant);
        let when = self.when_of(requirement, variant);
        Some(if when.is_empty() {
            why
        } else {
            format!("{why} when {when}")
        })
    }

    /// When a variant is what it is in the values that a requirement is about.
    fn when_of(&self, requirement: Requirement, variant: &Variant<'_>) -> String {
        let mut whens: Vec<String> = Vec::new();
        for aspect in requirement.aspects() {
            for when in self.when(*aspect, variant) {
                if !whens.contains(&when) {
                    whens.push(when);
                }
            }
        }
        whens.join(" and ")
    }
}

/// The first requirement that comes out so in a variant, and the first such variant.
fn decider<'v, 'a>(
    variants: &'v [Variant<'a>],
    met: Option<bool>,
) -> Option<(Requirement, &'v Variant<'a>)> {
    Requirement::ALL.into_iter().find_map(|requirement| {
        let variant = variants
            .iter()
            .find(|variant| variant.meets(requirement) == met)?;
        Some((requirement, variant))
    })
}

fn is_left_out(variants: &[Variant<'_>]) -> bool {
    variants.iter().all(|variant| {
        matches!(
            *variant.include_global_service_events,
            Resolved::Unset { .. }
        )
    })
}

impl Requirement {
    /// The values that it is about.
    fn aspects(self) -> &'static [Aspect] {
        match self {
            Requirement::Creation => &[Aspect::Created],
            Requirement::Flag => &[Aspect::Flag],
            Requirement::Logging => &[Aspect::Logging],
            Requirement::ManagementEvents => &[Aspect::ManagementEvents],
            Requirement::Arrival => &[Aspect::MultiRegion, Aspect::HomeRegion],
            Requirement::Wholeness => &[],
        }
    }

    /// What is so where it is known not to be met.
    fn failed(self) -> &'static str {
        match self {
            Requirement::Creation | Requirement::Wholeness => "it is not created",
            Requirement::Flag => "the flag is false",
            Requirement::Logging => "logging is off",
            Requirement::ManagementEvents => "the selectors take no management events",
            Requirement::Arrival => "outside of the leader Region",
        }
    }

    /// Why it cannot be told whether it is met.
    fn not_known(self, variant: &Variant<'_>) -> String {
        match self {
            Requirement::Creation => match &*variant.created {
                // The reason alone would not say which name or property it is about.
                Resolved::Invalid { text, why, .. } => format!("`{text}`: {why}"),
                other => undecided(other).into(),
            },
            Requirement::Flag => undecided(&variant.include_global_service_events).into(),
            Requirement::Logging => undecided(&variant.is_logging).into(),
            Requirement::ManagementEvents => match variant.management_events.value() {
                Some(ManagementEvents::Narrowed) => {
                    "the selectors take only a part of the management events".into()
                }
                _ => undecided(&variant.management_events).into(),
            },
            Requirement::Arrival
                if !variant.is_multi_region_trail.is_invalid()
                    && variant.home_region.is_invalid() =>
            {
                undecided(&variant.home_region).into()
            }
            Requirement::Arrival => undecided(&variant.is_multi_region_trail).into(),
            Requirement::Wholeness => variant.unread.unwrap_or_default().into(),
        }
    }
}

/// What keeps a value of a variant undecided.
fn undecided<T>(value: &Resolved<T>) -> &str {
    match value {
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why,
        // A variant's values vary only past the bound on variants.
        _ => "it varies over too many cases",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::test_trail::{on_prod, trail, varies};

    fn reason(change: impl FnOnce(&mut Trail)) -> (Verdict, Option<String>) {
        let mut trail = trail();
        change(&mut trail);
        (trail.verdict(), trail.reason())
    }

    fn said(verdict: Verdict, why: &str) -> (Verdict, Option<String>) {
        (verdict, Some(why.to_owned()))
    }

    fn flag_off(trail: &mut Trail) {
        trail.include_global_service_events = on_prod(true, false);
    }

    fn out_of_region(trail: &mut Trail) {
        trail.is_multi_region_trail = Resolved::known(false);
        trail.home_region = Resolved::known("eu-west-1".into());
    }

    #[test]
    fn a_trail_that_simply_records_or_is_not_there_needs_none() {
        assert_eq!(reason(|_| {}), (Verdict::Recorded, None));
        assert_eq!(
            reason(|trail| trail.created = Resolved::known(false)),
            (Verdict::NotCreated, None)
        );
    }

    #[test]
    fn a_flag_that_is_left_out_is_said_to_be() {
        let left_out = |dialect| {
            reason(|trail| {
                trail.dialect = dialect;
                trail.include_global_service_events = Resolved::unset();
            })
        };
        assert_eq!(
            left_out(crate::model::Dialect::Terraform),
            said(Verdict::Recorded, "left out means true")
        );
        assert_eq!(
            left_out(crate::model::Dialect::CloudFormation),
            said(Verdict::NotRecorded, "left out means false")
        );
        // Left out in one case only: then it is false in all.
        assert_eq!(
            reason(|trail| {
                trail.include_global_service_events = varies([
                    ("IsProd is true", Resolved::unset()),
                    ("IsProd is false", Resolved::known(false)),
                ]);
            }),
            said(Verdict::NotRecorded, "the flag is false")
        );
    }

    #[test]
    fn one_requirement_that_fails_everywhere_is_the_reason() {
        let not_recorded = |why| said(Verdict::NotRecorded, why);
        assert_eq!(
            reason(|trail| trail.include_global_service_events = Resolved::known(false)),
            not_recorded("the flag is false")
        );
        assert_eq!(
            reason(|trail| trail.is_logging = Resolved::known(false)),
            not_recorded("logging is off")
        );
        assert_eq!(
            reason(|trail| trail.management_events = Resolved::known(ManagementEvents::None)),
            not_recorded("the selectors take no management events")
        );
        assert_eq!(
            reason(out_of_region),
            not_recorded("outside of the leader Region")
        );
        // The flag is off in one case only, and logging in both.
        assert_eq!(
            reason(|trail| {
                flag_off(trail);
                trail.is_logging = Resolved::known(false);
            }),
            not_recorded("logging is off")
        );
    }

    #[test]
    fn each_case_that_does_not_record_has_its_own_reason() {
        assert_eq!(
            reason(|trail| {
                flag_off(trail);
                trail.is_logging = on_prod(false, true);
            }),
            said(
                Verdict::NotRecorded,
                "the flag is false when IsProd is false; logging is off when IsProd is true"
            )
        );
        assert_eq!(
            reason(|trail| {
                let on = || Resolved::known(true);
                let off = || Resolved::known(false);
                trail.include_global_service_events = varies([
                    ("Stage is a", off()),
                    ("Stage is b", off()),
                    ("Stage is c", on()),
                ]);
                out_of_region(trail);
                trail.is_multi_region_trail = varies([
                    ("Stage is a", on()),
                    ("Stage is b", off()),
                    ("Stage is c", off()),
                ]);
            }),
            said(
                Verdict::NotRecorded,
                "the flag is false when Stage is a, or when Stage is b; \
                 outside of the leader Region when Stage is c"
            )
        );
    }

    #[test]
    fn what_is_off_only_where_there_is_no_trail_is_no_reason() {
        assert_eq!(
            reason(|trail| {
                trail.created = on_prod(true, false);
                flag_off(trail);
                trail.is_logging = Resolved::unknown("Logging has no default");
            }),
            said(Verdict::Unknown, "Logging has no default")
        );
        assert_eq!(
            reason(|trail| {
                trail.created = on_prod(false, true);
                flag_off(trail);
            }),
            said(Verdict::NotRecorded, "the flag is false")
        );
    }

    #[test]
    fn what_depends_names_the_case_that_does_not_record() {
        let depends = |why| said(Verdict::Depends, why);
        assert_eq!(
            reason(flag_off),
            depends("the flag is false when IsProd is false")
        );
        assert_eq!(
            reason(|trail| trail.is_logging = on_prod(true, false)),
            depends("logging is off when IsProd is false")
        );
        assert_eq!(
            reason(|trail| {
                trail.management_events = varies([
                    ("IsProd is true", Resolved::unset()),
                    ("IsProd is false", Resolved::known(ManagementEvents::None)),
                ]);
            }),
            depends("the selectors take no management events when IsProd is false")
        );
        // Only what the reason is about is named, however much else varies.
        assert_eq!(
            reason(|trail| {
                trail.is_multi_region_trail = on_prod(true, false);
                trail.home_region = varies([
                    ("in us-east-1", Resolved::known("us-east-1".to_owned())),
                    ("in eu-west-1", Resolved::known("eu-west-1".to_owned())),
                ]);
                trail.created = varies([
                    ("Audit is true", Resolved::known(true)),
                    ("Audit is false", Resolved::known(false)),
                ]);
            }),
            depends("outside of the leader Region when IsProd is false and in eu-west-1")
        );
        // The flag goes before logging, though a case without logging comes first.
        assert_eq!(
            reason(|trail| {
                flag_off(trail);
                trail.is_logging = varies([
                    ("IsQuiet is true", Resolved::known(false)),
                    ("IsQuiet is false", Resolved::known(true)),
                ]);
            }),
            depends("the flag is false when IsProd is false")
        );
        // A case that cannot be told does not hide the one that is known.
        assert_eq!(
            reason(|trail| {
                trail.include_global_service_events = varies([
                    ("IsProd is true", Resolved::unknown("it is imported")),
                    ("IsProd is false", Resolved::known(false)),
                ]);
            }),
            depends("the flag is false when IsProd is false")
        );
    }

    #[test]
    fn what_cannot_be_told_says_what_is_missing() {
        let unknown = |why| said(Verdict::Unknown, why);
        let missing = || Resolved::unknown("it is imported");
        assert_eq!(
            reason(|trail| trail.include_global_service_events = missing()),
            unknown("it is imported")
        );
        assert_eq!(
            reason(|trail| trail.is_logging = missing()),
            unknown("it is imported")
        );
        assert_eq!(
            reason(|trail| {
                trail.management_events = Resolved::unknown("a selector is imported");
            }),
            unknown("a selector is imported")
        );
        assert_eq!(
            reason(|trail| {
                trail.management_events = Resolved::known(ManagementEvents::Narrowed);
            }),
            unknown("the selectors take only a part of the management events")
        );
        assert_eq!(
            reason(|trail| {
                out_of_region(trail);
                trail.is_multi_region_trail = missing();
            }),
            unknown("it is imported")
        );
        assert_eq!(
            reason(|trail| {
                trail.include_global_service_events = Resolved::Invalid {
                    text: "\"Yes\"".into(),
                    why: "it is neither true nor false".into(),
                    from: crate::resolved::Evidence::default(),
                };
            }),
            unknown("it is neither true nor false")
        );
        assert_eq!(
            reason(|trail| {
                trail.created = Resolved::Invalid {
                    text: "Typo".into(),
                    why: "there is no such condition".into(),
                    from: crate::resolved::Evidence::default(),
                };
            }),
            unknown("`Typo`: there is no such condition")
        );
        assert_eq!(
            reason(|trail| {
                trail.include_global_service_events = varies([
                    ("IsProd is true", Resolved::known(true)),
                    ("IsProd is false", Resolved::unknown("it is imported")),
                ]);
            }),
            unknown("it is imported when IsProd is false")
        );
        assert_eq!(
            reason(|trail| trail.is_logging = varies([])),
            unknown("it varies over too many cases")
        );
    }
}
