//! Bounds on what is read of a configuration, and looked at for it.

/// How many deployments a configuration may have, and how many globs; a file with more is refused.
pub(super) const MAX_DEPLOYMENTS_AND_GLOBS: usize = 1_000;

/// How many values it may have: each is held in several shapes while it is read.
pub(super) const MAX_VALUES_OF_FILE: usize = 100_000;

/// How much that is wrong is said of one file.
pub(super) const MAX_FAULTS_OF_FILE: usize = 20;

/// Folders with more files than this are not searched for what a glob matches.
pub(super) const MAX_FILES_SEARCHED: usize = 100_000;

/// How many files that were passed over are opened for what a glob matches.
pub(super) const MAX_FILES_OPENED: usize = 1_000;
