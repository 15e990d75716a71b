//! The Region that conditions pin a trail's stack to: `IsHome: !Equals [!Ref AWS::Region, us-east-1]`.

use super::super::language::{Bindings, Evaluator, Site, partition_symbol, whole};
use super::super::resources::Resource;
use crate::model::{OpenRegion, Trail};
use crate::parse::Node;
use crate::resolved::{Hop, Resolved, Term};

/// Where what a resource deploys is deployed to: where the stack is, as far as that is known or the conditions for it pin it
/// down.
pub(crate) fn site_in_force(
    evaluator: &Evaluator<'_>,
    bindings: &Bindings,
    resource: &Resource<'_>,
) -> Site {
    let own = evaluator.site.region.clone();
    let region = match own.told(bindings.holds()) {
        Some(region) => region.via(pinned_by(evaluator, resource, 1)),
        None => own.settled(bindings.holds()),
    };
    evaluator.site.in_region(region)
}

/// The Region of a trail's stack: that of the deployment, or those that the conditions for the trail leave and compare it
/// with.
pub(super) fn home_region(
    evaluator: &Evaluator<'_>,
    bindings: &Bindings,
    trail: &Trail,
    resource: &Resource<'_>,
) -> Resolved<String> {
    let symbol = match &evaluator.site.region {
        Resolved::Unknown {
            term: Some(Term::Symbol(symbol)),
            ..
        } => symbol,
        known => return known.clone(),
    };
    let open = OpenRegion {
        trail,
        symbol,
        partition: &partition_symbol,
        holds: bindings.holds(),
        pinned_by: &|regions| pinned_by(evaluator, resource, regions),
    };
    open.told_apart(Resolved::unset())
}

/// The condition of a resource that leaves so many Regions.
fn pinned_by(evaluator: &Evaluator<'_>, resource: &Resource<'_>, regions: usize) -> Option<Hop> {
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
