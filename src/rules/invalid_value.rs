//! A value that Terraform or AWS will refuse.

use super::extent::Extent;
use super::finding::{about, subject};
use super::{Context, Rule, links};
use crate::diagnostic::{Finding, Label, RuleMeta, Severity};
use crate::model::{Account, Aspect, Attribute, Refused, Trail, Value};
use crate::resolved::Evidence;

pub(super) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "invalid-value",
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

fn check(account: &Account, _: Context) -> Vec<Finding> {
    account
        .trails
        .iter()
        .filter(|trail| trail.created.clone().decided().value() != Some(&false))
        .flat_map(judge)
        .collect()
}

fn judge(trail: &Trail) -> Vec<Finding> {
    let mut out = Vec::new();
    for (aspect, value) in trail.values() {
        match aspect {
            Aspect::Flag | Aspect::MultiRegion | Aspect::Logging | Aspect::ManagementEvents => {
                for case in value.refused() {
                    let finding = refused(trail, aspect.attribute(), value, &case);
                    if !out.contains(&finding) {
                        out.push(finding);
                    }
                }
            }
            Aspect::Created => {
                let refused = value.refused();
                out.extend(refused.iter().map(|case| not_created(trail, value, case)));
            }
            // No value of the trail itself.
            Aspect::HomeRegion => {}
        }
    }
    out
}

/// What will be refused is the trail as a whole: by what creates it (its condition, `count`, a loop), or by what it must
/// have and has not.
fn not_created(trail: &Trail, value: Value<'_>, case: &Refused<'_>) -> Finding {
    let message = format!(
        "{} will be refused{} at {}: {}",
        subject(trail, &Extent::Always),
        when(case),
        shown(case),
        case.why
    );
    let outer = value.from();
    let span = case.from.at.or(outer.at).unwrap_or(trail.declared);
    about(&RULE.meta, trail, span, "will be refused", message)
        .because(hops(outer, case.from))
        .finish()
}

/// ` when IsProd is true` where it is refused in some cases only.
fn when(case: &Refused<'_>) -> String {
    if case.when.is_empty() {
        String::new()
    } else {
        format!(" when {}", case.when)
    }
}

/// The text that is refused, as code.
fn shown(case: &Refused<'_>) -> String {
    if case.text.contains('`') {
        case.text.to_owned()
    } else {
        format!("`{}`", case.text)
    }
}

/// What will be refused is one value of an attribute, or one somewhere in the event selectors.
fn refused(
    trail: &Trail,
    attribute: Option<Attribute>,
    value: Value<'_>,
    case: &Refused<'_>,
) -> Finding {
    let name = match attribute {
        Some(attribute) => format!("`{}`", trail.dialect.name_of(attribute)),
        None => "A value in the event selectors".into(),
    };
    let shown = shown(case);
    let at = if shown == name {
        String::new()
    } else {
        format!(" at {shown}")
    };
    let message = format!(
        "{name} of {} will be refused{}{at}: {}",
        subject(trail, &Extent::Always),
        when(case),
        case.why
    );
    let outer = value.from();
    let span = case.from.at.or(outer.at).unwrap_or(trail.declared);
    about(&RULE.meta, trail, span, "will be refused", message)
        .help(help(trail, attribute))
        .because(hops(outer, case.from))
        .finish()
}

fn hops(outer: &Evidence, inner: &Evidence) -> Vec<Label> {
    let mut out: Vec<Label> = outer.labels().cloned().collect();
    if outer != inner {
        out.extend(inner.labels().cloned());
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
