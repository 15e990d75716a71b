//! Instances of one resource about which the same is found: one finding names them all.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::limits::MAX_INSTANCES_NAMED;
use crate::diagnostic::Finding;
use crate::model::Account;
use crate::source::Span;

/// What brings an instance into being: its resource's header, and the calls above that.
type Made<'a> = (Span, &'a [Span]);

/// The same findings, those of one kind about instances of one resource put together. There may be very many: they stay where
/// they lie.
pub(super) fn put_together(mut found: Vec<Finding>, account: &Account) -> Vec<Finding> {
    let firsts = first_ones(&found, account);
    for (at, first) in firsts.iter().enumerate() {
        if let Some(first) = first {
            let address = found[at].trail.take();
            found[*first].also.extend(address);
        }
    }
    let mut firsts = firsts.into_iter();
    found.retain(|_| firsts.next().flatten().is_none());
    for finding in &mut found {
        name_all(finding);
    }
    found
}

/// For each finding, the first one that is the same of another instance of its resource.
fn first_ones(found: &[Finding], account: &Account) -> Vec<Option<usize>> {
    let made = made_of_several(account);
    let made = |finding: &Finding| made.get(finding.trail.as_deref()?);
    let hashes = found.iter().enumerate().filter_map(|(at, finding)| {
        let mut hasher = DefaultHasher::new();
        (finding.rule.id, made(finding)?, finding.span).hash(&mut hasher);
        (said(finding), &finding.help, &finding.evidence).hash(&mut hasher);
        Some((hasher.finish(), at))
    });
    let mut hashes: Vec<(u64, usize)> = hashes.collect();
    hashes.sort_unstable();
    let mut firsts = vec![None; found.len()];
    for alike in hashes.chunk_by(|(a, _), (b, _)| a == b) {
        let mut seen: Vec<usize> = Vec::new();
        for (_, at) in alike {
            let finding = &found[*at];
            let is_alike = |first: &&usize| {
                let first = &found[**first];
                made(first) == made(finding) && is_same(first, finding)
            };
            firsts[*at] = seen.iter().find(is_alike).copied();
            if firsts[*at].is_none() {
                seen.push(*at);
            }
        }
    }
    firsts
}

/// What makes each trail of whose resource there are several, by its address.
fn made_of_several(account: &Account) -> HashMap<&str, Made<'_>> {
    let mut places: Vec<Span> = account.all_trails().map(|trail| trail.declared).collect();
    places.sort_unstable();
    let are_several = |place: Span| {
        let first = places.partition_point(|other| *other < place);
        places.get(first + 1) == Some(&place)
    };
    let several = account
        .all_trails()
        .filter(|trail| are_several(trail.declared));
    let made = several.map(|trail| {
        let made = (trail.declared, trail.brought_by.as_slice());
        (trail.address.as_str(), made)
    });
    made.collect()
}

/// What it says but for the instance's address.
fn said(finding: &Finding) -> String {
    let address = finding.trail.as_deref().unwrap_or_default();
    finding.message.replace(&quoted(address), "")
}

/// Whether all is the same but for the instance's address.
fn is_same(first: &Finding, other: &Finding) -> bool {
    first.rule == other.rule
        && first.span == other.span
        && first.help == other.help
        && first.evidence == other.evidence
        && first.severity == other.severity
        && first.label == other.label
        && first.changes == other.changes
        && first.change_at == other.change_at
        && first.deployment == other.deployment
        && first.command == other.command
        && first.fix == other.fix
        && said(first) == said(other)
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
    let Some((before, after)) = finding.message.split_once(&first) else {
        return;
    };
    let end = if after.starts_with(':') { "" } else { "," };
    finding.message = format!("{before}{first}, like {like}{end}{after}");
}
