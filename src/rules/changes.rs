//! What to write where for a trail to have another value.

use super::limits::MAX_PLACES_OF_CHANGE;
use super::shared::Uses;
use crate::diagnostic::{Change, Help, THE_TRAIL, Target};
use crate::model::{Attribute, Dialect, ManagementEvents, Trail, Variant};
use crate::resolved::{Evidence, Hop, Place, Resolved, Written};
use crate::source::Span;

/// What to do where an output of the AWS CLI says too little.
const WHOLE_OUTPUT: &str =
    "Give all that `aws cloudtrail describe-trails --output json` prints, without a `--query`";

/// What to do about a live trail for which no command is said.
pub(super) fn without_command(trail: &Trail) -> Help {
    match trail.why_no_command() {
        Some(why) => {
            format!("No command is given, since {why}: check where this output comes from").into()
        }
        None => WHOLE_OUTPUT.into(),
    }
}

/// What to write for an attribute of a trail to be true in each of the ways it may come out that are picked: where the value
/// comes from, or on the trail where something else is decided there, too. Nothing where the trail stands in no code.
pub(super) fn to_be_true(
    uses: &Uses<'_>,
    trail: &Trail,
    attribute: Attribute,
    variants: &[Variant<'_>],
    is_picked: impl Fn(&Variant<'_>) -> bool,
) -> Vec<Change> {
    if matches!(trail.dialect, Dialect::TerraformPlan | Dialect::AwsCli) {
        return Vec::new();
    }
    let mut out: Vec<Change> = Vec::new();
    let on_the_trail = || on_the_trail(trail, attribute, "true");
    for variant in variants {
        if variant.created() == Some(false) || !is_picked(variant) {
            continue;
        }
        let Some(value) = value_of(variant, attribute) else {
            continue;
        };
        let written = value.from().written.as_deref();
        let harm = written.and_then(|written| uses.harm(trail, attribute, written));
        let change = match harm {
            Some(_) => trail.is_written_here().then(|| Change {
                since: harm,
                ..on_the_trail()
            }),
            None => change_of(trail, attribute, value.from()),
        };
        let Some(change) = change else {
            return Vec::new();
        };
        let also = written.filter(|_| change.since.is_none());
        let also = also.map_or(&[][..], Written::also);
        for change in std::iter::once(change).chain(also.iter().filter_map(where_written)) {
            if !out.contains(&change) {
                out.push(change);
            }
        }
    }
    if out.len() > MAX_PLACES_OF_CHANGE && trail.is_written_here() {
        out = vec![on_the_trail()];
    }
    out
}

/// What a multi-Region trail costs where each of several Regions gets one: a sentence. A template that asks for its Region, and a
/// StackSet of several, make one in each.
pub(super) fn in_each_region(trail: &Trail, changes: &[Change]) -> Option<String> {
    let name = trail.dialect.name_of(Attribute::IsMultiRegionTrail);
    let is_asked = changes.iter().any(|change| change.write.contains(name));
    let asks_for_it = matches!(trail.home_region, Resolved::Varies { .. });
    // The instances of a StackSet are told apart by their Regions.
    let is_in_several = asks_for_it || trail.address.contains('@');
    let is_template = trail.dialect == Dialect::CloudFormation;
    (is_asked && is_template && is_in_several).then(|| {
        "Each Region that it is deployed to then gets a multi-Region trail, and AWS charges for the copies: deploy it to one Region"
            .to_owned()
    })
}

/// What to write for one value of an attribute to be true; `None` where no place is known that can be changed.
pub(super) fn change_of(trail: &Trail, attribute: Attribute, from: &Evidence) -> Option<Change> {
    match from.written.as_deref() {
        Some(closed) if closed.place == Place::Closed => trail.is_written_here().then(|| Change {
            since: closed
                .since()
                .filter(|_| !from.hops.is_empty())
                .map(str::to_owned),
            ..on_the_trail(trail, attribute, "true")
        }),
        Some(written) => where_written(written),
        None => trail
            .is_written_here()
            .then(|| at_or_on_the_trail(trail, attribute, "true", from.at)),
    }
}

/// What to write where one way alone to write it is right.
pub(super) fn righted(from: &Evidence) -> Option<Change> {
    let written = from.written.as_deref()?;
    let is_told = match written.place {
        Place::Text(_) | Place::Given(_) => written.spelt().is_some(),
        Place::Lacking { .. } => true,
        _ => false,
    };
    if is_told {
        where_written(written)
    } else {
        renamed(from)
    }
}

/// What to write where a value stands by a wrong name.
pub(super) fn renamed(from: &Evidence) -> Option<Change> {
    let written = from.written.as_deref();
    let misnamed = written.filter(|written| matches!(written.place, Place::Name(_)));
    misnamed.and_then(where_written)
}

/// What to do, where another value alone mends nothing, and about what, where that is not pointed at.
pub(super) fn said(from: &Evidence, pointed_at: Span) -> Option<Help> {
    let Place::Said(help) = &from.written.as_deref()?.place else {
        return None;
    };
    Some(about_its_place(help, from, pointed_at))
}

/// What to do, with the place that it is about, where that is not pointed at.
pub(super) fn about_its_place(help: &str, from: &Evidence, pointed_at: Span) -> Help {
    let farthest = || from.said().rev().find_map(Hop::span);
    let about = from.origin().and_then(Hop::span).or_else(farthest);
    Help::from(help.to_owned()).about(about.filter(|at| *at != pointed_at))
}

/// What to write for a trail's selectors to include management events, where a single place keeps them out.
pub(super) fn to_include_management_events(trail: &Trail) -> Vec<Change> {
    if matches!(trail.dialect, Dialect::TerraformPlan | Dialect::AwsCli) {
        return Vec::new();
    }
    let selectors = &trail.management_events;
    let none = selectors.value() == Some(&ManagementEvents::None);
    let written = selectors.from().written.as_deref().filter(|_| none);
    written.and_then(where_written).into_iter().collect()
}

fn value_of<'v>(variant: &'v Variant<'_>, attribute: Attribute) -> Option<&'v Resolved<bool>> {
    match attribute {
        Attribute::IncludeGlobalServiceEvents => Some(&variant.include_global_service_events),
        Attribute::IsMultiRegionTrail => Some(&variant.is_multi_region_trail),
        Attribute::IsLogging => Some(&variant.is_logging),
        Attribute::EventSelectors | Attribute::AdvancedEventSelectors => None,
    }
}

fn whole(trail: &Trail, attribute: Attribute) -> Option<&Resolved<bool>> {
    match attribute {
        Attribute::IncludeGlobalServiceEvents => Some(&trail.include_global_service_events),
        Attribute::IsMultiRegionTrail => Some(&trail.is_multi_region_trail),
        Attribute::IsLogging => Some(&trail.is_logging),
        Attribute::EventSelectors | Attribute::AdvancedEventSelectors => None,
    }
}

/// What to write for an attribute of a trail that is written here to have a value, whatever it comes from today.
pub(super) fn on_the_trail(trail: &Trail, attribute: Attribute, value: &str) -> Change {
    at_or_on_the_trail(trail, attribute, value, None)
}

/// What asks for an attribute of a trail to have a value, wherever that is written.
pub(super) fn asking(trail: &Trail, attribute: Attribute, value: &str) -> Help {
    if trail.is_written_here() {
        Help::asking(&[on_the_trail(trail, attribute, value)])
    } else {
        let assignment = format!("`{}`", trail.assignment(attribute, value));
        let elsewhere = trail.help_elsewhere(&assignment);
        elsewhere
            .unwrap_or_else(|| format!("Set {assignment}"))
            .into()
    }
}

fn at_or_on_the_trail(
    trail: &Trail,
    attribute: Attribute,
    value: &str,
    at: Option<Span>,
) -> Change {
    let whole = || whole(trail, attribute).and_then(|value| value.from().at);
    let target = match at.or_else(whole) {
        Some(at) => Target::Assignment(at),
        None => Target::Block {
            header: trail.declared,
            name: THE_TRAIL.into(),
        },
    };
    Change {
        target,
        write: trail.assignment(attribute, value),
        since: None,
    }
}

fn where_written(written: &Written) -> Option<Change> {
    let value = match written.spelt() {
        _ if written.is_negated => "false",
        Some(spelt) => spelt,
        None => "true",
    };
    let quoted = written.is_text.then(|| format!("\"{value}\""));
    let value = quoted.as_deref().unwrap_or(value);
    let target = match (&written.place, &written.assigned) {
        (Place::Text(at), Some(_)) => Target::Assignment(*at),
        (Place::Text(at), None) => Target::Value(*at),
        (Place::Name(at), _) => Target::Name(*at),
        (Place::Missing { header, block }, _) => Target::Block {
            header: *header,
            name: block.to_string(),
        },
        (Place::Lacking { at, .. }, _) => Target::Block {
            header: *at,
            name: "the object".into(),
        },
        (Place::Member { at, .. } | Place::File(at), _) => Target::Value(*at),
        (Place::Given(at), _) => Target::Elsewhere(at.to_string()),
        (Place::Made | Place::Closed | Place::Said(_), _) => return None,
    };
    let write = match (&target, &written.place, &written.assigned) {
        (_, Place::Lacking { members, .. }, _) => members.to_string(),
        (Target::Name(_), _, Some(right)) => right.syntax.named(&right.name),
        (_, _, Some(assigned)) => assigned.syntax.assignment(&assigned.name, value),
        (_, _, None) => value.to_owned(),
    };
    Some(Change {
        target,
        write,
        since: written.since().map(str::to_owned),
    })
}
