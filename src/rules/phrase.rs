//! How findings say things: whom they are about, when they hold, and where a value comes from.

use crate::diagnostic::Label;
use crate::model::{Aspect, Trail, Variant};
use crate::resolved::{Evidence, Resolved};
use crate::source::Span;

/// How many cases a sentence names before it counts the rest.
const NAMED_CASES: usize = 3;

/// In which of the ways a trail may come out something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Never,
    /// Whenever the trail exists, and it always does as far as the code says.
    Always,
    /// Whenever the trail exists, which is when ….
    WhenCreated(String),
    /// In some of the cases in which the trail exists: when ….
    Sometimes(String),
}

impl Extent {
    /// Over the variants of one trail; those that are not created do not count.
    pub(super) fn of(variants: &[Variant<'_>], holds: impl Fn(&Variant<'_>) -> bool) -> Extent {
        let created: Vec<&Variant<'_>> = variants
            .iter()
            .filter(|variant| variant.created() != Some(false))
            .collect();
        let held: Vec<&str> = created
            .iter()
            .filter(|variant| holds(variant))
            .map(|variant| variant.when.as_str())
            .collect();
        if held.is_empty() {
            Extent::Never
        } else if held.len() < created.len() {
            Extent::Sometimes(any_of(&held))
        } else if created.len() < variants.len() {
            Extent::WhenCreated(any_of(&held))
        } else {
            Extent::Always
        }
    }

    /// ` when IsProd is true` where it holds in some cases only, to follow a verb.
    pub(super) fn when(&self) -> String {
        match self {
            Extent::Sometimes(when) => format!(" when {when}"),
            _ => String::new(),
        }
    }
}

/// `A, or when B`: goes on from "when …".
fn any_of(whens: &[&str]) -> String {
    let named: Vec<&str> = whens
        .iter()
        .copied()
        .filter(|when| !when.is_empty())
        .collect();
    let rest = named.len().saturating_sub(NAMED_CASES);
    let listed = named[..named.len() - rest].join(", or when ");
    match rest {
        0 => listed,
        1 => format!("{listed}, or in 1 other case"),
        more => format!("{listed}, or in {more} other cases"),
    }
}

/// The trail as a sentence names it: its address, its deployment, and when it is created.
pub(super) fn subject(trail: &Trail, extent: &Extent) -> String {
    let deployment = trail
        .deployment
        .as_ref()
        .map(|name| format!(" in `{name}`"))
        .unwrap_or_default();
    let created = match extent {
        Extent::WhenCreated(when) => format!(", created when {when},"),
        _ if existence_unknown(trail).is_some() => ", if it is created,".into(),
        _ => String::new(),
    };
    format!("`{}`{deployment}{created}", trail.address)
}

/// The reason why it cannot be told whether the trail exists, where that is so.
fn existence_unknown(trail: &Trail) -> Option<(&str, &Evidence)> {
    match &trail.created {
        Resolved::Unknown { why, from } => Some((why, from)),
        _ => None,
    }
}

/// Says why it is not known whether the trail exists, and the way of what decides it.
pub(super) fn existence(trail: &Trail) -> Vec<Label> {
    let mut out = Vec::new();
    if let Some((why, from)) = existence_unknown(trail) {
        out.push(Label::new(
            from.at,
            format!("whether it is created cannot be told, because {why}"),
        ));
    }
    out.extend(trail.created.from().hops.iter().cloned());
    out
}

/// The place of a value on the trail, or the trail's header where it is not written there.
pub(super) fn place<T>(trail: &Trail, value: &Resolved<T>) -> Span {
    value.from().at.unwrap_or(trail.declared)
}

/// The hops of a value and of those of its cases that `matters` picks; a case that is written somewhere of its own
/// gets a label there.
pub(super) fn way<T: std::fmt::Display>(
    value: &Resolved<T>,
    matters: &dyn Fn(&Resolved<T>) -> bool,
) -> Vec<Label> {
    let mut out = value.from().hops.clone();
    if let Resolved::Varies { cases, from } = value {
        for case in cases {
            if !reaches(&case.value, matters) {
                continue;
            }
            let own = case.value.from();
            if own.at.is_some() && own.at != from.at {
                out.push(Label::new(
                    own.at,
                    format!("{} when {}", shown(&case.value), case.when),
                ));
            }
            out.extend(way(&case.value, matters));
        }
    }
    let mut seen = std::collections::HashSet::new();
    out.retain(|label| seen.insert(label.clone()));
    out
}

fn reaches<T>(value: &Resolved<T>, matters: &dyn Fn(&Resolved<T>) -> bool) -> bool {
    match value {
        Resolved::Varies { cases, .. } => cases.iter().any(|case| reaches(&case.value, matters)),
        leaf => matters(leaf),
    }
}

fn shown<T: std::fmt::Display>(value: &Resolved<T>) -> String {
    match value {
        Resolved::Known { value, .. } => value.to_string(),
        Resolved::Unset { .. } => "left out".into(),
        Resolved::Varies { .. } => "decided by more cases".into(),
        Resolved::Unknown { .. } => "not known".into(),
        Resolved::Invalid { text, .. } => text.clone(),
    }
}

/// Why a value is not known, where it or one of its cases is not.
pub(super) fn why_unknown<'a, T: 'a>(
    variants: &[Variant<'a>],
    value: impl Fn(&Variant<'a>) -> &'a Resolved<T>,
) -> Option<&'a str> {
    variants
        .iter()
        .filter(|variant| variant.created() != Some(false))
        .find_map(|variant| match value(variant) {
            Resolved::Unknown { why, .. } => Some(why.as_str()),
            Resolved::Varies { .. } => Some("it varies over too many cases"),
            _ => None,
        })
}

/// Whether the flag is not known for this very reason: then its own rule has said so, and once is enough.
pub(super) fn said_of_flag(trail: &Trail, why: &str) -> bool {
    trail
        .include_global_service_events
        .arms()
        .iter()
        .any(|(_, arm)| matches!(arm, Resolved::Unknown { why: of_flag, .. } if of_flag == why))
}

/// Whether the flag is on or may be: where it is off, or refused, that is said by its own rules.
pub(super) fn flag_may_be_on(variant: &Variant<'_>) -> bool {
    variant.flag() != Some(false) && !is_invalid(variant.include_global_service_events)
}

pub(super) fn is_invalid<T>(value: &Resolved<T>) -> bool {
    matches!(value, Resolved::Invalid { .. })
}

/// The variants that matter for the flag alone.
pub(super) const FLAG: [Aspect; 2] = [Aspect::Created, Aspect::Flag];
