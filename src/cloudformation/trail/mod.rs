//! From an `AWS::CloudTrail::Trail` resource to the model.

mod home_region;
mod properties;
mod selectors;

use super::language::{Bindings, Evaluator};
use super::resources::Resource;
use super::template::duplicate_key;
use crate::diagnostic::Unreadable;
use crate::model::{Attribute, Dialect, Trail};
use crate::parse::Node;
use crate::resolved::Resolved;
use home_region::region_by_condition;
use properties::Properties;

/// The Region of what a stack's resource deploys: the stack's, as far as that is known or a condition pins it down.
pub(super) fn region_in_force(evaluator: &Evaluator<'_>, bindings: &Bindings) -> Resolved<String> {
    let own = &evaluator.region;
    match own {
        Resolved::Known { .. } | Resolved::Varies { .. } => own.clone(),
        _ => region_by_condition(evaluator, bindings).or_else(own),
    }
}

/// The trail of a resource, and what is wrong with its text. `above` says whether its stack exists.
pub(super) fn trail(
    evaluator: &Evaluator<'_>,
    resource: &Resource<'_>,
    address: String,
    above: &Resolved<bool>,
) -> (Trail, Vec<Unreadable>) {
    evaluator.reset_steps();
    let (created, bindings) = resource.created(evaluator, above);
    let home_region = match evaluator.region {
        Resolved::Known { .. } | Resolved::Varies { .. } => evaluator.region.clone(),
        _ => region_by_condition(evaluator, &bindings),
    };
    let node = resource.node.get("Properties");
    let unreadable = [Some(resource.node), node]
        .into_iter()
        .flatten()
        .flat_map(Node::duplicate_keys)
        .map(|(first, later)| duplicate_key(first, later))
        .collect();
    let properties = Properties::of(evaluator, resource, &bindings);
    let trail = Trail {
        live: None,
        address,
        dialect: Dialect::CloudFormation,
        declared: resource.declared,
        deployment: None,
        created,
        include_global_service_events: properties.flag(Attribute::IncludeGlobalServiceEvents),
        is_multi_region_trail: properties.flag(Attribute::IsMultiRegionTrail),
        is_logging: properties.flag(Attribute::IsLogging),
        management_events: properties.management_events(),
        home_region,
    };
    (trail, unreadable)
}
