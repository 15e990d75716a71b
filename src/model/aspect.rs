//! The sides of a trail that a question is about.

use super::attribute::Attribute;

/// What a variant is worked out for; the rest of the trail is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aspect {
    /// Whether the resource exists at all.
    Created,
    /// Whether global service events are included.
    Flag,
    /// Whether it is a multi-Region trail.
    MultiRegion,
    /// Whether it logs.
    Logging,
    /// Which management events its selectors take.
    ManagementEvents,
    /// The Region it is created in.
    HomeRegion,
}

impl Aspect {
    /// All that a verdict depends on.
    pub const ALL: [Aspect; 6] = [
        Aspect::Created,
        Aspect::Flag,
        Aspect::MultiRegion,
        Aspect::Logging,
        Aspect::ManagementEvents,
        Aspect::HomeRegion,
    ];

    /// The attribute that says it, where it is a single one and the trail's own.
    #[must_use]
    pub fn attribute(self) -> Option<Attribute> {
        match self {
            Aspect::Flag => Some(Attribute::IncludeGlobalServiceEvents),
            Aspect::MultiRegion => Some(Attribute::IsMultiRegionTrail),
            Aspect::Logging => Some(Attribute::IsLogging),
            Aspect::Created | Aspect::ManagementEvents | Aspect::HomeRegion => None,
        }
    }
}
