//! From a trail's resource block to the model.

mod arguments;
mod misplaced;
mod misspelt;
mod nested_blocks;
mod preconditions;
mod required;
pub(crate) mod selectors;
mod self_reference;

use std::cell::Cell;
use std::sync::Arc;

use crate::diagnostic::Unreadable;
use crate::discover::is_misspelt_trail;
use crate::model::{Attribute, Dialect, OpenRegion, Patience, Trail, Trails};
use crate::resolved::{Assumption, Assumptions, Evidence, Formula, Operand, Resolved, Symbol};
use crate::terraform::config::instance::Instance;
use crate::terraform::config::instance_keys::Key;
use crate::terraform::config::module::{AWSCC_TRAIL, TRAIL};
use crate::terraform::lang::syntax::{self, Block};
use crate::terraform::limits::MAX_NESTED_BLOCKS;
use arguments::Arguments;

/// The trails of a resource block in an instance of its module: one for each instance of the resource, or one that is not
/// created. `above` says whether the module's instance exists.
pub(crate) fn trails(instance: &Instance<'_>, block: &Block, above: &Resolved<bool>) -> Trails {
    let name = block.labels.join(".");
    let each = instance.each_of(block, above).into_iter();
    each.map(|(key, created)| {
        let address = [&*instance.prefix, &*name, &*key.shown].concat();
        Box::new(trail(instance, block, &key, address, created))
    })
    .collect()
}

/// What is wrong with the text of a trail's block.
pub(crate) fn unreadable(block: &Block) -> Vec<Unreadable> {
    block
        .body
        .duplicates()
        .into_iter()
        .map(|(first, later)| syntax::duplicate(first, later))
        .collect()
}

/// Terraform refuses a resource whose type no provider has.
fn of_a_type_that_is_none(block: &Block) -> Option<Resolved<bool>> {
    let kind = block
        .labels
        .first()
        .filter(|kind| is_misspelt_trail(kind))?;
    Some(
        Resolved::Invalid {
            text: format!("\"{kind}\""),
            why: format!("there is no such resource type; write `{TRAIL}`"),
            from: Evidence::at(block.header),
        }
        .remedied(format!("Write `{TRAIL}`")),
    )
}

fn trail(
    instance: &Instance<'_>,
    block: &Block,
    key: &Key,
    address: String,
    created: Resolved<bool>,
) -> Trail {
    let dialect = if block.labels.first().is_some_and(|kind| kind == AWSCC_TRAIL) {
        Dialect::Awscc
    } else {
        Dialect::Terraform
    };
    let created = of_a_type_that_is_none(block).unwrap_or(created);
    let arguments = Arguments {
        blocks_left: Cell::new(MAX_NESTED_BLOCKS),
        instance,
        block,
        key,
        dialect,
        holds: match &created {
            // Terraform refuses to make it; what its values are once that is mended is said all the same.
            Resolved::Invalid { .. } => Formula::always(),
            created => created.truth().yes,
        },
    };
    let created = match arguments.refused() {
        Some(refused) if created.value() != Some(&false) => refused,
        _ => created,
    };
    let (region, symbol) = arguments.home_region();
    let mut trail = Trail {
        assumed: Formula::always(),
        live: None,
        unread: None,
        elsewhere: None,
        not_followed: None,
        where_created: Vec::new(),
        patience: Patience::default(),
        address,
        dialect,
        syntax: block.syntax,
        declared: block.header,
        brought_by: [block.overrides.clone(), instance.calls()].concat(),
        root: Arc::default(),
        deployment: None,
        created: created.assuming(&instance.root_assumptions(), &Formula::always()),
        include_global_service_events: arguments.flag(Attribute::IncludeGlobalServiceEvents),
        is_multi_region_trail: arguments.flag(Attribute::IsMultiRegionTrail),
        is_logging: arguments.flag(Attribute::IsLogging),
        management_events: arguments.management_events(),
        home_region: region,
    };
    let said = trail.refused_places();
    if let Some(refused) = misspelt::refused_name(block, dialect, &said)
        && trail.created.value() != Some(&false)
    {
        trail.created = trail.created.and(&refused);
    }
    let assumptions = assumptions(instance, &trail, arguments.preconditions());
    let can_exist = trail.assume(&assumptions, Some(&symbol));
    let holds = arguments.holds.narrowed(&trail.assumed);
    let open = OpenRegion {
        trail: &trail,
        symbol: &symbol,
        partition: &|region| Symbol::made("partition", vec![Operand::Symbol(region.clone())]),
        holds: &holds,
        pinned_by: &|_| can_exist.then(|| assumptions.on(&symbol)).flatten(),
    };
    trail.home_region = open.told_apart(trail.home_region.clone());
    trail
}

/// What is assumed wherever a trail exists; `own` is what it requires by itself.
fn assumptions(instance: &Instance<'_>, trail: &Trail, mut own: Vec<Assumption>) -> Assumptions {
    let assumed = instance.assumed();
    let compared: Vec<Formula> = (trail.formulas().into_iter())
        .chain(trail.in_the_leader())
        .chain(own.iter().map(|one| one.holds.clone()))
        .collect();
    own.extend(instance.assumptions_at(&assumed, &compared));
    assumed.all.and(own)
}
