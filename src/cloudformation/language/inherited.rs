//! What holds in a stack because those above it exist.

use crate::resolved::{Assumptions, Formula};

/// What the stacks above one hand down to it.
#[derive(Clone)]
pub(crate) struct Inherited {
    /// What their rules require.
    pub(super) required: Assumptions,
    /// What their parameters allow.
    pub(super) given: Formula,
}

impl Default for Inherited {
    fn default() -> Inherited {
        Inherited {
            required: Assumptions::default(),
            given: Formula::always(),
        }
    }
}
