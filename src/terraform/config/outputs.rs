//! `module.NAME`: what a module's outputs come to for its caller.

use std::sync::Arc;

use super::expansion::{Key, Keys, meta_argument};
use super::instance::{Caller, Instance};
use super::module::Module;
use crate::resolved::{Hop, Resolved};
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::Value;

impl Instance<'_> {
    /// `module.NAME`: its outputs, by instance where the call has `count` or `for_each`. The answer says how many names of the
    /// path it took.
    pub(crate) fn module_reference(&self, path: &[&str]) -> (Resolved<Value>, usize) {
        let Some(&name) = path.first() else {
            return (Resolved::unknown("`module` alone is no value"), 0);
        };
        let Some(call) = self.module.calls.iter().find(|call| call.name() == name) else {
            let why = format!("no module call `{name}` was read");
            return (Resolved::unknown(why), path.len());
        };
        let module = match self.called(call) {
            Ok(module) => module,
            Err(absent) => return (Resolved::unknown(absent.why(name)), path.len()),
        };
        if !self.root.take_one() {
            let why = "more modules are referred to than are followed";
            return (Resolved::unknown(why), path.len());
        }
        let whole = format!("module.{name}");
        if meta_argument(&call.body).is_some() {
            let value = self.named(&whole, &|| self.outputs_by_key(&module, call));
            return (value, 1);
        }
        if let Some(&output) = path.get(1) {
            let value = self.named(&format!("{whole}.{output}"), &|| {
                self.output(&module, call, &Key::default(), output)
            });
            return (value, 2);
        }
        let value = self.named(&whole, &|| self.outputs(&module, call, &Key::default()));
        (value, 1)
    }

    /// The outputs of a call's instances: a list of objects for `count`, an object of them for `for_each`.
    fn outputs_by_key(&self, module: &Arc<Module>, call: &Block) -> Resolved<Value> {
        let keys = match self.expand(&call.body, &Key::default()) {
            Keys::Known(keys) => keys,
            Keys::None { .. } => Vec::new(),
            Keys::Undecided { why, .. } => return Resolved::unknown(why),
        };
        let each = keys.iter().map(|key| self.outputs(module, call, key));
        if call.body.attribute("count").is_some() {
            return Resolved::known(Value::List(each.collect()));
        }
        let names = keys.iter().map(|key| {
            let each = key.each.as_ref();
            each.and_then(|(key, _)| key.as_text()).unwrap_or_default()
        });
        Resolved::known(Value::Object(names.zip(each).collect()))
    }

    fn output(&self, module: &Arc<Module>, call: &Block, key: &Key, name: &str) -> Resolved<Value> {
        let child = Instance::new(
            self.root,
            Arc::clone(module),
            Some(Caller {
                instance: self,
                call,
                key,
            }),
        );
        match module
            .outputs
            .get(name)
            .and_then(|output| output.body.attribute("value"))
        {
            Some(value) => child
                .evaluate(&value.value, &Key::default())
                .via([Hop::value(
                    value.value.span,
                    format!("output `{name}` of the module"),
                )]),
            None => Resolved::unknown(format!("the module has no output `{name}`")),
        }
    }

    fn outputs(&self, module: &Arc<Module>, call: &Block, key: &Key) -> Resolved<Value> {
        Resolved::known(Value::Object(
            module
                .outputs
                .keys()
                .map(|name| (name.clone(), self.output(module, call, key, name)))
                .collect(),
        ))
    }
}
