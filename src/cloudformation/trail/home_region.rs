//! The Region that conditions pin a trail's stack to: `IsHome: !Equals [!Ref AWS::Region, us-east-1]`.

use super::super::language::{Bindings, Evaluator, Site, whole};
use super::super::resources::Resource;
use super::binding::bound_region;
use crate::model::LEADER;
use crate::parse::Node;
use crate::resolved::{Constant, Formula, Hop, Resolved, Symbol};

/// Where what a resource deploys is deployed to: where the stack is, as far as that is known or the conditions for it pin it
/// down.
pub(crate) fn site_in_force(
    evaluator: &Evaluator<'_>,
    bindings: &Bindings,
    resource: &Resource<'_>,
) -> Site {
    let own = bound_region(evaluator, resource).unwrap_or_else(|| evaluator.site.region.clone());
    let region = match own.told(bindings.holds()) {
        Some(region) => region.via(pinned_by(evaluator, resource, 1)),
        None => own.settled(bindings.holds()),
    };
    evaluator.site.in_region(region)
}

/// What holds wherever a resource exists, with what parts of the Region's name say of it: `!Select [0, !Split ["-", !Ref
/// AWS::Region]]` is `us` in the leader Region.
pub(super) fn away_from_leader(
    evaluator: &Evaluator<'_>,
    resource: &Resource<'_>,
    region: &Symbol,
    bindings: &Bindings,
    assumed: &Formula,
) -> Formula {
    let holds = bindings.holds().narrowed(assumed);
    let is_leader = Formula::equals(region, &Constant::text(LEADER));
    if !evaluator.has_splitting_conditions() || !holds.can_hold_with(&is_leader) {
        return holds;
    }
    let there = evaluator.in_the_leader();
    there.reset_steps();
    let (created, _) = resource.created(there, &Resolved::known(true));
    match created.value() {
        Some(false) => holds.narrowed(&is_leader.not()),
        _ => holds,
    }
}

/// The condition of a resource that leaves so many Regions.
pub(super) fn pinned_by(
    evaluator: &Evaluator<'_>,
    resource: &Resource<'_>,
    regions: usize,
) -> Option<Hop> {
    let condition = resource.node.get("Condition").and_then(Node::as_str)?;
    let entry = evaluator.template.member("Conditions", condition)?;
    let these = if regions == 1 {
        "this Region"
    } else {
        "these Regions"
    };
    Some(Hop::chose(
        whole(&entry.value),
        format!("condition `{condition}` holds in {these} only"),
    ))
}
