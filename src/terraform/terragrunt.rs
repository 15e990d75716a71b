//! Terragrunt: the inputs of a `terragrunt.hcl` feed the module that its `terraform` block names.
//!
//! Source: Terragrunt's documentation: `inputs` become `TF_VAR_*` of the environment, so any tfvars file wins over them; an
//! `include` merges the file it names below this one; without a `source` the module is the file's own folder.

mod config;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::module;
use super::value::Value;
use super::variables::Missing;
use crate::diagnostic::Label;
use crate::model::{Remark, Scope, Unreadable};
use crate::paths::lexical;
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap};
use config::{Config, Merge, Reading};

/// A module that Terragrunt runs, and what it gives it.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) folder: PathBuf,
    /// The folder of the `terragrunt.hcl`, as printed.
    pub(super) name: String,
    pub(super) file: PathBuf,
    pub(super) module: PathBuf,
    pub(super) inputs: Inputs,
    pub(super) sources: Vec<SourceId>,
    pub(super) unreadable: Vec<Unreadable>,
}

/// What Terragrunt gives to variables.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) values: BTreeMap<String, Resolved<Value>>,
    /// Where inputs are not known as a whole.
    pub(super) missing: Option<Missing>,
}

/// What a `terragrunt.hcl` comes to.
#[derive(Debug)]
pub(super) enum Outcome {
    Call(Call),
    /// Its module is not at hand; what is worth saying about that.
    Elsewhere(Scope),
}

/// Reads a `terragrunt.hcl`.
pub(super) fn read(path: &Path, sources: &SourceMap) -> Outcome {
    let reading = Reading::new(path, sources);
    let Some(config) = reading.load(path, 0) else {
        return Outcome::Elsewhere(Scope::default());
    };
    let folder = reading.folder.clone();
    // From the outermost include to the file itself; later ones win.
    let mut layers = Vec::new();
    layers_of(&config, Merge::Shallow, &mut layers);
    let inputs = inputs_of(&layers, &reading, sources);
    let mut module = None;
    for (layer, _) in layers.iter().rev() {
        if let Some(source) = reading.source_of(layer) {
            match local_module(&reading, &layer.folder, source.text.as_deref()) {
                Some(found) => module = Some(found),
                None => {
                    return Outcome::Elsewhere(Scope {
                        remarks: not_followed(&source, &inputs).into_iter().collect(),
                        ..Scope::default()
                    });
                }
            }
            break;
        }
    }
    let own = || module::holds_module(&folder).then(|| folder.clone());
    let Some(module) = module.or_else(own) else {
        // A file whose module is lost with what cannot be read of it must not pass as clean.
        let about_trails = config.file.text().contains("cloudtrail");
        return Outcome::Elsewhere(Scope {
            unreadable: config
                .unreadable
                .into_iter()
                .filter(|_| about_trails)
                .collect(),
            ..Scope::default()
        });
    };
    Outcome::Call(Call {
        name: sources.name(&folder),
        folder,
        file: path.to_owned(),
        module,
        inputs,
        sources: layers.iter().map(|(layer, _)| layer.file.id()).collect(),
        unreadable: layers
            .iter()
            .flat_map(|(layer, _)| layer.unreadable.iter().cloned())
            .collect(),
    })
}

fn layers_of<'c>(config: &'c Config, merge: Merge, layers: &mut Vec<(&'c Config, Merge)>) {
    for include in &config.includes {
        if let Some(included) = &include.config {
            layers_of(included, include.merge, layers);
        }
    }
    layers.push((config, merge));
}

fn inputs_of(layers: &[(&Config, Merge)], reading: &Reading<'_>, sources: &SourceMap) -> Inputs {
    let mut out = Inputs::default();
    let lose = |out: &mut Inputs, how: String, at| {
        out.values.clear();
        out.missing = Some(Missing { how, at });
    };
    for (layer, merge) in layers {
        // An include that cannot be found lies below the file that names it.
        for include in layer
            .includes
            .iter()
            .filter(|include| include.config.is_none())
        {
            lose(
                &mut out,
                format!(
                    "in a file that {} includes and that was not found",
                    layer.file.name()
                ),
                Some(include.at),
            );
        }
        if let Some(broken) = layer.unreadable.first() {
            lose(
                &mut out,
                format!("in what could not be read of {}", layer.file.name()),
                Some(broken.span),
            );
        }
        let Some(attribute) = layer
            .body
            .attribute("inputs")
            .filter(|_| *merge != Merge::No)
        else {
            continue;
        };
        let members = match reading.evaluate(layer, &attribute.value).decided() {
            Resolved::Known {
                value: Value::Object(members) | Value::Map(members),
                ..
            } => members,
            Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => {
                let how = format!(
                    "by the inputs of {}, which are not known: {why}",
                    layer.file.name()
                );
                lose(&mut out, how, Some(attribute.value.span));
                continue;
            }
            _ => {
                let how = format!(
                    "by the inputs of {}, which are not known",
                    layer.file.name()
                );
                lose(&mut out, how, Some(attribute.value.span));
                continue;
            }
        };
        for (name, value) in members {
            let deep =
                *merge == Merge::Deep || layers.iter().any(|(_, merge)| *merge == Merge::Deep);
            let both = value.value().is_some_and(|value| {
                value.elements().is_some() || matches!(value, Value::Object(_) | Value::Map(_))
            });
            let value = if deep && both && out.values.contains_key(&name) {
                Resolved::unknown(format!(
                    "Terragrunt merges the input `{name}` of several files deeply"
                ))
            } else {
                value
            };
            let label = Label::new(
                attribute.value.span,
                format!("{} gives input `{name}`", sources.name(layer.file.path())),
            );
            out.values.insert(name, value.via([label]));
        }
    }
    out
}

/// `../modules//audit` below a folder; `//` only separates the part that is copied. A relative source of an included file
/// counts from the folder of the file that includes it.
fn local_module(reading: &Reading<'_>, layer: &Path, source: Option<&str>) -> Option<PathBuf> {
    let source = source?;
    let is_path = source.starts_with('.') || Path::new(source).is_absolute();
    // `x//y` of a remote source keeps its scheme (`https://`), so it never gets here.
    let source = source.replace("//", "/");
    let source = source.split('?').next().unwrap_or_default();
    [reading.folder.as_path(), layer]
        .iter()
        .map(|from| lexical(&from.join(source)))
        .find(|path| is_path && path.is_dir())
}

/// A module that is not at hand but may make a trail that an input decides about.
fn not_followed(source: &config::Source, inputs: &Inputs) -> Option<Remark> {
    let of_trails = source
        .written
        .to_lowercase()
        .replace(['-', '_'], "")
        .contains("cloudtrail");
    let input = inputs.values.keys().find(|name| name.contains("global"))?;
    of_trails.then(|| Remark {
        span: source.at,
        message: format!(
            "The module of this Terragrunt unit could not be followed: its source is not in a local folder, and the input \
             `{input}` may decide about global service events"
        ),
        help: Some(
            "Check its plan instead: `terragrunt show -json PLAN > plan.json`, then `cloudtrail-lint check plan.json`."
                .into(),
        ),
    })
}
