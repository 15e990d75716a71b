//! Calls of intrinsic functions, as they are written: the long form and the short one.

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
    Resolved::Invalid {
        text: call(node).map_or_else(|| "the value".into(), |call| call.name),
        why: why.into(),
        from: Evidence::hop(Hop::value(whole(node), "of the wrong shape")),
    }
}
