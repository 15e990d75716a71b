//! Bounds on what a finding says: it counts what lies beyond one.

/// How many places a help names; where there are more, the trail itself can say it in one.
pub(super) const MAX_PLACES_OF_CHANGE: usize = 3;

/// How many further instances a message names.
pub(super) const MAX_INSTANCES_NAMED: usize = 10;

/// How many places of one file are named that cannot be read: most of them come from the first.
pub(super) const MAX_SYNTAX_ERRORS_OF_FILE: usize = 20;

/// How many places are named in all, shared among the files of a run; of each, one is.
pub(super) const MAX_SYNTAX_ERRORS_OF_RUN: usize = 20_000;
