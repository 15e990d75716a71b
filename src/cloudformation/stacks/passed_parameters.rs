//! What a stack passes as parameters to one below it.

use super::super::language::{Bindings, Evaluator, ParameterValues, Value, all, to_text, whole};
use crate::parse::Node;
use crate::resolved::{Hop, Resolved};

/// The values that `by`, a resource of the stack, passes, from nodes by parameter name.
pub(super) fn passed_parameters<'n>(
    evaluator: &Evaluator<'_>,
    bindings: &Bindings,
    by: &str,
    given: impl Iterator<Item = (String, &'n Node)>,
) -> ParameterValues {
    given
        .map(|(name, node)| {
            let hop = Hop::value(whole(node), format!("{by} passes `{name}`"));
            let value = evaluator
                .evaluate(node, bindings)
                .and_then(&mut parameter_text)
                .via([hop]);
            (name, value)
        })
        .collect()
}

/// `{Name: Value}`, as a nested stack gives its parameters.
pub(super) fn in_map(properties: Option<&Node>) -> impl Iterator<Item = (String, &Node)> {
    properties
        .and_then(|properties| properties.get("Parameters"))
        .map_or(&[][..], Node::entries)
        .iter()
        .filter_map(|entry| Some((entry.key.scalar_text()?, &entry.value)))
}

/// `[{ParameterKey, ParameterValue}]`, as a StackSet gives its parameters.
pub(super) fn in_list(properties: &Node) -> impl Iterator<Item = (String, &Node)> {
    properties
        .get("Parameters")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(|item| {
            let name = item.get("ParameterKey")?.scalar_text()?;
            Some((name, item.get("ParameterValue")?))
        })
}

/// Parameters of a nested stack are strings; a list becomes one with commas.
///
/// Source: `AWS::CloudFormation::Stack`, `Parameters`.
fn parameter_text(value: Value) -> Resolved<Value> {
    match value {
        Value::List(items) => all(&items).map(&mut |values| {
            let texts: Vec<String> = values.iter().filter_map(Value::as_text).collect();
            Value::Text(texts.join(","))
        }),
        scalar => to_text(scalar).map(&mut Value::Text),
    }
}
