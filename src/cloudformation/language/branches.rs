//! The nodes that `Fn::If` may leave in place of a node.

use super::bindings::Bindings;
use super::call::call;
use super::evaluator::Evaluator;
use crate::parse::Node;
use crate::resolved::Resolved;

/// One of the nodes that may stand in a place.
pub(crate) struct Branch<'n> {
    pub(crate) node: &'n Node,
    /// What holds where it stands there.
    pub(crate) bindings: Bindings,
    /// Whether it does.
    pub(crate) holds: Resolved<bool>,
}

impl Evaluator<'_> {
    /// What `Fn::If` may leave of a node, calls within branches followed; the node itself where it is no such call.
    pub(crate) fn branches<'n>(&self, node: &'n Node, bindings: &Bindings) -> Vec<Branch<'n>> {
        let mut out = Vec::new();
        let mut open = vec![Branch {
            node,
            bindings: bindings.clone(),
            holds: Resolved::known(true),
        }];
        while let Some(branch) = open.pop() {
            let arms = self.arms_of(&branch);
            if arms.is_empty() {
                out.push(branch);
            }
            open.extend(arms.into_iter().rev());
        }
        out
    }

    /// The branches of a node that is a call of `Fn::If`; none for another, or where it is wrong.
    fn arms_of<'n>(&self, branch: &Branch<'n>) -> Vec<Branch<'n>> {
        let mut arms = Vec::new();
        let Some(call) = call(branch.node).filter(|call| call.name == "Fn::If") else {
            return arms;
        };
        let items = call.argument.items();
        let mut taken: Vec<(&'n Node, Bindings)> = Vec::new();
        if self.take_step() {
            let _: Resolved<bool> = self.choose_by(
                branch.node,
                items,
                &branch.bindings,
                &mut |arm, bindings| {
                    taken.push((arm, bindings.clone()));
                    Resolved::unset()
                },
            );
        }
        for (node, bindings) in taken {
            let own = self.choose_by(branch.node, items, &branch.bindings, &mut |arm, _| {
                Resolved::known(std::ptr::eq(arm, node))
            });
            arms.push(Branch {
                node,
                bindings,
                holds: branch.holds.clone().and(&own),
            });
        }
        arms
    }
}
