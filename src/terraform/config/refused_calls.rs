//! What Terraform refuses a module call for, whatever the module makes.

use super::instance::Instance;
use super::local_source::is_local;
use crate::resolved::{Evidence, Place, Resolved, Written};
use crate::terraform::lang::syntax::Block;

impl Instance<'_> {
    /// Why a call is refused of which the module is at hand.
    pub(crate) fn refused_call(&self, call: &Block) -> Option<Resolved<bool>> {
        self.source_without_dot(call)
    }

    /// A source that means a local folder, and is none by its form.
    fn source_without_dot(&self, call: &Block) -> Option<Resolved<bool>> {
        let source = self.source_of(call).ok()?;
        if is_local(&source) || self.installed(call).is_some() {
            return None;
        }
        let written = call.body.attribute("source")?;
        let at = written.value.span;
        let mut right = Written::assigned(Place::Text(at), written.assigned());
        right.spelt = Some(format!("\"./{source}\"").into());
        let refused = Resolved::Invalid {
            text: format!("\"{source}\""),
            why: "the source of a local folder begins with `./` or `../`".into(),
            from: Evidence::at(at),
        };
        Some(refused.written(Some(right)))
    }
}
