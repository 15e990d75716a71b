//! Bounds on what an expression may take: beyond one, a value is unknown and says so.

use crate::budget::OfRun;

/// How many expressions one attribute may take.
pub(crate) const MAX_STEPS: u32 = 50_000;

/// How many expressions a run may take, shared among its units.
const MAX_STEPS_OF_RUN: u64 = 3_000_000;

/// How many expressions a unit may take, however many units there are: most take some hundreds, and the few that take more
/// are done again with what the others left.
pub(crate) const MIN_STEPS_OF_UNIT: u64 = 3_000;

/// What the units of a run may take together.
pub(crate) fn budget_of_run() -> OfRun {
    OfRun::new(MAX_STEPS_OF_RUN, MIN_STEPS_OF_UNIT)
}

/// How many bytes of text count as one expression.
pub(crate) const BYTES_PER_STEP: usize = 256;

/// How many bytes of a data file that is kept count as one expression of its unit.
pub(crate) const KEPT_BYTES_PER_STEP: u64 = 8;

/// How many bytes of a file that is read for a fingerprint, or encoded, count as one expression of its unit.
pub(crate) const READ_BYTES_PER_STEP: u64 = 64;

/// How many elements of a value that a function makes count as one expression.
pub(crate) const ELEMENTS_PER_STEP: usize = 4;

/// How much weight of a value that a reference brings in counts as one expression.
pub(crate) const WEIGHT_PER_STEP: usize = 16;

/// How many expressions may be open in one another on one thread, those behind references among them: its stack bounds
/// them all together.
pub(crate) const MAX_DEPTH: usize = 1_000;

/// How many elements a collection may have.
pub(crate) const MAX_ELEMENTS: usize = 10_000;

/// How many keys of a map are followed where the key is not known.
pub(crate) const MAX_KEYS: usize = 1_000;

/// How long a text may grow, in bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 1 << 20;

/// How much a function that puts a text into another many times may make, in bytes.
pub(crate) const MAX_PRODUCT_BYTES: usize = 64 << 20;

/// How much the references of one attribute may bring in, in the weight of values.
pub(crate) const MAX_REFERENCED_WEIGHT: usize = 100_000;

/// How much all values that are kept by name may weigh together.
pub(crate) const MAX_KEPT_WEIGHT: usize = 400_000;

/// How deep values that are kept may lie in one another. They are walked by recursion, and each name may lay another level
/// around what it refers to.
pub(crate) const MAX_NESTING: usize = 100;
