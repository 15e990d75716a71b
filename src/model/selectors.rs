//! Which management events a trail's event selectors take.

use super::ManagementEvents;
use super::limits::MAX_KEPT_CASES;
use super::management_events::{Join, joined};
use super::open_selectors::{in_cases, is_uniform};
use crate::quote::quoted;
use crate::resolved::{Evidence, Resolved, map_cases};

/// A basic event selector. `Unset` members take their defaults: management events included, type `All`.
#[derive(Clone, Debug)]
pub struct EventSelector {
    pub include_management_events: Resolved<bool>,
    /// `All`, `ReadOnly` or `WriteOnly`.
    pub read_write_type: Resolved<String>,
    /// The services whose management events it leaves out.
    pub excluded_sources: Resolved<Vec<String>>,
}

/// An advanced event selector: all of its fields must match.
#[derive(Clone, Debug)]
pub struct AdvancedSelector {
    pub fields: Vec<FieldSelector>,
}

/// One condition of an advanced event selector.
#[derive(Clone, Debug)]
pub struct FieldSelector {
    /// What is looked at: `eventCategory`, `readOnly`.
    pub field: Resolved<String>,
    /// The values of `Equals`; `Unset` where there is none.
    pub equals: Resolved<Vec<String>>,
    /// The values of `NotEquals`; `Unset` where there is none.
    pub not_equals: Resolved<Vec<String>>,
    /// Whether `StartsWith`, `EndsWith` or their negations are there too.
    pub other_operators: bool,
}

impl FieldSelector {
    /// One that is refused.
    #[must_use]
    pub fn refused(refused: Resolved<String>) -> FieldSelector {
        FieldSelector {
            field: refused,
            ..FieldSelector::unknown(Evidence::default())
        }
    }

    /// One of which nothing is known; the evidence says where it comes from.
    #[must_use]
    pub fn unknown(from: Evidence) -> FieldSelector {
        FieldSelector {
            field: Resolved::Unknown {
                term: None,
                why: "the field selectors are not known".into(),
                from,
            },
            equals: Resolved::unset(),
            not_equals: Resolved::unset(),
            other_operators: false,
        }
    }

    /// The same in the place of fields that are not known, with the reason.
    #[must_use]
    pub fn in_place_of<T>(fields: &Resolved<T>) -> FieldSelector {
        let mut selector = FieldSelector::unknown(fields.from().clone());
        if let (Resolved::Unknown { why, .. }, Resolved::Unknown { why: reason, .. }) =
            (&mut selector.field, fields)
        {
            *why = format!("{why}: {reason}");
        }
        selector
    }
}

/// What the selectors of a trail take. Both empty means all.
///
/// Sources: CloudTrail user guide, "Logging management events" (no selectors: all read and write management
/// events; an event is logged if any selector matches), API reference of `EventSelector` (`IncludeManagementEvents`
/// defaults to true, `ReadWriteType` to All) and `AdvancedFieldSelector`. `ExcludeManagementEventSources` takes
/// only KMS and RDS Data API, so it never removes a global service event.
#[must_use]
pub fn management_events(
    basic: &[EventSelector],
    advanced: &[AdvancedSelector],
) -> Resolved<ManagementEvents> {
    if basic.is_empty() && advanced.is_empty() {
        return Resolved::unset();
    }
    let together = |basic: &[EventSelector]| {
        let basic = basic.iter().map(basic_takes);
        taken_together(basic.chain(advanced.iter().map(advanced_takes)))
    };
    let taken = together(basic);
    let is_open = |(_, arm): &(_, &Resolved<_>)| matches!(arm, Resolved::Unknown { .. });
    if basic.len() > 1 && taken.arms().iter().any(is_open) {
        let selector = |selector: &EventSelector| EventSelector {
            include_management_events: in_cases(&selector.include_management_events),
            ..selector.clone()
        };
        let in_cases: Vec<EventSelector> = basic.iter().map(selector).collect();
        let taken_in_cases = together(&in_cases);
        if is_uniform(&taken_in_cases) {
            return taken_in_cases.decided();
        }
    }
    taken
}

/// What several selectors take together; one that is left out takes none, and is none.
pub fn taken_together(
    each: impl IntoIterator<Item = Resolved<ManagementEvents>>,
) -> Resolved<ManagementEvents> {
    let mut each = each.into_iter();
    // Of a single one it is known where it is written.
    let first = each.next().unwrap_or_else(Resolved::unset).decided();
    each.fold(first, |taken, next| {
        joined(&taken, &next, Join::Any).told_apart_within(MAX_KEPT_CASES)
    })
}

/// The services whose management events a selector can leave out: no global service event is among them.
///
/// Source: API reference of `EventSelector`, `ExcludeManagementEventSources`.
const EXCLUDABLE: [&str; 2] = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

/// What a basic selector takes by itself.
#[must_use]
pub fn basic_takes(selector: &EventSelector) -> Resolved<ManagementEvents> {
    let excluded = selector.excluded_sources.value().into_iter().flatten();
    for source in excluded {
        // What is no name may be rendered first.
        let is_name = (source.chars()).all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
        if is_name && !EXCLUDABLE.contains(&source.as_str()) {
            let from = selector.excluded_sources.from().clone();
            let privacy = from.privacy;
            let refused = Resolved::Invalid {
                text: format!("\"{}\"", quoted(source)),
                why: format!(
                    "a selector leaves out the management events of `{}` and `{}` only",
                    EXCLUDABLE[0], EXCLUDABLE[1]
                ),
                from,
            };
            return refused.private(privacy);
        }
    }
    let include = selector.include_management_events.clone().or_default(true);
    let included = include.map(&mut |include| {
        if include {
            ManagementEvents::All
        } else {
            ManagementEvents::None
        }
    });
    let kind = selector.read_write_type.clone().or_default("All".into());
    let kind = kind.and_then(&mut |kind| match kind.as_str() {
        "All" => Resolved::known(ManagementEvents::All),
        "ReadOnly" => Resolved::known(ManagementEvents::ReadOnly),
        "WriteOnly" => Resolved::known(ManagementEvents::WriteOnly),
        other => Resolved::Invalid {
            text: format!("\"{}\"", quoted(other)),
            why: "a selector's read/write type is All, ReadOnly or WriteOnly".into(),
            from: Evidence::default(),
        },
    });
    joined(&included, &kind, Join::Both)
}

/// What an advanced selector takes by itself.
#[must_use]
pub fn advanced_takes(selector: &AdvancedSelector) -> Resolved<ManagementEvents> {
    let taken = fields_take(&selector.fields);
    // What is refused says itself where it is mended.
    if taken.is_invalid() {
        taken
    } else {
        taken.not_written()
    }
}

fn fields_take(fields: &[FieldSelector]) -> Resolved<ManagementEvents> {
    let mut taken = Resolved::known(ManagementEvents::All);
    let mut category_seen = false;
    let mut not_known = None;
    for field in fields {
        let Resolved::Known { value: name, .. } = &field.field else {
            if let Resolved::Invalid { .. } = &field.field {
                return field.field.clone().map(&mut |_| ManagementEvents::None);
            }
            let unknown = Resolved::Unknown {
                term: None,
                why: match &field.field {
                    Resolved::Unknown { why, .. } => why.clone(),
                    _ => "a field selector's field is not known".into(),
                },
                from: field.field.from().clone(),
            };
            taken = joined(&taken, &unknown, Join::Both);
            not_known = Some(unknown);
            continue;
        };
        let of_field = match name.as_str() {
            "eventCategory" => {
                category_seen = true;
                field_takes(field, &mut |values| {
                    if values.iter().any(|value| value == "Management") {
                        ManagementEvents::All
                    } else {
                        ManagementEvents::None
                    }
                })
            }
            "readOnly" => field_takes(field, &mut |values| {
                let has = |wanted| values.iter().any(|value| value == wanted);
                match (has("true"), has("false")) {
                    (true, true) => ManagementEvents::All,
                    (true, false) => ManagementEvents::ReadOnly,
                    (false, true) => ManagementEvents::WriteOnly,
                    (false, false) => ManagementEvents::None,
                }
            }),
            // On trails, eventSource takes NotEquals with KMS and the RDS Data API only: neither is global.
            "eventSource" if excludes_only_quiet_sources(field) => continue,
            _ => Resolved::known(ManagementEvents::Narrowed),
        };
        taken = joined(&taken, &of_field, Join::Both);
    }
    match not_known {
        _ if category_seen => taken,
        Some(unknown) => unknown,
        None => {
            Resolved::unknown("an advanced event selector has no field selector for eventCategory")
        }
    }
}

/// What the values of a field's `Equals` take; other operators are not told apart.
fn field_takes(
    field: &FieldSelector,
    takes: &mut dyn FnMut(Vec<String>) -> ManagementEvents,
) -> Resolved<ManagementEvents> {
    let name = field.field.value().map_or("a field", String::as_str);
    if field.other_operators || !matches!(field.not_equals, Resolved::Unset { .. }) {
        return Resolved::unknown(format!(
            "{name} is selected with another operator than Equals"
        ));
    }
    without_unset(
        field.equals.clone().map(takes),
        &format!("{name} is selected without Equals"),
    )
}

/// What is left out in a selector's field says nothing of what it takes.
fn without_unset<T>(value: Resolved<T>, why: &str) -> Resolved<T> {
    match value {
        Resolved::Unset { from } => Resolved::Unknown {
            term: None,
            why: why.into(),
            from,
        },
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |value| without_unset(value, why)),
            from,
        },
        other => other,
    }
}

/// KMS and the RDS Data API: the only sources that AWS lets a selector leave out (`EventSelector` API reference).
const QUIET_SOURCES: [&str; 2] = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

fn excludes_only_quiet_sources(field: &FieldSelector) -> bool {
    matches!(field.equals, Resolved::Unset { .. })
        && !field.other_operators
        && field
            .not_equals
            .value()
            .is_some_and(|values| values.iter().all(|v| QUIET_SOURCES.contains(&v.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::limits::MAX_JOINED_CASES;
    use crate::model::test_trail::when;
    use crate::resolved::Case;
    use ManagementEvents as M;

    fn basic(include: Resolved<bool>, kind: &str) -> EventSelector {
        EventSelector {
            include_management_events: include,
            read_write_type: if kind.is_empty() {
                Resolved::unset()
            } else {
                Resolved::known(kind.to_owned())
            },
            excluded_sources: Resolved::unset(),
        }
    }

    fn field(name: &str, equals: &[&str], not_equals: &[&str]) -> FieldSelector {
        let list = |values: &[&str]| match values {
            [] => Resolved::unset(),
            some => Resolved::known(some.iter().map(|v| (*v).to_owned()).collect()),
        };
        FieldSelector {
            field: Resolved::known(name.to_owned()),
            equals: list(equals),
            not_equals: list(not_equals),
            other_operators: false,
        }
    }

    fn advanced(fields: Vec<FieldSelector>) -> Resolved<M> {
        management_events(&[], &[AdvancedSelector { fields }])
    }

    fn when_prod<T>(then: Resolved<T>, otherwise: Resolved<T>) -> Resolved<T> {
        Resolved::Varies {
            cases: vec![
                Case {
                    when: when("IsProd is true"),
                    value: then,
                },
                Case {
                    when: when("IsProd is false"),
                    value: otherwise,
                },
            ],
            from: Evidence::default(),
        }
    }

    #[test]
    fn any_selector_that_takes_management_events_is_enough() {
        let taken =
            |selectors: &[EventSelector]| management_events(selectors, &[]).value().copied();
        let off = || basic(Resolved::known(false), "");
        assert_eq!(taken(&[off()]), Some(M::None));
        assert_eq!(taken(&[off(), basic(Resolved::unset(), "")]), Some(M::All));
        assert_eq!(
            taken(&[basic(Resolved::unset(), "ReadOnly"), off()]),
            Some(M::ReadOnly)
        );
        assert_eq!(
            taken(&[
                basic(Resolved::unset(), "ReadOnly"),
                basic(Resolved::known(true), "WriteOnly")
            ]),
            Some(M::All)
        );
        assert_eq!(
            taken(&[
                basic(Resolved::unknown("x"), ""),
                basic(Resolved::unset(), "All")
            ]),
            Some(M::All),
            "what the other takes does not matter"
        );
        assert_eq!(taken(&[basic(Resolved::unknown("x"), ""), off()]), None);
        assert!(matches!(
            management_events(&[], &[]),
            Resolved::Unset { .. }
        ));
    }

    #[test]
    fn selectors_that_complete_one_another_take_management_events() {
        use crate::resolved::{Instance, Symbol, Term, Truth};
        let symbol = Symbol::named("audited", Instance::root("root"));
        let open = |truth: Truth| {
            let value = Resolved::unknown("it is not given");
            basic(value.with_term(Some(Term::Truth(truth))), "")
        };
        let audited = || Truth::of(&symbol);
        let both = [open(audited()), open(audited().negated())];
        assert_eq!(management_events(&both, &[]).value(), Some(&M::All));
        let alike = [open(audited()), open(audited())];
        assert!(matches!(
            management_events(&alike, &[]),
            Resolved::Unknown { .. }
        ));
    }

    #[test]
    fn a_read_write_type_that_does_not_exist_is_refused() {
        let taken = management_events(&[basic(Resolved::unset(), "Everything")], &[]);
        assert!(matches!(taken, Resolved::Invalid { text, .. } if text == "\"Everything\""));
        let unused = management_events(
            &[
                basic(Resolved::known(true), ""),
                basic(Resolved::unset(), "all"),
            ],
            &[],
        );
        assert!(
            matches!(unused, Resolved::Invalid { .. }),
            "a selector beside it does not make it right"
        );
    }

    #[test]
    fn advanced_selectors_take_what_all_their_fields_take() {
        let management = || field("eventCategory", &["Management"], &[]);
        let value = |fields| advanced(fields).value().copied();
        assert_eq!(value(vec![management()]), Some(M::All));
        assert_eq!(
            value(vec![field("eventCategory", &["Data"], &[])]),
            Some(M::None)
        );
        assert_eq!(
            value(vec![
                field("resources.type", &["AWS::S3::Object"], &[]),
                field("eventCategory", &["Data"], &[])
            ]),
            Some(M::None)
        );
        assert_eq!(
            value(vec![management(), field("readOnly", &["true"], &[])]),
            Some(M::ReadOnly)
        );
        assert_eq!(
            value(vec![field("readOnly", &["false"], &[]), management()]),
            Some(M::WriteOnly)
        );
        assert_eq!(
            value(vec![
                management(),
                field("eventSource", &[], &["kms.amazonaws.com"])
            ]),
            Some(M::All)
        );
        assert_eq!(
            value(vec![
                management(),
                field("eventSource", &[], &["iam.amazonaws.com"])
            ]),
            Some(M::Narrowed)
        );
        assert_eq!(
            value(vec![
                management(),
                field("eventSource", &["s3.amazonaws.com"], &[])
            ]),
            Some(M::Narrowed)
        );
        assert_eq!(value(vec![field("readOnly", &["true"], &[])]), None);
        assert_eq!(value(vec![field("eventCategory", &[], &["Data"])]), None);
    }

    #[test]
    fn a_category_that_may_be_left_out_is_never_taken_for_all() {
        let mut category = field("eventCategory", &[], &[]);
        category.equals = when_prod(
            Resolved::known(vec!["Management".into()]),
            Resolved::unset(),
        );
        let taken = advanced(vec![category]);
        let arms = taken.arms();
        assert_eq!(arms[0].1.value(), Some(&M::All));
        assert!(matches!(arms[1].1, Resolved::Unknown { .. }));
    }

    #[test]
    fn selectors_that_vary_together_are_taken_case_by_case() {
        let yes = || Resolved::known(true);
        let no = || Resolved::known(false);
        let together: Vec<EventSelector> = (0..200)
            .map(|_| basic(when_prod(yes(), no()), "ReadOnly"))
            .collect();
        let taken = management_events(&together, &[]);
        let arms = taken.arms();
        assert_eq!(arms.len(), 2);
        assert_eq!(arms[0].1.value(), Some(&M::ReadOnly));
        assert_eq!(arms[1].1.value(), Some(&M::None));
        let either = [
            basic(when_prod(yes(), no()), ""),
            basic(when_prod(no(), yes()), ""),
        ];
        assert_eq!(management_events(&either, &[]).value(), Some(&M::All));
    }

    #[test]
    fn selectors_that_vary_each_on_their_own_stay_bounded() {
        let many: Vec<EventSelector> = (0..64)
            .map(|at| {
                let cases = [true, false].map(|holds| Case {
                    when: when(&format!("C{at} is {holds}")),
                    value: Resolved::known(holds),
                });
                let include = Resolved::Varies {
                    cases: cases.into(),
                    from: Evidence::default(),
                };
                basic(include, "ReadOnly")
            })
            .collect();
        let taken = management_events(&many, &[]);
        assert!(taken.arms().len() <= MAX_JOINED_CASES);
        // Any of them is enough, and in one case there is none.
        let came_to: Vec<Option<M>> = taken
            .arms()
            .iter()
            .map(|(_, arm)| arm.value().copied())
            .collect();
        assert!(came_to.contains(&Some(M::ReadOnly)) && came_to.contains(&Some(M::None)));
        assert!(!came_to.contains(&None));
    }
}
