//! Where a StackSet of the Cloud Control provider deploys to: the groups of instances that it lists itself.
//!
//! Source: the reference of `awscc_cloudformation_stack_set`: `stack_instances_group` is a set of objects with `regions` and
//! `parameter_overrides`, a set of `{ parameter_key, parameter_value }`.

use super::expressions::Place;
use super::passed::Passed;
use super::set_instances::{Deployments, SetInstances};
use crate::resolved::{Hop, Resolved};
use crate::source::Span;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Value, to_text};

/// The instances of all groups; one of an unknown Region where none are listed.
pub(super) fn groups_of(place: Place<'_, '_>, block: &Block, address: &str) -> Deployments {
    let groups = block.body.attribute("stack_instances_group");
    let mut instances = Vec::new();
    let mut is_open = groups.is_none();
    if let Some(groups) = groups {
        let at = groups.value.span;
        let listed = place.evaluate(&groups.value);
        match listed.value().and_then(Value::elements) {
            Some(groups) => {
                for group in groups {
                    instances.extend(of_group(group, at, block, address));
                }
            }
            None => is_open = true,
        }
    }
    if is_open || instances.is_empty() {
        let why = "the Regions that the StackSet deploys to are not known here";
        let passes_more = groups.is_some();
        instances.push(SetInstances {
            region: Resolved::unknown(why),
            account: None,
            overrides: passes_more.then(|| Passed::not_known(address, block.header)),
            exist: Resolved::known(true),
            brought_by: block.places(),
            is_open: false,
        });
    }
    Deployments {
        instances,
        perhaps: Vec::new(),
    }
}

/// The instances of one group, by Region.
fn of_group(group: &Resolved<Value>, at: Span, block: &Block, address: &str) -> Vec<SetInstances> {
    let members = group.value().and_then(Value::members);
    let member = |name: &str| members.and_then(|members| members.get(name).cloned());
    let overrides = || match (members, member("parameter_overrides")) {
        (None, _) => Some(Passed::not_known(address, block.header)),
        (_, Some(listed)) if listed.value() != Some(&Value::Null) => {
            Some(Passed::listed(listed, at, address))
        }
        _ => None,
    };
    let one = |region: Resolved<String>| SetInstances {
        region,
        account: None,
        overrides: overrides(),
        exist: Resolved::known(true),
        brought_by: block.places(),
        is_open: false,
    };
    let regions = member("regions");
    let regions = regions.as_ref().and_then(Resolved::value);
    let Some(regions) = regions.and_then(Value::elements) else {
        let why = "the Regions that the StackSet deploys to are not known";
        return vec![one(Resolved::unknown(why))];
    };
    let hop = || Hop::value(at, "the StackSet deploys to this Region");
    let regions = regions.iter().cloned();
    regions
        .map(|region| one(region.converted(&mut to_text).via([hop()])))
        .collect()
}
