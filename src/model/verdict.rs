//! From a trail's attributes to its verdict.

use super::region::{LEADER, leader_of};
use super::{Aspect, ManagementEvents, Trail, Variant};

/// The answer to the one question, for a trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Global service events arrive, in every case.
    Recorded,
    /// They do not arrive, in any case.
    NotRecorded,
    /// One case records and another does not.
    Depends,
    /// The code does not decide it.
    Unknown,
    /// The resource does not exist in this deployment.
    NotCreated,
}

impl Verdict {
    /// As the JSON output spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Recorded => "recorded",
            Verdict::NotRecorded => "not-recorded",
            Verdict::Depends => "depends",
            Verdict::Unknown => "unknown",
            Verdict::NotCreated => "not-created",
        }
    }
}

/// Whether the events arrive in the trail's home Region, given that the flag is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrival {
    /// Multi-Region, or the home Region is the partition's leader.
    Arrive,
    /// Single-Region in another Region than the leader: they are delivered elsewhere.
    OutOfRegion,
    /// Single-Region or perhaps so, and the home Region or its partition's leader is not known.
    RegionUnknown,
    /// The home Region is known not to be the leader, and whether the trail is multi-Region is not known.
    MultiRegionUnknown,
}

/// What must hold for a trail to record, in the order in which reasons name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Requirement {
    /// Nothing that the trail is created by is known to be refused.
    Creation,
    Flag,
    Logging,
    ManagementEvents,
    Arrival,
    /// All that makes it can be read.
    Wholeness,
}

impl Requirement {
    pub(super) const ALL: [Requirement; 6] = [
        Requirement::Creation,
        Requirement::Flag,
        Requirement::Logging,
        Requirement::ManagementEvents,
        Requirement::Arrival,
        Requirement::Wholeness,
    ];
}

impl Variant<'_> {
    /// Whether the events arrive once the flag is on.
    ///
    /// Source: API reference of `CreateTrail` and `UpdateTrail`: the value true "only delivers global service
    /// events to the trail if the trail is multi-Region or if the trail's home Region is the partition leader Region".
    #[must_use]
    pub fn arrival(&self) -> Arrival {
        let region = self.home_region();
        let leader = region.and_then(leader_of);
        let leader = leader.or(self.is_away().then_some(LEADER));
        match (self.multi_region(), leader) {
            (Some(true), _) => Arrival::Arrive,
            (_, Some(leader)) if region == Some(leader) => Arrival::Arrive,
            (Some(false), Some(_)) => Arrival::OutOfRegion,
            (None, Some(_)) => Arrival::MultiRegionUnknown,
            (_, None) => Arrival::RegionUnknown,
        }
    }

    /// Whether a requirement is met: `None` where it cannot be told. What is refused leaves it open what there will be
    /// instead; an unknown home Region speaks against nothing.
    pub(super) fn meets(&self, requirement: Requirement) -> Option<bool> {
        match requirement {
            Requirement::Creation => (!self.is_refused()).then_some(true),
            Requirement::Flag => self.flag(),
            Requirement::Logging => self.logging(),
            Requirement::ManagementEvents => match self.management_events() {
                Some(ManagementEvents::None) => Some(false),
                Some(ManagementEvents::Narrowed) | None => None,
                Some(_) => Some(true),
            },
            // Nothing arrives in a trail that is not made as it stands.
            Requirement::Arrival if self.is_refused_where_it_arrives() => None,
            Requirement::Arrival => match self.arrival() {
                Arrival::Arrive | Arrival::RegionUnknown => Some(true),
                Arrival::OutOfRegion => Some(false),
                Arrival::MultiRegionUnknown => None,
            },
            Requirement::Wholeness => self.unread.is_none().then_some(true),
        }
    }

    /// Whether it is refused for what says where its events arrive.
    fn is_refused_where_it_arrives(&self) -> bool {
        self.is_multi_region_trail.is_invalid() || self.home_region.is_invalid()
    }

    /// The verdict on this way of coming out; never `Depends`. One requirement that is known not to be met decides,
    /// whatever the others are.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.created() == Some(false) {
            return Verdict::NotCreated;
        }
        let met = Requirement::ALL.map(|requirement| self.meets(requirement));
        if met.contains(&Some(false)) {
            Verdict::NotRecorded
        } else if met.contains(&None) {
            Verdict::Unknown
        } else {
            Verdict::Recorded
        }
    }
}

impl Trail {
    /// The verdict on the flag and on arrival, over every way the trail may come out. A case that is known not to
    /// record is worth saying even beside one that cannot be told, so both together are `Depends`.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        verdict_of(&self.variants(&Aspect::ALL))
    }
}

/// The verdict on a trail that may come out in these ways.
pub(super) fn verdict_of(variants: &[Variant<'_>]) -> Verdict {
    let verdicts: Vec<Verdict> = variants
        .iter()
        .map(Variant::verdict)
        .filter(|verdict| *verdict != Verdict::NotCreated)
        .collect();
    let has = |verdict| verdicts.contains(&verdict);
    let all = |verdict| verdicts.iter().all(|other| *other == verdict);
    if verdicts.is_empty() {
        Verdict::NotCreated
    } else if all(Verdict::NotRecorded) {
        Verdict::NotRecorded
    } else if has(Verdict::NotRecorded) {
        Verdict::Depends
    } else if has(Verdict::Unknown) {
        Verdict::Unknown
    } else {
        Verdict::Recorded
    }
}
