//! Bounds on the modules of one root: what lies beyond one is said not to be known, never left out.

/// How many module calls may lie in one another.
pub(crate) const MAX_CALLS: usize = 100;

/// How many module instances are judged, so that calls with large counts end.
pub(crate) const MAX_MODULE_INSTANCES: usize = 10_000;

/// How many module instances are entered in all, those among them whose outputs alone are asked for.
pub(crate) const MAX_ENTERED_INSTANCES: usize = 20_000;

/// How many instances of one block are told apart. One more stands for the others.
pub(crate) const MAX_INSTANCES: usize = 10_000;

/// How many folders that the walk did not come to are looked at before anything is judged.
pub(crate) const MAX_CALLED_FOLDERS: usize = 5_000;

/// How many local values may be named by one another in a source that is not known.
pub(crate) const MAX_LOCALS_OF_SOURCE: usize = 20;

/// How many module instances of one root are looked at for what belongs together in several.
pub(crate) const MAX_LOOKED_AT: usize = 100_000;
