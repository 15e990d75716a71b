//! Where a StackSet deploys to: the resources that make its instances, each with Regions and parameters of its own.
//!
//! Source: the AWS provider's references of `aws_cloudformation_stack_set_instance` (of which version 6 calls the target
//! `stack_set_instance_region`, since `region` says there where the resource is managed; it defaults to the current Region) and of
//! `aws_cloudformation_stack_instances`.

use hcl::edit::Decorated;
use hcl::edit::expr::{Expression as Hcl, TraversalOperator};

use super::expressions::{Place, followed, part};
use super::passed::Passed;
use crate::resolved::{Hop, Resolved};
use crate::source::Span;
use crate::terraform::config::instance_keys::Key;
use crate::terraform::config::module::{STACK_SET, STACK_SET_INSTANCES};
use crate::terraform::lang::syntax::{Block, Expression, Form};
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
}

/// A StackSet: one instance of its resource.
#[derive(Clone, Copy)]
pub(super) struct StackSet<'i, 'a> {
    pub(super) place: Place<'i, 'a>,
    pub(super) block: &'i Block,
    pub(super) key: &'i Key,
}

/// The instances that resources of its module make of a StackSet; one of an unknown Region where none do.
pub(super) fn instances_of(set: StackSet<'_, '_>) -> Vec<SetInstances> {
    let instance = set.place.instance;
    let always = Resolved::known(true);
    let mut out: Vec<SetInstances> = Vec::new();
    for block in &instance.module.set_instances {
        for (key, created) in instance.each_of(block, &always) {
            let Some(is_meant) = set.is_meant_by(block, &key) else {
                continue;
            };
            let exist = created.and(&is_meant);
            if exist.value() == Some(&false) {
                continue;
            }
            for found in made_by(set, block, &key, &exist) {
                if !out.iter().any(|known| known.is_like(&found)) {
                    out.push(found);
                }
            }
        }
    }
    if out.is_empty() {
        out.push(SetInstances {
            region: Resolved::unknown(
                "the Regions that the StackSet deploys to are not known here",
            ),
            account: None,
            overrides: None,
            exist: Resolved::known(true),
            brought_by: Vec::new(),
        });
    }
    out
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
    set: StackSet<'_, '_>,
    block: &Block,
    key: &Key,
    exist: &Resolved<bool>,
) -> Vec<SetInstances> {
    let instance = set.place.instance;
    let place = Place {
        instance,
        key: Some(key),
    };
    let address = format!("{}{}{}", instance.prefix, block.labels.join("."), key.shown);
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
        brought_by: block.places(),
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

/// What an expression refers to.
enum Reference {
    /// To this StackSet, where that holds.
    This(Resolved<bool>),
    Another,
    /// It is no reference to a StackSet.
    Unsaid,
}

impl StackSet<'_, '_> {
    /// Whether a resource makes instances of it; `None` where that is of another one.
    fn is_meant_by(self, block: &Block, key: &Key) -> Option<Resolved<bool>> {
        let name = block.body.attribute("stack_set_name")?;
        let place = Place {
            key: Some(key),
            ..self.place
        };
        let found = followed(place, &name.value);
        match self.reference(found.place, &found.expression) {
            Reference::This(is_meant) => Some(is_meant),
            Reference::Another => None,
            Reference::Unsaid => self.is_named(place, &name.value),
        }
    }

    /// What an expression refers to, where it is a reference to a StackSet.
    fn reference(self, place: Place<'_, '_>, expression: &Expression) -> Reference {
        let Form::Hcl(inner) = &expression.form else {
            return Reference::Unsaid;
        };
        let Some(traversal) = inner.as_traversal() else {
            return Reference::Unsaid;
        };
        let is_of_set =
            |root: &Hcl| matches!(root, Hcl::Variable(root) if root.as_str() == STACK_SET);
        if !is_of_set(&traversal.expr) {
            return Reference::Unsaid;
        }
        let mut operators = traversal.operators.iter().map(Decorated::value);
        let label = self.block.labels.get(1);
        let is_this = match operators.next() {
            Some(TraversalOperator::GetAttr(name)) => {
                Some(name.as_str()) == label.map(String::as_str)
                    && place.instance.id == self.place.instance.id
            }
            _ => false,
        };
        if !is_this {
            return Reference::Another;
        }
        let Some(TraversalOperator::Index(index)) = operators.next() else {
            return Reference::This(Resolved::known(true));
        };
        let index = place.evaluate(&part(place, expression, index));
        let Some(index) = index.value().and_then(Value::as_text) else {
            return Reference::This(Resolved::unknown(
                "which of several StackSets it is an instance of is not known",
            ));
        };
        let own = self.key.text();
        let own = own.or_else(|| self.key.index.map(|index| index.to_string()));
        if own == Some(index) {
            Reference::This(Resolved::known(true))
        } else {
            Reference::Another
        }
    }

    /// Whether a name that is no reference is that of this StackSet.
    fn is_named(self, place: Place<'_, '_>, name: &Expression) -> Option<Resolved<bool>> {
        let own = self.block.body.attribute("name")?;
        let own = self.place.evaluate(&own.value);
        let name = place.evaluate(name);
        let is_same = own.value().is_some() && own.value() == name.value();
        is_same.then(|| Resolved::known(true))
    }
}
