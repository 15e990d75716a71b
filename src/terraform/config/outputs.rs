//! `module.NAME`: what a module's outputs come to for its caller.

use std::sync::Arc;

use super::expansion::{all_instances, expanded_at, meta_argument};
use super::instance::{Caller, Instance};
use super::instance_keys::{Key, Keys};
use super::module::Module;
use super::module_scope::identified;
use crate::resolved::{Domain, Hop, Resolved, Symbol};
use crate::source::Span;
use crate::suggest;
use crate::terraform::lang::partly::keyed_of;
use crate::terraform::lang::private::private;
use crate::terraform::lang::syntax::{Attribute, Block, Expression};
use crate::terraform::lang::values::{Entry, Value, error, is_settled, with_elements};
use crate::terraform::limits::{MAX_ENTERED_INSTANCES, MAX_INSTANCES_OF_BLOCK};

impl Instance<'_> {
    /// `module.NAME`: its outputs, by instance where the call has `count` or `for_each`. The answer says how many names of the
    /// path it took.
    pub(crate) fn module_reference(&self, path: &[&str], at: Span) -> (Resolved<Value>, usize) {
        let Some(&name) = path.first() else {
            return (Resolved::unknown("`module` alone is no value"), 0);
        };
        let Some(call) = self.module.call(name) else {
            let names = self.module.calls.iter().flat_map(|call| &call.labels);
            return (self.undeclared("module call", name, at, names), path.len());
        };
        let module = match self.called(call) {
            Ok(module) => module,
            Err(absent) => {
                let unknown = Resolved::unknown(absent.why(name));
                let hops = self.call_hops(call).map(Hop::unsaid);
                return (unknown.via(hops), path.len());
            }
        };
        let (value, taken) = self.outputs_of(&module, call, path.get(1).copied());
        (value.via(self.call_hops(call)), taken)
    }

    /// Where a call says which module it is, and that there is one: another source has other outputs.
    fn call_hops(&self, call: &Block) -> impl Iterator<Item = Hop> {
        let said = format!("module `{}` is called here", call.name());
        let called = call.places().into_iter();
        let called = called.map(move |at| Hop::chose(at, said.as_str()).unsaid());
        self.source_hops(call).into_iter().chain(called)
    }

    /// What a call's module gives: its outputs, or the one that is asked for where it is told alone.
    fn outputs_of(
        &self,
        module: &Arc<Module>,
        call: &Block,
        output: Option<&str>,
    ) -> (Resolved<Value>, usize) {
        let name = call.name();
        let keys = self.keys_of(call);
        if meta_argument(&call.body).is_some() {
            let by_case = self.outputs_by_case(module, call, &keys);
            let outputs = by_case.unwrap_or_else(|| self.outputs_by_key(module, call, &keys));
            return (outputs.via(self.expansion_of(name)), 1);
        }
        if matches!(*keys, Keys::None { .. }) {
            // OpenTofu: what is not enabled is null.
            let none = Resolved::known(Value::Null);
            return (none.via(self.expansion_of(name)), 1);
        }
        if let Keys::Undecided { created, .. } = &*keys {
            let outputs = |exists: bool| {
                if exists {
                    self.outputs(module, call, &Key::default())
                } else {
                    Resolved::known(Value::Null)
                }
            };
            let name = format!("`enabled` of module `{name}`");
            let created = created.clone();
            return (created.choose(&name, &mut |exists, _| outputs(exists)), 1);
        }
        if let Some(output) = output {
            return (self.output(module, call, &Key::default(), output), 2);
        }
        (self.outputs(module, call, &Key::default()), 1)
    }

    /// What says how many instances of a module there are, where that is known: its place, and what it came by.
    pub(crate) fn expansion_of(&self, name: &str) -> Vec<Hop> {
        let Some(call) = self.module.call(name) else {
            return Vec::new();
        };
        let (number, by) = match &*self.keys_of(call) {
            Keys::Known(keys) => {
                let by = keys.first().map(|key| key.hops.clone());
                (keys.len(), by.unwrap_or_default())
            }
            Keys::None { from } => (0, from.hops.clone()),
            Keys::Undecided { .. } => return Vec::new(),
        };
        let instances = match number {
            0 => "no instance".to_owned(),
            1 => "one instance".to_owned(),
            number => format!("{number} instances"),
        };
        let said = format!("there is {instances} of module `{name}`");
        let said = match number {
            0 | 1 => said,
            _ => said.replace("there is", "there are"),
        };
        let at = expanded_at(&call.body);
        let at = at.map(|at| Hop::chose(at, said));
        at.into_iter().chain(by).collect()
    }

    /// `module.NAME[KEY].OUTPUT` alone: other outputs, and other instances, may come from it in turn.
    ///
    /// Source: Terraform's graph has a node for each output of a module, not for the module.
    pub(crate) fn module_output(
        &self,
        name: &str,
        key: &Value,
        output: &str,
    ) -> Option<Resolved<Value>> {
        let call = self.module.call(name)?;
        let module = self.called(call).ok()?;
        let Keys::Known(keys) = &*self.keys_of(call) else {
            return None;
        };
        let wanted = key.as_text()?;
        if keys
            .iter()
            .any(|key| key.each.is_some() && key.text().is_none())
        {
            return None;
        }
        let is_it = |key: &&Key| match (&key.each, key.index) {
            (Some(_), _) => key.text().as_ref() == Some(&wanted),
            (None, index) => index.is_some_and(|index| index.to_string() == wanted),
        };
        let key = keys.iter().find(is_it)?;
        let output = self.output(&module, call, key, output);
        Some(output.via(self.call_hops(call)))
    }

    /// The outputs of a call's instances: a list of objects for `count`, an object of them for `for_each`.
    fn outputs_by_key(&self, module: &Arc<Module>, call: &Block, keys: &Keys) -> Resolved<Value> {
        let keys = match keys {
            Keys::Known(keys) => keys.as_slice(),
            Keys::None { .. } => &[],
            Keys::Undecided { perhaps, .. } if !perhaps.is_empty() => perhaps.as_slice(),
            Keys::Undecided { why, .. } => return Resolved::unknown(why.clone()),
        };
        if keys.len() > MAX_INSTANCES_OF_BLOCK {
            return Resolved::unknown(format!(
                "module `{}` has more than {MAX_INSTANCES_OF_BLOCK} instances",
                call.name()
            ));
        }
        let outputs = |key: &Key| self.outputs(module, call, key);
        if call.body.attribute("count").is_some() {
            return Resolved::known(Value::List(keys.iter().map(outputs).collect()));
        }
        let of_keys = keys.iter().filter_map(|key| key.each.as_ref());
        let privacy = of_keys.map(|(key, _)| key.from().privacy).max();
        let entry = |key: &Key| {
            let name = key.each.as_ref()?.0.clone();
            Some(match &key.exists {
                None => Entry::once(name, outputs(key)),
                Some(_) if key.is_one() => Entry::any_number(name, outputs(key)),
                Some(_) => Entry::any_number(name, same_in_each(outputs(key))),
            })
        };
        // The key of one that is there perhaps is none of those that are there.
        let (perhaps, sure): (Vec<&Key>, Vec<&Key>) =
            keys.iter().partition(|key| key.exists.is_some());
        let entries = perhaps.into_iter().chain(sure).filter_map(entry);
        let outputs = Resolved::known(keyed_of(false, entries.collect()));
        private(outputs, privacy.unwrap_or_default())
    }

    /// The same where it varies from case to case which instances there are.
    fn outputs_by_case(
        &self,
        module: &Arc<Module>,
        call: &Block,
        keys: &Keys,
    ) -> Option<Resolved<Value>> {
        let Keys::Undecided { .. } = keys else {
            return None;
        };
        let evaluate = |expression: &Expression| self.evaluate(expression, &Key::default());
        let element = |key: &Key| self.outputs(module, call, key);
        let all = self.named(&format!("instances of module.{}", call.name()), &|| {
            all_instances(&call.body, &evaluate, &element)
        });
        matches!(all, Resolved::Varies { .. }).then(|| {
            let at = meta_argument(&call.body);
            let said = format!("it says how often module `{}` exists", call.name());
            all.via(at.map(|at| Hop::chose(at, said)))
        })
    }

    /// An output of this root module, for what runs another one.
    pub(crate) fn own_output(&self, name: &str) -> Resolved<Value> {
        let (output, value) = match declared(&self.module, name) {
            Ok(declared) => declared,
            Err(why) => return why,
        };
        let made = self.evaluate(&value.value, &Key::default());
        let made = made.assigned(&value.assigned(), value.value.span);
        let made = made.via([Hop::value(value.value.span, said_of(name))]);
        self.kept_back_of_output(made, output)
    }

    /// All outputs of this root module.
    pub(crate) fn own_outputs(&self) -> Resolved<Value> {
        let names = self.module.outputs.keys();
        let outputs = names.map(|name| (name.clone(), self.own_output(name)));
        Resolved::known(Value::Object(outputs.collect()))
    }

    fn output(&self, module: &Arc<Module>, call: &Block, key: &Key, name: &str) -> Resolved<Value> {
        let (output, value) = match declared(module, name) {
            Ok(declared) => declared,
            Err(why) if why.is_invalid() => return why,
            Err(why) => return why.via(self.unread_of(module)),
        };
        if !self.root.may_enter(self.id, call.name(), key) {
            return Resolved::unknown(format!(
                "outputs of more than {MAX_ENTERED_INSTANCES} module instances are asked for"
            ));
        }
        let caller = Caller {
            instance: self,
            call,
            key,
        };
        let child = Instance::new(self.root, Arc::clone(module), Some(caller));
        let named = format!("module.{}{}.{name}", call.name(), key.shown);
        child.named(&named, &|| {
            let symbol = || {
                let (at, instance) = (value.value.span, child.identity.clone());
                Symbol::declared(named.as_str(), at, instance, Domain::Any)
            };
            let made = child.evaluate(&value.value, &Key::default());
            let made = made.assigned(&value.assigned(), value.value.span);
            let made = identified(made, symbol);
            let made = made.via([Hop::value(value.value.span, said_of(name))]);
            child.kept_back_of_output(made, output)
        })
    }

    /// What keeps from being known what a module declares. The files that are broken decide then.
    fn unread_of(&self, module: &Arc<Module>) -> Option<Hop> {
        let broken = module.unreadable.first()?;
        self.root.note_broken(module);
        Some(Hop::chose(broken.span, "this cannot be read"))
    }

    fn outputs(&self, module: &Arc<Module>, call: &Block, key: &Key) -> Resolved<Value> {
        let names = module.outputs.keys();
        let known = names.map(|name| {
            let output = self.output(module, call, key, name);
            Entry::once(Resolved::known(Value::text(name.as_str())), output)
        });
        // It may have more than can be read.
        let more = (!module.is_whole()).then(|| {
            let why = "an output may be declared in what could not be read of the module";
            let more = Resolved::unknown(why).via(self.unread_of(module));
            Entry::any_number(more.clone(), more)
        });
        let entries = more.into_iter().chain(known).collect();
        Resolved::known(keyed_of(false, entries))
            .via(may_declare(module, "no other output is declared here"))
    }
}

fn said_of(output: &str) -> String {
    format!("output `{output}` of the module")
}

/// An output that a module declares, and what it is set to; else what it comes to.
fn declared<'m>(
    module: &'m Module,
    name: &str,
) -> Result<(&'m Block, &'m Attribute), Resolved<Value>> {
    let Some(output) = module.outputs.get(name) else {
        return Err(no_output(module, name));
    };
    if let Some(refused) = module.repeated.value("output", name) {
        return Err(refused);
    }
    let value = output.body.attribute("value");
    let value = value
        .ok_or_else(|| Resolved::unknown(format!("output `{name}` of the module has no value")))?;
    Ok((output, value))
}

/// Of the outputs of any number of instances, what is the same in all of them: what is not known has a name in one of them only.
fn same_in_each(outputs: Resolved<Value>) -> Resolved<Value> {
    with_elements(outputs, &|output| match output {
        known if is_settled(&known) => known,
        Resolved::Unknown { why, from, .. } => Resolved::unknown_from(why, from),
        other => {
            let why = "it may be another one in each instance of the module";
            Resolved::unknown_from(why, other.from().clone())
        }
    })
}

/// An output that the module does not declare. `try` gets past it, unlike past other names that nothing declares.
///
/// Source: Terraform 1.11.4, "Unsupported attribute": a module is an object of its outputs.
fn no_output(module: &Module, name: &str) -> Resolved<Value> {
    if !module.is_whole() {
        return Resolved::unknown(format!(
            "output `{name}` may be declared in what could not be read of the module"
        ));
    }
    let near = suggest::did_you_mean(name, module.outputs.keys().map(String::as_str));
    let files = may_declare(module, "the output is not declared here");
    let names = module.outputs.keys().map(String::as_str);
    let otherwise = format!("Declare the output `{name}` in the module");
    error(name, format!("the module has no output of that name{near}"))
        .remedied_here(suggest::writing(suggest::nearest(name, names), &otherwise))
        .via(files)
}

/// Each file of a module: it might declare what the module does not.
fn may_declare(module: &Module, said: &str) -> impl Iterator<Item = Hop> {
    let files = module.sources.iter();
    files.map(move |&file| Hop::chose(Span::beginning(file), said).unsaid())
}
