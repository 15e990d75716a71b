//! The flag is on, and logging is off.

use super::coverage::Recorders;
use super::phrase::{self, Extent};
use super::{Context, Rule, RuleMeta, links};
use crate::diagnostic::{Finding, Severity};
use crate::model::{Aspect, Attribute, Dialect, Scope, Trail};

const ID: &str = "trail-not-logging";

pub(super) const RULE: Rule = Rule {
    meta: RuleMeta {
        id: ID,
        alias: None,
        name: "The trail does not log",
        summary: "A trail whose logging is off records nothing, whatever its flag says",
        severity: Severity::Warning,
        risk: None,
        fixable: false,
        compliance: &[],
        aws_config_rule: None,
        links: &[links::CLOUDFORMATION, links::TERRAFORM],
        explanation: include_str!("trail_not_logging.md"),
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
    let variants = trail.variants(&[Aspect::Created, Aspect::Flag, Aspect::Logging]);
    let name = trail.dialect.name_of(Attribute::IsLogging);
    let off = Extent::of(&variants, |v| {
        phrase::flag_may_be_on(v) && v.logging() == Some(false)
    });
    let (severity, message, label) = if off == Extent::Never {
        let unknown = Extent::of(&variants, |v| {
            phrase::flag_may_be_on(v) && v.logging().is_none() && !phrase::is_invalid(v.is_logging)
        });
        if unknown == Extent::Never {
            return None;
        }
        let why = phrase::why_unknown(&variants, |v| v.is_logging)
            .filter(|why| !phrase::said_of_flag(trail, why))?;
        (
            Severity::Note,
            format!(
                "Whether {} logs cannot be told{}, because {why}",
                phrase::subject(trail, &unknown),
                unknown.when()
            ),
            "not known".to_owned(),
        )
    } else {
        (
            Severity::Warning,
            format!(
                "{} records nothing{}: `{name}` is false",
                phrase::subject(trail, &off),
                off.when()
            ),
            format!("false{}", off.when()),
        )
    };
    let mut evidence = phrase::way(&trail.is_logging, &|_| true);
    evidence.extend(phrase::existence(trail));
    Some(Finding {
        rule: ID,
        severity,
        message,
        help: Some(match trail.dialect {
            Dialect::AwsCli => format!("Run `{}`", trail.start_logging_command()),
            _ => format!(
                "Set `{}`",
                trail.dialect.assignment(Attribute::IsLogging, "true")
            ),
        }),
        trail: Some(trail.address.clone()),
        span: phrase::place(trail, &trail.is_logging),
        label,
        evidence,
        fix: None,
    })
}
