//! What a value came by: its own hops, and those of what lies in it.

use std::collections::HashSet;

use super::values::Value;
use crate::diagnostic::Label;
use crate::resolved::{Hop, Resolved, Role};
use crate::source::SourceId;

/// A file that hops lie in, by whether they are shown.
type File = (Option<SourceId>, bool);

/// The hops of a value and of its parts, for something that is decided by all of them. Of its parts one hop for each file is
/// kept, and one that is shown: which file decides matters, and a list may be long.
pub(crate) fn with_parts(value: &Resolved<Value>) -> Vec<Hop> {
    let mut out = own(value);
    let mut files: HashSet<File> = out.iter().map(file).collect();
    add_parts(value, &mut out, &mut files);
    out
}

/// The hops of a value without its parts.
pub(crate) fn own(value: &Resolved<Value>) -> Vec<Hop> {
    let mut out: Vec<Hop> = value.from().hops.iter().map(chose).collect();
    if let Resolved::Varies { cases, .. } = value {
        out.extend(cases.iter().flat_map(|case| own(&case.value)));
    }
    out
}

fn add_parts(value: &Resolved<Value>, out: &mut Vec<Hop>, files: &mut HashSet<File>) {
    match value {
        Resolved::Known { value, .. } => {
            for part in value.parts() {
                for hop in &part.from().hops {
                    if files.insert(file(hop)) || hop.stands_for_others() {
                        out.push(chose(hop));
                    }
                }
                add_parts(part, out, files);
            }
        }
        Resolved::Varies { cases, .. } => {
            for case in cases {
                add_parts(&case.value, out, files);
            }
        }
        _ => {}
    }
}

fn file(hop: &Hop) -> File {
    (hop.span().map(|span| span.source), hop.is_said)
}

fn chose(hop: &Hop) -> Hop {
    let mut chose = hop.clone();
    chose.role = Role::Chose;
    chose
}

/// Adds hops that decided about a value, each once.
pub(crate) fn decided_by(
    value: Resolved<Value>,
    hops: impl IntoIterator<Item = Hop>,
) -> Resolved<Value> {
    let known = value.from().hops.iter().map(|hop| hop.label.clone());
    let mut seen: HashSet<Label> = known.collect();
    let new: Vec<Hop> = hops
        .into_iter()
        .filter(|hop| seen.insert(hop.label.clone()))
        .collect();
    value.and_before(new)
}
