//! Calls of intrinsic functions, as they are written: the long form and the short one.

use std::sync::Arc;

use super::evidence::whole;
use crate::parse::Node;
use crate::resolved::{Evidence, Hop, Resolved};

/// What the key of a loop begins with; the loop's name follows.
const LOOP: &str = "Fn::ForEach::";

/// A call of an intrinsic function.
pub(crate) struct Call<'n> {
    /// `Ref`, `Condition` or `Fn::…`
    pub(crate) name: String,
    pub(crate) argument: &'n Node,
    /// The argument is the tagged node itself; its tag is the call.
    pub(crate) tagged: bool,
}

/// The call that a node is, if it is one.
pub(crate) fn call(node: &Node) -> Option<Call<'_>> {
    if let Some(tag) = &node.tag {
        let name = match tag.name.as_str() {
            name @ ("Ref" | "Condition") => name.to_owned(),
            name if name.contains("::") => name.to_owned(),
            name => format!("Fn::{name}"),
        };
        return Some(Call {
            name,
            argument: node,
            tagged: true,
        });
    }
    long_call(node)
}

/// The call that a node is in the long form, whatever its tag.
pub(super) fn long_call(node: &Node) -> Option<Call<'_>> {
    let [entry] = node.entries() else { return None };
    let name = entry.key.as_str()?;
    let is_call =
        name == "Ref" || name == "Condition" || (name.starts_with("Fn::") && !is_loop(name));
    is_call.then(|| Call {
        name: name.to_owned(),
        argument: &entry.value,
        tagged: false,
    })
}

/// Whether a key of a map makes its value a loop.
pub(crate) fn is_loop(key: &str) -> bool {
    key.starts_with(LOOP)
}

/// Whether a key makes its value a loop but for the loop's name, which is left out.
pub(super) fn is_loop_without_name(key: &str) -> bool {
    key == LOOP || Some(key) == LOOP.strip_suffix("::")
}

/// What a call that AWS will refuse for its shape comes to.
pub(super) fn wrong_shape<T>(node: &Node, why: impl Into<String>) -> Resolved<T> {
    let refused = Resolved::Invalid {
        text: call(node).map_or_else(|| "the value".into(), |call| call.name),
        why: why.into(),
        from: Evidence::hop(Hop::value(whole(node), "of the wrong shape")),
    };
    match call(node).and_then(|call| of_the_right_shape(&call.name)) {
        Some(help) => refused.remedied(help),
        None => refused,
    }
}

/// What to write for a call of an intrinsic function.
///
/// Source: the `CloudFormation` user guide's intrinsic function reference.
fn of_the_right_shape(name: &str) -> Option<Arc<str>> {
    let form = match name {
        "Condition" => "Condition: Name",
        "Fn::And" | "Fn::Or" => {
            let help = "Write two to ten conditions: nest another call for more, and write a single condition alone";
            return Some(help.into());
        }
        "Fn::Equals" => "Fn::Equals: [one, other]",
        "Fn::FindInMap" => "Fn::FindInMap: [Mapping, key, key]",
        "Fn::If" => "Fn::If: [Condition, value, otherwise]",
        "Fn::Join" => "Fn::Join: [separator, list]",
        "Fn::Not" => "Fn::Not: [condition]",
        "Fn::Select" => "Fn::Select: [index, list]",
        "Fn::Split" => "Fn::Split: [delimiter, text]",
        "Fn::Sub" => "Fn::Sub: [text, {Name: value}]",
        "Ref" => "Ref: Name",
        _ => return None,
    };
    Some(format!("Write `{form}`").into())
}
