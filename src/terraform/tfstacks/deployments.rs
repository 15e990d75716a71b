//! The deployments of a Stack, and what each gives its variables.
//!
//! Source: `HashiCorp`, reference of the `deployment` block of Terraform Stacks: `inputs` is a map of the Stack's variables; a
//! deployment with `destroy = true` is taken down.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::scope::DeploymentScope;
use crate::diagnostic::{Problem, Unreadable};
use crate::discover::STACK_DEPLOYMENTS;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::source::{SourceId, SourceMap, Span};
use crate::terraform::config::root_inputs::{Inputs, Missing};
use crate::terraform::config::stack_files::parse_stack_file;
use crate::terraform::lang::facts::privacy_within;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::syntax::{Attribute, Block};
use crate::terraform::lang::values::Value;

/// One deployment.
#[derive(Debug)]
pub(crate) struct Deployment {
    /// `None` where those that there may be cannot be read.
    pub(crate) name: Option<String>,
    /// Where it is declared, or where that cannot be read.
    pub(crate) header: Span,
    pub(crate) inputs: Inputs,
    /// Whether there is what it makes.
    pub(crate) created: Resolved<bool>,
    /// The files that declare the Stack's deployments.
    pub(crate) sources: Vec<SourceId>,
    pub(crate) unreadable: Vec<Unreadable>,
    /// Those that could not be opened.
    pub(crate) unopened: Vec<Problem>,
}

/// What the files of a folder declare.
#[derive(Default)]
struct Declared {
    deployments: Vec<Block>,
    locals: BTreeMap<String, Attribute>,
    sources: Vec<SourceId>,
    unreadable: Vec<Unreadable>,
    unopened: Vec<Problem>,
    /// Where deployments may be lost.
    lost_at: Option<Span>,
}

/// The deployments of the Stack in a folder, in the order of the files and their lines; none where there is no Stack.
pub(crate) fn deployments_of(folder: &Path, sources: &SourceMap) -> Vec<Deployment> {
    let declared = declared_in(folder, sources);
    let scope = DeploymentScope::new(folder, &declared.locals, sources);
    let deployment = |name: Option<String>, header: Span, inputs: Inputs| Deployment {
        name,
        header,
        inputs,
        created: Resolved::known(true),
        sources: declared.sources.clone(),
        unreadable: declared.unreadable.clone(),
        unopened: declared.unopened.clone(),
    };
    let lost_at = declared.lost_at;
    let mut out: Vec<Deployment> = declared
        .deployments
        .iter()
        .map(|block| {
            let mut inputs = inputs_of(block, &scope, sources);
            // Of a file with a fault, a part of the block may be lost.
            let lost = lost_at.filter(|at| at.source == block.header.source);
            inputs.missing = inputs.missing.or(lost.map(|at| unread(at, sources)));
            Deployment {
                created: created(block, &scope),
                ..deployment(Some(block.name().to_owned()), block.header, inputs)
            }
        })
        .collect();
    if let Some(at) = lost_at.filter(|_| out.is_empty()) {
        out.push(deployment(None, at, Inputs::lost(unread(at, sources))));
    }
    out
}

/// Whether there is what a deployment makes: it is taken down where its `destroy` says so.
fn created(block: &Block, scope: &DeploymentScope<'_>) -> Resolved<bool> {
    let Some(destroy) = block.body.attribute("destroy") else {
        return Resolved::known(true);
    };
    if scope.evaluate(&destroy.value).value() != Some(&Value::Bool(true)) {
        return Resolved::known(true);
    }
    let said = format!("deployment `{}` is taken down", block.name());
    Resolved::known(false).via([Hop::value(destroy.value.span, said)])
}

/// What a file that cannot be read may give.
fn unread(at: Span, sources: &SourceMap) -> Missing {
    let name = sources.get(at.source).name().to_owned();
    Missing {
        how: format!("by {name}, which cannot be read"),
        at: Some(at),
    }
}

fn declared_in(folder: &Path, sources: &SourceMap) -> Declared {
    let mut out = Declared::default();
    let files = sources.files_in(folder).unwrap_or_default();
    let is_of_deployments = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut ends = STACK_DEPLOYMENTS.iter();
        ends.any(|end| name.ends_with(end)) && !name.starts_with('.')
    };
    for path in files.into_iter().filter(is_of_deployments) {
        let file = match sources.load_of_module(&path) {
            Ok(file) => file,
            Err(error) => {
                out.lost_at = out.lost_at.or(Some(sources.beginning_of(&path)));
                out.unopened.push(Problem {
                    path: sources.name(&path),
                    message: error.to_string(),
                });
                continue;
            }
        };
        out.sources.push(file.id());
        let content = parse_stack_file(&file, &mut Room::default());
        let first = content.unreadable.first().map(|broken| broken.span);
        out.lost_at = out.lost_at.or(first);
        out.unreadable.extend(content.unreadable);
        for block in content.body.blocks {
            match block.kind.as_str() {
                "deployment" => out.deployments.push(block),
                "locals" => {
                    let locals = block.body.attributes.into_iter();
                    out.locals
                        .extend(locals.map(|local| (local.name.clone(), local)));
                }
                _ => {}
            }
        }
    }
    out
}

/// What a deployment gives to variables.
fn inputs_of(block: &Block, scope: &DeploymentScope<'_>, sources: &SourceMap) -> Inputs {
    let mut out = Inputs::default();
    let name = block.name();
    let Some(inputs) = block.body.attribute("inputs") else {
        return out;
    };
    let at = inputs.value.span;
    let file = sources.get(at.source);
    let written = inputs.value.members(&file).unwrap_or_default();
    let given = scope.evaluate(&inputs.value);
    let members = match given.value().and_then(Value::members) {
        Some(members) => members.clone(),
        // One that is refused says nothing of the others.
        None if !written.is_empty() => {
            let each = written.iter();
            each.map(|own| (own.name.clone(), scope.evaluate(&own.value)))
                .collect()
        }
        None => {
            return Inputs::lost(Missing {
                how: format!("by deployment `{name}`, whose inputs are not known as a whole"),
                at: Some(at),
            });
        }
    };
    // A name that is made of what is not shown is said nowhere.
    let is_shown = privacy_within(&given) == Privacy::Shown;
    out.names.extend(members.keys().filter_map(|variable| {
        let own = written.iter().rev().find(|own| own.name == *variable);
        let at = own.map(|own| own.name_span).or(is_shown.then_some(at))?;
        Some((variable.clone(), at))
    }));
    for (variable, value) in &members {
        let own = written.iter().rev().find(|own| own.name == *variable);
        let hop = Hop::value(
            own.map_or(at, |own| own.value.span),
            said(name, variable, value),
        );
        let value = match own {
            Some(own) => value.clone().assigned(&own.assigned(), own.value.span),
            None => value.clone(),
        };
        out.values.insert(variable.clone(), value.via([hop]));
    }
    out
}

/// What a deployment does, for people; a value that is not to be shown is left out.
fn said(deployment: &str, variable: &str, value: &Resolved<Value>) -> String {
    let shown = value.value().filter(|_| !value.is_private());
    match shown.map(Value::shown) {
        Some(shown) => format!("deployment `{deployment}` sets variable `{variable}` to {shown}"),
        None => format!("deployment `{deployment}` sets variable `{variable}`"),
    }
}
