//! From a trail's attributes to its verdict.

use super::{ManagementEvents, Trail};
use crate::resolved::Resolved;

/// The answer to the one question, for a trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Recorded,
    NotRecorded,
    /// One case records and another does not.
    Depends,
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
    /// Single-Region, and the home Region or its partition's leader is not known.
    RegionUnknown,
    /// Whether the trail is multi-Region is not known.
    MultiRegionUnknown,
}

/// The Region that a partition's global service events are delivered in, where it is established.
///
/// Sources: API reference of `CreateTrail` ("the partition leader Region (for example, us-east-1)"); botocore's
/// `partitions.json` names us-gov-west-1 for GovCloud. China is contradictory (IAM signs for cn-north-1,
/// CloudFront for cn-northwest-1) and the ISO partitions are not documented, so they are `None`.
#[must_use]
pub(super) fn leader_of(region: &str) -> Option<&'static str> {
    let mut parts = region.split('-');
    let area = parts.next()?;
    let second = parts.next()?;
    match (area, second) {
        ("us", "gov") => Some("us-gov-west-1"),
        ("cn" | "eusc", _) => None,
        (_, place) if place.starts_with("iso") => None,
        _ => Some("us-east-1"),
    }
}

/// Three-valued "yes": all arms, no arm, some arms, or not to be told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Three {
    Yes,
    No,
    Some,
    Unknown,
}

fn three<T>(value: &Resolved<T>, yes: impl Fn(&T) -> bool) -> Three {
    let arms: Vec<Three> = value
        .arms()
        .iter()
        .map(|(_, arm)| match arm.value() {
            Some(value) if yes(value) => Three::Yes,
            Some(_) => Three::No,
            None => Three::Unknown,
        })
        .collect();
    let has = |what| arms.contains(&what);
    match (has(Three::Yes), has(Three::No), has(Three::Unknown)) {
        (true, false, false) => Three::Yes,
        (false, true, false) => Three::No,
        // A case that is known not to record is worth saying even beside one that cannot be told.
        (_, true, _) => Three::Some,
        _ => Three::Unknown,
    }
}

impl Trail {
    /// Whether and where the events arrive once the flag is on.
    ///
    /// Source: API reference of `CreateTrail` and `UpdateTrail`: the value true "only delivers global service
    /// events to the trail if the trail is multi-Region or if the trail's home Region is the partition leader Region".
    #[must_use]
    pub fn arrival(&self) -> Arrival {
        let region = self.home_region.clone().decided();
        let leader = region.value().map(|region| (region, leader_of(region)));
        let at_leader = matches!(leader, Some((region, Some(leader))) if region.as_str() == leader);
        match three(&self.multi_region(), |&multi| multi) {
            Three::Yes => Arrival::Arrive,
            _ if at_leader => Arrival::Arrive,
            Three::No => match leader {
                Some((_, Some(_))) => Arrival::OutOfRegion,
                _ => Arrival::RegionUnknown,
            },
            Three::Some | Three::Unknown => Arrival::MultiRegionUnknown,
        }
    }

    /// The verdict on the flag and on arrival. An unknown home Region leaves it `Recorded`.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.created.clone().decided().value() == Some(&false) {
            return Verdict::NotCreated;
        }
        let management = self
            .management_events
            .clone()
            .or_default(ManagementEvents::All);
        let conditions = [
            three(&self.flag(), |&on| on),
            three(&self.logging(), |&on| on),
            three(&management, |&taken| taken != ManagementEvents::None),
            match self.arrival() {
                Arrival::OutOfRegion => Three::No,
                Arrival::Arrive | Arrival::RegionUnknown | Arrival::MultiRegionUnknown => {
                    Three::Yes
                }
            },
        ];
        if conditions.contains(&Three::No) {
            Verdict::NotRecorded
        } else if conditions.contains(&Three::Some) {
            Verdict::Depends
        } else if conditions.contains(&Three::Unknown) {
            Verdict::Unknown
        } else {
            Verdict::Recorded
        }
    }
}
