//! A value that Terraform or AWS will refuse.

use super::phrase;
use super::{Context, Rule, RuleMeta, links};
use crate::diagnostic::{Finding, Label, Severity};
use crate::model::{Attribute, Scope, Trail};
use crate::resolved::{Evidence, Resolved};

const ID: &str = "invalid-value";

pub(super) const RULE: Rule = Rule {
    meta: RuleMeta {
        id: ID,
        alias: None,
        name: "A value that will be refused",
        summary: "A value on a trail is not of its type, and Terraform or AWS will refuse it",
        severity: Severity::Error,
        risk: None,
        fixable: false,
        compliance: &[],
        aws_config_rule: None,
        links: &[links::CLOUDFORMATION, links::TERRAFORM],
        explanation: include_str!("invalid_value.md"),
    },
    check,
};

fn check(scope: &Scope, _: Context) -> Vec<Finding> {
    scope
        .trails
        .iter()
        .filter(|trail| trail.created.clone().decided().value() != Some(&false))
        .flat_map(|trail| {
            use Attribute as A;
            let mut out = Vec::new();
            for (attribute, value) in [
                (
                    A::IncludeGlobalServiceEvents,
                    &trail.include_global_service_events,
                ),
                (A::IsMultiRegionTrail, &trail.is_multi_region_trail),
                (A::IsLogging, &trail.is_logging),
            ] {
                refused(trail, Some(attribute), value, &mut out);
            }
            refused(trail, None, &trail.management_events, &mut out);
            out
        })
        .collect()
}

/// One finding for each case of the value that is invalid.
fn refused<T>(
    trail: &Trail,
    attribute: Option<Attribute>,
    value: &Resolved<T>,
    out: &mut Vec<Finding>,
) {
    let outer = value.from();
    for (when, arm) in value.arms() {
        let Resolved::Invalid { text, why, from } = arm else {
            continue;
        };
        let name = match attribute {
            Some(attribute) => format!("`{}`", trail.dialect.name_of(attribute)),
            None => "A value in the event selectors".into(),
        };
        let when = if when.is_empty() {
            String::new()
        } else {
            format!(" when {when}")
        };
        let shown = if text.contains('`') {
            text.clone()
        } else {
            format!("`{text}`")
        };
        let finding = Finding {
            rule: ID,
            severity: Severity::Error,
            message: format!(
                "{name} of {} will be refused{when} at {shown}: {why}",
                phrase::subject(trail, &phrase::Extent::Always)
            ),
            help: Some(help(trail, attribute)),
            trail: Some(trail.address.clone()),
            span: from.at.or(outer.at).unwrap_or(trail.declared),
            label: "will be refused".into(),
            evidence: hops(outer, from),
            fix: None,
        };
        if !out.contains(&finding) {
            out.push(finding);
        }
    }
}

fn hops(outer: &Evidence, inner: &Evidence) -> Vec<Label> {
    let mut out = outer.hops.clone();
    if outer != inner {
        out.extend(inner.hops.iter().cloned());
    }
    out
}

fn help(trail: &Trail, attribute: Option<Attribute>) -> String {
    let assignment = |attribute, value| trail.dialect.assignment(attribute, value);
    match attribute {
        Some(Attribute::IsMultiRegionTrail) => format!(
            "Write `{}` or `{}`",
            assignment(Attribute::IsMultiRegionTrail, "true"),
            assignment(Attribute::IsMultiRegionTrail, "false")
        ),
        Some(attribute) => format!("Write `{}`", assignment(attribute, "true")),
        None => "Write a value that the CloudTrail API reference lists for it".into(),
    }
}
