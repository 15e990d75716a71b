//! What Terraform refuses a module call for, whatever the module makes.
//!
//! Source: Terraform 1.11.4, "Invalid module source address", "Unsupported argument", "Missing required argument".

use super::call_texts::is_meta_argument;
use super::instance::{Caller, Instance};
use super::local_source::{is_bare, is_local};
use super::module::Module;
use super::stack_files::{inputs_of, refused_argument};
use crate::paths::relative;
use crate::quote::quoted;
use crate::resolved::{Assigned, Evidence, Place, Resolved, Written};
use crate::suggest;
use crate::terraform::lang::syntax::{Attribute, Block};

impl<'a> Instance<'a> {
    /// Why a call is refused that leads to a module that is at hand, or is known of.
    pub(crate) fn refused_call(&self, call: &Block, called: &Module) -> Option<Resolved<bool>> {
        let by_block = refused_argument(call).or_else(|| self.version_of_no_registry(call));
        by_block.or_else(|| {
            if called.stated_in.is_some() {
                return None;
            }
            let source = self.source_without_dot(call);
            if let Some(refused) = source.or_else(|| self.missing_source(call, called)) {
                return Some(refused);
            }
            let is_whole = self.module.unreadable.is_empty() && called.is_whole();
            let names = || undeclared_argument(call, called).or_else(|| left_out(call, called));
            is_whole.then(names)?
        })
    }

    /// The first argument of its call that its variable does not take, by its type or its validations, refused: whether anything
    /// of it decides or not.
    ///
    /// Source: Terraform 1.11.4, "Invalid value for input variable".
    pub(crate) fn refused_argument(&self) -> Option<Resolved<bool>> {
        let call = self.caller?.call;
        call.body.attributes.iter().find_map(|argument| {
            let declared = self.module.variables.get(&argument.name)?;
            declared.body.attribute("type")?;
            let value = self.variable(&argument.name, argument.value.span);
            let is_read = value.is_invalid() && !value.is_malformed();
            let Resolved::Invalid {
                text,
                why,
                mut from,
            } = value
            else {
                return None;
            };
            from.at = Some(argument.value.span);
            is_read.then_some(Resolved::Invalid { text, why, from })
        })
    }

    /// A version beside a source that is no address in a registry, which alone have versions.
    fn version_of_no_registry(&self, call: &Block) -> Option<Resolved<bool>> {
        let version = call.body.attribute("version")?;
        let source = self.source_of(call).ok()?;
        let is_none = is_local(&source.text) || source.text.contains("://");
        if source.is_private || !is_none || source.text.starts_with("tfr://") {
            return None;
        }
        let refused = Resolved::Invalid {
            text: call.literal("version").unwrap_or_else(|| "version".into()),
            why: "only modules of a registry have a `version`, and this source leads to none"
                .into(),
            from: Evidence::at(version.value.span),
        };
        let help = *Written::said("Remove the `version`, or take the module from a registry");
        Some(refused.written(Some(help)))
    }

    /// A source that means a local folder, and is none by its form.
    fn source_without_dot(&self, call: &Block) -> Option<Resolved<bool>> {
        let source = self.source_of(call).ok()?;
        if source.is_private {
            return None;
        }
        let source = source.text;
        let is_taken = is_local(&source) && !is_bare(&source);
        // A version is of what lies elsewhere.
        let has_version = call.body.attribute("version").is_some();
        if is_taken || has_version || self.installed(call).is_some() {
            return None;
        }
        let written = call.body.attribute("source")?;
        let at = written.value.span;
        let mut right = Written::assigned(Place::Text(at), written.assigned());
        right.spell(format!("\"./{source}\""));
        let refused = Resolved::Invalid {
            text: format!("\"{source}\""),
            why: "the source of a local folder begins with `./` or `../`".into(),
            from: Evidence::at(at),
        };
        Some(refused.written(Some(right)))
    }

    /// A source that leads to a folder which is not there, and means that of the module.
    ///
    /// Source: Terraform 1.11.4, "Unreadable module directory".
    fn missing_source(&self, call: &Block, called: &Module) -> Option<Resolved<bool>> {
        let leads_there = |(folder, _)| folder == called.folder;
        if self.called_folder(call).is_ok_and(leads_there) {
            return None;
        }
        let meant = self.meant_module(call)?;
        if meant.folder != called.folder {
            return None;
        }
        let below = relative(&self.module.folder, &meant.folder);
        let below = below.to_string_lossy().replace('\\', "/");
        let dot = if below.starts_with("..") { "" } else { "./" };
        let source = call.body.attribute("source")?;
        let at = source.value.span;
        let mut right = Written::assigned(Place::Text(at), source.assigned());
        right.spell(format!("\"{dot}{below}\""));
        let refused = Resolved::Invalid {
            text: format!("\"{}\"", quoted(&call.literal("source")?)),
            why: format!("there is no such folder; did you mean `{dot}{below}`?"),
            from: Evidence::at(at),
        };
        Some(refused.written(Some(right)))
    }

    /// The argument of a call that means a variable by a wrong name.
    pub(super) fn meant_argument(&self, caller: &Caller<'a>, name: &str) -> Option<&'a Attribute> {
        if !self.module.is_whole() {
            return None;
        }
        let means =
            |argument: &&Attribute| meant(argument, caller.call, &self.module) == Some(name);
        undeclared(caller.call, &self.module).find(means)
    }
}

/// The arguments of a call that its module declares no variables for.
fn undeclared<'c>(call: &'c Block, called: &Module) -> impl Iterator<Item = &'c Attribute> {
    let arguments = call.body.attributes.iter();
    let together = inputs_of(call).map(|inputs| inputs.name.as_str());
    arguments.filter(move |argument| {
        !is_meta_argument(&argument.name)
            && together != Some(argument.name.as_str())
            && !called.variables.contains_key(&argument.name)
    })
}

/// The variable that an argument means which nothing else gives a value to.
fn meant<'m>(argument: &Attribute, call: &Block, called: &'m Module) -> Option<&'m str> {
    let names = called.variables.keys().map(String::as_str);
    let left = names.filter(|name| call.body.attribute(name).is_none());
    suggest::nearest(&argument.name, left)
}

fn undeclared_argument(call: &Block, called: &Module) -> Option<Resolved<bool>> {
    let argument = undeclared(call, called).next()?;
    let right = meant(argument, call, called);
    let near = right.map_or_else(String::new, |right| format!("; did you mean `{right}`?"));
    let place = Place::Name(argument.name_span);
    let written = match right {
        Some(right) => Written::assigned(place, Assigned::new(right, call.syntax)),
        None => *Written::said("Remove the argument, or declare the variable in the module"),
    };
    let refused = Resolved::Invalid {
        text: argument.name.clone(),
        why: format!("{} has no variable of that name{near}", call.said()),
        from: Evidence::at(argument.name_span),
    };
    Some(refused.written(Some(written)))
}

/// A variable without a default that a call gives no value, by its name or by one that means it.
fn left_out(call: &Block, called: &Module) -> Option<Resolved<bool>> {
    if inputs_of(call).is_some() {
        return None;
    }
    let is_given = |name: &str| call.body.attribute(name).is_some();
    let mut variables = called.variables.iter();
    let (name, _) = variables
        .find(|(name, variable)| variable.body.attribute("default").is_none() && !is_given(name))?;
    let refused = Resolved::Invalid {
        text: name.clone(),
        why: format!(
            "the variable has no default, and {} is not given it",
            call.said()
        ),
        from: Evidence::at(call.header),
    };
    let help = *Written::said("Give the module a value for it");
    Some(refused.written(Some(help)))
}
