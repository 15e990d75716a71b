//! A value that Terraform or AWS will refuse.

use super::extent::Extent;
use super::finding::{about, subject};
use super::{Context, Rule, links};
use crate::diagnostic::{Finding, Label, RuleMeta, Severity};
use crate::model::{Account, Aspect, Attribute, Dialect, Refused, Trail, Value};
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

/// What will be refused is what the trail is created by: its condition, the loop that makes it, `count` or `for_each` of it or
/// of a module call above it.
fn not_created(trail: &Trail, value: Value<'_>, case: &Refused<'_>) -> Finding {
    let message = format!(
        "What {} is created by will be refused{} at `{}`: {}",
        subject(trail, &Extent::Always),
        when(case),
        case.text,
        case.why
    );
    let outer = value.from();
    let span = case.from.at.or(outer.at).unwrap_or(trail.declared);
    about(&RULE.meta, trail, span, "will be refused", message)
        .help(match trail.dialect {
            Dialect::CloudFormation => "Name what the template declares".to_owned(),
            _ => "Write a value that Terraform takes there".to_owned(),
        })
        .because(hops(outer, case.from))
        .finish()
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
    let shown = if case.text.contains('`') {
        case.text.to_owned()
    } else {
        format!("`{}`", case.text)
    };
    let message = format!(
        "{name} of {} will be refused{} at {shown}: {}",
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

/// When a case is so, as a message goes on; nothing where the value does not vary.
fn when(case: &Refused<'_>) -> String {
    if case.when.is_empty() {
        String::new()
    } else {
        format!(" when {}", case.when)
    }
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
