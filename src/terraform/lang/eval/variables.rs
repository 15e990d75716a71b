//! The names that `for` gives to an element's key and value.

use std::rc::Rc;

use crate::resolved::Resolved;
use crate::terraform::lang::values::Value;

/// The names of each `for` around an expression. Each turn shares those of the `for` around it, whatever they weigh, and however
/// many they are.
#[derive(Clone, Default)]
pub(super) struct Variables(Option<Rc<Variable>>);

struct Variable {
    name: Box<str>,
    value: Resolved<Value>,
    outer: Variables,
}

impl Variables {
    /// The same with one more, over one of that name.
    #[must_use]
    pub(super) fn with(&self, name: &str, value: Resolved<Value>) -> Variables {
        Variables(Some(Rc::new(Variable {
            name: name.into(),
            value,
            outer: self.clone(),
        })))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Resolved<Value>> {
        let mut next = self.0.as_deref();
        while let Some(variable) = next {
            if *variable.name == *name {
                return Some(&variable.value);
            }
            next = variable.outer.0.as_deref();
        }
        None
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}
