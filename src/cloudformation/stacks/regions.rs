//! The Regions that a StackSet deploys to.

use super::super::language::{Bindings, Evaluator, to_texts, whole};
use crate::parse::Node;
use crate::resolved::{Hop, Resolved};

/// The Regions of a StackSet's instances, each once; one unknown where they are not written.
pub(super) fn regions(
    evaluator: &Evaluator<'_>,
    properties: &Node,
    bindings: &Bindings,
) -> Vec<Resolved<String>> {
    let mut out: Vec<Resolved<String>> = Vec::new();
    let groups = properties
        .get("StackInstancesGroup")
        .map_or(&[][..], Node::items);
    for node in groups.iter().filter_map(|group| group.get("Regions")) {
        let listed = evaluator.evaluate(node, bindings).and_then(&mut to_texts);
        let Resolved::Known { value: names, .. } = listed else {
            out.push(Resolved::unknown("the StackSet's Regions are not known"));
            continue;
        };
        for name in names {
            if out.iter().all(|known| known.value() != Some(&name)) {
                let hop = Hop::value(whole(node), "the StackSet deploys to this Region");
                out.push(Resolved::known(name).via([hop]));
            }
        }
    }
    if out.is_empty() {
        out.push(Resolved::unknown(
            "the Regions that the StackSet deploys to are not in its template",
        ));
    }
    out
}
