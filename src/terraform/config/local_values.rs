//! What a module's local values come to.

use super::instance::Instance;
use super::instance_keys::Key;
use super::module_scope::identified;
use crate::resolved::{Domain, Hop, Resolved, Symbol};
use crate::source::Span;
use crate::terraform::lang::values::Value;

impl Instance<'_> {
    pub(crate) fn local(&self, name: &str, at: Span) -> Resolved<Value> {
        let Some(declared) = self.module.locals.get(name) else {
            return self.undeclared("local value", name, at, self.module.locals.keys());
        };
        if let Some(refused) = self.module.repeated.value("local value", name) {
            return refused;
        }
        self.named(&format!("local.{name}"), &|| {
            let value = self.evaluate(&declared.value, &Key::default());
            let value = value.assigned(&declared.assigned(), declared.value.span);
            let symbol = || {
                let (name, instance) = (format!("local.{name}"), self.identity.clone());
                Symbol::declared(name, declared.value.span, instance, Domain::Any)
            };
            identified(value, symbol).via([Hop::value(
                declared.value.span,
                format!("local value `{name}`"),
            )])
        })
    }
}
