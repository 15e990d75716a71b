//! `[*]` over what is not known, and of a type that has no elements.

use crate::resolved::{Case, Condition, Evidence, Resolved};
use crate::terraform::lang::came_by::own;
use crate::terraform::lang::types::{Type, type_of};
use crate::terraform::lang::values::Value;

/// What has elements as it is; anything else as a tuple of itself, or of none where it is null.
pub(super) fn as_elements(value: Resolved<Value>) -> Resolved<Value> {
    let Resolved::Unknown {
        term: Some(term), ..
    } = &value
    else {
        return value.in_cases(&mut as_elements);
    };
    let kind = type_of(&value);
    if !kind.is_primitive() && !matches!(kind, Type::Map(_) | Type::Object(_)) {
        return value;
    }
    let is_null = term.is_null();
    let single = Resolved::known(Value::Tuple(vec![value.clone()].into()));
    if is_null.is_never() {
        return single;
    }
    if value.is_private() {
        return value;
    }
    let name = match term.symbol() {
        Some(symbol) => format!("`{}`", symbol.shown()),
        None => "the value".to_owned(),
    };
    let cases = vec![
        Case {
            when: Condition::new(is_null.not(), name.as_str(), "is not null"),
            value: single,
        },
        Case {
            when: Condition::new(is_null, name, "is null"),
            value: Resolved::known(Value::Tuple(Vec::new().into())),
        },
    ];
    let from = Evidence {
        hops: own(&value),
        ..Evidence::default()
    };
    Resolved::Varies { cases, from }
}
