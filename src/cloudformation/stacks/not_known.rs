//! Why what decides about a stack is not known.

use crate::resolved::Resolved;

/// Why a value is not known, for a sentence about what it decides.
pub(super) fn why_not_known<T>(value: &Resolved<T>) -> String {
    match value {
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why.clone(),
        Resolved::Varies { .. } => "it depends on conditions that are not decided".into(),
        Resolved::Unset { .. } => "it is left out".into(),
        Resolved::Known { .. } => "it is no text".into(),
    }
}
