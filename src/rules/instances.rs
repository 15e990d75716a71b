//! Instances of one resource about which the same is found: one finding names them all.

use std::collections::HashMap;

use super::limits::MAX_INSTANCES_NAMED;
use crate::diagnostic::{Finding, Help, Label};
use crate::model::Account;
use crate::source::Span;

/// What brings an instance into being: its resource's header, and the calls above that.
type Made<'a> = (Span, &'a [Span]);

/// What is said, and where, but for the instance's address.
type Said<'a> = (
    &'static str,
    Made<'a>,
    Span,
    String,
    Option<Help>,
    Vec<Label>,
);

/// The same findings, those of one kind about instances of one resource put together.
pub(super) fn put_together(found: Vec<Finding>, account: &Account) -> Vec<Finding> {
    let trails = account.all_trails();
    let made: HashMap<&str, Made<'_>> = trails
        .map(|trail| {
            let made = (trail.declared, trail.brought_by.as_slice());
            (trail.address.as_str(), made)
        })
        .collect();
    let mut out: Vec<Finding> = Vec::new();
    let mut first_ones: HashMap<Said<'_>, Vec<usize>> = HashMap::new();
    for finding in found {
        let address = finding.trail.as_deref().unwrap_or_default();
        let Some(made) = made.get(address) else {
            out.push(finding);
            continue;
        };
        let said = (
            finding.rule.id,
            *made,
            finding.span,
            finding.message.replace(&quoted(address), ""),
            finding.help.clone(),
            finding.evidence.clone(),
        );
        let alike = first_ones.entry(said).or_default();
        let is_alike = |at: &&usize| out.get(**at).is_some_and(|first| is_same(first, &finding));
        let first = alike.iter().find(is_alike).copied();
        if let (Some(first), Some(address)) = (first, finding.trail.clone()) {
            out[first].also.push(address);
        } else {
            alike.push(out.len());
            out.push(finding);
        }
    }
    for finding in &mut out {
        name_all(finding);
    }
    out
}

/// Whether all is the same that is not said.
fn is_same(first: &Finding, other: &Finding) -> bool {
    first.severity == other.severity
        && first.label == other.label
        && first.changes == other.changes
        && first.change_at == other.change_at
        && first.deployment == other.deployment
        && first.command == other.command
        && first.fix == other.fix
}

fn quoted(address: &str) -> String {
    format!("`{address}`")
}

/// Names the further instances behind the first one.
fn name_all(finding: &mut Finding) {
    let Some(address) = finding
        .trail
        .as_deref()
        .filter(|_| !finding.also.is_empty())
    else {
        return;
    };
    let shown = finding.also.iter().take(MAX_INSTANCES_NAMED);
    let mut names: Vec<String> = shown.map(|address| quoted(address)).collect();
    let more = finding.also.len() - names.len();
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let last = names.pop().unwrap_or_default();
    let like = match names.as_slice() {
        [] => last,
        names => format!("{} and {last}", names.join(", ")),
    };
    let first = quoted(address);
    finding.message = finding
        .message
        .replacen(&first, &format!("{first}, like {like},"), 1);
}
