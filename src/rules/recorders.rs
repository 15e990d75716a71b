//! Which trails of an account record for the others.
//!
//! AWS advises to let one trail of an account record global service events, since each further copy of a management
//! event is charged (`CloudTrail` user guide, "Managing CloudTrail trail costs").

use std::collections::BTreeMap;

use super::{Context, Coverage};
use crate::diagnostic::Finding;
use crate::model::{Account, Arrival, Aspect, ManagementEvents, Trail, Verdict};

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

/// The trails of an account that record, by deployment: of each kind the first two, so that whichever trail asks, there
/// is another.
pub(super) struct Recorders<'a> {
    coverage: Coverage,
    by_deployment: BTreeMap<Option<&'a str>, Vec<(&'a Trail, Delivery)>>,
}

impl<'a> Recorders<'a> {
    pub(super) fn of(account: &'a Account, context: Context) -> Recorders<'a> {
        let mut by_deployment: BTreeMap<_, Vec<(&Trail, Delivery)>> = BTreeMap::new();
        for trail in account.all_trails() {
            let Some(delivery) = delivery(trail) else {
                continue;
            };
            let known = by_deployment
                .entry(trail.deployment.as_deref())
                .or_default();
            let alike = |(_, other): &&(&Trail, Delivery)| {
                other.management_events == delivery.management_events
                    && other.arrives == delivery.arrives
            };
            if known.iter().filter(alike).count() < 2 {
                known.push((trail, delivery));
            }
        }
        Recorders {
            coverage: context.coverage,
            by_deployment,
        }
    }

    /// Another trail of the account and deployment that records all that this one should, or the first of several that
    /// do so together. An unknown home Region does not speak against it, as in verdicts.
    pub(super) fn beside(&self, trail: &Trail) -> Option<&'a Trail> {
        self.among(trail, |_| true)
    }

    /// Whether this trail may have its flag off, because one is enough and another records.
    pub(super) fn may_omit_flag(&self, trail: &Trail) -> bool {
        self.coverage == Coverage::OneTrail && self.beside(trail).is_some()
    }

    /// Whether it does not matter if the events that this trail asks for arrive, because one is enough and they are
    /// certain to reach another. Two trails of unknown home Regions do not excuse each other.
    pub(super) fn may_omit_delivery(&self, trail: &Trail) -> bool {
        self.coverage == Coverage::OneTrail
            && self.among(trail, |delivery| delivery.arrives).is_some()
    }

    fn among(&self, trail: &Trail, counts: impl Fn(&Delivery) -> bool) -> Option<&'a Trail> {
        let known = self.by_deployment.get(&trail.deployment.as_deref())?;
        let others: Vec<_> = known
            .iter()
            .filter(|(other, delivery)| !std::ptr::eq(*other, trail) && counts(delivery))
            .collect();
        let full = others
            .iter()
            .find(|(_, delivery)| delivery.management_events == ManagementEvents::All);
        let together = others
            .iter()
            .fold(ManagementEvents::None, |taken, (_, delivery)| {
                taken.union(delivery.management_events)
            });
        full.or(others.first().filter(|_| together == ManagementEvents::All))
            .map(|(other, _)| *other)
    }
}

/// The findings about those trails of an account whose events must arrive.
pub(super) fn judge_deliveries(
    account: &Account,
    context: Context,
    judge: impl Fn(&Trail) -> Option<Finding>,
) -> Vec<Finding> {
    let recorders = Recorders::of(account, context);
    let trails = account.own_trails();
    trails
        .filter(|trail| !recorders.may_omit_delivery(trail))
        .filter_map(judge)
        .collect()
}
