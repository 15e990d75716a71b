//! Provider configurations: which one a resource belongs to, and its Region.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::instance::{Caller, Instance};
use super::instance_keys::{Key, Keys};
use super::provider_references::{
    KeyOfReference, Passed, Reference, is_set_aside, provider_pairs, reference,
};
use super::stored_values::kept_in_the_state;
use crate::limits::MAX_NAMES_LOOKED_AT;
use crate::model::cut_region;
use crate::resolved::{Evidence, Hop, Naming, Resolved, Symbol};
use crate::suggest;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Value, to_text};

/// A provider configuration that a module gets from its caller.
struct HandedDown<'a> {
    caller: &'a Instance<'a>,
    /// What the caller calls it.
    name: String,
    /// Where it is passed by name; defaults are inherited without a word.
    passed_at: Option<Hop>,
}

/// A provider configuration that is not there.
pub(crate) struct NotConfigured {
    pub(crate) name: String,
    /// Which module lacks it, as a sentence names it.
    pub(crate) owner: Arc<str>,
    /// The name that may be meant.
    pub(crate) near: Option<String>,
    /// Where it is passed on.
    pub(crate) hops: Vec<Hop>,
}

impl<'a> Instance<'a> {
    /// The Region of a provider configuration, by its name in this module: `aws`, `aws.audit`. Left out where nothing says it.
    pub(crate) fn region_of_provider(&self, name: &str) -> Resolved<String> {
        let region = self.named(&format!("provider.{name}"), &|| {
            let region = self.find_region(name);
            region.converted(&mut |region| Resolved::known(Value::Text(region)))
        });
        region.converted(&mut to_region)
    }

    fn find_region(&self, name: &str) -> Resolved<String> {
        let base = base_of(name);
        // Said where they stand; which of them is meant is not known.
        match self.module.repeated.value("provider", base) {
            Some(Resolved::Invalid { why, from, .. }) => return Resolved::unknown_from(why, from),
            Some(other) => return other,
            None => {}
        }
        if let Some(own) = self.own_provider(base) {
            return if own.body.attribute("for_each").is_some() {
                self.region_by_key(own, name)
            } else {
                self.region_in(own, name, &Key::default())
            };
        }
        match self.handed_down(base) {
            Some(outer) => outer
                .caller
                .region_of_provider(&outer.name)
                .via(outer.passed_at),
            None => self.root.region_given(),
        }
    }

    /// The Region of one instance of a resource, which is called so in a sentence: its `region` argument (AWS provider 6 and
    /// later), where it has that, or the Region of the provider that it names or inherits; and what stands for that where nothing
    /// says it.
    pub(crate) fn region_of(
        &self,
        resource: &Block,
        key: &Key,
        called: Option<&str>,
    ) -> (Resolved<String>, Symbol) {
        let provider = self.provider_named_by(resource, key);
        let symbol = self.region_symbol(&provider);
        let of_provider = self.region_of_provider(&provider);
        let own = resource.body.attribute("region");
        let (Some(region), Some(called)) = (own, called) else {
            return (of_provider, symbol);
        };
        let value = kept_in_the_state(self.evaluate(&region.value, key))
            .converted(&mut to_region)
            .via([Hop::value(
                region.value.span,
                format!("`region` of {called}"),
            )])
            .or_else(&of_provider);
        (value, symbol)
    }

    /// What stands for the Region of a provider configuration where nothing says it.
    pub(crate) fn region_symbol(&self, name: &str) -> Symbol {
        let (instance, name) = self.configuration(name);
        let is_one_of_several = !name.contains('[')
            && instance
                .own_provider(&name)
                .is_some_and(|provider| provider.body.attribute("for_each").is_some());
        if is_one_of_several {
            return Symbol::alone();
        }
        let named = format!("Region of {name}");
        Symbol::named_by_aws(named, instance.identity.clone(), Naming::Region)
    }

    /// The provider configuration of a name that the module has for itself.
    fn own_provider(&self, base: &str) -> Option<&Block> {
        // Any name: `required_providers` may give the AWS provider another.
        let own = self.module.provider(base)?;
        // One that says nothing only declares what the caller hands down.
        let says_nothing = own.body.blocks.is_empty()
            && own
                .body
                .attributes
                .iter()
                .all(|attribute| matches!(attribute.name.as_str(), "alias" | "version"));
        (!says_nothing || self.handed_down(base).is_none()).then_some(own)
    }

    /// The caller's provider configuration that a name stands for: passed by name, or a default one, which is inherited.
    ///
    /// Source: "Providers Within Modules" of the Terraform language.
    fn handed_down(&self, base: &str) -> Option<HandedDown<'a>> {
        let Caller {
            instance: caller,
            call,
            key,
        } = self.caller?;
        let passed = self.passed_providers(call);
        match passed.get(base) {
            Some(outer) => {
                let span = outer.span;
                let name = caller.name_in(outer, key);
                let of_call = call.said();
                // Its key may be a private value.
                let shown = base_of(&name);
                let passed_at =
                    Hop::value(span, format!("{of_call} is given the provider `{shown}`"));
                Some(HandedDown {
                    caller,
                    name,
                    passed_at: Some(passed_at),
                })
            }
            None => (!base.contains('.')).then(|| HandedDown {
                caller,
                name: base.to_owned(),
                passed_at: None,
            }),
        }
    }

    /// What the module's call passes it, by the names that it has there, made at the first question.
    fn passed_providers(&self, call: &Block) -> Passed {
        let mut known = self.root.passed_providers.borrow_mut();
        let passed = known.entry(self.id).or_insert_with(|| {
            let passed = call.body.attribute("providers");
            let pairs =
                passed.map(|passed| provider_pairs(&passed.value, self.root.modules.sources));
            let mut out = HashMap::new();
            for (inner, outer) in pairs.into_iter().flatten() {
                out.entry(inner).or_insert(outer);
            }
            Rc::new(out)
        });
        Rc::clone(passed)
    }

    /// The module instance that has a provider configuration, and what that one calls it.
    fn configuration(&self, name: &str) -> (&Instance<'a>, String) {
        let base = base_of(name);
        let outer = match self.own_provider(base) {
            Some(_) => None,
            None => self.handed_down(base),
        };
        match outer {
            Some(outer) => outer.caller.configuration(&outer.name),
            None => (self, name.to_owned()),
        }
    }

    /// The name of a provider configuration that this module, or a caller of it, does not have, where that is known: as the one
    /// that lacks it calls it, with the place that names it if it is not the resource's own.
    ///
    /// Source: Terraform 1.11.4, "Provider configuration not present".
    pub(crate) fn not_configured(&self, name: &str) -> Option<NotConfigured> {
        let base = base_of(name);
        if !base.contains('.') || self.own_provider(base).is_some() || !self.module.is_whole() {
            return None;
        }
        if let Some(outer) = self.handed_down(base) {
            let mut lacking = outer.caller.not_configured(&outer.name)?;
            lacking.hops.extend(outer.passed_at);
            return Some(lacking);
        }
        // Who calls the module passes what it asks for, and Terragrunt generates files of its own.
        let is_root = self.caller.is_none();
        let is_open = self.root.generates_files || self.module.passed_providers.contains(base);
        let passed = self
            .caller
            .and_then(|caller| caller.call.body.attribute("providers"));
        let is_unread = passed.is_some_and(|passed| is_set_aside(&passed.value));
        if is_root && is_open || is_unread {
            return None;
        }
        Some(NotConfigured {
            near: self.near_configuration(base),
            name: base.to_owned(),
            owner: self.owner(),
            hops: Vec::new(),
        })
    }

    fn near_configuration(&self, name: &str) -> Option<String> {
        let own = self.module.providers.iter().filter_map(|provider| {
            let alias = provider.literal("alias")?;
            Some(format!("{}.{alias}", provider.name()))
        });
        let names: Vec<String> = own.take(MAX_NAMES_LOOKED_AT).collect();
        suggest::nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
    }

    /// The Region that a provider's block names, for one instance of it.
    fn region_in(&self, provider: &Block, name: &str, key: &Key) -> Resolved<String> {
        let Some(region) = provider.body.attribute("region") else {
            return self.root.region_given();
        };
        self.evaluate(&region.value, key)
            .converted(&mut to_region)
            .via([Hop::value(
                region.value.span,
                format!("Region of the provider `{name}`"),
            )])
            .or_else(&self.root.region_given())
    }

    /// The Region of one instance of a provider with `for_each`: by its key, and where the key is not known.
    ///
    /// Source: "Provider Configuration" of OpenTofu, 1.9 and later, which refuses a key that is none of them.
    fn region_by_key(&self, provider: &Block, name: &str) -> Resolved<String> {
        let base = base_of(name);
        let keys = self.keys_of_provider(provider, base);
        if name != base && !keys.is_empty() {
            let (_, identity) = name.split_at(base.len());
            return match keys.get(identity) {
                Some(key) => self.region_in(provider, &format!("{base}{}", key.shown), key),
                None => Resolved::Invalid {
                    text: base.to_owned(),
                    why:
                        "the `for_each` of the provider makes no instance of the key that is named"
                            .into(),
                    from: Evidence::at(provider.header),
                }
                .remedied("Name a key that the `for_each` of the provider has"),
            };
        }
        let regions = keys.values();
        let mut regions: Vec<Resolved<String>> = regions
            .map(|key| self.region_in(provider, &format!("{base}{}", key.shown), key))
            .collect();
        let first = regions.first().and_then(Resolved::value);
        if first.is_some() && regions.iter().all(|region| region.value() == first) {
            return regions.swap_remove(0);
        }
        Resolved::unknown(format!(
            "which instance of the provider `{base}` it is, is not known"
        ))
    }

    /// The instances of a provider configuration, by what tells them apart, found once.
    fn keys_of_provider(&self, provider: &Block, base: &str) -> Rc<BTreeMap<String, Key>> {
        let at = (self.id, base.to_owned());
        if let Some(known) = self.root.keys_of_providers.borrow().get(&at) {
            return Rc::clone(known);
        }
        let keys = match self.expand(&provider.body, &Key::default()) {
            Keys::Known(keys) => keys,
            Keys::None { .. } | Keys::Undecided { .. } => Vec::new(),
        };
        let keys = keys.into_iter().map(|key| (key.identity(), key));
        let keys: Rc<BTreeMap<String, Key>> = Rc::new(keys.collect());
        let mut known = self.root.keys_of_providers.borrow_mut();
        known.insert(at, Rc::clone(&keys));
        keys
    }

    /// Which provider configuration of the root a resource belongs to: `aws`, `aws.audit`, or one that a module has for itself, with
    /// what tells the module's instance apart.
    pub(crate) fn provider_of(&self, resource: &Block) -> String {
        let (instance, name) =
            self.configuration(&self.provider_named_by(resource, &Key::default()));
        format!("{}{} {name}", instance.prefix, instance.id)
    }

    /// The provider configuration that an instance of a resource names, in the words of its own module.
    pub(crate) fn provider_named_by(&self, resource: &Block, key: &Key) -> String {
        let default = if resource.name().starts_with("awscc") {
            "awscc"
        } else {
            "aws"
        };
        let Some(attribute) = resource.body.attribute("provider") else {
            return default.to_owned();
        };
        self.name_in(&reference(&attribute.value, self.root.modules.sources), key)
    }

    /// `aws`, `aws.audit`, `aws.by_region["eu-central-1"]`; without the key where it is not known.
    fn name_in(&self, reference: &Reference, key: &Key) -> String {
        let name = &reference.name;
        let known = reference.key.as_deref().and_then(|of| match of {
            KeyOfReference::Written(text) => Some(text.clone()),
            KeyOfReference::Evaluated(index) => self.evaluate(index, key).value()?.as_text(),
        });
        match known {
            Some(index) => format!("{name}[\"{index}\"]"),
            None => name.to_string(),
        }
    }
}

/// The name of a provider configuration without the key of its instance.
pub(super) fn base_of(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// A value as the Region that it names.
fn to_region(value: Value) -> Resolved<String> {
    cut_region(to_text(value))
}
