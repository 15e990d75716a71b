//! Whether a type converts to another one, whatever the value is.
//!
//! Source: `getConversionUnsafe` of `cty/convert`.

use super::definition::{Optional, Type};
use super::domains::domain_of;
use crate::resolved::Domain;

/// Whether every value of a type is refused where another type is asked for.
pub(crate) fn never_converts(own: &Type, kind: &Type) -> bool {
    use Type::{Any, Bool, List, Map, Number, Object, Set, String, Tuple};
    match (own, kind) {
        (Any, _)
        | (_, Any)
        | (String, Bool | Number | String)
        | (Bool, Bool | String)
        | (Number, Number | String) => false,
        (List(own) | Set(own), List(kind) | Set(kind)) | (Map(own), Map(kind)) => {
            never_converts(own, kind)
        }
        (Tuple(own), List(kind) | Set(kind)) => own.iter().any(|own| never_converts(own, kind)),
        (Tuple(own), Tuple(kinds)) => {
            let mut pairs = own.iter().zip(kinds);
            own.len() != kinds.len() || pairs.any(|(own, kind)| never_converts(own, kind))
        }
        (Object(own), Map(kind)) => own.values().any(|own| never_converts(&own.kind, kind)),
        (Object(own), Object(kinds)) => kinds.iter().any(|(name, kind)| match own.get(name) {
            Some(own) => never_converts(&own.kind, &kind.kind),
            None => matches!(kind.optional, Optional::No),
        }),
        // The map may lack what is optional.
        (Map(own), Object(kinds)) => {
            let mut required = kinds
                .values()
                .filter(|kind| matches!(kind.optional, Optional::No));
            required.any(|kind| never_converts(own, &kind.kind))
        }
        _ => true,
    }
}

/// Whether values of a domain are already of a type.
pub(super) fn is_of(domain: &Domain, kind: &Type) -> bool {
    !matches!(kind, Type::Any) && *domain == domain_of(kind)
}
