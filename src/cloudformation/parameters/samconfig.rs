//! A samconfig: `ENV.COMMAND.parameters`, with `parameter_overrides` and `region`.
//!
//! Source: `aws-sam-cli`, "AWS SAM CLI configuration file".

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml_edit::{Item, Value};

use super::values::{NoParameters, ParameterSet, Written};
use crate::parse::{EmbeddedText, Node};
use crate::resolved::{Assigned, Syntax};
use crate::source::{Input, Kind, ReadError, SourceFile, SourceMap};

/// The options that are read.
pub(super) const OVERRIDES: &str = "parameter_overrides";
pub(super) const REGION: &str = "region";
pub(super) const TEMPLATE: &str = "template_file";

/// What samconfigs are called.
const NAMES: [&str; 3] = ["samconfig.toml", "samconfig.yaml", "samconfig.yml"];

/// Whether a file is one by its name.
pub(in super::super) fn is_samconfig(path: &Path) -> bool {
    NAMES.iter().any(|name| path.ends_with(name))
}

/// The samconfig beside a template, if there is one, be it that it cannot be opened.
pub(in super::super) fn samconfig_beside(folder: &Path, sources: &SourceMap) -> Option<PathBuf> {
    let mut paths = NAMES.iter().map(|name| folder.join(name));
    paths.find(|path| {
        let kind = sources.kind(path);
        !matches!(kind, Ok(Kind::Folder) | Err(ReadError::Missing { .. }))
    })
}

/// The commands whose parameters count, the one that deploys first.
const COMMANDS: [&str; 2] = ["deploy", "global"];

/// An option of the command that deploys an environment, in YAML.
pub(super) fn option_of<'n>(environment: &'n Node, option: &str) -> Option<&'n Node> {
    COMMANDS
        .iter()
        .find_map(|command| environment.get(command)?.get("parameters")?.get(option))
}

/// Whether an environment is deployed, be it with what the template says.
pub(super) fn is_deployed(environment: &Node) -> bool {
    let says = |option| option_of(environment, option).is_some();
    environment.get(COMMANDS[0]).is_some() || says(OVERRIDES) || says(REGION)
}

/// The same in TOML.
fn option_of_toml<'i>(environment: &'i Item, option: &str) -> Option<&'i Item> {
    COMMANDS
        .iter()
        .find_map(|command| environment.get(command)?.get("parameters")?.get(option))
}

/// A `samconfig.toml`, read.
pub(super) struct Toml {
    file: Arc<SourceFile>,
    document: toml_edit::Document<Text>,
    /// The environments that are deployed.
    environments: Vec<String>,
}

/// The text of a file.
struct Text(Arc<SourceFile>);

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.0.input().text
    }
}

impl Toml {
    pub(super) fn read(file: &Arc<SourceFile>) -> Result<Toml, NoParameters> {
        let document = toml_edit::Document::parse(Text(Arc::clone(file)));
        let document = document.map_err(|error| NoParameters {
            at: error.span().map(|range| file.input().span(range)),
            message: error.message().to_owned(),
        })?;
        let says = |environment: &Item, option| option_of_toml(environment, option).is_some();
        let gives = |one: &Item| says(one, OVERRIDES) || says(one, REGION);
        if !document.as_table().iter().any(|(_, one)| gives(one)) {
            return Err(NoParameters {
                at: None,
                message: "it holds neither parameter_overrides nor a region".into(),
            });
        }
        let is_deployed = |one: &Item| one.get(COMMANDS[0]).is_some() || gives(one);
        let environments = document.as_table().iter();
        let environments = environments.filter(|(_, one)| is_deployed(one));
        let environments = environments.map(|(name, _)| name.to_owned()).collect();
        Ok(Toml {
            file: Arc::clone(file),
            document,
            environments,
        })
    }

    /// How many sets of values it gives, one for each environment.
    pub(super) fn len(&self) -> usize {
        self.environments.len()
    }

    pub(super) fn file(&self) -> &SourceFile {
        &self.file
    }

    fn environment(&self, at: usize) -> Option<(&String, &Item)> {
        let name = self.environments.get(at)?;
        Some((name, self.document.as_table().get(name)?))
    }

    /// One of its environments without its values.
    pub(super) fn named(&self, at: usize) -> Option<ParameterSet> {
        let file = &self.file;
        let (name, environment) = self.environment(at)?;
        let name = Some(name.clone()).filter(|_| !file.is_unsaid());
        let mut set = ParameterSet::of(file, name);
        if let Some(template) = option_of_toml(environment, TEMPLATE).and_then(Item::as_str) {
            set.deploys(file, template);
        }
        Some(set)
    }

    /// The values of one of its environments.
    pub(super) fn set(&self, at: usize) -> Option<ParameterSet> {
        let file = &self.file;
        let (_, environment) = self.environment(at)?;
        let input = file.input();
        let mut set = self.named(at)?;
        if let Some(overrides) = option_of_toml(environment, OVERRIDES) {
            take_overrides(overrides, file, &input, &mut set);
        }
        let region = option_of_toml(environment, REGION).and_then(Item::as_value);
        if let Some((value, name)) = region.and_then(|value| Some((value, value.as_str()?))) {
            let at = input.span(value.span().unwrap_or(0..0));
            set.deploy_to(file, name.to_owned(), at);
        }
        Some(set)
    }

    /// How many bytes the values of one of its environments have.
    pub(super) fn bytes_of(&self, at: usize) -> usize {
        let environment = self.environment(at).map(|(_, environment)| environment);
        let overrides = environment.and_then(|one| option_of_toml(one, OVERRIDES));
        overrides.map_or(0, |overrides| {
            let members = overrides.as_table_like().into_iter();
            let members = members.flat_map(|table| table.iter());
            let members = members.map(|(name, item)| name.len() + bytes_of(item));
            bytes_of(overrides).max(members.sum())
        })
    }
}

/// How many bytes of the text a value has.
fn bytes_of(item: &Item) -> usize {
    item.span().map_or(0, |range| range.len())
}

/// Takes the values of an environment: in a string, a list of strings or a table.
fn take_overrides(overrides: &Item, file: &SourceFile, input: &Input<'_>, set: &mut ParameterSet) {
    let range = |item: &Value| item.span().or_else(|| overrides.span()).unwrap_or(0..0);
    let place = |item: &Value| input.span(range(item));
    if let Some(value) = overrides.as_value() {
        let items = value.as_array().into_iter().flatten();
        for item in std::iter::once(value).chain(items) {
            if let Some(text) = item.as_str() {
                let line = text_within(text, range(item), input);
                set.give_pairs(file, &line.input(file.id()));
            }
        }
    }
    let members = overrides.as_table_like().into_iter();
    for (key, item) in members.flat_map(|table| table.iter()) {
        let Some(value) = item.as_value() else {
            continue;
        };
        let text = match value {
            Value::String(text) => text.value().clone(),
            other => other.to_string().trim().to_owned(),
        };
        let name = members_key(overrides, key).map_or_else(|| place(value), |at| input.span(at));
        let written = Written {
            name,
            value: place(value),
            assigned: Assigned::new(key, Syntax::Hcl),
        };
        set.give(file, key, Some(text), written);
    }
}

/// Where the key of a member stands.
fn members_key(table: &Item, key: &str) -> Option<Range<usize>> {
    table.as_table_like()?.key(key)?.span()
}

/// The text of a string that stands at a place; with escapes in it, all of it stands where the string begins.
fn text_within(text: &str, string: Range<usize>, input: &Input<'_>) -> EmbeddedText {
    let mut out = EmbeddedText::default();
    let written = input.text.get(string.clone());
    if let Some(at) = written.and_then(|written| written.find(text)) {
        let start = string.start + at;
        out.append(&input.slice(start..start + text.len()));
    } else {
        let start = input.offset(string.start);
        out.append_made(text, start..start);
    }
    out
}
