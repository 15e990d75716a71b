//! Two trails of one account record the same global service events, and each further copy is charged.

use super::changes::{asking, without_command};
use super::extent::Extent;
use super::finding::{at_value, subject};
use super::recorders::{self, Delivery};
use super::{Context, Coverage, Rule, links};
use crate::diagnostic::{Finding, Help, Label, RuleMeta, Severity};
use crate::model::{Account, Attribute, Dialect, ManagementEvents, Trail};

/// Sources: CloudTrail user guide, "Concepts" (with several single-Region trails, let one deliver global service
/// events) and "Managing CloudTrail trail costs" (the first copy of management events is free, later ones are not).
pub(super) static RULE: Rule = Rule {
    meta: RuleMeta {
        id: "duplicate-global-service-events",
        alias: None,
        name: "Global service events are recorded twice",
        summary: "Where one trail is enough, a second one records the same global service events again",
        severity: Severity::Warning,
        risk: None,
        fixable: false,
        compliance: &[],
        aws_config_rule: None,
        links: &[links::CONCEPTS, links::COSTS],
        explanation: include_str!("duplicate_global_service_events.md"),
    },
    check,
};

/// Only trails that are certain to deliver count: a duplicate that may not be one is not worth a word.
fn check(account: &Account, context: Context) -> Vec<Finding> {
    if context.coverage != Coverage::OneTrail {
        return Vec::new();
    }
    let is_around = |trail: &Trail| {
        account
            .around
            .iter()
            .any(|other| std::ptr::eq(&raw const **other, trail))
    };
    let mut deliverers: Vec<(&Trail, Delivery)> = account
        .all_trails()
        .filter_map(|trail| Some((trail, recorders::delivery(trail)?)))
        .filter(|(_, delivery)| delivery.arrives)
        .collect();
    // The fullest one stays; among equals a multi-Region trail, whose flag cannot be off, then the first.
    deliverers.sort_by_key(|(_, delivery)| {
        (
            delivery.management_events != ManagementEvents::All,
            !delivery.multi_region,
        )
    });
    let mut kept: Vec<&(&Trail, Delivery)> = Vec::new();
    let mut out = Vec::new();
    for candidate in &deliverers {
        let first = kept.iter().find(|other| {
            other.0.deployment == candidate.0.deployment
                && overlap(other.1.management_events, candidate.1.management_events)
        });
        match first {
            Some(first) if is_around(candidate.0) && is_around(first.0) => {}
            Some(first) => out.push(duplicate(candidate.0, &candidate.1, first.0)),
            None => kept.push(candidate),
        }
    }
    out
}

/// Whether two selections are certain to share global service events.
fn overlap(a: ManagementEvents, b: ManagementEvents) -> bool {
    use ManagementEvents as M;
    matches!(
        (a, b),
        (M::All, M::All | M::ReadOnly | M::WriteOnly)
            | (M::ReadOnly | M::WriteOnly, M::All)
            | (M::ReadOnly, M::ReadOnly)
            | (M::WriteOnly, M::WriteOnly)
    )
}

fn duplicate(trail: &Trail, delivery: &Delivery, first: &Trail) -> Finding {
    let flag = &trail.include_global_service_events;
    let message = format!(
        "{} records global service events that `{}` records too",
        subject(trail, &Extent::Always),
        first.address
    );
    at_value(&RULE.meta, trail, flag, "recorded again", message)
        .help(help(trail, delivery))
        // AWS refuses a multi-Region trail without the flag.
        .command(trail.exclude_command().filter(|_| !delivery.multi_region))
        .because([Label::new(
            first.declared,
            format!("`{}` records them already", first.address),
        )])
        .because_of(flag)
        .finish()
}

fn help(trail: &Trail, delivery: &Delivery) -> Help {
    let flag = Attribute::IncludeGlobalServiceEvents;
    if delivery.multi_region {
        // AWS refuses a multi-Region trail without the flag.
        return "A multi-Region trail cannot leave them out: drop one of the two trails, make this one \
                single-Region, or leave management events out of its event selectors"
            .into();
    }
    match trail.exclude_command() {
        Some(command) => {
            format!("Turn it off with `{command}`, or drop one of the two trails").into()
        }
        None if trail.dialect == Dialect::AwsCli => without_command(trail),
        None => asking(trail, flag, "false").words(", or drop one of the two trails"),
    }
}
