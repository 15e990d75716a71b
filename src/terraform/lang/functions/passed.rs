//! What the result of a function came by: the arguments it is made of, and those it passed over.

use crate::resolved::{Hop, Resolved};
use crate::terraform::lang::came_by::{own, with_parts};
use crate::terraform::lang::instead::Lacking;
use crate::terraform::lang::values::Value;

/// Functions that hand on parts of their arguments as they are, each with what it came by, or look at their number or their
/// names only.
const HAND_ON: &[&str] = &[
    "chunklist",
    "coalescelist",
    "concat",
    "element",
    "flatten",
    "keys",
    "lookup",
    "merge",
    "one",
    "reverse",
    "slice",
    "tolist",
    "tomap",
    "values",
    "zipmap",
];

/// Whether all that a function makes is parts of its arguments as they are. `zipmap` makes names of texts.
pub(super) fn hands_on_all(name: &str) -> bool {
    name != "zipmap" && HAND_ON.contains(&name)
}

/// Whether an argument is taken, in all its cases.
fn is_taken(argument: &Resolved<Value>, lacking: Lacking) -> bool {
    let arms = argument.arms().into_iter();
    let mut values = arms.filter_map(|(_, arm)| arm.value());
    !values.any(|value| lacking.may_be(value))
}

/// The hops of the arguments that a function looks at.
pub(crate) fn hops(name: &str, arguments: &[Resolved<Value>]) -> Vec<Hop> {
    let is_chosen: fn(&Resolved<Value>) -> bool = match name {
        "try" => |argument| !argument.is_invalid() || argument.is_refused_for_good(),
        "coalesce" => |argument| is_taken(argument, Lacking::NullOrEmpty),
        "coalescelist" => |argument| is_taken(argument, Lacking::NullOrNoElements),
        _ => |_| false,
    };
    // What follows the one that is chosen is not looked at.
    let looked_at = match arguments.iter().position(is_chosen) {
        Some(at) => &arguments[..=at],
        None => arguments,
    };
    let of = if HAND_ON.contains(&name) {
        own
    } else {
        with_parts
    };
    looked_at.iter().flat_map(of).collect()
}
