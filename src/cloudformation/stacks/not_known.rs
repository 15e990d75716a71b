//! Why what decides about a stack is not known.

use crate::resolved::{Hop, Resolved};

/// Why a value is not known that decides about a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotKnown {
    /// A clause.
    pub(super) why: String,
    /// What the value came by.
    pub(super) hops: Vec<Hop>,
}

impl NotKnown {
    pub(super) fn of<T>(value: &Resolved<T>) -> NotKnown {
        let why = match value {
            Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why.clone(),
            Resolved::Varies { .. } => "it depends on conditions that are not decided".into(),
            Resolved::Unset { .. } => "it is left out".into(),
            Resolved::Known { .. } if value.is_private() => {
                "it is made of what is not shown".into()
            }
            Resolved::Known { .. } => "it is no text".into(),
        };
        NotKnown {
            why,
            hops: value.from().hops.clone(),
        }
    }
}
