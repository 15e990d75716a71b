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
