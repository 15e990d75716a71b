//! `<<`, YAML 1.1's merge key.

use std::collections::HashSet;

use crate::diagnostic::{Label, Unreadable};
use crate::parse::{Entry, Node, Value};
use crate::source::Span;

/// Whether an entry merges: its key is a plain `<<`. A quoted one is a key like others.
fn merges(entry: &Entry) -> bool {
    entry.key.tag.is_none()
        && entry.key.as_str() == Some("<<")
        && entry.key.anchored_at.is_none()
        && entry.key.span.range().len() == 2
}

/// The entries with those of `<<` put in at the end: the map's own keys win, and earlier maps of a list win over later
/// ones. Merged entries keep their own spans; what another file holds stays as it is. An error where `<<` is given anything but maps.
///
/// Source: yaml.org's repository of types, `merge`.
pub(super) fn merge(entries: Vec<Entry>) -> Result<Vec<Entry>, Unreadable> {
    if !entries.iter().any(merges) {
        return Ok(entries);
    }
    let (merging, mut own): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(merges);
    let mut known: HashSet<String> = own.iter().filter_map(|e| e.key.scalar_text()).collect();
    for entry in merging {
        let Entry { key, value } = entry;
        // What another file holds, who reads this one knows: org-formation, `!Include`.
        if value.has_tag("Include") {
            own.push(Entry { key, value });
            continue;
        }
        let span = value.span;
        let anchored_at = value.anchored_at;
        let maps = match value.value {
            Value::List(items) => items,
            Value::Map(_) | Value::Scalar(_) => vec![value],
        };
        for map in maps {
            let Node {
                value: Value::Map(entries),
                tag: None,
                ..
            } = map
            else {
                return Err(no_map(&key, span, anchored_at));
            };
            let new: Vec<Entry> = entries
                .into_iter()
                .filter(|entry| {
                    entry
                        .key
                        .scalar_text()
                        .is_none_or(|key| !known.contains(&key))
                })
                .collect();
            known.extend(new.iter().filter_map(|entry| entry.key.scalar_text()));
            own.extend(new.into_iter().map(|mut entry| {
                // Who merges it may not be alone.
                let at = entry.value.span;
                entry.value.anchored_at.get_or_insert(at);
                entry
            }));
        }
    }
    Ok(own)
}

fn no_map(key: &Node, span: Span, anchored_at: Option<Span>) -> Unreadable {
    let mut error = super::errors::at(
        span,
        "`<<` can only merge maps",
        "this is neither a map nor a list of maps",
        None,
    );
    error.others = anchored_at
        .map(|place| Label::new(place, "the alias refers to this"))
        .into_iter()
        .collect();
    error.others.push(Label::new(key.span, "merged here"));
    error
}

/// What a tree merges that another file holds, so that nothing was merged.
#[must_use]
pub fn unmerged(root: &Node) -> Vec<Unreadable> {
    let mut out = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        open.extend(node.items());
        for entry in node.entries() {
            if merges(entry) {
                out.push(no_map(
                    &entry.key,
                    entry.value.span,
                    entry.value.anchored_at,
                ));
            }
            open.push(&entry.value);
        }
    }
    out
}

/// Merges what was left in a map because another file holds it, once that was put in its place.
pub fn merge_again(map: &mut Node) {
    if let Value::Map(entries) = &mut map.value {
        let is_left = |entry: &Entry| merges(entry) && entry.value.tag.is_none();
        if entries.iter().any(is_left)
            && let Ok(merged) = merge(entries.clone())
        {
            *entries = merged;
        }
    }
}
