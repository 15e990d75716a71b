//! What a deployment gives a root module's variables.
//!
//! Source: "Input Variables" of the Terraform language: defaults, then the environment, `terraform.tfvars`,
//! `terraform.tfvars.json`, `*.auto.tfvars` and `*.auto.tfvars.json` in the order of their names, then `-var` and `-var-file`
//! in theirs.

use std::collections::BTreeMap;
use std::path::Path;

use super::expression::Surroundings;
use super::instance::evaluate_in;
use super::syntax::{self, File};
use super::value::{Value, error};
use crate::diagnostic::{Label, Problem};
use crate::model::Unreadable;
use crate::options::VariableInput;
use crate::parse::{Node, json};
use crate::resolved::Resolved;
use crate::source::{SourceFile, SourceId, SourceMap, Span};

/// Values by variable name, and what was read for them.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) values: BTreeMap<String, Resolved<Value>>,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) problems: Vec<Problem>,
    pub(super) sources: Vec<SourceId>,
}

impl Given {
    /// Takes in the files that Terraform reads by itself from the root module's folder.
    pub(super) fn take_automatic(&mut self, folder: &Path, sources: &SourceMap) {
        let here = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let mut automatic: Vec<String> = std::fs::read_dir(here)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"))
            .collect();
        automatic.sort();
        let named = ["terraform.tfvars", "terraform.tfvars.json"].map(str::to_owned);
        for name in named.into_iter().chain(automatic) {
            let path = folder.join(name);
            if path.is_file() {
                self.take_file(&path, sources);
            }
        }
    }

    /// Takes in what the command line or the configuration gives, in its order.
    pub(super) fn take_inputs(&mut self, inputs: &[VariableInput], sources: &SourceMap) {
        for input in inputs {
            match input {
                VariableInput::File(path) => self.take_file(path, sources),
                VariableInput::Value { name, value } => {
                    let label = Label::new(
                        None,
                        format!("variable `{name}` is `{value}`, given by --var"),
                    );
                    self.values
                        .insert(name.clone(), command_line(value).via([label]));
                }
            }
        }
    }

    /// Takes in the environment's `TF_VAR_name`.
    pub(super) fn take_environment(&mut self) {
        for (name, value) in std::env::vars() {
            if let Some(name) = name.strip_prefix("TF_VAR_") {
                let label = Label::new(
                    None,
                    format!("variable `{name}` is `{value}` by the environment's TF_VAR_{name}"),
                );
                self.values
                    .insert(name.to_owned(), command_line(&value).via([label]));
            }
        }
    }

    fn take_file(&mut self, path: &Path, sources: &SourceMap) {
        let file = match sources.load(path) {
            Ok(file) => file,
            Err(error) => {
                self.problems.push(Problem {
                    path: sources.name(path),
                    message: error.to_string(),
                });
                return;
            }
        };
        self.sources.push(file.id());
        let content = read(&file);
        self.unreadable.extend(content.unreadable);
        for attribute in content.body.attributes {
            let value = evaluate_in(&attribute.value, &Nothing, sources, &[]);
            let name = &attribute.name;
            let shown = value
                .value()
                .map_or_else(String::new, |value| format!(" to {}", value.shown()));
            let label = Label::new(
                attribute.value.span,
                format!("{} sets variable `{name}`{shown}", file.name()),
            );
            self.values.insert(name.clone(), value.via([label]));
        }
    }
}

/// A `.tfvars` or `.tfvars.json` file as attributes.
fn read(file: &SourceFile) -> File {
    if !file.name().ends_with(".json") {
        return syntax::read_hcl(&file.input());
    }
    let parsed = json::parse(&file.input());
    let mut out = File::default();
    for error in parsed.errors {
        out.unreadable.push(Unreadable {
            span: error.span,
            message: error.message,
            label: error.label,
            help: error.help,
            others: error.others,
        });
    }
    for entry in parsed.tree.iter().flat_map(Node::entries) {
        if let Some(name) = entry.key.as_str() {
            out.body.attributes.push(syntax::Attribute {
                name: name.to_owned(),
                name_span: entry.key.span,
                value: syntax::Expression {
                    span: entry.value.span,
                    form: syntax::Form::Json(entry.value.clone()),
                },
            });
        }
    }
    out
}

/// A value from the command line or the environment is a string; the variable's type converts it. One that looks like a
/// list, a map or null is HCL where the type is no primitive.
fn command_line(text: &str) -> Resolved<Value> {
    if text.trim_start().starts_with(['[', '{'])
        && let Ok(expression) = hcl::edit::parser::parse_expr(text)
    {
        use hcl::eval::{Context, Evaluate};
        let expression: hcl::Expression = expression.into();
        if let Ok(value) = expression.evaluate(&Context::new())
            && let Ok(json) = serde_json::to_value(&value)
        {
            return Resolved::known(super::functions::from_json(&json));
        }
    }
    Resolved::known(Value::Text(text.to_owned()))
}

/// The surroundings of a `.tfvars` file: it refers to nothing.
struct Nothing;

impl Surroundings for Nothing {
    fn reference(&self, root: &str, _: &[&str], _: Span) -> (Resolved<Value>, usize) {
        (error(root, "a variables file refers to nothing"), 0)
    }

    fn read_file(&self, path: &str) -> Result<String, String> {
        Err(format!("a variables file reads no files ({path})"))
    }

    fn file_exists(&self, _: &str) -> Option<bool> {
        None
    }
}
