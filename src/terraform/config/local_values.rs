//! What a module's local values come to.

use super::expansion::Key;
use super::instance::Instance;
use crate::resolved::{Hop, Resolved};
use crate::source::Span;
use crate::terraform::lang::values::Value;

impl Instance<'_> {
    pub(crate) fn local(&self, name: &str, at: Span) -> Resolved<Value> {
        let Some(declared) = self.module.locals.get(name) else {
            return self.undeclared("local value", name, at, self.module.locals.keys());
        };
        self.named(&format!("local.{name}"), &|| {
            self.evaluate(&declared.value, &Key::default())
                .via([Hop::value(
                    declared.value.span,
                    format!("local value `{name}`"),
                )])
        })
    }
}
