//! Bounds on the modules of one root: beyond one, what lies further is not followed.

/// How many module calls may lie in one another.
pub(crate) const MAX_CALLS: usize = 20;

/// How many module instances are made, so that calls with large counts end.
pub(crate) const MAX_MODULE_INSTANCES: usize = 5_000;

/// How many folders that the walk did not come to are looked at.
pub(crate) const MAX_CALLED_FOLDERS: usize = 5_000;
