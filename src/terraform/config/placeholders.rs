//! Defaults of a root module's variables that only stand for the values which are given where it runs.

use std::collections::BTreeSet;

use super::instance::Instance;
use crate::source::Span;
use crate::terraform::lang::eval::evaluate_constant;
use crate::terraform::lang::values::{Named, Value};

impl Instance<'_> {
    /// The defaults of variables that say nothing, and that count here: null, an empty text, an empty collection. One that the
    /// variable's own type refuses is none of them.
    pub(crate) fn placeholders(&self) -> BTreeSet<Span> {
        let sources = self.root.modules.sources;
        let variables = self.module.variables.iter();
        let empty = variables.filter_map(|(name, declared)| {
            let default = declared.body.attribute("default")?;
            let value = evaluate_constant(&default.value, sources);
            let is_empty = value.value().is_some_and(is_empty);
            let is_taken = || !self.as_given(name, declared).is_invalid();
            (is_empty && is_taken()).then_some(default.value.span)
        });
        empty.collect()
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        other => {
            other.elements().is_some_and(<[_]>::is_empty)
                || other.members().is_some_and(Named::is_empty)
        }
    }
}
