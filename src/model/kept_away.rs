//! Trails that a default keeps away: what they are where it is overridden.
//!
//! What keeps a trail away may decide its other values, too: one whose flag is what its `count` asks for is on wherever it is
//! created. So it is judged once more, the defaults that keep it away left open.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::MAX_ROUNDS_OF_DEFAULTS;
use super::{Aspect, Trail, Trails, Value};
use crate::resolved::{Defaults, Evidence, Hop, Resolved};
use crate::source::Span;

/// The aspects that are asked about where a trail is created.
const ASPECTS: [Aspect; 2] = [Aspect::Flag, Aspect::ManagementEvents];

/// Says of trails that a default keeps away what they are where they are created; `judge` judges all of them once more.
pub(crate) fn look_behind_defaults(
    trails: Vec<&mut Trail>,
    judge: &mut dyn FnMut(Defaults) -> Trails,
) {
    let mut behind = Behind {
        trails,
        left: BTreeMap::new(),
        not_told: BTreeSet::new(),
    };
    behind.sort_out();
    let mut seen_together = BTreeSet::new();
    for rounds_left in (1..=MAX_ROUNDS_OF_DEFAULTS).rev() {
        let all: BTreeSet<Span> = behind.left.keys().flatten().copied().collect();
        let is_together = behind.left.len() > rounds_left && !all.is_subset(&seen_together);
        if is_together {
            seen_together.extend(&all);
            behind.look_together(all, judge);
        } else if !behind.look_behind_first(judge) {
            break;
        }
    }
    behind.look_behind_all(judge);
}

/// Trails, some of which are kept away.
struct Behind<'t> {
    trails: Vec<&'t mut Trail>,
    /// Those to look behind, by the defaults to leave open for them.
    left: BTreeMap<BTreeSet<Span>, Vec<usize>>,
    /// Those for which no few defaults tell: too many keep them away, or they are not decided with those of others left open.
    not_told: BTreeSet<usize>,
}

/// What a trail is with some defaults left open.
enum Seen {
    /// It is not among the trails.
    Missing,
    /// These other defaults keep it away by themselves.
    KeptAway(BTreeSet<Span>),
    There(Vec<Trail>),
}

impl Behind<'_> {
    /// Finds out which trails defaults keep away, and which.
    fn sort_out(&mut self) {
        for (at, trail) in self.trails.iter_mut().enumerate() {
            let KeptBy { defaults, others } = keeping_away(trail);
            if defaults.is_empty() && !others {
                continue;
            }
            if is_settled(trail) {
                let mut same = trail.clone();
                same.created = Resolved::unknown("a default keeps it away");
                trail.where_created = vec![same];
            } else if others {
                self.not_told.insert(at);
            } else {
                self.left.entry(defaults).or_default().push(at);
            }
        }
    }

    fn add(&mut self, open: BTreeSet<Span>, at: usize) {
        let kept = self.left.entry(open).or_default();
        if !kept.contains(&at) {
            kept.push(at);
        }
    }

    /// Looks behind the defaults that keep the first of the trails away. Nothing is left where it says so.
    fn look_behind_first(&mut self, judge: &mut dyn FnMut(Defaults) -> Trails) -> bool {
        // Those first whose trail comes first: places are not in the same order in each run.
        let first = self.left.iter().min_by_key(|(_, kept)| kept.first());
        let Some(open) = first.map(|(open, _)| open.clone()) else {
            return false;
        };
        let kept = self.left.remove(&open).unwrap_or_default();
        let again = judge(Defaults::but(open.clone()));
        for at in kept {
            match self.seen(at, &again, &open) {
                // One of them makes what it is in: the others tell.
                Seen::Missing if open.len() > 1 => {
                    for one in &open {
                        self.add(BTreeSet::from([*one]), at);
                    }
                }
                Seen::Missing => {}
                Seen::KeptAway(more) => self.add(open.union(&more).copied().collect(), at),
                Seen::There(there) => self.tell(at, there),
            }
        }
        true
    }

    /// Looks behind the defaults that keep any of the trails away, all at once. What is decided so is so whatever the defaults
    /// of the others are; where it is not, its own may tell more.
    fn look_together(&mut self, open: BTreeSet<Span>, judge: &mut dyn FnMut(Defaults) -> Trails) {
        let again = judge(Defaults::but(open.clone()));
        let left = std::mem::take(&mut self.left).into_iter();
        for (own, at) in
            left.flat_map(|(own, kept)| kept.into_iter().map(move |at| (own.clone(), at)))
        {
            match self.seen(at, &again, &open) {
                Seen::Missing => self.add(own, at),
                Seen::KeptAway(more) => self.add(own.union(&more).copied().collect(), at),
                Seen::There(there) if there.iter().all(is_decided) => self.tell(at, there),
                Seen::There(there) => {
                    self.tell(at, there);
                    self.not_told.insert(at);
                    self.add(own, at);
                }
            }
        }
    }

    /// Leaves all defaults open for what is left.
    fn look_behind_all(&mut self, judge: &mut dyn FnMut(Defaults) -> Trails) {
        let left = self.left.values().flatten().chain(&self.not_told).copied();
        let left: BTreeSet<usize> = left
            .filter(|at| self.trails[*at].where_created.is_empty())
            .collect();
        if left.is_empty() {
            return;
        }
        let again = judge(Defaults::assumed(false));
        for at in left {
            if let Seen::There(there) = self.seen(at, &again, &BTreeSet::new()) {
                self.tell(at, there);
            }
        }
    }

    fn seen(&self, at: usize, again: &[Box<Trail>], open: &BTreeSet<Span>) -> Seen {
        let is_same = |other: &&Trail| is_instance_of(other, self.trails[at]);
        let again = again.iter().map(Box::as_ref);
        let same: Vec<&Trail> = again.filter(is_same).collect();
        if same.is_empty() {
            return Seen::Missing;
        }
        let more: BTreeSet<Span> = same
            .iter()
            .flat_map(|other| keeping_away(other).defaults)
            .collect();
        let there = same.into_iter().filter(|other| !is_kept_away(other));
        let there: Vec<Trail> = there.cloned().collect();
        if there.is_empty() && !more.is_subset(open) {
            return Seen::KeptAway(more);
        }
        Seen::There(there)
    }

    fn tell(&mut self, at: usize, there: Vec<Trail>) {
        let is_told_better = self.not_told.remove(&at) && !there.is_empty();
        let where_created = &mut self.trails[at].where_created;
        if where_created.is_empty() || is_told_better {
            *where_created = there;
        }
    }
}

fn is_decided(trail: &Trail) -> bool {
    let variants = trail.variants(&ASPECTS);
    let flags: BTreeSet<Option<bool>> = variants.iter().map(super::Variant::flag).collect();
    flags.len() == 1 && !flags.contains(&None)
}

fn is_kept_away(trail: &Trail) -> bool {
    trail.created.clone().decided().value() == Some(&false)
}

/// What decides that a trail is not created.
#[derive(Default)]
struct KeptBy {
    defaults: BTreeSet<Span>,
    /// Whether there are more of them, which a long way leaves out.
    others: bool,
}

/// The defaults that decide that a trail is not created; none where it is, or may be.
fn keeping_away(trail: &Trail) -> KeptBy {
    if !is_kept_away(trail) {
        return KeptBy::default();
    }
    let value = Value::Bool(&trail.created);
    let evidence = || value.evidence_of_cases().into_iter().chain([value.from()]);
    KeptBy {
        defaults: evidence().flat_map(defaults_of).collect(),
        others: evidence().any(Evidence::leaves_out_defaults),
    }
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
