//! Values that are given and that no root module takes.
//!
//! Source: "Input Variables" of the Terraform language: a value of the command line for a variable that is not declared is
//! an error, one of a file a warning.

use std::collections::BTreeMap;

use super::config::module::Module;
use super::config::module_cache::ModuleCache;
use super::config::root_inputs::InputValues;
use super::options::{Options, VariableInput};
use super::root_module::RootModule;
use crate::model::{Judged, Remark};
use crate::source::Span;
use crate::suggest::{did_you_mean, nearest};

/// What is to be said of values of the command line. Of roots without trails none is worth a word.
pub(super) fn of_command_line(
    options: &Options,
    roots: &[RootModule],
    judged: &[Judged],
    modules: &ModuleCache<'_>,
) -> Vec<Remark> {
    let mut variables: BTreeMap<String, Span> = BTreeMap::new();
    let mut trail = None;
    for (root, judged) in roots.iter().zip(judged) {
        let mut trails = judged.accounts.iter().flat_map(|account| &account.trails);
        let Some(first) = trails.next() else {
            continue;
        };
        let module = modules.module(&root.folder);
        if !module.unreadable.is_empty() {
            // It may be declared in what could not be read.
            return Vec::new();
        }
        trail.get_or_insert(first.declared);
        let declared = module.variables.iter();
        variables.extend(declared.map(|(name, block)| (name.clone(), block.header)));
    }
    let values = options.variables.iter().filter_map(|input| match input {
        VariableInput::Value { name, .. } if !variables.contains_key(name) => Some(name),
        _ => None,
    });
    values
        .filter_map(|name| {
            let near = nearest(name, variables.keys().map(String::as_str));
            let span = near
                .and_then(|near| variables.get(near).copied())
                .or(trail)?;
            let near = did_you_mean(name, variables.keys().map(String::as_str));
            Some(Remark {
                span,
                label: "nothing takes this",
                message: format!("`--var {name}=…` is for no variable of a root module{near}"),
                help: Some(
                    "Name a variable that the root module declares; Terraform refuses others."
                        .into(),
                ),
            })
        })
        .collect()
}

/// What is to be said of values of files.
pub(super) fn of_files(inputs: &InputValues, module: &Module) -> Vec<Remark> {
    if !module.unreadable.is_empty() {
        return Vec::new();
    }
    let untaken = inputs
        .set_in_files
        .iter()
        .filter(|(name, _)| !module.variables.contains_key(name));
    untaken
        .map(|(name, span)| {
            let near = did_you_mean(name, module.variables.keys().map(String::as_str));
            Remark {
                span: *span,
                label: "nothing takes this",
                message: format!(
                    "`{name}` is set here, and the root module declares no such variable{near}"
                ),
                help: Some(
                    "Name a variable that the root module declares; Terraform ignores others."
                        .into(),
                ),
            }
        })
        .collect()
}
