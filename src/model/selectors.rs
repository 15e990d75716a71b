//! Which management events a trail's event selectors take.

use crate::resolved::{Evidence, Resolved};

/// The share of a trail's management events that its selectors take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ManagementEvents {
    All,
    ReadOnly,
    WriteOnly,
    /// Narrowed by something other than read or write (an advanced selector's `eventSource`).
    Narrowed,
    None,
}

impl ManagementEvents {
    /// As the JSON output spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ManagementEvents::All => "all",
            ManagementEvents::ReadOnly => "read-only",
            ManagementEvents::WriteOnly => "write-only",
            ManagementEvents::Narrowed => "narrowed",
            ManagementEvents::None => "none",
        }
    }

    /// What two selectors take together: an event is logged if any selector matches it.
    ///
    /// Source: CloudTrail user guide, "Logging management events".
    #[must_use]
    pub(crate) fn union(self, other: ManagementEvents) -> ManagementEvents {
        use ManagementEvents as M;
        match (self, other) {
            (M::All, _)
            | (_, M::All)
            | (M::ReadOnly, M::WriteOnly)
            | (M::WriteOnly, M::ReadOnly) => M::All,
            (M::None, rest) | (rest, M::None) => rest,
            (a, b) if a == b => a,
            _ => M::Narrowed,
        }
    }
}

/// A basic event selector. `Unset` members take their defaults: management events included, type `All`.
#[derive(Clone, Debug)]
pub struct EventSelector {
    pub include_management_events: Resolved<bool>,
    pub read_write_type: Resolved<String>,
}

/// An advanced event selector: all of its fields must match.
#[derive(Clone, Debug)]
pub struct AdvancedSelector {
    pub fields: Vec<FieldSelector>,
}

/// One condition of an advanced event selector.
#[derive(Clone, Debug)]
pub struct FieldSelector {
    pub field: Resolved<String>,
    /// The values of `Equals`; `Unset` where there is none.
    pub equals: Resolved<Vec<String>>,
    /// The values of `NotEquals`; `Unset` where there is none.
    pub not_equals: Resolved<Vec<String>>,
    /// Whether `StartsWith`, `EndsWith` or their negations are there too.
    pub other_operators: bool,
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
    let mut taken = Resolved::known(ManagementEvents::None);
    for next in basic
        .iter()
        .map(basic_takes)
        .chain(advanced.iter().map(advanced_takes))
    {
        taken = union(taken, next);
    }
    taken.decided()
}

/// What two selectors take together. One that is known to take all decides, whatever the other is.
fn union(
    a: Resolved<ManagementEvents>,
    b: Resolved<ManagementEvents>,
) -> Resolved<ManagementEvents> {
    if a.value() == Some(&ManagementEvents::All) {
        return a;
    }
    if b.value() == Some(&ManagementEvents::All) {
        return b;
    }
    a.and_then(&mut |left| b.clone().map(&mut |right| left.union(right)))
}

fn basic_takes(selector: &EventSelector) -> Resolved<ManagementEvents> {
    let include = selector.include_management_events.clone().or_default(true);
    let kind = selector.read_write_type.clone().or_default("All".into());
    include.and_then(&mut |include| {
        if !include {
            return Resolved::known(ManagementEvents::None);
        }
        kind.clone().and_then(&mut |kind| match kind.as_str() {
            "All" => Resolved::known(ManagementEvents::All),
            "ReadOnly" => Resolved::known(ManagementEvents::ReadOnly),
            "WriteOnly" => Resolved::known(ManagementEvents::WriteOnly),
            other => Resolved::Invalid {
                text: format!("\"{other}\""),
                why: "a selector's read/write type is All, ReadOnly or WriteOnly".into(),
                from: Evidence::default(),
            },
        })
    })
}

fn advanced_takes(selector: &AdvancedSelector) -> Resolved<ManagementEvents> {
    let mut taken = Resolved::unknown("no field selector names an eventCategory");
    let mut category_seen = false;
    let mut narrowing = Resolved::known(ManagementEvents::All);
    for field in &selector.fields {
        let Some(name) = field.field.value() else {
            return match field.field.clone() {
                Resolved::Unknown { why, from } => Resolved::Unknown { why, from },
                other => Resolved::Unknown {
                    why: "a field selector's field is not known".into(),
                    from: other.from().clone(),
                },
            };
        };
        match name.as_str() {
            "eventCategory" => {
                category_seen = true;
                taken = field.equals.clone().and_then(&mut |values| {
                    Resolved::known(if values.iter().any(|v| v == "Management") {
                        ManagementEvents::All
                    } else {
                        ManagementEvents::None
                    })
                });
                if matches!(taken, Resolved::Unset { .. }) {
                    taken = Resolved::unknown(
                        "eventCategory is selected with another operator than Equals",
                    );
                }
            }
            "readOnly" => narrowing = narrow(narrowing, read_only_takes(field)),
            // On trails, eventSource takes NotEquals with KMS and the RDS Data API only: neither is global.
            "eventSource" if excludes_only_quiet_sources(field) => {}
            _ => narrowing = narrow(narrowing, Resolved::known(ManagementEvents::Narrowed)),
        }
    }
    if !category_seen {
        return taken;
    }
    taken.and_then(&mut |category| match category {
        ManagementEvents::All => narrowing.clone(),
        none => Resolved::known(none),
    })
}

fn read_only_takes(field: &FieldSelector) -> Resolved<ManagementEvents> {
    let takes = field.equals.clone().and_then(&mut |values| {
        let yes = values.iter().any(|v| v == "true");
        let no = values.iter().any(|v| v == "false");
        Resolved::known(match (yes, no) {
            (true, true) => ManagementEvents::All,
            (true, false) => ManagementEvents::ReadOnly,
            (false, true) => ManagementEvents::WriteOnly,
            (false, false) => ManagementEvents::None,
        })
    });
    match takes {
        Resolved::Unset { .. } => {
            Resolved::unknown("readOnly is selected with another operator than Equals")
        }
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

/// Both conditions of one selector must hold.
fn narrow(
    a: Resolved<ManagementEvents>,
    b: Resolved<ManagementEvents>,
) -> Resolved<ManagementEvents> {
    use ManagementEvents as M;
    a.and_then(&mut |a| {
        b.clone().map(&mut |b| match (a, b) {
            (M::All, rest) | (rest, M::All) => rest,
            (M::None, _)
            | (_, M::None)
            | (M::ReadOnly, M::WriteOnly)
            | (M::WriteOnly, M::ReadOnly) => M::None,
            (a, b) if a == b => a,
            _ => M::Narrowed,
        })
    })
}
