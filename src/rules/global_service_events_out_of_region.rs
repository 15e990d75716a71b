//! The flag is on, and the events are delivered in another Region than the trail's.

use std::borrow::Cow;

use super::changes::{asking, in_each_region, to_be_true, without_command};
use super::extent::Extent;
use super::finding::{about, at_value, subject};
use super::recorders::judge_deliveries;
use super::shared::Uses;
use super::unknown::{said_of_flag, why_unknown};
use super::{Context, Rule, links};
use crate::diagnostic::{Finding, Help, Label, RuleMeta, Severity};
use crate::model::{
    Account, Arrival, Aspect, Attribute, Dialect, LEADER, ManagementEvents, Trail, Variant,
    Verdict, leader_of, misspelt, no_region,
};
use crate::resolved::{Hop, Place, Privacy, Resolved};

/// Source: API reference of `CreateTrail` and `UpdateTrail`, and "Updating a trail" in the CloudTrail user guide for
/// the date.
pub(super) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "global-service-events-out-of-region",
        alias: None,
        name: "Global service events are delivered in another Region",
        summary: "A single-Region trail gets global service events only in its partition's leader Region",
        severity: Severity::Warning,
        risk: None,
        fixable: false,
        compliance: &[],
        aws_config_rule: None,
        links: &[links::CREATE_TRAIL, links::CONCEPTS],
        explanation: include_str!("global_service_events_out_of_region.md"),
    },
    check,
};

const ASPECTS: [Aspect; 4] = [
    Aspect::Created,
    Aspect::Flag,
    Aspect::MultiRegion,
    Aspect::HomeRegion,
];

fn check(account: &Account, context: Context) -> Vec<Finding> {
    let uses = Uses::of(account);
    let mut out = judge_deliveries(account, context, |trail| judge(&uses, trail));
    let mut said = Vec::new();
    for found in account.own_trails().flat_map(misspelt_regions) {
        // One provider's Region is that of all its trails.
        if !said.contains(&found.span) {
            said.push(found.span);
            out.push(found);
        }
    }
    out
}

fn is_misspelt(variant: &Variant<'_>) -> bool {
    let region = variant.home_region.value();
    region.is_some_and(|region| misspelt(region).is_some())
}

/// What is said of home Regions that are none, and nearly one that is.
fn misspelt_regions(trail: &Trail) -> Vec<Finding> {
    let cases = trail.home_region.arms().into_iter();
    let known = cases.filter_map(|(_, case)| Some((case, case.value()?)));
    known
        .filter_map(|(case, region)| {
            (misspelt(region).is_some() || is_display_name(region)).then_some(())?;
            let from = case.from();
            (from.privacy == Privacy::Shown).then_some(())?;
            let hops = from.said().chain(trail.home_region.from().said());
            let literal = from.written.as_deref();
            let literal = literal.and_then(|written| match written.place {
                Place::Text(at) => Some(at),
                _ => None,
            });
            let span = literal
                .or_else(|| hops.clone().find_map(Hop::span))
                .or(from.at)
                .unwrap_or(trail.declared);
            let message = no_region(region);
            let found = about(&RULE.meta, trail, span, "no such Region", message);
            let found = found.severity(Severity::Note);
            Some(found.because_of(case).finish())
        })
        .collect()
}

/// Whether a text is a Region's name as the console shows it: `EU (Ireland)`.
fn is_display_name(text: &str) -> bool {
    let parts = text
        .strip_suffix(')')
        .and_then(|text| text.split_once(" ("));
    let is_words = |part: &str| {
        let mut letters = part.chars();
        !part.is_empty() && letters.all(|c| c.is_ascii_alphabetic() || " .-".contains(c))
    };
    parts.is_some_and(|(area, place)| is_words(area) && is_words(place))
}

fn judge(uses: &Uses<'_>, trail: &Trail) -> Option<Finding> {
    let variants = trail.variants(&ASPECTS);
    let matters = |v: &Variant<'_>| v.management_events() != Some(ManagementEvents::None);
    let extent = |arrival| {
        Extent::of(&variants, |v| {
            v.flag_may_be_on() && matters(v) && v.arrival() == arrival
        })
    };
    let out = extent(Arrival::OutOfRegion);
    if out != Extent::Never {
        return out_of_region(uses, trail, &variants, &out);
    }
    // Beside a failure that is known already, what is not known of the Region adds nothing.
    if is_known_to_fail(trail) {
        return None;
    }
    let multi_unknown = extent(Arrival::MultiRegionUnknown);
    if multi_unknown != Extent::Never {
        return multi_region_unknown(uses, trail, &variants, &multi_unknown);
    }
    // Whether the events arrive is a question only once they are known to be asked for.
    let region_unknown = Extent::of(&variants, |v| {
        v.flag() == Some(true)
            && v.arrival() == Arrival::RegionUnknown
            && v.verdict() != Verdict::NotRecorded
    });
    (region_unknown != Extent::Never)
        .then(|| home_region_unknown(uses, trail, &variants, &region_unknown))
}

/// Whether it is known not to record, be it in some case only, or to be refused.
fn is_known_to_fail(trail: &Trail) -> bool {
    let mut values = trail.values().into_iter();
    matches!(trail.verdict(), Verdict::NotRecorded | Verdict::Depends)
        || values.any(|(_, value)| !value.refused().is_empty())
}

fn out_of_region(
    uses: &Uses<'_>,
    trail: &Trail,
    variants: &[Variant<'_>],
    extent: &Extent,
) -> Option<Finding> {
    let variant = variants.iter().find(|v| {
        v.created() != Some(false)
            && v.flag_may_be_on()
            && v.management_events() != Some(ManagementEvents::None)
            && v.arrival() == Arrival::OutOfRegion
    })?;
    let leader = match variant.home_region() {
        Some(region) => leader_of(region)?,
        None => LEADER,
    };
    let region = variant.home_region_said()?;
    Some(about_arrival(
        uses,
        trail,
        Severity::Warning,
        format!(
            "{} gets no global service events{}: it is a single-Region trail in {region}, and they are delivered in {leader}",
            subject(trail, extent),
            extent.when(),
        ),
        (variants, Arrival::OutOfRegion),
        format!(", or move the trail to {leader}").into(),
        "single-Region, outside the leader Region",
    ))
}

fn multi_region_unknown(
    uses: &Uses<'_>,
    trail: &Trail,
    variants: &[Variant<'_>],
    extent: &Extent,
) -> Option<Finding> {
    let why = why_unknown(variants, |v| &v.is_multi_region_trail)
        .filter(|why| !said_of_flag(trail, why))?;
    let region = variants.iter().find_map(Variant::home_region_said)?;
    Some(about_arrival(
        uses,
        trail,
        Severity::Note,
        format!(
            "Cannot tell whether global service events reach {}{}: its home Region is {region}, and it is not known to be multi-Region, because {why}",
            subject(trail, extent),
            extent.when(),
        ),
        (variants, Arrival::MultiRegionUnknown),
        "".into(),
        "perhaps single-Region",
    ))
}

fn home_region_unknown(
    uses: &Uses<'_>,
    trail: &Trail,
    variants: &[Variant<'_>],
    extent: &Extent,
) -> Finding {
    let unknown = |v: &&Variant<'_>| v.arrival() == Arrival::RegionUnknown;
    let mut unknown = variants.iter().filter(unknown);
    let region = unknown.find_map(Variant::home_region_said);
    let undecided = why_unknown(variants, |v| &v.home_region);
    let or = match (region, &undecided) {
        (Some(_), _) => "",
        // An option is for what the code leaves open, not for what it takes from elsewhere.
        (None, Some(_)) => ", or give the value that its home Region comes from",
        (None, None) => ", or name its home Region with `--region`",
    };
    let why = match region {
        Some(region) => {
            format!("it is not established where the partition of {region} delivers them")
        }
        None => match undecided {
            None if variants.iter().any(is_misspelt) => {
                "what is given as its home Region is none".into()
            }
            Some(why) => format!("its home Region is not known, because {why}"),
            None => "the code does not say its home Region".into(),
        },
    };
    let leader = match region {
        Some(_) => "the partition's leader Region",
        None => "the partition's leader Region (us-east-1)",
    };
    let multi = match trail.multi_region() {
        Resolved::Known { value: false, .. } => "as a single-Region trail it",
        _ => "unless it is multi-Region it",
    };
    let whom = format!("{}{}", subject(trail, extent), extent.when());
    let whom = whom.trim_end_matches(',');
    about_arrival(
        uses,
        trail,
        Severity::Note,
        format!(
            "Cannot tell whether global service events reach {whom}: {multi} gets them in {leader} only, and {why}"
        ),
        (variants, Arrival::RegionUnknown),
        or.into(),
        match trail.multi_region() {
            Resolved::Known { value: false, .. } => "single-Region",
            _ => "not known to be multi-Region",
        },
    )
}

/// A finding that points at whether the trail is multi-Region, with the chain of that and of its home Region.
fn about_arrival(
    uses: &Uses<'_>,
    trail: &Trail,
    severity: Severity,
    message: String,
    (variants, arrival): (&[Variant<'_>], Arrival),
    or: Cow<'static, str>,
    label: &'static str,
) -> Finding {
    let multi_region = Attribute::IsMultiRegionTrail;
    let stays_out = |v: &Variant<'_>| v.flag_may_be_on() && v.arrival() == arrival;
    let changes = to_be_true(uses, trail, multi_region, variants, stays_out);
    let is_multi_region = &trail.is_multi_region_trail;
    let help: Help = match trail.update_command() {
        Some(command) => trail.run_it(&command).into(),
        None if trail.dialect == Dialect::AwsCli => without_command(trail),
        None if changes.is_empty() => asking(trail, multi_region, "true").words(or),
        None => Help::asking(&changes).words(or),
    };
    let home_region = &trail.home_region;
    let named = home_region
        .from()
        .at
        .map(|at| Label::new(at, "the home Region"));
    at_value(&RULE.meta, trail, is_multi_region, label, message)
        .severity(severity)
        .help(help.then(in_each_region(trail, &changes)))
        .changes(changes)
        .command(trail.update_command())
        .because_of(is_multi_region)
        .because_of(home_region)
        .because(named)
        .because_it_may_not_exist()
        .finish()
}
