//! The attributes of a trail.

/// The attributes of a trail that a verdict depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attribute {
    IncludeGlobalServiceEvents,
    IsMultiRegionTrail,
    IsLogging,
    EventSelectors,
    AdvancedEventSelectors,
}

impl Attribute {
    /// Each of them.
    pub(crate) const ALL: [Attribute; 5] = [
        Attribute::IncludeGlobalServiceEvents,
        Attribute::IsMultiRegionTrail,
        Attribute::IsLogging,
        Attribute::EventSelectors,
        Attribute::AdvancedEventSelectors,
    ];
}
