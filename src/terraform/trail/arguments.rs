//! The arguments of a trail's resource block.

use std::cell::Cell;

use super::misplaced::too_low;
use super::misspelt::on_the_trail;
use crate::model::{Attribute, Dialect};
use crate::resolved::{Evidence, Formula, Hop, Resolved, Symbol};
use crate::suggest;
use crate::terraform::config::instance::Instance;
use crate::terraform::config::instance_keys::Key;
use crate::terraform::config::providers::NotConfigured;
use crate::terraform::config::stored_values::kept_in_the_state;
use crate::terraform::lang::syntax::{Block, Expression};
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Value, to_bool};

/// The arguments of one instance of a trail.
pub(super) struct Arguments<'i, 'a> {
    pub(super) instance: &'i Instance<'a>,
    pub(super) block: &'i Block,
    pub(super) key: &'i Key,
    pub(super) dialect: Dialect,
    /// What holds wherever it exists.
    pub(super) holds: Formula,
    /// How many nested blocks its `dynamic` blocks may still make.
    pub(super) blocks_left: Cell<usize>,
}

impl Arguments<'_, '_> {
    /// An argument's value, null as left out, with the place where it is written.
    pub(super) fn argument(&self, name: &str) -> Resolved<Value> {
        let given: Vec<_> = self
            .block
            .body
            .attributes
            .iter()
            .filter(|attribute| attribute.name == name)
            .collect();
        match given.as_slice() {
            [] => on_the_trail(self.block, name, self.dialect)
                .or_else(|| too_low(self.block, name, self.dialect))
                .unwrap_or_else(Resolved::unset),
            [attribute] => kept_in_the_state(self.evaluate(&attribute.value))
                .assigned(&attribute.assigned(), attribute.value.span)
                .converted(&mut |value| match value {
                    Value::Null => Resolved::unset(),
                    value => Resolved::known(value),
                })
                .written_at(attribute.value.span)
                .no_text_needed_at(attribute.value.span),
            [.., last] => Resolved::Unknown {
                term: None,
                why: format!("`{name}` is set more than once"),
                from: Evidence::at(last.value.span),
            },
        }
    }

    fn evaluate(&self, expression: &Expression) -> Resolved<Value> {
        self.instance
            .evaluate_where(expression, self.key, &self.holds)
    }

    pub(super) fn flag(&self, attribute: Attribute) -> Resolved<bool> {
        let name = self.dialect.name_of(attribute);
        let value = types::open_as(self.argument(name), &Type::Bool).converted(&mut to_bool);
        let value = value.settled(&self.holds).decided();
        match self.ignored(name) {
            Some(label) => value.via([label]),
            None => value,
        }
    }

    /// `lifecycle { ignore_changes = [name] }`: the value counts when the trail is created only.
    fn ignored(&self, name: &str) -> Option<Hop> {
        let lifecycle = self.block.body.blocks_of("lifecycle").next()?;
        let ignore = lifecycle.body.attribute("ignore_changes")?;
        let file = self
            .instance
            .root
            .modules
            .sources
            .get(ignore.value.span.source);
        let text = file.text().get(ignore.value.span.range())?;
        let named = text
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .any(|word| word == name || word == "all");
        named.then(|| {
            Hop::chose(
                ignore.value.span,
                "`ignore_changes`: the value counts only when the trail is created",
            )
        })
    }

    /// What is refused of it, whatever its flags come to.
    pub(super) fn refused(&self) -> Option<Resolved<bool>> {
        self.refused_by_provider()
            .or_else(|| self.refers_to_itself())
            .or_else(|| self.left_out())
    }

    /// That the resource's provider configuration is nowhere.
    fn refused_by_provider(&self) -> Option<Resolved<bool>> {
        let name = self.instance.provider_named_by(self.block, self.key);
        let NotConfigured {
            name,
            owner,
            near,
            hops,
        } = self.instance.not_configured(&name)?;
        let at = self.block.body.attribute("provider")?.value.span;
        let meant = suggest::did_you_mean(&name, near.as_deref());
        let otherwise =
            format!("Declare it, or pass `{name}` in the `providers` of the module call");
        let remedy = suggest::writing(near.as_deref(), &otherwise);
        let refused = Resolved::Invalid {
            text: name,
            why: format!("{owner} has no provider configuration of that name{meant}"),
            from: Evidence {
                at: Some(at),
                ..Evidence::passed(hops)
            },
        };
        Some(refused.remedied(remedy))
    }

    /// Its Region, and what stands for that where nothing says it.
    pub(super) fn home_region(&self) -> (Resolved<String>, Symbol) {
        let called = (self.dialect == Dialect::Terraform).then_some("the trail");
        self.instance.region_of(self.block, self.key, called)
    }
}
