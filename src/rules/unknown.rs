//! Why something about a trail is not known, and whether that has been said.

use crate::model::{Trail, Variant};
use crate::resolved::Resolved;

/// Why a value is not known, where it or one of its cases is not.
pub(super) fn why_unknown<'v, T: 'v>(
    variants: &'v [Variant<'_>],
    value: impl Fn(&'v Variant<'_>) -> &'v Resolved<T>,
) -> Option<&'v str> {
    variants
        .iter()
        .filter(|variant| variant.created() != Some(false))
        .find_map(|variant| match value(variant) {
            Resolved::Unknown { why, .. } => Some(why.as_str()),
            Resolved::Varies { .. } => Some("it varies over too many cases"),
            _ => None,
        })
}

/// Whether the flag is not known for this very reason: then its own rule has said so, and once is enough.
pub(super) fn said_of_flag(trail: &Trail, why: &str) -> bool {
    trail
        .include_global_service_events
        .arms()
        .iter()
        .any(|(_, arm)| matches!(arm, Resolved::Unknown { why: of_flag, .. } if of_flag == why))
}
