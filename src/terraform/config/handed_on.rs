//! What hands a text on to whoever refers to it: data sources that read a file, render a template or keep what they are given, and
//! the resource that writes a file.
//!
//! Source: the references of the providers `local` (`local_file`, `local_sensitive_file`), `template` (`template_file`) and `null`
//! (`null_data_source`): `content` is the text of the file `filename`, and of the resource what it is given; `rendered` is
//! `template` with `vars` put in; `outputs` are the `inputs`.

use std::collections::BTreeMap;

use super::expansion::expanded_at;
use super::instance::Instance;
use super::instance_keys::Key;
use super::module_scope::ModuleScope;
use super::stored_values::changes_at_will;
use super::text_sources::{FILES, INPUTS, SENSITIVE_FILE, TEMPLATE_FILE};
use crate::resolved::{Hop, Privacy, Resolved};
use crate::terraform::lang::eval::{read_file, render_variables};
use crate::terraform::lang::private::private;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::Value;

impl Instance<'_> {
    /// What an attribute is that is handed on, and how many names of the path that takes, the `own` that are the address among
    /// them; `None` for all else, and where there are several.
    pub(super) fn handed_on(
        &self,
        address: &str,
        path: &[&str],
        own: usize,
    ) -> Option<(Resolved<Value>, usize)> {
        let attribute = *path.get(own)?;
        let block = self.module.stored.get(address)?;
        if expanded_at(&block.body).is_some() {
            return None;
        }
        let value = self.attribute_handed_on(address, block, attribute, &Key::default())?;
        Some((value, own + 1))
    }

    /// The attributes of an instance that are handed on.
    pub(super) fn all_handed_on(
        &self,
        address: &str,
        key: &Key,
    ) -> BTreeMap<String, Resolved<Value>> {
        let Some(block) = self.module.stored.get(address) else {
            return BTreeMap::new();
        };
        let known = ["content", "rendered", "outputs"].into_iter();
        let known = known.filter_map(|name| {
            let value = self.attribute_handed_on(address, block, name, key)?;
            Some((name.to_owned(), value))
        });
        known.collect()
    }

    fn attribute_handed_on(
        &self,
        address: &str,
        block: &Block,
        attribute: &str,
        key: &Key,
    ) -> Option<Resolved<Value>> {
        let kind = block.name();
        let is_data = block.kind == "data";
        // What it depends on may write its file before it is read.
        let waits = block.body.attribute("depends_on").is_some();
        let (from, make): (_, &dyn Fn() -> Resolved<Value>) = match (attribute, kind) {
            ("content", kind) if FILES.contains(&kind) && is_data && !waits => {
                ("filename", &|| self.content_of_file(block, key))
            }
            ("content", kind) if FILES.contains(&kind) && !is_data && changes_at_will(block) => {
                let content = || self.argument_of(block, "content", key);
                ("content", &move || types::convert(content(), &Type::String))
            }
            ("rendered", TEMPLATE_FILE) => ("template", &|| self.rendered_by(block, key)),
            ("outputs", INPUTS) => {
                let kind = Type::Map(Box::new(Type::String));
                let inputs = move || types::convert(self.argument_of(block, "inputs", key), &kind);
                return Some(self.said_to_hand_on(address, block, "inputs", key, &inputs));
            }
            _ => return None,
        };
        block.body.attribute(from)?;
        let value = self.said_to_hand_on(address, block, from, key, make);
        Some(if kind == SENSITIVE_FILE {
            private(value, Privacy::Sensitive)
        } else {
            value
        })
    }

    fn said_to_hand_on(
        &self,
        address: &str,
        block: &Block,
        from: &str,
        key: &Key,
        make: &dyn Fn() -> Resolved<Value>,
    ) -> Resolved<Value> {
        let at = block.body.attribute(from).map(|given| given.value.span);
        let named = format!("{address}{} hands on {from}", key.shown);
        self.named(&named, &|| {
            let hop = Hop::value(
                at.unwrap_or(block.header),
                format!("`{address}` is given it"),
            );
            make().via([hop])
        })
    }

    /// What an argument comes to; null where it is not there.
    pub(crate) fn argument_of(&self, block: &Block, name: &str, key: &Key) -> Resolved<Value> {
        match block.body.attribute(name) {
            Some(given) => self.evaluate(&given.value, key),
            None => Resolved::known(Value::Null),
        }
    }

    fn content_of_file(&self, block: &Block, key: &Key) -> Resolved<Value> {
        let path = self.argument_of(block, "filename", key);
        let scope = ModuleScope {
            instance: self,
            key,
            element: None,
        };
        read_file(path, &scope)
    }

    fn rendered_by(&self, block: &Block, key: &Key) -> Resolved<Value> {
        let scope = ModuleScope {
            instance: self,
            key,
            element: None,
        };
        let template = types::convert(self.argument_of(block, "template", key), &Type::String);
        let at = block.body.attribute("template");
        let at = at.map_or(block.header, |at| at.value.span);
        let variables = self.variables_of_template(block, key);
        render_variables(template, variables, at, &scope, self.root.modules.sources)
    }

    /// What `template_file` puts into its template: texts.
    pub(crate) fn variables_of_template(&self, block: &Block, key: &Key) -> Resolved<Value> {
        if block.body.attribute("vars").is_none() {
            return Resolved::known(Value::Object(BTreeMap::new().into()));
        }
        let kind = Type::Map(Box::new(Type::String));
        types::convert(self.argument_of(block, "vars", key), &kind).and_then(&mut |variables| {
            let is_null = |value: &Resolved<Value>| matches!(value.value(), Some(Value::Null));
            if variables.parts().any(is_null) {
                return Resolved::unknown(
                    "what `template_file` makes of a variable that is null is not known",
                );
            }
            Resolved::known(variables)
        })
    }
}
