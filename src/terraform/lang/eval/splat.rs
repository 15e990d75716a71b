//! `[*]` over what is not known, and of a type that has no elements.

use crate::resolved::Resolved;
use crate::terraform::lang::types::type_of;
use crate::terraform::lang::values::Value;

/// What has elements as it is; anything else as a tuple of itself, or of none where it is null.
pub(super) fn as_elements(value: Resolved<Value>) -> Resolved<Value> {
    let Resolved::Unknown {
        term: Some(term), ..
    } = &value
    else {
        return value.in_cases(&mut as_elements);
    };
    if !type_of(&value).is_no_list() {
        return value;
    }
    if term.is_null().is_never() {
        return Resolved::known(Value::Tuple(vec![value].into()));
    }
    // Nobody says that it is null: what would be refused then is no reason to refuse it.
    value.without_terms()
}
