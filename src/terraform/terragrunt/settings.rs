//! What the settings of blocks are, and why it is not known.
//!
//! Source: Terragrunt decodes blocks with `gohcl`, which converts what is given to the type that a setting has.

use crate::resolved::Resolved;
use crate::terraform::lang::values::{Value, to_bool};

/// What a setting is, that is by default what is said here, also where it is null; `None` where that is not known.
pub(super) fn flag(setting: Option<&Resolved<Value>>, default: bool) -> Option<bool> {
    let Some(setting) = setting else {
        return Some(default);
    };
    match setting.clone().converted(&mut to_bool).decided() {
        Resolved::Unset { .. } => Some(default),
        setting => setting.value().copied(),
    }
}

/// Whether a setting is that for sure.
pub(super) fn is_set(setting: &Resolved<Value>, wanted: bool) -> bool {
    flag(Some(setting), !wanted) == Some(wanted)
}

/// Why a value is not known, a clause.
pub(super) fn why_of(value: &Resolved<Value>) -> String {
    match value {
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why.clone(),
        Resolved::Varies { .. } => "it varies".to_owned(),
        _ => "it is no text".to_owned(),
    }
}
