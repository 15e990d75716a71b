//! Trails that a default keeps away: what they are where it is overridden.
//!
//! What keeps a trail away may decide its other values, too: one whose flag is what its `count` asks for is on wherever it is
//! created. So it is judged once more, the defaults that keep it away left open.

use std::collections::{BTreeMap, BTreeSet};

use super::{Aspect, Trail, Value};
use crate::resolved::{Defaults, Evidence, Hop, Resolved};
use crate::source::Span;

/// How often all trails are judged once more at most, each time for those that the same defaults keep away.
const MAX_AGAIN: usize = 16;

/// The aspects that are asked about where a trail is created.
const ASPECTS: [Aspect; 2] = [Aspect::Flag, Aspect::ManagementEvents];

/// Says of trails that a default keeps away what they are where they are created; `judge` judges all of them once more.
pub(crate) fn look_behind_defaults(
    mut trails: Vec<&mut Trail>,
    judge: &mut dyn FnMut(Defaults) -> Vec<Trail>,
) {
    // By the defaults to leave open.
    let mut kept_away: BTreeMap<BTreeSet<Span>, Vec<usize>> = BTreeMap::new();
    for (at, trail) in trails.iter_mut().enumerate() {
        let by = keeping_away(trail);
        if by.is_empty() {
            continue;
        }
        if is_settled(trail) {
            let mut same = trail.clone();
            same.created = Resolved::unknown("a default keeps it away");
            trail.where_created = vec![same];
        } else {
            kept_away.entry(by).or_default().push(at);
        }
    }
    for _ in 0..MAX_AGAIN {
        // Those first whose trail comes first: places are not in the same order in each run.
        let first = kept_away.iter().min_by_key(|(_, kept)| kept.first());
        let Some(open) = first.map(|(open, _)| open.clone()) else {
            return;
        };
        let kept = kept_away.remove(&open).unwrap_or_default();
        let again = judge(Defaults::but(open.clone()));
        for at in kept {
            let same: Vec<&Trail> = again
                .iter()
                .filter(|other| is_instance_of(other, trails[at]))
                .collect();
            if same.is_empty() && open.len() > 1 {
                // One of them makes what it is in: the others tell.
                for one in &open {
                    kept_away
                        .entry(BTreeSet::from([*one]))
                        .or_default()
                        .push(at);
                }
                continue;
            }
            let more: BTreeSet<Span> = same.iter().flat_map(|other| keeping_away(other)).collect();
            let there: Vec<Trail> = same
                .iter()
                .filter(|other| !is_kept_away(other))
                .map(|other| (*other).clone())
                .collect();
            if there.is_empty() && !more.is_subset(&open) {
                // Another default keeps it away by itself.
                let both = open.union(&more).copied().collect();
                kept_away.entry(both).or_default().push(at);
            } else if trails[at].where_created.is_empty() {
                trails[at].where_created = there;
            }
        }
    }
}

fn is_kept_away(trail: &Trail) -> bool {
    trail.created.clone().decided().value() == Some(&false)
}

/// The defaults that decide that a trail is not created; none where it is, or may be.
fn keeping_away(trail: &Trail) -> BTreeSet<Span> {
    if !is_kept_away(trail) {
        return BTreeSet::new();
    }
    let value = Value::Bool(&trail.created);
    let evidence = value.evidence_of_cases().into_iter().chain([value.from()]);
    evidence.flat_map(defaults_of).collect()
}

fn defaults_of(evidence: &Evidence) -> impl Iterator<Item = Span> + '_ {
    let hops = evidence.hops.iter().filter(|hop| hop.is_default);
    hops.filter_map(Hop::span)
}

/// Whether what is asked about is known, and no default has a part in it.
fn is_settled(trail: &Trail) -> bool {
    let is_known = match &trail.include_global_service_events {
        Resolved::Known { .. } | Resolved::Unset { .. } => true,
        _ => matches!(trail.flag(), Resolved::Known { .. }),
    };
    is_known
        && ASPECTS.into_iter().all(|aspect| {
            let value = trail.value(aspect);
            let evidence = value.evidence_of_cases().into_iter().chain([value.from()]);
            evidence.flat_map(defaults_of).next().is_none()
        })
}

/// Whether one trail is the other, or an instance of what stands for all of its instances, or stands for it.
fn is_instance_of(trail: &Trail, of: &Trail) -> bool {
    trail.declared == of.declared && is_same_but_for_keys(&trail.address, &of.address)
}

/// Whether two addresses are the same, but for instance keys that only one of them tells.
fn is_same_but_for_keys(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one, other);
    while one != other {
        match (key_at_start(one), key_at_start(other)) {
            (Some(key), None) => one = &one[key..],
            (None, Some(key)) => other = &other[key..],
            _ => {
                let mut next = one.chars();
                let mut next_of_other = other.chars();
                if next.next() != next_of_other.next() {
                    return false;
                }
                (one, other) = (next.as_str(), next_of_other.as_str());
            }
        }
    }
    true
}

/// How long the instance key is that a text begins with.
fn key_at_start(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    let end = if let Some(quoted) = inner.strip_prefix('"') {
        quoted.find("\"]")? + 3
    } else {
        inner.find(']')? + 1
    };
    Some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::is_same_but_for_keys;

    #[test]
    fn keys_that_one_address_lacks_do_not_matter() {
        let all = "module.audit.aws_cloudtrail.this";
        for address in [
            all,
            "module.audit.aws_cloudtrail.this[0]",
            "module.audit[\"eu.[x]-1\"].aws_cloudtrail.this",
            "module.audit[2].aws_cloudtrail.this[\"a\"]",
        ] {
            assert!(is_same_but_for_keys(address, all), "{address}");
            assert!(is_same_but_for_keys(all, address), "{address}");
        }
        let second = "module.audit[1].aws_cloudtrail.this";
        assert!(is_same_but_for_keys(
            "module.audit.aws_cloudtrail.this[0]",
            second
        ));
        for (one, other) in [
            ("module.other.aws_cloudtrail.this", all),
            ("module.audit.aws_cloudtrail.this2", all),
            ("module.audit.aws_cloudtrail", all),
            ("module.audit[0].aws_cloudtrail.this", second),
        ] {
            assert!(!is_same_but_for_keys(one, other), "{one}");
        }
    }
}
