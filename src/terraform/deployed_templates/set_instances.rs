//! Where a StackSet deploys to: the resources that make its instances, each with Regions and parameters of its own.
//!
//! Source: the AWS provider's references of `aws_cloudformation_stack_set_instance` (of which version 6 calls the target
//! `stack_set_instance_region`, since `region` says there where the resource is managed; it defaults to the current Region) and of
//! `aws_cloudformation_stack_instances`.

use super::every_module::{Sought, every_module, is_there};
use super::expressions::Place;
use super::meant_set::{Meant, StackSet, set_named_by};
use super::passed::Passed;
use crate::resolved::{Hop, Resolved};
use crate::source::Span;
use crate::terraform::config::instance::Instance;
use crate::terraform::config::instance_keys::Key;
use crate::terraform::config::module::{Module, STACK_SET, STACK_SET_INSTANCES};
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Value, to_text};

/// The instances of a StackSet in one Region that are given the same values.
pub(super) struct SetInstances {
    pub(super) region: Resolved<String>,
    pub(super) account: Option<Resolved<String>>,
    /// What wins over the parameters of the StackSet.
    pub(super) overrides: Option<Passed>,
    /// Whether there are any.
    pub(super) exist: Resolved<bool>,
    pub(super) brought_by: Vec<Span>,
    /// Whether what may deploy the StackSet besides may be among them.
    pub(super) is_open: bool,
}

/// What may be an instance of a StackSet, and gives values of its own.
pub(super) struct Perhaps {
    overrides: Option<Passed>,
    address: String,
    at: Span,
}

impl Perhaps {
    /// What a parameter that it may override comes to; left out for others.
    pub(super) fn opens(&self, name: &str) -> Resolved<String> {
        let address = &self.address;
        let why = match &self.overrides {
            Some(overrides) if matches!(overrides.value_of(name), Resolved::Unset { .. }) => {
                return Resolved::unset();
            }
            Some(_) => format!(
                "`{address}` passes `{name}`, and whether it makes an instance of this StackSet is not known"
            ),
            None => format!("not all that may make an instance of `{address}` was looked at"),
        };
        let hop = self
            .overrides
            .is_some()
            .then(|| Hop::value(self.at, format!("`{address}` may override `{name}`")));
        Resolved::unknown(why).via(hop)
    }
}

/// Where a StackSet deploys to.
pub(super) struct Deployments {
    pub(super) instances: Vec<SetInstances>,
    /// What may deploy it besides, with other values.
    pub(super) perhaps: Vec<Perhaps>,
}

/// The instances that the resources of its root make of a StackSet; one of an unknown Region where none do.
pub(super) fn instances_of(set: StackSet<'_, '_>) -> Deployments {
    let mut out = Deployments {
        instances: Vec::new(),
        perhaps: Vec::new(),
    };
    let own = set.place.instance;
    let above = is_there(own);
    for block in &own.module.set_instances {
        out.take(set, own, block, &above);
    }
    let sought = Sought {
        named: "instances of StackSets",
        may_be_in: &|module| {
            let mut blocks = module.set_instances.iter();
            blocks.any(|block| !names_its_own(module, block))
        },
    };
    let are_all = every_module(own, &sought, &mut |instance, above| {
        for block in &instance.module.set_instances {
            if instance.id != own.id && !names_its_own(&instance.module, block) {
                out.take(set, instance, block, above);
            }
        }
    });
    if !are_all {
        out.perhaps.push(Perhaps {
            overrides: None,
            address: address_of(set.place, set.block, set.key),
            at: set.block.header,
        });
    }
    let is_open = !out.perhaps.is_empty();
    if out.instances.is_empty() || is_open {
        let exist = if out.instances.is_empty() {
            Resolved::known(true)
        } else {
            Resolved::unknown("whether there are other instances of it is not known")
        };
        out.instances.push(SetInstances {
            region: Resolved::unknown(
                "the Regions that the StackSet deploys to are not known here",
            ),
            account: None,
            overrides: None,
            exist,
            brought_by: out.perhaps.iter().map(|other| other.at).collect(),
            is_open,
        });
    }
    out
}

impl Deployments {
    /// Takes in what a resource makes instances of, where that is or may be a StackSet.
    fn take(
        &mut self,
        set: StackSet<'_, '_>,
        instance: &Instance<'_>,
        block: &Block,
        above: &Resolved<bool>,
    ) {
        let Some(name) = block.body.attribute("stack_set_name") else {
            return;
        };
        for (key, exist) in instance.each_of(block, above) {
            let place = Place {
                instance,
                key: Some(&key),
            };
            let meant = set.is_meant(place, &name.value);
            if meant == Meant::Another || exist.value() == Some(&false) {
                continue;
            }
            let made = made_by(place, block, &key, &exist).into_iter();
            if meant == Meant::This {
                for found in made {
                    let is_new = !self.instances.iter().any(|known| known.is_like(&found));
                    self.instances.extend(is_new.then_some(found));
                }
            } else {
                let overrides = made.filter_map(|found| found.overrides);
                self.perhaps.extend(overrides.map(|overrides| Perhaps {
                    overrides: Some(overrides),
                    address: address_of(place, block, &key),
                    at: block.header,
                }));
            }
        }
    }
}

/// Whether a StackSet of its root is or may be the one that a resource makes instances of.
pub(super) fn is_of_a_set(place: Place<'_, '_>, block: &Block) -> bool {
    let Some(name) = block.body.attribute("stack_set_name") else {
        return true;
    };
    if names_its_own(&place.instance.module, block) {
        return true;
    }
    let mut is_there = false;
    let sought = Sought {
        named: STACK_SET,
        may_be_in: &|module| module.stacks.iter().any(|stack| stack.name() == STACK_SET),
    };
    let are_all = every_module(place.instance, &sought, &mut |instance, above| {
        let sets = instance.module.stacks.iter();
        for set in sets.filter(|stack| stack.name() == STACK_SET) {
            is_there |= instance.each_of(set, above).iter().any(|(key, _)| {
                let set = StackSet {
                    place: Place {
                        instance,
                        key: Some(key),
                    },
                    block: set,
                    key,
                };
                set.is_meant(place, &name.value) != Meant::Another
            });
        }
    });
    is_there || !are_all
}

/// Whether what makes instances names a StackSet of its own module, plainly: of no other one it can be.
fn names_its_own(module: &Module, block: &Block) -> bool {
    let name = block.body.attribute("stack_set_name");
    let named = name.and_then(|name| set_named_by(&name.value));
    named.is_some_and(|named| {
        let mut sets = module
            .stacks
            .iter()
            .filter(|stack| stack.name() == STACK_SET);
        sets.any(|set| set.labels.get(1).map(String::as_str) == Some(named.as_str()))
    })
}

pub(super) fn address_of(place: Place<'_, '_>, block: &Block, key: &Key) -> String {
    let prefix = &place.instance.prefix;
    format!("{prefix}{}{}", block.labels.join("."), key.shown)
}

impl SetInstances {
    /// Whether what others make differs in the account alone.
    fn is_like(&self, other: &SetInstances) -> bool {
        self.region.value().is_some()
            && self.region.value() == other.region.value()
            && self.overrides.is_none()
            && other.overrides.is_none()
            && self.exist == other.exist
    }
}

/// The instances that one instance of a resource makes.
fn made_by(
    place: Place<'_, '_>,
    block: &Block,
    key: &Key,
    exist: &Resolved<bool>,
) -> Vec<SetInstances> {
    let address = address_of(place, block, key);
    let has_overrides = block.body.attribute("parameter_overrides").is_some();
    let overrides =
        || has_overrides.then(|| Passed::by(place, block, "parameter_overrides", &address));
    let account = block.body.attribute("account_id");
    let account = account.map(|account| place.evaluate(&account.value).converted(&mut to_text));
    let account = account.filter(|account| account.value().is_some());
    let one = |region: Resolved<String>, exist: Resolved<bool>| SetInstances {
        region,
        account: account.clone(),
        overrides: overrides(),
        exist,
        brought_by: [block.places(), place.instance.calls()].concat(),
        is_open: false,
    };
    let is_single = block
        .labels
        .first()
        .is_some_and(|kind| kind == STACK_SET_INSTANCES[0]);
    if is_single {
        return vec![one(region_of_one(place, block, key), exist.clone())];
    }
    let Some(regions) = block.body.attribute("regions") else {
        let why = "the Regions that the StackSet deploys to are not known";
        return vec![one(Resolved::unknown(why), exist.clone())];
    };
    let at = regions.value.span;
    let listed = place.evaluate(&regions.value);
    let elements = listed.value().and_then(Value::elements);
    let Some(elements) = elements else {
        let region =
            listed.and_then(&mut |_| Resolved::unknown("they depend on what is not known"));
        return vec![one(region, exist.clone())];
    };
    let hop = || Hop::value(at, "the StackSet deploys to this Region");
    let regions = elements.iter().cloned();
    let regions = regions.map(|region| region.converted(&mut to_text).via([hop()]));
    regions.map(|region| one(region, exist.clone())).collect()
}

/// The Region of the instance that one resource makes.
fn region_of_one(place: Place<'_, '_>, block: &Block, key: &Key) -> Resolved<String> {
    let (managed_in, _) = place
        .instance
        .region_of(block, key, Some("the StackSet's instance"));
    let region = match block.body.attribute("stack_set_instance_region") {
        Some(region) => place
            .evaluate(&region.value)
            .converted(&mut to_text)
            .via([Hop::value(
                region.value.span,
                "the StackSet deploys to this Region",
            )])
            .or_else(&managed_in),
        None => managed_in,
    };
    match region {
        Resolved::Unset { .. } => {
            Resolved::unknown("the Region that the StackSet's instance is deployed to is not known")
        }
        region => region,
    }
}
