//! `terraform_data`: a value that is kept in the state as it was given.

use super::expansion::meta_argument;
use super::instance::Instance;
use super::instance_keys::Key;
use super::module::STORED;
use super::module_scope::identified;
use crate::resolved::{Domain, Hop, Resolved, Symbol};
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::Value;

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
        if meta_argument(&block.body).is_some()
            || block.body.blocks_of("lifecycle").next().is_some()
        {
            return None;
        }
        let repeated = self.module.repeated.value("resource", &address);
        let value = repeated.unwrap_or_else(|| {
            let named = format!("resource.{address}");
            self.named(&named, &|| self.kept_by(&address, block))
        });
        Some((value, 2))
    }

    fn kept_by(&self, address: &str, block: &Block) -> Resolved<Value> {
        let Some(input) = block.body.attribute("input") else {
            return Resolved::known(Value::Null);
        };
        let value = self.evaluate(&input.value, &Key::default());
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
