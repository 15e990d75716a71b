//! Bounds on what reports for people tell: what lies beyond one is counted.

/// How many notes of a kind are told each by itself.
pub(super) const MAX_NOTES_OF_A_KIND: usize = 3;
