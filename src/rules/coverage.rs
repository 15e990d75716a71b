//! Which trails of a scope record for the others.
//!
//! AWS advises to let one trail of an account record global service events, since each further copy of a management
//! event is charged (`CloudTrail` user guide, "Managing CloudTrail trail costs").

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

/// Another trail of the scope and deployment that records all that this one should, or the first of several that do
/// so together.
pub(super) fn recorded_by<'a>(scope: &'a Scope, trail: &Trail) -> Option<&'a Trail> {
    let mut taken = ManagementEvents::None;
    let mut first = None;
    for other in &scope.trails {
        if std::ptr::eq(other, trail) || other.deployment != trail.deployment {
            continue;
        }
        if let Some(delivery) = delivery(other) {
            if delivery.management_events == ManagementEvents::All {
                return Some(other);
            }
            taken = taken.union(delivery.management_events);
            first = first.or(Some(other));
        }
    }
    first.filter(|_| taken == ManagementEvents::All)
}

/// Whether this trail need not record, because one is enough and another does.
pub(super) fn excused(scope: &Scope, trail: &Trail, context: Context) -> bool {
    context.coverage == Coverage::OneTrail && recorded_by(scope, trail).is_some()
}
