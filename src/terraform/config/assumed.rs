//! What is assumed wherever a module instance exists, found once for all trails in it: each looks up what it asks for.

use std::collections::{HashMap, HashSet};

use crate::resolved::{AskedFor, Assumptions, Constant, Symbol};

/// A variable of a module instance, by the id of that, and a constant that it may be.
pub(super) type TriedAt = (usize, String, Constant);

/// What is assumed of a module instance, and of those above it.
#[derive(Debug, Default)]
pub(crate) struct Assumed {
    /// That the validations of their variables hold.
    pub(crate) validations: Assumptions,
    /// The same, and what else holds where a variable is what these compare it with.
    pub(crate) all: Assumptions,
    /// Where that was asked for.
    pub(super) tried: HashSet<TriedAt>,
    /// The variables of the instance itself that its validations leave open, by what formulas ask for.
    pub(super) open: HashMap<AskedFor, Vec<Open>>,
}

/// A variable that has validations and no value.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) name: String,
    pub(super) symbol: Symbol,
}
