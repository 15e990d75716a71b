//! The event selectors take no management events, which global service events are (CT-010).

use super::changes::to_include_management_events;
use super::extent::Extent;
use super::finding::{Draft, at_value, subject};
use super::global_service_events_disabled::changes;
use super::recorders::judge_deliveries;
use super::shared::Uses;
use super::unknown::{said_of_flag, why_unknown};
use super::{Context, Coverage, Rule, links};
use crate::diagnostic::{Finding, Help, RuleMeta, Severity};
use crate::model::{Account, Aspect, Attribute, Dialect, ManagementEvents, Trail, Variant};

/// Sources: Trend's page of CT-010 for alias, risk level and standards; "Logging management events" in the CloudTrail
/// user guide and the API reference of `EventSelector`.
pub(super) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "management-events-excluded",
        alias: Some("CT-010"),
        name: "Event selectors leave management events out",
        summary: "Global service events are management events, and the trail's event selectors take none",
        severity: Severity::Warning,
        risk: Some("Medium"),
        fixable: false,
        // As the page lists them. CT-005's has PCI, too, but each page speaks for itself.
        compliance: &[
            "GDPR",
            "APRA",
            "MAS",
            "NIST4",
            "AWS Well-Architected: Security",
        ],
        aws_config_rule: Some("cloudtrail-security-trail-enabled"),
        links: &[links::EVENT_SELECTOR, links::CT_010, links::AWS_CONFIG],
        explanation: include_str!("management_events_excluded.md"),
    },
    check,
};

fn check(account: &Account, context: Context) -> Vec<Finding> {
    let uses = Uses::of(account);
    judge_deliveries(account, context, |trail| judge(&uses, trail, context))
}

fn judge(uses: &Uses<'_>, trail: &Trail, context: Context) -> Option<Finding> {
    let variants = trail.variants(&[Aspect::Created, Aspect::Flag, Aspect::ManagementEvents]);
    takes_none(uses, trail, &variants, context)
        .or_else(|| takes_half(trail, &variants))
        .or_else(|| narrowed(trail, &variants))
        .or_else(|| not_known(trail, &variants))
}

/// Where the selectors take this share of the management events, if anywhere. None at all is said whatever the flag is,
/// which decides nothing then.
fn taking(variants: &[Variant<'_>], share: ManagementEvents) -> Option<Extent> {
    let extent = Extent::of(variants, |v| {
        v.management_events() == Some(share)
            && (v.flag_may_be_on() || share == ManagementEvents::None)
    });
    (extent != Extent::Never).then_some(extent)
}

fn takes_none(
    uses: &Uses<'_>,
    trail: &Trail,
    variants: &[Variant<'_>],
    context: Context,
) -> Option<Finding> {
    const DATA_ONLY: &str = ". If it is for data events only, `--ignore CT-010`";
    const BESIDE: &str = ", or `--coverage one-trail` beside a trail that records them";
    let none = taking(variants, ManagementEvents::None)?;
    let mut to_write = to_include_management_events(trail);
    let selectors = to_write.len();
    if selectors > 0 {
        // The flag decides nothing today, and would with management events.
        to_write.extend(changes(uses, trail));
    }
    let is_all = to_write.len() == selectors;
    let or = if is_all {
        ", or leave the selectors out"
    } else {
        ""
    };
    let beside = match context.coverage {
        Coverage::EveryTrail => BESIDE,
        Coverage::OneTrail => "",
    };
    let help: Help = match to_write.as_slice() {
        [] => include_management(trail).into(),
        to_write => Help::asking(to_write),
    };
    let found = about_selectors(
        trail,
        Severity::Warning,
        format!(
            "{} records no global service events{}: its event selectors take no management events",
            subject(trail, &none),
            none.when()
        ),
        help.words(format!("{or}{DATA_ONLY}{beside}")),
        "no management events",
    );
    Some(found.changes(to_write).finish())
}

/// Only those that read, or only those that write.
fn takes_half(trail: &Trail, variants: &[Variant<'_>]) -> Option<Finding> {
    let (half, lost, label) = [
        (
            ManagementEvents::ReadOnly,
            "global service events that only read: who created a user or attached a policy is not recorded",
            "read-only",
        ),
        (
            ManagementEvents::WriteOnly,
            "global service events that write: who listed users or read policies is not recorded",
            "write-only",
        ),
    ]
    .into_iter()
    .find_map(|(share, lost, label)| Some((taking(variants, share)?, lost, label)))?;
    let found = about_selectors(
        trail,
        Severity::Note,
        format!(
            "{} records{} only {lost}",
            subject(trail, &half),
            half.when()
        ),
        "Include read and write management events in one selector, or leave the selectors out"
            .into(),
        label,
    );
    Some(found.finish())
}

fn narrowed(trail: &Trail, variants: &[Variant<'_>]) -> Option<Finding> {
    let narrowed = taking(variants, ManagementEvents::Narrowed)?;
    let found = about_selectors(
        trail,
        Severity::Note,
        format!(
            "Cannot tell whether {} records global service events{}: its event selectors take only a part of the management events",
            subject(trail, &narrowed),
            narrowed.when()
        ),
        include_management(trail).into(),
        "narrowed",
    );
    Some(found.finish())
}

fn not_known(trail: &Trail, variants: &[Variant<'_>]) -> Option<Finding> {
    let unknown = Extent::of(variants, |v| {
        let is_open = v.management_events().is_none() && !v.management_events.is_invalid();
        is_open && v.flag_may_be_on() && !v.is_refused()
    });
    if unknown == Extent::Never {
        return None;
    }
    let why =
        why_unknown(variants, |v| &v.management_events).filter(|why| !said_of_flag(trail, why))?;
    let found = about_selectors(
        trail,
        Severity::Note,
        format!(
            "Cannot tell whether {} records global service events{}: which management events its selectors include is not known, because {why}",
            subject(trail, &unknown),
            unknown.when()
        ),
        match trail.dialect {
            Dialect::AwsCli => {
                "Check the output of `aws cloudtrail get-event-selectors` together with this one"
                    .into()
            }
            _ => include_management(trail).into(),
        },
        "not known",
    );
    Some(found.finish())
}

fn include_management(trail: &Trail) -> String {
    use Dialect as D;
    let advanced = trail.dialect.name_of(Attribute::AdvancedEventSelectors);
    match trail.dialect {
        D::CloudFormation => format!(
            "In `EventSelectors`, set `IncludeManagementEvents: true` in one; in `{advanced}`, add one with `eventCategory` equal to `Management`"
        ),
        D::AwsCli => {
            "Include management events in a selector with `aws cloudtrail put-event-selectors`"
                .into()
        }
        D::Terraform | D::Awscc | D::TerraformPlan => format!(
            "In an `event_selector`, set `include_management_events = true`; beside `{advanced}`s, add one with `eventCategory` equal to `Management`"
        ),
    }
}

/// A finding that points at what the selectors take, with the chain of it.
fn about_selectors<'a>(
    trail: &'a Trail,
    severity: Severity,
    message: String,
    help: Help,
    label: &'static str,
) -> Draft<'a> {
    let selectors = &trail.management_events;
    at_value(&RULE.meta, trail, selectors, label, message)
        .severity(severity)
        .help(help)
        .because_of(selectors)
        .because_it_may_not_exist()
}
