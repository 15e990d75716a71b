//! What an expression names.

use std::collections::HashSet;

use crate::resolved::Resolved;

/// What `CloudFormation` refuses about a name.
pub(crate) type RefusedName = Resolved<bool>;

/// The names that an expression holds.
#[derive(Default)]
pub(super) struct Names {
    /// The conditions that are named.
    pub(super) conditions: HashSet<String>,
    pub(super) refused: Vec<RefusedName>,
    /// Functions for which the transform is missing.
    pub(super) unsupported: Vec<RefusedName>,
}
