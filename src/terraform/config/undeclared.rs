//! Names that nothing in a module declares.

use super::instance::Instance;
use crate::resolved::{Assigned, Evidence, Hop, Place, Resolved, Syntax, Written};
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
        names: impl Iterator<Item = &'n (impl AsRef<str> + ?Sized + 'n)>,
    ) -> Resolved<Value> {
        if !self.module.is_whole() {
            return Resolved::unknown(format!(
                "{what} `{name}` may be declared in what could not be read of the module"
            ));
        }
        let near = suggest::nearest(name, names.map(AsRef::as_ref));
        if what == "variable" && near.is_none() && self.may_lack_variables() {
            let why = format!(
                "the module declares no variable `{name}`, which whoever runs it may add to it"
            );
            return Resolved::unknown(why).via([Hop::value(at, "named here")]);
        }
        // What is near a name that is there is meant for that, whatever else there may be.
        let added = self
            .root
            .open_files
            .as_ref()
            .filter(|_| self.caller.is_none());
        if let Some(why) = added.filter(|_| near.is_none()) {
            let why =
                format!("{what} `{name}` may be declared in what is added to the module: {why}");
            return Resolved::unknown(why).via([Hop::value(at, "named here")]);
        }
        let meant = near.map(|near| format!("; did you mean `{near}`?"));
        let why = format!("the module declares no {what} of that name");
        let undeclared = Resolved::Invalid {
            text: name.to_owned(),
            why: why + &meant.unwrap_or_default(),
            // Terraform looks for all names before it evaluates anything ("Reference to undeclared …").
            from: Evidence {
                is_final: true,
                ..Evidence::hop(Hop::value(at, "named here"))
            },
        };
        let otherwise = format!("Declare the {what} in the module, or use one that it declares");
        let undeclared = undeclared.remedied(suggest::writing(near, &otherwise));
        undeclared.written(near.and_then(|near| {
            let file = self.root.modules.sources.get(at.source);
            let offset = file.text().get(at.range())?.find(name)?;
            let place = Place::Name(at.part(offset, name.len()));
            Some(Written::assigned(place, Assigned::new(near, Syntax::Hcl)))
        }))
    }

    /// Whether variables of it may be declared elsewhere: modules that Terragrunt runs have what their units generate.
    fn may_lack_variables(&self) -> bool {
        self.caller.is_none() && self.root.may_lack_variables
    }

    /// What only Terraform's run tells, of something that the module declares; how many names of its path that takes.
    pub(super) fn declared_outside(
        &self,
        what: &str,
        address: &str,
        at: Span,
        outside: impl FnOnce() -> (Resolved<Value>, usize),
    ) -> (Resolved<Value>, usize) {
        let (value, taken) = outside();
        if self.module.declared.contains(address) {
            return (value, taken);
        }
        let names = self.module.declared.iter();
        (self.undeclared(what, address, at, names), taken)
    }
}
