//! The flag is on, and logging is off.

use super::changes::{asking, to_be_true, without_command};
use super::extent::Extent;
use super::finding::{at_value, subject};
use super::recorders::judge_deliveries;
use super::shared::Uses;
use super::unknown::{said_of_flag, why_unknown};
use super::{Context, Rule, links};
use crate::diagnostic::{Finding, Help, RuleMeta, Severity};
use crate::model::{Account, Aspect, Attribute, Dialect, Trail, Variant};

pub(super) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "trail-not-logging",
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

fn check(account: &Account, context: Context) -> Vec<Finding> {
    let uses = Uses::of(account);
    judge_deliveries(account, context, |trail| judge(&uses, trail))
}

fn judge(uses: &Uses<'_>, trail: &Trail) -> Option<Finding> {
    let variants = trail.variants(&[Aspect::Created, Aspect::Flag, Aspect::Logging]);
    let name = trail.dialect.name_of(Attribute::IsLogging);
    let off = Extent::of(&variants, |v| {
        v.flag_may_be_on() && v.logging() == Some(false)
    });
    let (severity, message, label) = if off == Extent::Never {
        let unknown = Extent::of(&variants, |v| {
            let is_open = v.logging().is_none() && !v.is_logging.is_invalid();
            is_open && v.flag_may_be_on() && !v.is_refused()
        });
        if unknown == Extent::Never {
            return None;
        }
        let why =
            why_unknown(&variants, |v| &v.is_logging).filter(|why| !said_of_flag(trail, why))?;
        (
            Severity::Note,
            format!(
                "Cannot tell whether {} logs{}: {why}",
                subject(trail, &unknown),
                unknown.when()
            ),
            "not known".to_owned(),
        )
    } else {
        (
            Severity::Warning,
            format!(
                "{} records nothing{}: `{name}` is false",
                subject(trail, &off),
                off.when()
            ),
            format!("false{}", off.when()),
        )
    };
    let command = trail.start_logging_command();
    let may_not_log = |v: &Variant<'_>| v.flag_may_be_on() && v.logging() != Some(true);
    let changes = to_be_true(uses, trail, Attribute::IsLogging, &variants, may_not_log);
    let help: Help = match &command {
        Some(command) => trail.run_it(command).into(),
        None if trail.dialect == Dialect::AwsCli => without_command(trail),
        None if changes.is_empty() => asking(trail, Attribute::IsLogging, "true"),
        None => Help::asking(&changes),
    };
    Some(
        at_value(&RULE.meta, trail, &trail.is_logging, label, message)
            .severity(severity)
            .help(help)
            .changes(changes)
            .command(command)
            .because_of(&trail.is_logging)
            .because_it_may_not_exist()
            .finish(),
    )
}
