//! Bounds on what is told apart of a trail: what lies beyond one is not known.

use crate::resolved::MAX_CASES;

// Variants and cases

/// How many variants are told apart. Past it, what varies is taken as not known.
pub(super) const MAX_VARIANTS: usize = 512;

/// How many questions and answers are looked at to tell the variants of all trails of a run apart. They are told apart some
/// ten times, once for each rule.
pub(super) const MAX_EFFORT_FOR_RUN: u64 = 2_000_000;

/// The same of one trail, however few there are.
pub(super) const MAX_EFFORT_FOR_TRAIL: u64 = 50_000;

/// The same of one trail, however many there are.
pub(super) const MIN_EFFORT_FOR_TRAIL: u64 = 500;

/// How many cases two selections may come to as one; past it, what they take is not known. Twice what one value may
/// have: one that is full of cases can still be joined with one that has two of its own.
pub(super) const MAX_JOINED_CASES: usize = 2 * MAX_CASES;

/// How many cases selections that were joined keep: few, so that any number of selectors can follow.
pub(super) const MAX_KEPT_CASES: usize = MAX_CASES / 4;

/// How many cases a sentence names before it counts the rest.
pub(super) const MAX_CASES_NAMED: usize = 3;

// Regions

/// How many bytes a Region's name may have; a longer text is none.
pub(super) const MAX_BYTES_OF_REGION: usize = 64;

/// How many home Regions are told apart.
pub(super) const MAX_HOME_REGIONS: usize = 64;

/// How many letters may be wrong in what is no Region's form at all, and still mean one.
pub(super) const MAX_SLIPS_OF_REGION: usize = 2;

// Defaults

/// How often all trails are judged once more at most for those that the same defaults keep away.
pub(super) const MAX_ROUNDS_OF_DEFAULTS: usize = 16;

/// How long a trail's name is at most (API reference of `CreateTrail`).
pub(super) const MAX_CHARS_OF_TRAIL_NAME: usize = 128;
