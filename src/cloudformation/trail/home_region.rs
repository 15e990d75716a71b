//! The Region that conditions pin a trail's stack to: `IsHome: !Equals [!Ref AWS::Region, us-east-1]`.

use std::collections::BTreeSet;

use super::super::language::{Bindings, Evaluator, whole};
use super::super::resources::Resource;
use crate::model::{Trail, Value};
use crate::parse::Node;
use crate::resolved::{Case, Condition, Constant, Evidence, Formula, Hop, Resolved, Symbol, Term};

/// The Region of what a resource deploys: the stack's, as far as that is known or the conditions for it pin it down.
pub(crate) fn region_in_force(
    evaluator: &Evaluator<'_>,
    bindings: &Bindings,
    resource: &Resource<'_>,
) -> Resolved<String> {
    let own = evaluator.region.clone();
    match own.told(bindings.holds()) {
        Some(region) => region.via(pinned_by(evaluator, resource, 1)),
        None => own.settled(bindings.holds()),
    }
}

/// How many Regions are told apart.
const MAX_REGIONS: usize = 64;

/// The Region of a trail's stack: that of the deployment, or those that the conditions for the trail leave and compare it
/// with.
pub(super) fn home_region(
    evaluator: &Evaluator<'_>,
    bindings: &Bindings,
    trail: &Trail,
    resource: &Resource<'_>,
) -> Resolved<String> {
    let symbol = match &evaluator.region {
        Resolved::Unknown {
            term: Some(Term::Symbol(symbol)),
            ..
        } => symbol,
        known => return known.clone(),
    };
    let possible = bindings.holds().possible(symbol);
    let mut named = possible.constants;
    if possible.others {
        named.extend(compared_in(trail, symbol));
    }
    let regions: Vec<(String, Formula)> = named
        .into_iter()
        .filter_map(|constant| {
            let holds = Formula::equals(symbol, &constant);
            match constant {
                Constant::Text(region) => Some((region, holds)),
                _ => None,
            }
        })
        .collect();
    if regions.is_empty() || regions.len() > MAX_REGIONS {
        return Resolved::unset();
    }
    let hops = if possible.others {
        Vec::new()
    } else {
        Vec::from_iter(pinned_by(evaluator, resource, regions.len()))
    };
    let mut others = Formula::always();
    let mut cases = Vec::new();
    for (region, holds) in regions {
        others = others.narrowed(&holds.not());
        cases.push(Case {
            when: Condition::new(holds, format!("the Region is {region}")),
            value: Resolved::known(region),
        });
    }
    cases.push(Case {
        when: Condition::new(others, "the Region is another one"),
        value: Resolved::unset(),
    });
    let from = Evidence {
        hops,
        ..Evidence::default()
    };
    Resolved::Varies { cases, from }.settled(bindings.holds())
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

/// The Regions that the conditions in a trail's values name.
fn compared_in(trail: &Trail, symbol: &Symbol) -> BTreeSet<Constant> {
    fn of<T>(value: &Resolved<T>, symbol: &Symbol) -> BTreeSet<Constant> {
        let arms = value.arms().into_iter();
        arms.flat_map(|(when, _)| when.holds.compared(symbol))
            .collect()
    }
    trail
        .values()
        .into_iter()
        .flat_map(|(_, value)| match value {
            Value::Bool(value) => of(value, symbol),
            Value::ManagementEvents(value) => of(value, symbol),
            Value::Region(value) => of(value, symbol),
        })
        .collect()
}
