//! What a run exits with.

/// Nothing at or above the bar.
pub(super) const CLEAN: u8 = 0;
/// Findings at or above the bar.
pub(super) const FINDINGS: u8 = 1;
/// The run itself failed: usage, or input that could not be read.
pub(super) const FAILED: u8 = 2;
