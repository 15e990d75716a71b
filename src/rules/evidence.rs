//! The chain that a finding shows: where a value comes from, and why it is not known whether a trail exists.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::Label;
use crate::model::Trail;
use crate::resolved::{Evidence, MAX_FILES_OF_SENTENCE, Resolved};
use crate::source::SourceId;

/// The hops of a value and of those of its cases that `matters` picks; a case that is written somewhere of its own
/// gets a label there.
pub(super) fn evidence_of<T: std::fmt::Display>(
    value: &Resolved<T>,
    matters: &dyn Fn(&Resolved<T>) -> bool,
) -> Vec<Label> {
    let mut out: Vec<Label> = value.from().labels().cloned().collect();
    if let Resolved::Varies { cases, from } = value {
        for case in cases {
            if !reaches(&case.value, matters) {
                continue;
            }
            let own = case.value.from();
            if own.at.is_some() && own.at != from.at {
                out.push(Label::new(
                    own.at,
                    format!("{} when {}", shown(&case.value), case.when.text()),
                ));
            }
            out.extend(evidence_of(&case.value, matters));
        }
    }
    let mut seen = HashSet::new();
    let mut files_of: HashMap<Arc<str>, HashSet<SourceId>> = HashMap::new();
    out.retain(|label| {
        let files = files_of.entry(Arc::clone(&label.message)).or_default();
        let source = label.span.map(|span| span.source);
        let is_one_of_few = source.is_none_or(|source| {
            files.contains(&source) || files.len() < MAX_FILES_OF_SENTENCE && files.insert(source)
        });
        is_one_of_few && seen.insert(label.clone())
    });
    out
}

fn reaches<T>(value: &Resolved<T>, matters: &dyn Fn(&Resolved<T>) -> bool) -> bool {
    match value {
        Resolved::Varies { cases, .. } => cases.iter().any(|case| reaches(&case.value, matters)),
        leaf => matters(leaf),
    }
}

fn shown<T: std::fmt::Display>(value: &Resolved<T>) -> String {
    match value {
        Resolved::Known { value, .. } => value.to_string(),
        Resolved::Unset { .. } => "left out".into(),
        Resolved::Varies { .. } => "decided by more cases".into(),
        Resolved::Unknown { .. } => "not known".into(),
        Resolved::Invalid { text, .. } => text.clone(),
    }
}

/// The reason why it cannot be told whether the trail exists, where that is so.
pub(super) fn creation_unknown(trail: &Trail) -> Option<(&str, &Evidence)> {
    match &trail.created {
        Resolved::Unknown { why, from, .. } => Some((why, from)),
        _ => None,
    }
}

/// Says why it is not known whether the trail exists, and the hops of what decides it.
pub(super) fn of_creation(trail: &Trail) -> Vec<Label> {
    let mut out = Vec::new();
    if let Some((why, from)) = creation_unknown(trail) {
        out.push(Label::new(
            from.at,
            format!("cannot tell whether it is created: {why}"),
        ));
    }
    out.extend(trail.created.from().labels().cloned());
    out
}
