//! From an `AWS::CloudTrail::Trail` resource to the model.

mod home_region;
mod properties;
mod selectors;

use super::language::{Bindings, Evaluator};
use super::resources::Resource;
use crate::model::{Attribute, Dialect, Trail};
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

/// The trail of a resource. `above` says whether its stack exists.
pub(super) fn trail(
    evaluator: &Evaluator<'_>,
    resource: &Resource<'_>,
    address: String,
    above: &Resolved<bool>,
) -> Trail {
    evaluator.reset_steps();
    let (created, bindings) = resource.created(evaluator, above);
    let home_region = match evaluator.region {
        Resolved::Known { .. } | Resolved::Varies { .. } => evaluator.region.clone(),
        _ => region_by_condition(evaluator, &bindings),
    };
    let properties = Properties::of(evaluator, resource, &bindings);
    Trail {
        live: None,
        address,
        dialect: Dialect::CloudFormation,
        declared: resource.declared,
        brought_by: Vec::new(),
        deployment: None,
        created,
        include_global_service_events: properties.flag(Attribute::IncludeGlobalServiceEvents),
        is_multi_region_trail: properties.flag(Attribute::IsMultiRegionTrail),
        is_logging: properties.logging(),
        management_events: properties.management_events(),
        home_region,
    }
}
