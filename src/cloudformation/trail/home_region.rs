//! The Region that a condition pins a trail's stack to: `IsHome: !Equals [!Ref AWS::Region, us-east-1]`.

use super::super::language::{Bindings, Evaluator, Found, Section, Value, call, whole};
use crate::parse::{MAX_DEPTH, Node};
use crate::resolved::{Hop, Resolved};

/// The Region that the conditions known to hold pin down.
pub(super) fn region_by_condition(
    evaluator: &Evaluator<'_>,
    bindings: &Bindings,
) -> Resolved<String> {
    bindings
        .holding()
        .find_map(|name| {
            let Found::Entry(declared) = evaluator.declared(Section::Conditions, name) else {
                return None;
            };
            let expression = &declared.entry.value;
            let region = region_in(evaluator, expression, &declared.bindings, 0)?;
            Some(Resolved::known(region).via([Hop::chose(
                whole(expression),
                format!("condition `{name}` holds in this Region only"),
            )]))
        })
        .unwrap_or_else(Resolved::unset)
}

/// The Region outside of which a condition's expression is false.
fn region_in(
    evaluator: &Evaluator<'_>,
    node: &Node,
    bindings: &Bindings,
    depth: usize,
) -> Option<String> {
    let call = call(node).filter(|_| depth < MAX_DEPTH)?;
    match (call.name.as_str(), call.argument.items()) {
        ("Fn::Equals", [left, right]) => {
            let other = if is_region(left) {
                right
            } else if is_region(right) {
                left
            } else {
                return None;
            };
            let value = evaluator.evaluate(other, bindings);
            value.value().and_then(Value::as_text)
        }
        ("Fn::And", items) => items
            .iter()
            .find_map(|item| region_in(evaluator, item, bindings, depth + 1)),
        ("Condition", _) => {
            let name = evaluator.name_in(&call, bindings)?;
            match evaluator.declared(Section::Conditions, name.value()?) {
                Found::Entry(inner) => {
                    region_in(evaluator, &inner.entry.value, &inner.bindings, depth + 1)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_region(node: &Node) -> bool {
    call(node)
        .is_some_and(|call| call.name == "Ref" && call.argument.as_str() == Some("AWS::Region"))
}
