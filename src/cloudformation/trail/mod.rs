//! From an `AWS::CloudTrail::Trail` resource to the model.

mod binding;
mod home_region;
mod properties;
mod selectors;

use std::sync::Arc;

use super::language::{Evaluator, RefusedName, partition_symbol};
use super::resources::Resource;
use crate::model::{Attribute, Dialect, OpenRegion, Patience, Trail};
use crate::parse::Entry;
use crate::resolved::{Evidence, Formula, Resolved};
use crate::source::Span;
use binding::bound_region;
pub(super) use binding::default_region;
pub(super) use home_region::site_in_force;
use home_region::{away_from_leader, pinned_by};
use properties::Properties;

/// Where a trail's properties stand twice, the name of those that count: what is added has to stand there.
fn counting_properties(resource: &Resource<'_>) -> Option<Span> {
    let is_named = |entry: &&Entry| entry.key.as_str() == Some("Properties");
    let mut last_first = resource.node.entries().iter().rev().filter(is_named);
    let last = last_first.next()?;
    last_first.next().map(|_| last.key.span)
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
    let properties = Properties::of(evaluator, resource, &bindings);
    let bound = bound_region(evaluator, resource);
    let open_region = evaluator.site.open_region().filter(|_| bound.is_none());
    let mut trail = Trail {
        assumed: Formula::always(),
        live: None,
        unread: None,
        elsewhere: None,
        not_followed: None,
        where_created: Vec::new(),
        patience: Patience::default(),
        address,
        dialect: Dialect::CloudFormation,
        syntax: evaluator.syntax_of(resource.node.entries().first()),
        declared: counting_properties(resource).unwrap_or(resource.declared),
        brought_by: resource.brought_by(evaluator),
        root: Arc::default(),
        deployment: None,
        created: created.and(&properties.is_complete()),
        include_global_service_events: properties.flag(Attribute::IncludeGlobalServiceEvents),
        is_multi_region_trail: properties.flag(Attribute::IsMultiRegionTrail),
        is_logging: properties.logging(),
        management_events: properties.management_events(),
        home_region: match open_region {
            Some(_) => Resolved::unset(),
            None => bound.unwrap_or_else(|| evaluator.site.region.clone()),
        },
    };
    let required = evaluator.required();
    let can_exist = trail.assume(required, open_region);
    if let Some(region) = open_region {
        let pinned_by = |regions| {
            let required = || can_exist.then(|| required.on(region)).flatten();
            pinned_by(evaluator, resource, regions).or_else(required)
        };
        let open = OpenRegion {
            trail: &trail,
            symbol: region,
            partition: &partition_symbol,
            holds: &away_from_leader(evaluator, resource, region, &bindings, &trail.assumed),
            pinned_by: &pinned_by,
        };
        trail.home_region = open.told_apart(Resolved::unset());
    }
    trail.brought_by.extend(properties.loops());
    let said = trail.refused_places();
    trail.created = trail.created.and(&properties.has_known_names(&said));
    let refused = resource.refused_names(evaluator);
    if let Some(refused) = refused.iter().find(|refused| !is_said(&trail, refused)) {
        trail.created = match trail.created {
            // What is refused is said where it is refused.
            Resolved::Known { value: true, .. } => refused.clone(),
            created => created.and(refused),
        };
    }
    trail
}

/// Whether a value of a trail is refused already for what is named at the same place.
fn is_said(trail: &Trail, refused: &RefusedName) -> bool {
    let Some(at) = refused.from().at else {
        return false;
    };
    let names_it = |from: &Evidence| from.hops.iter().any(|hop| hop.span() == Some(at));
    let mut values = trail.values().into_iter();
    values.any(|(_, value)| value.refused().iter().any(|case| names_it(case.from)))
}
