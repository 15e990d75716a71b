//! What a deployment gives a root module's variables.
//!
//! Source: "Input Variables" of the Terraform language: defaults, then the environment, `terraform.tfvars`,
//! `terraform.tfvars.json`, `*.auto.tfvars` and `*.auto.tfvars.json` in the order of their names, then `-var` and `-var-file`
//! in theirs.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::given_texts::{constant, literal_text};
use super::given_values::GivenValues;
use super::made_text::MadeText;
use super::module_cache::ModuleCache;
use super::value_files::{FileValues, automatic_files};
use super::value_reader::ValueReader;
use crate::diagnostic::{Problem, Unreadable};
use crate::quote::quoted;
use crate::resolved::{Giver, Hop, Place, Privacy, Resolved, Written};
use crate::source::{SourceFile, SourceId, Span};
use crate::terraform::lang::facts::weight_of;
use crate::terraform::lang::json_values::as_json_says;
use crate::terraform::lang::kept::too_large;
use crate::terraform::lang::private::private;
use crate::terraform::lang::scope::TOO_MANY_STEPS;
use crate::terraform::lang::values::Value;
use crate::terraform::limits::MAX_REFERENCED_WEIGHT;
use crate::terraform::options::VariableInput;

/// Values by variable name, and what was read for them.
#[derive(Debug, Default)]
pub(crate) struct InputValues {
    values: GivenValues,
    /// What may set variables that `values` does not name, and cannot be read.
    missing: Option<Missing>,
    /// What Terragrunt hands over by a file, by variable.
    nulls: Vec<(String, Resolved<Value>)>,
    /// Where a Terragrunt unit gives its inputs.
    unit: Option<Span>,
    /// The root's own files.
    automatic: Vec<Arc<FileValues>>,
    /// Those that a deployment of a Stack gives.
    pub(crate) deployed: Vec<(String, Span)>,
    pub(crate) unreadable: Vec<Unreadable>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) sources: Vec<SourceId>,
}

/// What Terragrunt gives to variables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs {
    pub(crate) values: BTreeMap<String, Resolved<Value>>,
    /// Where inputs are not known as a whole.
    pub(crate) missing: Option<Missing>,
    /// What they are given in, where another one can be added there.
    pub(crate) written: Option<Span>,
    /// Where a deployment of a Stack names them.
    pub(crate) names: Vec<(String, Span)>,
}

/// What Terragrunt hands over beside its inputs; of each, the last one wins.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExtraArguments {
    /// What it puts into the environment.
    pub(crate) environment: Vec<Extra>,
    /// The Region that it puts there for providers that name none.
    pub(crate) region: Option<Resolved<String>>,
    /// What it adds to the command line.
    pub(crate) options: Vec<Extra>,
}

/// One thing that it hands over.
#[derive(Clone, Debug)]
pub(crate) enum Extra {
    /// `-var name=value`, `TF_VAR_name`
    Value {
        name: String,
        value: Resolved<Value>,
    },
    /// `-var-file path`
    File {
        path: PathBuf,
        is_there: bool,
        at: Span,
    },
    /// What may set any variable and cannot be told.
    Lost(Missing),
}

/// What holds values that Terraform reads by itself.
enum OfValues {
    File(PathBuf),
    Text(Arc<SourceFile>),
    Nulls,
}

/// The file that Terragrunt writes the inputs into that are null, as the environment cannot hold these.
///
/// Source: Terragrunt, `internal/runner/run/run.go`, `setTerragruntNullValuesRunCfg`.
const NULLS: &str = ".terragrunt-null-vars.auto.tfvars.json";

impl Inputs {
    /// Inputs of which nothing is known.
    pub(crate) fn lost(missing: Missing) -> Inputs {
        Inputs {
            missing: Some(missing),
            ..Inputs::default()
        }
    }
}

/// A place that may set any variable and cannot be read: a variable that nothing of higher precedence sets is not known,
/// whatever its default says.
#[derive(Clone, Debug)]
pub(crate) struct Missing {
    /// Goes on from "may be set …".
    pub(crate) how: String,
    pub(crate) at: Option<Span>,
}

impl Missing {
    /// The value of a variable that may be set there.
    pub(crate) fn value(&self, name: &str) -> Resolved<Value> {
        let mut unknown = Resolved::unknown(format!("variable `{name}` may be set {}", self.how));
        if let Some(at) = self.at {
            unknown = unknown.via([Hop::value(at, format!("may set variable `{name}`"))]);
        }
        unknown
    }
}

/// The files of values of a folder, as far as they are taken, by name.
pub(crate) struct ValuesOf<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) takes: &'a dyn Fn(&str) -> bool,
}

impl InputValues {
    /// That the files which were read might set a variable that they do not.
    pub(crate) fn not_given(&self, name: &str) -> impl Iterator<Item = Hop> {
        self.sources.iter().map(move |&file| {
            let said = format!("variable `{name}` is not set here");
            Hop::chose(Span::beginning(file), said).unsaid()
        })
    }

    /// The variables that are known to be given something.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.names()
    }

    /// The names that the root's own files set, each with its place.
    pub(crate) fn set_in_files(&self) -> Vec<(String, Span)> {
        self.automatic
            .iter()
            .flat_map(|file| file.names())
            .collect()
    }

    /// Whether no others may be given anything.
    pub(crate) fn are_known(&self) -> bool {
        self.missing.is_none()
    }

    /// What is given for a variable, if anything is. `as_expression`: its type is declared, and no primitive one, so that
    /// a text of the command line or the environment is an expression.
    ///
    /// Source: Terraform `internal/configs/named_values.go`: primitive types and a type left out parse literally, all
    /// others as HCL.
    pub(crate) fn get(
        &self,
        name: &str,
        as_expression: bool,
        reader: ValueReader<'_>,
    ) -> Option<Resolved<Value>> {
        let Some(value) = self.values.get(name, reader) else {
            return Some(self.missing.as_ref()?.value(name));
        };
        if !self.values.is_text(name) {
            return Some(value);
        }
        if !as_expression {
            return Some(literal_text(value));
        }
        let privacy = value.from().privacy;
        let read = value.clone().and_then(&mut |value| match &value {
            Value::Text(text) => constant(text),
            _ => Resolved::known(value),
        });
        Some(match read {
            // What cannot be read as an expression is said by its text.
            Resolved::Unknown { .. } | Resolved::Invalid { .. } if privacy != Privacy::Shown => {
                Resolved::unknown(format!("what is given for variable `{name}` is not shown"))
                    .via(value.from().hops.clone())
            }
            read => private(read, privacy),
        })
    }

    /// Where a Terragrunt unit gives its inputs, if it does.
    pub(super) fn unit(&self) -> Option<Span> {
        self.unit
    }

    /// Where whoever runs the root gives another value to a variable.
    pub(super) fn place_of_more(&self) -> Place {
        match self.unit {
            Some(header) => Place::Missing {
                header,
                block: "the `inputs` of the unit".into(),
            },
            None => Place::Given("among the `inputs` of the unit".into()),
        }
    }

    /// The texts that the command line or the environment gives.
    pub(super) fn given_texts(&self) -> impl Iterator<Item = &str> {
        self.values.texts()
    }

    /// Whether what is given for a variable is a text of the command line or of the environment.
    pub(super) fn is_text(&self, name: &str) -> bool {
        self.values.is_text(name)
    }

    /// Keeps what is given for a variable from being shown.
    pub(super) fn hide(&self, name: &str, reader: ValueReader<'_>) {
        let given = self.values.get(name, reader);
        let hops = given.iter().flat_map(|given| &given.from().hops);
        for span in hops.flat_map(Hop::places) {
            reader.modules.sources.get(span.source).hide(span.range());
        }
    }

    /// What Terragrunt puts into the environment: a text for each, of a collection its JSON. Null is handed over by a file.
    ///
    /// Source: Terragrunt, `internal/runner/run/run.go`, `ToTerraformEnvVars`, `setTerragruntNullValuesRunCfg`.
    pub(crate) fn take_terragrunt(&mut self, inputs: &Inputs) {
        self.missing.clone_from(&inputs.missing);
        self.unit = inputs.written;
        let mut weight = 0;
        for (name, value) in &inputs.values {
            if value.clone().decided().value() == Some(&Value::Null) {
                self.nulls.push((name.clone(), value.clone()));
            }
            // Each part of them is walked through as often as it is in them.
            weight += weight_of(value);
            let value = if weight > MAX_REFERENCED_WEIGHT {
                too_large()
            } else {
                value.clone()
            };
            self.set_as_text(name, value);
        }
    }

    /// What a deployment of a Stack gives.
    pub(crate) fn take_deployed(&mut self, inputs: &Inputs) {
        self.missing.clone_from(&inputs.missing);
        self.deployed.clone_from(&inputs.names);
        for (name, value) in &inputs.values {
            self.set(name, value.clone());
        }
    }

    /// A collection keeps what is known of its members: what is a text to its variable is made of it in [`InputValues::get`].
    fn set_as_text(&mut self, name: &str, value: Resolved<Value>) {
        let as_text = value.converted(&mut |value| match value {
            Value::Bool(_) | Value::Number(_) => match value.as_text() {
                Some(text) => Resolved::known(Value::Text(text)),
                None => Resolved::known(value),
            },
            value => Resolved::known(as_json_says(value)),
        });
        self.values.set(name, as_text, true);
    }

    /// Takes in what Terragrunt hands over beside its inputs.
    pub(crate) fn take_extra(&mut self, extra: &[Extra], reader: ValueReader<'_>) {
        for extra in extra {
            match extra {
                Extra::Value { name, value } => self.set_as_text(name, value.clone()),
                Extra::Lost(missing) => self.doubt(missing.clone()),
                Extra::File { path, is_there, at } if *is_there => {
                    let hop = Hop::chose(*at, "`extra_arguments` names the file");
                    self.take_file(path, reader, Some(hop));
                }
                Extra::File { path, at, .. } => self.doubt(Missing {
                    how: format!(
                        "by {}, which `extra_arguments` names and which is not there",
                        reader.modules.sources.name(path)
                    ),
                    at: Some(*at),
                }),
            }
        }
    }

    /// What cannot be read may set every variable.
    pub(crate) fn take_lost(&mut self, missing: Missing) {
        self.missing = Some(missing);
    }

    /// What came so far may be replaced by something that cannot be read.
    fn doubt(&mut self, missing: Missing) {
        self.values.clear();
        self.missing = Some(missing);
    }

    fn set(&mut self, name: &str, value: Resolved<Value>) {
        self.values.set(name, value, false);
    }

    fn set_text(
        &mut self,
        name: &str,
        text: &str,
        hop: Hop,
        (written, privacy): (Written, Privacy),
    ) {
        let value = Resolved::known(Value::Text(text.to_owned())).via([hop]);
        let value = value.written(Some(written)).private(privacy);
        self.values.set(name, value, true);
    }

    /// Takes in the files that Terraform reads by itself from the root module's folder.
    pub(crate) fn take_automatic(&mut self, folder: &Path, reader: ValueReader<'_>) {
        for path in automatic_files(folder, reader.modules.sources) {
            let read = self.take_file(&path, reader, None);
            self.automatic.extend(read);
        }
    }

    /// The same of a module that Terragrunt runs: the unit's files are copied over the module's.
    ///
    /// Source: Terragrunt's documentation of `terraform`, `source`.
    pub(crate) fn take_automatic_of_unit(
        &mut self,
        [module, unit]: [ValuesOf<'_>; 2],
        generated: &[MadeText],
        reader: ValueReader<'_>,
    ) {
        let sources = reader.modules.sources;
        let of_folder = |of: &ValuesOf<'_>| {
            let mut files: BTreeMap<OsString, OfValues> = BTreeMap::new();
            for path in automatic_files(of.folder, sources) {
                let name = path.file_name().unwrap_or_default().to_owned();
                if (of.takes)(&name.to_string_lossy()) {
                    files.insert(name, OfValues::File(path));
                }
            }
            files
        };
        // Of one name, what is copied later stands in the place of the other.
        let mut files = BTreeMap::new();
        if module.folder != unit.folder {
            files = of_folder(&module);
        }
        files.extend(of_folder(&unit));
        files.extend(generated.iter().map(|text| {
            let name = OsString::from(&text.name);
            (name, OfValues::Text(Arc::clone(&text.file)))
        }));
        if !self.nulls.is_empty() {
            files.insert(OsString::from(NULLS), OfValues::Nulls);
        }
        let mut files: Vec<(OsString, OfValues)> = files.into_iter().collect();
        // In Terraform's order, wherever they come from.
        files.sort_by_key(|(name, _)| {
            let is_first = name == "terraform.tfvars";
            let is_second = name == "terraform.tfvars.json";
            (!is_first, !is_second, name.clone())
        });
        for (_, file) in files {
            let read = match file {
                OfValues::File(path) => self.take_file(&path, reader, None),
                OfValues::Text(file) => self.take_text(&file, reader, None),
                OfValues::Nulls => {
                    for (name, value) in std::mem::take(&mut self.nulls) {
                        self.set(&name, value);
                    }
                    None
                }
            };
            self.automatic.extend(read);
        }
    }

    /// Takes in what the command line or a deployment gives, in its order; `by` says which.
    pub(crate) fn take_inputs(
        &mut self,
        inputs: &[VariableInput],
        by: Giver<'_>,
        reader: ValueReader<'_>,
    ) {
        let sources = reader.modules.sources;
        for input in inputs {
            match input {
                VariableInput::File(path) => drop(self.take_file(path, reader, None)),
                VariableInput::Value { name, value, at } => {
                    let at = at.as_ref().and_then(|at| at.value.span(sources));
                    let label = Hop::value(
                        at,
                        format!(
                            "variable `{name}` is `{}`, given {}",
                            quoted(value),
                            by.by()
                        ),
                    );
                    let written = (by.written(name, at), Privacy::Shown);
                    self.set_text(name, value, label, written);
                }
            }
        }
    }

    /// Takes in the environment's `TF_VAR_name`. Of what it holds, nothing is said: a job's secrets are handed over so, and
    /// whether a variable is called sensitive is for the code to say, which a stranger may have written.
    pub(crate) fn take_environment(&mut self) {
        for (name, value) in std::env::vars_os() {
            let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else {
                continue;
            };
            if let Some(name) = name.strip_prefix("TF_VAR_") {
                let label = Hop::value(
                    None,
                    format!("variable `{name}` is set by the environment's TF_VAR_{name}"),
                );
                let variable = format!("TF_VAR_{name}");
                let written = Giver::Environment.written(&variable, None);
                self.set_text(name, value, label, (written, Privacy::Hidden));
            }
        }
    }

    /// Takes in a file, which something names; the answer is what it gives, where that is read.
    fn take_file(
        &mut self,
        path: &Path,
        reader: ValueReader<'_>,
        by: Option<Hop>,
    ) -> Option<Arc<FileValues>> {
        let sources = reader.modules.sources;
        let file = match sources.load(path) {
            Ok(file) => file,
            Err(error) => {
                self.problems.push(Problem {
                    path: sources.name(path),
                    message: error.to_string(),
                });
                self.doubt(Missing {
                    how: format!("by {}, which cannot be read", sources.name(path)),
                    at: None,
                });
                return None;
            }
        };
        self.sources.push(file.id());
        self.take_text(&file, reader, by)
    }

    /// Takes in the text of a file.
    fn take_text(
        &mut self,
        file: &Arc<SourceFile>,
        reader: ValueReader<'_>,
        by: Option<Hop>,
    ) -> Option<Arc<FileValues>> {
        let Some(read) = reader.read(file) else {
            self.doubt(Missing {
                how: format!("by {}, which is not read: {TOO_MANY_STEPS}", file.name()),
                at: Some(Span::beginning(file.id())),
            });
            return None;
        };
        if let Some(at) = read.broken_at {
            self.doubt(Missing {
                how: format!("in what could not be read of {}", file.name()),
                at: Some(at),
            });
        }
        self.unreadable.extend(read.unreadable.iter().cloned());
        let by = by.filter(|_| !file.is_unsaid());
        self.values.add(Arc::clone(&read), by);
        Some(read)
    }
}

/// The names that a file of values sets, each with its place; none where it cannot be read.
pub(crate) fn names_in(path: &Path, modules: &ModuleCache<'_>) -> Vec<(String, Span)> {
    let file = modules.sources.load(path);
    let read = file.map(|file| modules.value_files.read(&file, modules.sources));
    read.map_or_else(|_| Vec::new(), |read| read.names())
}
