//! What a `terragrunt.hcl` comes to: a module, and the inputs it is given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::{Config, Merge, Reading, Source};
use crate::diagnostic::Unreadable;
use crate::model::{Account, Trail};
use crate::paths::lexical;
use crate::quote::quoted;
use crate::resolved::{Hop, Resolved, Syntax};
use crate::source::{Kind, Outside, ReadError, SourceId, SourceMap, Span};
use crate::terraform::config::call_texts::is_of_trails;
use crate::terraform::config::files;
use crate::terraform::config::root_inputs::{Inputs, Missing};
use crate::terraform::lang::values::Value;
use crate::terraform::not_followed::{NotFollowed, deciding};

/// A module that Terragrunt runs, and what it gives it.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) folder: PathBuf,
    /// The folder of the `terragrunt.hcl`, as printed.
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) module: PathBuf,
    pub(crate) inputs: Inputs,
    pub(crate) sources: Vec<SourceId>,
    pub(crate) unreadable: Vec<Unreadable>,
}

/// What a `terragrunt.hcl` comes to.
#[derive(Debug)]
pub(crate) enum UnitOutcome {
    Call(Call),
    /// Its module is not at hand; what is worth saying about that.
    Elsewhere(Account),
}

/// Reads a `terragrunt.hcl`. Of one that was given by its name, it is said in any case that its module is not at hand.
pub(crate) fn resolve_unit(
    path: &Path,
    is_named: bool,
    sources: &SourceMap,
    units: usize,
) -> UnitOutcome {
    let reading = Reading::new(path, sources, units);
    let Ok(config) = reading.load(path, 0) else {
        return UnitOutcome::Elsewhere(Account::default());
    };
    let folder = reading.folder.clone();
    // From the outermost include to the file itself; later ones win.
    let mut layers = Vec::new();
    layers_of(&config, Merge::Shallow, &mut layers);
    let inputs = inputs_of(&layers, &reading, sources);
    let mut module = None;
    for (layer, _) in layers.iter().rev() {
        if let Some(source) = reading.source_of(layer) {
            match local_module(&reading, &layer.folder, source.text.as_deref().ok()) {
                Ok(found) => module = Some(found),
                Err(outside) => {
                    let mut trail =
                        not_followed(&reading, &source, &inputs, outside.as_ref(), &layers);
                    let mut account = Account::default();
                    // Whatever a folder is called, it may make a trail.
                    if outside.is_some() || speaks_of_trails(&reading, &source, &inputs) {
                        account.trails.push(trail);
                    } else if is_named {
                        account.remarks.extend(trail.not_followed.take());
                    }
                    return UnitOutcome::Elsewhere(account);
                }
            }
            break;
        }
    }
    let own = || files::holds_module(&folder, sources).then(|| folder.clone());
    let Some(module) = module.or_else(own) else {
        // A file whose module is lost with what cannot be read of it must not pass as clean.
        let is_said = is_named || config.file.text().contains("cloudtrail");
        return UnitOutcome::Elsewhere(Account {
            unreadable: config.unreadable.into_iter().filter(|_| is_said).collect(),
            ..Account::default()
        });
    };
    UnitOutcome::Call(Call {
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
        if let Ok(included) = &include.config {
            layers_of(included, include.merge, layers);
        }
    }
    layers.push((config, merge));
}

/// The inputs that the layers give together; later layers win.
fn inputs_of(layers: &[(&Config, Merge)], reading: &Reading<'_>, sources: &SourceMap) -> Inputs {
    let any_deep = layers.iter().any(|(_, merge)| *merge == Merge::Deep);
    let mut out = Inputs::default();
    for (layer, merge) in layers {
        if let Some(missing) = missing_in(layer) {
            out = Inputs::lost(missing);
        }
        let Some(attribute) = layer
            .body
            .attribute("inputs")
            .filter(|_| *merge != Merge::No)
        else {
            continue;
        };
        let at = attribute.value.span;
        let (members, not_known) = members_of(reading.evaluate(layer, &attribute.value).decided());
        if let Some(why) = not_known {
            let name = layer.file.name();
            out = Inputs::lost(Missing {
                how: format!("by the inputs of {name}, which are not known{why}"),
                at: Some(at),
            });
        }
        for (name, value) in members {
            let merged = any_deep && is_collection(&value) && out.values.contains_key(&name);
            let value = if merged {
                Resolved::unknown(format!(
                    "Terragrunt merges the input `{name}` of several files deeply"
                ))
            } else {
                value
            };
            let label = Hop::value(
                at,
                format!("{} gives input `{name}`", sources.name(layer.file.path())),
            );
            out.values.insert(name, value.via([label]));
        }
    }
    out
}

/// What a file says in a place that cannot be read: an include that cannot be found lies below the file that names it.
fn missing_in(layer: &Config) -> Option<Missing> {
    let name = layer.file.name();
    if let Some(broken) = layer.unreadable.first() {
        return Some(Missing {
            how: format!("in what could not be read of {name}"),
            at: Some(broken.span),
        });
    }
    let mut not_read = layer.includes.iter().filter_map(|include| {
        let why = include.config.as_ref().err()?;
        Some((include.at, why))
    });
    not_read.next_back().map(|(at, why)| Missing {
        how: format!("in a file that {name} includes, but {why}"),
        at: Some(at),
    })
}

/// The members of a file's `inputs` that are known, and why others are not; that goes on from "which are not known".
fn members_of(inputs: Resolved<Value>) -> (BTreeMap<String, Resolved<Value>>, Option<String>) {
    match inputs {
        Resolved::Known { value, .. } => match value {
            Value::Object(members) | Value::Map(members) => (members, None),
            Value::Partly(partly) if partly.kind.is_keyed() => {
                let why = match partly.unknown::<Value>() {
                    Resolved::Unknown { why, .. } => format!(": {why}"),
                    _ => String::new(),
                };
                let sure = partly.entries.iter().filter(|entry| entry.is_once());
                let keys = sure.filter_map(|entry| entry.key.value());
                let member = |key: &Value| {
                    let value = partly.at(&Resolved::known(key.clone()), None);
                    Some((key.as_text()?, value))
                };
                (keys.filter_map(member).collect(), Some(why))
            }
            _ => (BTreeMap::new(), Some(String::new())),
        },
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => {
            (BTreeMap::new(), Some(format!(": {why}")))
        }
        _ => (BTreeMap::new(), Some(String::new())),
    }
}

fn is_collection(value: &Resolved<Value>) -> bool {
    value.value().and_then(Value::kind).is_some()
}

/// `../modules//audit` below a folder; `//` only separates the part that is copied. A relative source of an included file
/// counts from the folder of the file that includes it. The error says where it lies, if it is local.
fn local_module(
    reading: &Reading<'_>,
    layer: &Path,
    source: Option<&str>,
) -> Result<PathBuf, Option<Outside>> {
    let source = source.ok_or(None)?;
    let is_path = source.starts_with('.') || Path::new(source).is_absolute();
    // `x//y` of a remote source keeps its scheme (`https://`), so it never gets here.
    let source = source.replace("//", "/");
    let source = source.split('?').next().unwrap_or_default();
    let mut outside = None;
    for from in [reading.folder.as_path(), layer] {
        let path = lexical(&from.join(source));
        if is_path {
            reading.sources.admit_module(from, &path);
        }
        match reading.sources.kind(&path) {
            Ok(Kind::Folder) if is_path => return Ok(path),
            Err(ReadError::Outside(lies)) if is_path => outside = Some(lies),
            _ => {}
        }
    }
    Err(outside)
}

/// Whether what a unit says of its module says that it makes a trail.
fn speaks_of_trails(reading: &Reading<'_>, source: &Source, inputs: &Inputs) -> bool {
    let unit = reading.folder.file_name().unwrap_or_default();
    let given = inputs.values.keys().map(String::as_str);
    is_of_trails(&unit.to_string_lossy(), Some(&source.written), given)
}

/// What stands for the trails of a module that is not at hand.
fn not_followed(
    reading: &Reading<'_>,
    source: &Source,
    inputs: &Inputs,
    outside: Option<&Outside>,
    layers: &[(&Config, Merge)],
) -> Trail {
    let given = inputs.values.keys().map(String::as_str);
    let why = match (outside, &source.text) {
        (Some(outside), _) => format!("its folder {outside}"),
        (None, Ok(text)) if text.starts_with('.') => {
            format!("there is no folder `{}`", quoted(text))
        }
        (None, Ok(_)) => "its source is not in a local folder".to_owned(),
        (None, Err(why)) => format!("its source is not known, because {why}"),
    };
    let files = layers.iter().map(|(layer, _)| layer.file.id());
    let mut trail = NotFollowed {
        address: "module".to_owned(),
        named: "The module of this Terragrunt unit".to_owned(),
        why,
        deciding: deciding(given),
        help: Some(
            "Check its plan instead: `terragrunt show -json PLAN > plan.json`, then `cloudtrail-lint check plan.json`.",
        ),
        called_at: source.at,
        syntax: Syntax::Hcl,
        brought_by: files.map(Span::beginning).collect(),
        created: Resolved::known(true),
    }
    .trail();
    trail.root = reading.sources.name(&reading.folder);
    trail.deployment = Some(trail.root.clone());
    trail
}
