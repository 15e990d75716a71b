//! Terragrunt: the inputs of a `terragrunt.hcl` feed the module that its `terraform` block names.
//!
//! Source: Terragrunt's documentation: `inputs` become `TF_VAR_*` of the environment, so any tfvars file wins over them; an
//! `include` merges the file it names below this one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::expression::Surroundings;
use super::instance::evaluate_in;
use super::syntax::{self, Body, Expression, Form};
use super::value::Value;
use crate::diagnostic::Label;
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap, Span, lexical};

/// How many files may include one another.
const MAX_INCLUDES: usize = 8;

/// A module that Terragrunt runs, and what it gives it.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) folder: PathBuf,
    /// The folder of the `terragrunt.hcl`, as printed.
    pub(super) name: String,
    pub(super) module: PathBuf,
    pub(super) inputs: BTreeMap<String, Resolved<Value>>,
    pub(super) sources: Vec<SourceId>,
}

/// Reads a `terragrunt.hcl`. `None` where it names no local module.
pub(super) fn read(path: &Path, sources: &SourceMap) -> Option<Call> {
    let mut layers = Vec::new();
    collect(path, sources, &mut layers, 0);
    // The file's own `source` wins over those it includes.
    let module = layers
        .iter()
        .find_map(|layer: &Layer| layer.module.clone())?;
    let folder = lexical(path.parent().unwrap_or(Path::new("")));
    let mut inputs = BTreeMap::new();
    for layer in layers.iter().rev() {
        inputs.extend(
            layer
                .inputs
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
    }
    Some(Call {
        name: sources.name(&folder),
        folder,
        module,
        inputs,
        sources: layers.iter().map(|layer| layer.source).collect(),
    })
}

/// One file of the chain of includes.
struct Layer {
    source: SourceId,
    module: Option<PathBuf>,
    inputs: BTreeMap<String, Resolved<Value>>,
}

fn collect(path: &Path, sources: &SourceMap, layers: &mut Vec<Layer>, depth: usize) {
    let Ok(file) = sources.load(path) else { return };
    if depth > MAX_INCLUDES || layers.iter().any(|layer| layer.source == file.id()) {
        return;
    }
    let folder = lexical(path.parent().unwrap_or(Path::new("")));
    let content = syntax::read_hcl(&file.input());
    let around = Around {
        body: &content.body,
        sources,
        depth: std::cell::Cell::new(0),
    };
    let module = content
        .body
        .blocks_of("terraform")
        .find_map(|block| block.body.attribute("source"))
        .and_then(|source| {
            evaluate_in(&source.value, &around, sources, &[])
                .value()
                .and_then(Value::as_text)
        })
        .and_then(|source| local_module(&folder, &source));
    let mut inputs = BTreeMap::new();
    if let Some(attribute) = content.body.attribute("inputs") {
        let value = evaluate_in(&attribute.value, &around, sources, &[]);
        if let Resolved::Known {
            value: Value::Object(members) | Value::Map(members),
            ..
        } = value
        {
            for (name, value) in members {
                let label = Label::new(
                    attribute.value.span,
                    format!("{} gives input `{name}`", file.name()),
                );
                inputs.insert(name, value.via([label]));
            }
        }
    }
    layers.push(Layer {
        source: file.id(),
        module,
        inputs,
    });
    for include in content.body.blocks_of("include") {
        if let Some(attribute) = include.body.attribute("path")
            && let Some(parent) = included(&folder, &attribute.value, &around, sources)
        {
            collect(&parent, sources, layers, depth + 1);
        }
    }
}

/// `../modules//audit` below a folder; `//` only separates the part that is copied.
fn local_module(folder: &Path, source: &str) -> Option<PathBuf> {
    if !source.starts_with('.') {
        return None;
    }
    let path = lexical(&folder.join(source.replace("//", "/")));
    path.is_dir().then_some(path)
}

/// The file that an `include` names: a path, or `find_in_parent_folders()` with an optional name.
fn included(
    folder: &Path,
    expression: &Expression,
    around: &Around<'_>,
    sources: &SourceMap,
) -> Option<PathBuf> {
    if let Form::Hcl(inner) = &expression.form
        && let hcl::edit::expr::Expression::FuncCall(call) = inner.as_ref()
        && call.name.name.as_str() == "find_in_parent_folders"
    {
        let name = call
            .args
            .get(0)
            .and_then(|name| name.as_str())
            .unwrap_or("terragrunt.hcl");
        return std::path::absolute(folder)
            .ok()?
            .ancestors()
            .skip(1)
            .map(|parent| parent.join(name))
            .find(|path| path.is_file());
    }
    let path = evaluate_in(expression, around, sources, &[])
        .value()
        .and_then(Value::as_text)?;
    let path = lexical(&folder.join(path));
    path.is_file().then_some(path)
}

/// What the expressions of a `terragrunt.hcl` can refer to: its own locals.
struct Around<'a> {
    body: &'a Body,
    sources: &'a SourceMap,
    depth: std::cell::Cell<usize>,
}

impl Surroundings for Around<'_> {
    fn reference(&self, root: &str, path: &[&str], _: Span) -> (Resolved<Value>, usize) {
        if root != "local" {
            let name = std::iter::once(&root)
                .chain(path)
                .copied()
                .collect::<Vec<_>>()
                .join(".");
            return (
                Resolved::unknown(format!("Terragrunt makes `{name}` when it runs")),
                path.len(),
            );
        }
        let Some(local) = path.first().and_then(|name| {
            self.body
                .blocks_of("locals")
                .find_map(|block| block.body.attribute(name))
        }) else {
            return (
                Resolved::unknown("a local value that the file does not declare"),
                path.len(),
            );
        };
        if self.depth.get() > 50 {
            return (
                Resolved::unknown("local values refer to each other too deeply"),
                path.len(),
            );
        }
        self.depth.set(self.depth.get() + 1);
        let value = evaluate_in(&local.value, self, self.sources, &[]).via([Label::new(
            local.value.span,
            format!("local value `{}`", local.name),
        )]);
        self.depth.set(self.depth.get() - 1);
        (value, 1)
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        Err(format!("the file {path} is read when Terragrunt runs"))
    }

    fn file_exists(&self, _: &str) -> Option<bool> {
        None
    }
}
