//! Notes of one kind that say no more than one of them, told as one where people read them.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::MAX_NOTES_OF_A_KIND;
use crate::diagnostic::{Alike, Finding};

/// The findings to show, each with what is said of those that are like it and not shown; empty where there are none. What speaks
/// of a trail is always shown.
pub(super) fn folded<'f>(
    findings: impl Iterator<Item = &'f Finding> + Clone,
) -> Vec<(&'f Finding, String)> {
    let mut counts: BTreeMap<Alike, usize> = BTreeMap::new();
    for alike in findings.clone().filter_map(|finding| finding.alike) {
        *counts.entry(alike).or_default() += 1;
    }
    counts.retain(|_, count| *count > MAX_NOTES_OF_A_KIND);
    let mut told: BTreeSet<Alike> = BTreeSet::new();
    let shown = findings.filter_map(|finding| {
        let folds = finding.alike.filter(|alike| counts.contains_key(alike));
        let Some(alike) = folds else {
            return Some((finding, String::new()));
        };
        let more = counts.get(&alike)? - 1;
        told.insert(alike).then(|| {
            let said = format!(" (and {more} more like it; `--format json` names each)");
            (finding, said)
        })
    });
    shown.collect()
}
