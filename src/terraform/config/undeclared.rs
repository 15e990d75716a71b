//! Names that nothing in a module declares.

use super::instance::Instance;
use crate::resolved::{Evidence, Resolved};
use crate::source::Span;
use crate::suggest;
use crate::terraform::lang::values::Value;

impl Instance<'_> {
    /// A name that nothing declares. In a module that could not be read whole it may stand in what is missing.
    pub(super) fn undeclared<'n>(
        &self,
        what: &str,
        name: &str,
        at: Span,
        names: impl Iterator<Item = &'n String>,
    ) -> Resolved<Value> {
        if !self.module.unreadable.is_empty() {
            return Resolved::unknown(format!(
                "{what} `{name}` may be declared in what could not be read of the module"
            ));
        }
        let mut why = format!("the module declares no {what} of that name");
        if let Some(near) = suggest::nearest(name, names.map(String::as_str)) {
            why = format!("{why}; did you mean `{near}`?");
        }
        Resolved::Invalid {
            text: name.to_owned(),
            why,
            from: Evidence::hop(at, "named here"),
        }
    }
}
