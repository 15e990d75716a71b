//! What the validations of a variable refuse.
//!
//! Source: the Terraform language, "Custom conditions": a value for which a condition is false is refused, a default too.

use super::instance::Instance;
use super::instance_keys::Key;
use crate::resolved::{Evidence, Hop, Resolved, Written};
use crate::terraform::lang::for_good::for_good;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::Value;

impl Instance<'_> {
    /// The value of a variable, unless a validation is known to refuse it. Inside its validations it is what it is.
    pub(super) fn validated(
        &self,
        value: Resolved<Value>,
        name: &str,
        declared: &Block,
    ) -> Resolved<Value> {
        let named = format!("validation of var.{name}");
        let validations = || declared.body.blocks_of("validation");
        if validations().next().is_none() || value.value().is_none() || self.is_open(&named) {
            return value;
        }
        self.named(&named, &|| {
            let refused = validations().find_map(|block| self.refuses(block));
            let Some(hop) = refused else {
                return value.clone();
            };
            let shown = value.value().map(Value::shown).unwrap_or_default();
            let from = Evidence {
                hops: [&[hop], value.from().hops.as_slice()].concat(),
                written: Some(Written::said("Give it a value that its validations allow")),
                ..value.from().clone()
            };
            let refused = Resolved::Invalid {
                text: shown,
                why: format!("a validation of variable `{name}` refuses it"),
                from,
            };
            for_good(refused.private(value.from().privacy))
        })
    }

    /// Where a validation is known not to hold.
    fn refuses(&self, validation: &Block) -> Option<Hop> {
        let condition = validation.body.attribute("condition")?;
        let holds = self.evaluate(&condition.value, &Key::default());
        (holds.value() == Some(&Value::Bool(false)))
            .then(|| Hop::chose(condition.value.span, "the condition does not hold"))
    }
}
