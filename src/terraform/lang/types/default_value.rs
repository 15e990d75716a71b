//! What the default of an optional attribute comes to.

use hcl::edit::expr::Expression;

use crate::resolved::{Hop, Privacy, Resolved};
use crate::source::Span;
use crate::terraform::lang::json_values::from_json;
use crate::terraform::lang::private::private;
use crate::terraform::lang::values::Value;

/// The default of an attribute in a type constraint: literals only, so `hcl` can evaluate it. One that is no collection is
/// written out at its place.
pub(super) fn constant(
    expression: &Expression,
    name: &str,
    at: Option<(Span, Privacy)>,
) -> Resolved<Value> {
    let value = evaluated(expression);
    let (Some((at, privacy)), Some(known)) = (at, value.value()) else {
        return value;
    };
    let is_one = known.kind().is_none();
    let shown = match privacy {
        Privacy::Shown => known.shown(),
        _ => "a value that is not shown".to_owned(),
    };
    let hop = Hop::default_value(at, format!("attribute `{name}` defaults to {shown}"));
    let value = if is_one { value.literal(at) } else { value };
    private(value.via([hop]), privacy)
}

fn evaluated(expression: &Expression) -> Resolved<Value> {
    use hcl::eval::{Context, Evaluate};
    let expression: hcl::Expression = expression.clone().into();
    match expression.evaluate(&Context::new()) {
        Ok(value) => match serde_json::to_value(&value) {
            Ok(json) => from_json(&json),
            Err(_) => Resolved::unknown("the default of an optional attribute is not a constant"),
        },
        Err(_) => Resolved::unknown("the default of an optional attribute is not a constant"),
    }
}
