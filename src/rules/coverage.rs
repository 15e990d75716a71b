//! Which trails of a scope record for the others.
//!
//! AWS advises to let one trail of an account record global service events, since each further copy of a management
//! event is charged (`CloudTrail` user guide, "Managing CloudTrail trail costs").

use std::collections::BTreeMap;

use super::{Context, Coverage};
use crate::model::{Arrival, Aspect, ManagementEvents, Scope, Trail, Verdict};

/// How a trail that always exists records, whatever else varies; `None` where that is not certain.
pub(super) struct Delivery {
    pub(super) management_events: ManagementEvents,
    /// Whether it is multi-Region in every case.
    pub(super) multi_region: bool,
    /// Whether the place is certain too: multi-Region, or in the leader Region.
    pub(super) arrives: bool,
}

/// Whether and how a trail records in every way it may come out.
pub(super) fn delivery(trail: &Trail) -> Option<Delivery> {
    let variants = trail.variants(&Aspect::ALL);
    let first = variants.first()?.management_events()?;
    let certain = variants.iter().all(|variant| {
        variant.created() == Some(true)
            && variant.verdict() == Verdict::Recorded
            && variant.management_events() == Some(first)
    });
    certain.then(|| Delivery {
        management_events: first,
        multi_region: variants.iter().all(|v| v.multi_region() == Some(true)),
        arrives: variants.iter().all(|v| v.arrival() == Arrival::Arrive),
    })
}

/// The trails of a scope that are certain to record, by deployment: of each kind of selection the first two, so that
/// whichever trail asks, there is another.
pub(super) struct Recorders<'a> {
    coverage: Coverage,
    by_deployment: BTreeMap<Option<&'a str>, Vec<(&'a Trail, ManagementEvents)>>,
}

impl<'a> Recorders<'a> {
    pub(super) fn of(scope: &'a Scope, context: Context) -> Recorders<'a> {
        let mut by_deployment: BTreeMap<_, Vec<(&Trail, ManagementEvents)>> = BTreeMap::new();
        for trail in &scope.trails {
            let Some(delivery) = delivery(trail) else {
                continue;
            };
            let known = by_deployment
                .entry(trail.deployment.as_deref())
                .or_default();
            let taken = delivery.management_events;
            if known.iter().filter(|(_, other)| *other == taken).count() < 2 {
                known.push((trail, taken));
            }
        }
        Recorders {
            coverage: context.coverage,
            by_deployment,
        }
    }

    /// Another trail of the scope and deployment that records all that this one should, or the first of several that
    /// do so together.
    pub(super) fn beside(&self, trail: &Trail) -> Option<&'a Trail> {
        let known = self.by_deployment.get(&trail.deployment.as_deref())?;
        let others: Vec<_> = known
            .iter()
            .filter(|(other, _)| !std::ptr::eq(*other, trail))
            .collect();
        let full = others
            .iter()
            .find(|(_, taken)| *taken == ManagementEvents::All);
        let together = others
            .iter()
            .fold(ManagementEvents::None, |taken, (_, more)| {
                taken.union(*more)
            });
        full.or(others.first().filter(|_| together == ManagementEvents::All))
            .map(|(other, _)| *other)
    }

    /// Whether this trail need not record, because one is enough and another does.
    pub(super) fn excuse(&self, trail: &Trail) -> bool {
        self.coverage == Coverage::OneTrail && self.beside(trail).is_some()
    }
}
