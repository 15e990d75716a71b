//! What is said of files around those that were given which cannot be read.

use std::collections::BTreeSet;
use std::path::Path;

use super::led_to::LedTo;
use super::merging::Merging;
use super::nested::{Seen, broken_parents};
use super::parameters::Rollouts;
use super::requested::Requested;
use super::stacks::{LostParent, LostParents, Tie};
use super::template::TemplateCache;
use crate::diagnostic::Problem;
use crate::discover::{Found, Unseen};
use crate::model::Judged;
use crate::source::{SourceMap, Span};

/// Tells where a file may be nested that cannot be read.
type ParentOf<'p> = dyn Fn(&Found) -> Option<LostParent> + 'p;

/// What is known of them.
pub(super) struct Around<'a> {
    lost: &'a LostParents,
    led_to: LedTo,
    merging: &'a Merging,
    rollouts: &'a Rollouts,
    cache: &'a TemplateCache<'a>,
}

impl<'a> Around<'a> {
    pub(super) fn of(
        files: (&[Seen<'_>], &[&Found], &[Unseen]),
        (lost, merging): (&'a LostParents, &'a Merging),
        rollouts: &'a Rollouts,
        cache: &'a TemplateCache<'a>,
    ) -> Around<'a> {
        Around {
            lost,
            led_to: LedTo::of(files, rollouts, cache.sources),
            merging,
            rollouts,
            cache,
        }
    }

    /// Adds what is said of them. `judged` is what the files come to, in their order; `parent_of` tells where one may be nested.
    pub(super) fn say(
        &self,
        judged: &mut Vec<Judged>,
        (seen, parent_of): (&[&Seen<'_>], &ParentOf<'_>),
        data: &[&Found],
        requested: &Requested<'_>,
    ) {
        let (sources, lost) = (self.cache.sources, self.lost);
        let is_given = |path: &Path| requested.is_given(path);
        let reported = seen.iter().zip(&*judged);
        let reported = reported.filter(|(_, judged)| {
            let mut accounts = judged.accounts.iter();
            accounts.any(|account| !account.trails.is_empty())
        });
        let parents = reported.flat_map(|(seen, _)| {
            let rollouts = self.rollouts.of(&seen.found.path).iter();
            let deploying =
                rollouts.filter_map(|rollout| lost_parent_of_rollout(lost, rollout.at, sources));
            parent_of(seen.found).into_iter().chain(deploying)
        });
        let read = data.iter().filter(|found| is_given(&found.path));
        let parents = parents.chain(read.filter_map(|found| lost.named_parent_of(&found.path)));
        let parents: Vec<LostParent> = parents.collect();
        let mut of_files = Judged::default();
        let problems = &mut of_files.problems;
        problems.extend(self.led_to.problems.iter().cloned());
        let unread = self.rollouts.unread.iter();
        let unread = unread.filter(|unread| unread.touches(&is_given));
        // Many deployments may be touched by the same.
        let unread: BTreeSet<&Problem> = unread.flat_map(|unread| &*unread.problems).collect();
        problems.extend(unread.into_iter().cloned());
        let named = parents.iter().filter(|parent| parent.tie == Tie::Names);
        problems.extend(named.flat_map(|parent| lost.problems_of(*parent, sources)));
        let broken = broken_parents(parents.into_iter(), lost, judged, sources);
        judged.extend([of_files, broken]);
        let unsaid = self.led_to.unsaid(judged, self.cache);
        judged.push(unsaid);
        judged.push(self.merging.unread_beside(&is_given, sources));
    }
}

/// Where a file that deploys is included by one that cannot be read.
pub(super) fn lost_parent_of_rollout(
    lost: &LostParents,
    at: Span,
    sources: &SourceMap,
) -> Option<LostParent> {
    lost.named_parent_of(sources.get(at.source).path())
}
