//! What is known of a resource before it is made: the value that `terraform_data` keeps, a trail's arguments, how many instances
//! there are.

use std::collections::{BTreeMap, BTreeSet};

use super::expansion::{all_instances, expanded_at, meta_argument};
use super::instance::Instance;
use super::instance_keys::{Key, Keys};
use super::module::{STORED, TRAIL};
use super::module_scope::identified;
use crate::resolved::{Domain, Hop, Resolved, Symbol};
use crate::source::Span;
use crate::terraform::lang::ephemeral::kept;
use crate::terraform::lang::instead::{Lacking, or_instead};
use crate::terraform::lang::partly::keyed_of;
use crate::terraform::lang::syntax::{Block, Body, Expression};
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Entry, Value};

impl Instance<'_> {
    /// What `terraform_data.NAME.input` and `.output` are, and how many names of the path that takes; `None` for all else, and
    /// where there are several or a change of the input is ignored.
    ///
    /// Source: `resourceDataStore` of Terraform's built-in provider: the output is known after apply only, and is the input then.
    pub(super) fn stored(&self, path: &[&str]) -> Option<(Resolved<Value>, usize)> {
        let &[name, "input" | "output", ..] = path else {
            return None;
        };
        let address = format!("{STORED}.{name}");
        let block = self.module.stored.get(&address)?;
        if expanded_at(&block.body).is_some() || !changes_at_will(block) {
            return None;
        }
        let repeated = self.module.repeated.value("resource", &address);
        let value = repeated.unwrap_or_else(|| {
            let named = format!("resource.{address}");
            self.named(&named, &|| self.kept_by(&address, block))
        });
        Some((value, 2))
    }

    /// What an argument of another trail is, and how many names of the path that takes; `None` for all that is not known before it
    /// is made, and where there are several or a change is ignored.
    ///
    /// Source: `internal/service/cloudtrail/trail.go` of the AWS provider: no argument of a trail is computed where it is given,
    /// and these three have a default.
    pub(super) fn of_trail(&self, path: &[&str]) -> Option<(Resolved<Value>, usize)> {
        let &[name, argument, ..] = path else {
            return None;
        };
        let address = format!("{TRAIL}.{name}");
        let block = self.module.trail(&address)?;
        if expanded_at(&block.body).is_some()
            || !changes_at_will(block)
            || block.body.is_repeated(argument)
        {
            return None;
        }
        let default = default_of(argument);
        if block.body.attribute(argument).is_none() && default.is_none() {
            return None;
        }
        let repeated = self.module.repeated.value("resource", &address);
        let value = repeated.unwrap_or_else(|| {
            let named = format!("resource.{address}.{argument}");
            self.named(&named, &|| {
                self.argument(
                    (&address, block),
                    &Key::default(),
                    argument,
                    default.as_ref(),
                )
            })
        });
        Some((value, 2))
    }

    /// An instance of another trail that says how often it exists: its arguments are known, as those of one that does not say so,
    /// and nothing else that may be asked of it.
    fn of_trail_instance(&self, address: &str, block: &Block, key: &Key) -> Resolved<Value> {
        let why = format!("`{address}` is known only after apply");
        let rest = || Resolved::unknown(why.as_str());
        let given = block
            .body
            .attributes
            .iter()
            .map(|given| given.name.as_str());
        let names: BTreeSet<&str> = given.chain(DEFAULTS.map(|(name, _)| name)).collect();
        let known = names
            .into_iter()
            .filter(|name| !block.body.is_repeated(name));
        let known = known.map(|name| {
            let default = default_of(name);
            let value = self.argument((address, block), key, name, default.as_ref());
            Entry::once(Resolved::known(Value::text(name)), value)
        });
        let others = Entry::any_number(rest(), rest());
        let entries = [others].into_iter().chain(known).collect();
        Resolved::known(keyed_of(false, entries))
    }

    fn argument(
        &self,
        (address, block): (&str, &Block),
        key: &Key,
        argument: &str,
        default: Option<&Resolved<Value>>,
    ) -> Resolved<Value> {
        let by_default = |default: &Resolved<Value>| {
            let said =
                format!("`{address}` does not set `{argument}`, which the AWS provider sets");
            default.clone().via([Hop::chose(block.header, said)])
        };
        let Some(given) = block.body.attribute(argument) else {
            let unset = || Resolved::unknown(format!("`{address}` does not set `{argument}`"));
            return default.map_or_else(unset, by_default);
        };
        let value = kept_in_the_state(self.evaluate(&given.value, key));
        let value = value.assigned(&given.assigned(), given.value.span);
        let value = match default {
            Some(default) => or_instead(
                types::convert(value, &Type::Bool),
                Lacking::Null,
                &format!("`{argument}`"),
                &|_| by_default(default),
            ),
            None => value,
        };
        value.via([Hop::value(
            given.value.span,
            format!("`{address}` is given it"),
        )])
    }

    /// What a resource or a data source hands on, or what stands for it as a whole: all its instances, or null where it is not enabled. The answer says
    /// how many names of its path that takes, the `own` that are its address; `None` where what it is made of is asked for.
    pub(super) fn as_a_whole(
        &self,
        address: &str,
        path: &[&str],
        own: usize,
    ) -> Option<(Resolved<Value>, usize)> {
        if let Some(handed_on) = self.handed_on(address, path, own) {
            return Some(handed_on);
        }
        let body = self.module.expanded.get(address)?;
        let value = match meta_argument(body) {
            Some(at) if path.len() == own => self.instances(address, body, at),
            None => self.where_enabled(address, body, expanded_at(body)?),
            Some(_) => return None,
        };
        Some((value, own))
    }

    /// All instances of what says how often it exists: each is only known once it is made.
    fn instances(&self, address: &str, body: &Body, at: Span) -> Resolved<Value> {
        self.named(&format!("instances of {address}"), &|| {
            let trail = self
                .module
                .trail(address)
                .filter(|block| changes_at_will(block));
            let keys = trail.map(|block| self.expand(&block.body, &Key::default()));
            let keys = keys.iter().flat_map(Keys::told_apart);
            let keys: BTreeMap<String, &Key> = keys.map(|key| (key.identity(), key)).collect();
            let element = |key: &Key| {
                let name = format!("{address}{}", key.shown);
                // An instance of `count` is known by its number, also where it is not known whether there is that one.
                let by_number = key.index.map(|_| key);
                let known = keys.get(key.shown.as_str()).copied().or(by_number);
                if let (Some(key), Some(block)) = (known, trail) {
                    return self.of_trail_instance(&name, block, key);
                }
                self.once_made(&name, address, key)
            };
            let evaluate = |expression: &Expression| self.evaluate(expression, &Key::default());
            let all = all_instances(body, &evaluate, &element);
            let all = all.via([Hop::chose(
                at,
                format!("it says how often `{address}` exists"),
            )]);
            identified(all, || Symbol::named(address, self.identity.clone()))
        })
    }

    /// What says whether it is enabled.
    ///
    /// Source: "The `enabled` Meta-Argument" of OpenTofu: what is not enabled "evaluates to null".
    fn where_enabled(&self, address: &str, body: &Body, at: Span) -> Resolved<Value> {
        let made = || {
            let trail = self.module.trail(address);
            match trail.filter(|block| changes_at_will(block)) {
                Some(block) => self.of_trail_instance(address, block, &Key::default()),
                None => self.once_made(address, address, &Key::default()),
            }
        };
        self.named(&format!("{address} where it is enabled"), &|| {
            let none = || Resolved::known(Value::Null);
            let whole = match self.expand(body, &Key::default()) {
                Keys::Known(_) => made(),
                Keys::None { .. } => none(),
                Keys::Undecided { created, .. } => {
                    let name = format!("`enabled` of `{address}`");
                    let one = &mut |is_made: bool, _: &_| if is_made { made() } else { none() };
                    created.choose(&name, one)
                }
            };
            whole.via([Hop::chose(
                at,
                format!("it says whether `{address}` exists"),
            )])
        })
    }

    /// An instance that is only known once it is made, but for what it hands on.
    fn once_made(&self, name: &str, address: &str, key: &Key) -> Resolved<Value> {
        let symbol = Symbol::named(name, self.identity.clone());
        let why = format!("`{name}` is known only after apply");
        let handed_on = self.all_handed_on(address, key);
        if handed_on.is_empty() {
            return identified(Resolved::unknown(why), || symbol);
        }
        let rest = || Resolved::unknown(why.as_str());
        let known = handed_on.into_iter();
        let known =
            known.map(|(name, value)| Entry::once(Resolved::known(Value::text(name)), value));
        let others = Entry::any_number(rest(), rest());
        Resolved::known(keyed_of(false, [others].into_iter().chain(known).collect()))
    }

    fn kept_by(&self, address: &str, block: &Block) -> Resolved<Value> {
        let Some(input) = block.body.attribute("input") else {
            return Resolved::known(Value::Null);
        };
        let value = kept_in_the_state(self.evaluate(&input.value, &Key::default()));
        let value = value.assigned(&input.assigned(), input.value.span);
        let symbol = || {
            Symbol::declared(
                address,
                input.value.span,
                self.identity.clone(),
                Domain::Any,
            )
        };
        identified(value, symbol).via([Hop::value(
            input.value.span,
            format!("`{address}` is given it"),
        )])
    }
}

/// Whether a change of any of its arguments counts.
pub(super) fn changes_at_will(block: &Block) -> bool {
    let mut lifecycle = block.body.blocks_of("lifecycle");
    lifecycle.all(|block| block.body.attribute("ignore_changes").is_none())
}

/// What the provider sets of a trail.
const DEFAULTS: [(&str, bool); 3] = [
    ("enable_logging", true),
    ("include_global_service_events", true),
    ("is_multi_region_trail", false),
];

fn default_of(argument: &str) -> Option<Resolved<Value>> {
    let default = DEFAULTS.iter().find(|(name, _)| *name == argument);
    default.map(|(_, default)| Resolved::known(Value::Bool(*default)))
}

/// The value of an argument that the state has: all but those few that are only written.
///
/// Source: Terraform 1.11.4, "Invalid use of ephemeral value".
pub(crate) fn kept_in_the_state(value: Resolved<Value>) -> Resolved<Value> {
    kept(
        value,
        "Terraform keeps this argument in its state, where it takes no ephemeral value",
    )
}
