//! The flag is on, and the event selectors take no management events, which global service events are (CT-010).

use super::coverage::Recorders;
use super::phrase::{self, Extent};
use super::{Context, Rule, RuleMeta, links};
use crate::diagnostic::{Finding, Severity};
use crate::model::{Aspect, Attribute, ManagementEvents, Scope, Trail};

const ID: &str = "management-events-excluded";

/// Sources: Trend's page of CT-010 for alias, risk level and standards; "Logging management events" in the CloudTrail
/// user guide and the API reference of `EventSelector`.
pub(super) const RULE: Rule = Rule {
    meta: RuleMeta {
        id: ID,
        alias: Some("CT-010"),
        name: "Event selectors leave management events out",
        summary: "Global service events are management events, and the trail's event selectors take none",
        severity: Severity::Warning,
        risk: Some("Medium"),
        fixable: false,
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

fn check(scope: &Scope, context: Context) -> Vec<Finding> {
    let recorders = Recorders::of(scope, context);
    scope
        .trails
        .iter()
        .filter(|trail| !recorders.spare_delivery(trail))
        .filter_map(judge)
        .collect()
}

fn judge(trail: &Trail) -> Option<Finding> {
    use ManagementEvents as M;
    let variants = trail.variants(&[Aspect::Created, Aspect::Flag, Aspect::ManagementEvents]);
    let taking = |taken: M| {
        Extent::of(&variants, |v| {
            phrase::flag_may_be_on(v) && v.management_events() == Some(taken)
        })
    };
    let none = taking(M::None);
    if none != Extent::Never {
        return Some(finding(
            trail,
            Severity::Warning,
            format!(
                "{} records no global service events{}: its event selectors take no management events",
                phrase::subject(trail, &none),
                none.when()
            ),
            format!("{}, or leave the selectors out", include_management(trail)),
            "no management events",
        ));
    }
    for (taken, lost, label) in [
        (
            M::ReadOnly,
            "global service events that only read: who created a user or attached a policy is not recorded",
            "read-only",
        ),
        (
            M::WriteOnly,
            "global service events that write: who listed users or read policies is not recorded",
            "write-only",
        ),
    ] {
        let extent = taking(taken);
        if extent != Extent::Never {
            return Some(finding(
                trail,
                Severity::Note,
                format!(
                    "{} records{} only {lost}",
                    phrase::subject(trail, &extent),
                    extent.when()
                ),
                "Take read and write management events, or leave the selectors out".into(),
                label,
            ));
        }
    }
    let narrowed = taking(M::Narrowed);
    if narrowed != Extent::Never {
        return Some(finding(
            trail,
            Severity::Note,
            format!(
                "Whether {} records global service events cannot be told{}: its event selectors take only a part of the management events",
                phrase::subject(trail, &narrowed),
                narrowed.when()
            ),
            include_management(trail),
            "narrowed",
        ));
    }
    let unknown = Extent::of(&variants, |v| {
        phrase::flag_may_be_on(v)
            && v.management_events().is_none()
            && !phrase::is_invalid(v.management_events)
    });
    if unknown == Extent::Never {
        return None;
    }
    let why = phrase::why_unknown(&variants, |v| v.management_events)
        .filter(|why| !phrase::said_of_flag(trail, why))?;
    Some(finding(
        trail,
        Severity::Note,
        format!(
            "Whether {} records global service events cannot be told{}: which management events its selectors take is not known, because {why}",
            phrase::subject(trail, &unknown),
            unknown.when()
        ),
        include_management(trail),
        "not known",
    ))
}

fn include_management(trail: &Trail) -> String {
    use crate::model::Dialect as D;
    let advanced = trail.dialect.name_of(Attribute::AdvancedEventSelectors);
    match trail.dialect {
        D::CloudFormation => format!(
            "Set `IncludeManagementEvents: true` in a selector of `EventSelectors`, or add a selector with `eventCategory` equal to `Management` to `{advanced}`"
        ),
        D::AwsCli => {
            "Include management events in a selector with `aws cloudtrail put-event-selectors`"
                .into()
        }
        D::Terraform | D::Awscc | D::TerraformPlan => format!(
            "Set `include_management_events = true` in a selector, or add an `{advanced}` with `eventCategory` equal to `Management`"
        ),
    }
}

fn finding(
    trail: &Trail,
    severity: Severity,
    message: String,
    help: String,
    label: &str,
) -> Finding {
    let selectors = &trail.management_events;
    let mut evidence = phrase::way(selectors, &|_| true);
    evidence.extend(phrase::existence(trail));
    Finding {
        rule: ID,
        severity,
        message,
        help: Some(help),
        trail: Some(trail.address.clone()),
        span: phrase::place(trail, selectors),
        label: label.into(),
        evidence,
        fix: None,
    }
}
