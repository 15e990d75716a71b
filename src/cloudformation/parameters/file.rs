//! Parameter files, in every shape that people have them.
//!
//! Source: `aws cloudformation deploy --parameter-overrides` (three JSON shapes); "Working with Git sync" in the
//! CloudFormation user guide (stack deployment file); "Template configuration file" in the `CodePipeline` user guide; the
//! documentation of Sceptre (stack config).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::limits::{MAX_BYTES_OF_PARAMETER_FILES, MAX_PARAMETERS};
use super::super::template::{doubled_below, first_document, is_json, is_of_parameters};
use super::samconfig::{OVERRIDES, REGION, TEMPLATE, Toml, is_deployed, option_of};
use super::values::{NoParameters, ParameterSet, Written};
use crate::diagnostic::Problem;
use crate::parse::{EmbeddedText, Entry, Node, json, yaml};
use crate::recent::Recent;
use crate::resolved::{Assigned, Syntax};
use crate::source::{SourceFile, SourceMap, Span};

/// What the sections are called that hold a stack's parameters: by CloudFormation's own files, by the deployment files of Git
/// sync and by Sceptre, by deployment tools.
const SECTIONS: [&str; 4] = [
    "Parameters",
    "parameters",
    "ParameterOverrides",
    "parameter_overrides",
];

/// What a file gives, or why it gives nothing.
type Read = Result<Arc<Sets>, Problem>;

/// The sets of values that a file gives. Those of a samconfig are made when they are asked for: there may be many, of many values.
pub(super) enum Sets {
    One(ParameterSet),
    Toml(Toml),
    /// The environments that are deployed.
    Yaml(Arc<SourceFile>, Vec<Entry>),
}

impl Sets {
    pub(super) fn len(&self) -> usize {
        match self {
            Sets::One(_) => 1,
            Sets::Toml(samconfig) => samconfig.len(),
            Sets::Yaml(_, environments) => environments.len(),
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<ParameterSet> {
        match self {
            Sets::One(set) => (at == 0).then(|| set.clone()),
            Sets::Toml(samconfig) => samconfig.set(at),
            Sets::Yaml(file, environments) => {
                environments.get(at).map(|one| environment(one, file))
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = ParameterSet> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

/// The files of parameters of a run. What is asked for by many deployments after one another is read once.
pub(crate) struct ParameterFiles<'a> {
    pub(crate) sources: &'a SourceMap,
    read: Recent<PathBuf, Read>,
}

impl<'a> ParameterFiles<'a> {
    pub(crate) fn new(sources: &'a SourceMap) -> ParameterFiles<'a> {
        ParameterFiles {
            sources,
            read: Recent::new(MAX_BYTES_OF_PARAMETER_FILES),
        }
    }

    /// The sets of values that a file gives.
    pub(super) fn load(&self, path: &Path) -> Read {
        let file = self.sources.load(path);
        let bytes = file.map_or(0, |file| file.text().len());
        let read = || read(path, self.sources).map(Arc::new);
        self.read.get_or_make(path.to_owned(), bytes, read)
    }
}

fn read(path: &Path, sources: &SourceMap) -> Result<Sets, Problem> {
    let problem = |message| Problem {
        path: sources.name(path),
        message,
    };
    let file = sources
        .load(path)
        .map_err(|error| problem(error.to_string()))?;
    file.mark_as_values();
    let sets = parameters_of(&file, sources).map_err(|refused| {
        problem(match refused.at {
            Some(span) => {
                format!("{}: {}", file.position(span.range().start), refused.message)
            }
            None => refused.message,
        })
    })?;
    if sets.iter().any(|set| set.has_too_many()) {
        return Err(problem(format!(
            "it gives more than {MAX_PARAMETERS} values"
        )));
    }
    Ok(sets)
}

/// Whether a file cannot be opened or parsed, rather than that it gives nothing.
pub(super) fn is_broken(path: &Path, sources: &SourceMap) -> bool {
    sources.load(path).map_or(true, |file| {
        parameters_of(&file, sources).is_err_and(|refused| refused.at.is_some())
    })
}

/// The sets of values that a file gives. More than one where it names several environments.
fn parameters_of(file: &Arc<SourceFile>, sources: &SourceMap) -> Result<Sets, NoParameters> {
    // A map of names and values, or a text, may be anything: what is not said decides all the same.
    let taken = |is_formed: bool| {
        if !is_of_parameters(file, is_formed, sources) {
            file.keep_unsaid();
        }
    };
    if file.name().to_ascii_lowercase().ends_with(".toml") {
        taken(true);
        return Toml::read(file).map(Sets::Toml).map_err(|refused| {
            if is_of_parameters(file, false, sources) {
                return refused;
            }
            // What is wrong may be told by what is written there.
            file.keep_unsaid();
            NoParameters {
                message: "it cannot be read as a samconfig".into(),
                ..refused
            }
        });
    }
    let root = first_document(file).map_err(|errors| {
        taken(false);
        let first = errors.into_iter().next();
        NoParameters {
            at: first.as_ref().map(|error| error.span),
            message: first.map_or_else(|| "it cannot be parsed".into(), |error| error.message),
        }
    })?;
    let Some(root) = root else {
        return Ok(Sets::One(ParameterSet::of(file, None)));
    };
    if let Some(parameters) = SECTIONS.iter().find_map(|name| root.get(name)) {
        taken(true);
        return Ok(Sets::One(set_of(None, parameters, file)));
    }
    let mut environments = root.entries().iter();
    if environments.any(|entry| {
        let says = |option| option_of(&entry.value, option).is_some();
        says(OVERRIDES) || says(REGION)
    }) {
        taken(true);
        let mut environments = root.into_entries();
        environments.retain(|entry| is_deployed(&entry.value));
        return Ok(Sets::Yaml(Arc::clone(file), environments));
    }
    if let Some(item) = root.items().iter().find(|item| lacks_value(item)) {
        return Err(NoParameters {
            at: Some(item.span),
            message: "this parameter has neither `ParameterValue` nor `\"UsePreviousValue\": true`"
                .into(),
        });
    }
    taken(is_formed(&root));
    let is_tagged = root.items().iter().any(is_tag);
    let set = set_of(None, &root, file);
    // `[]` and `{}` give none, and mean it.
    let is_empty =
        root.scalar_text().is_none() && root.items().is_empty() && root.entries().is_empty();
    if !is_empty && (set.values.is_empty() || has_sections(&root) || is_tagged) {
        return Err(NoParameters {
            at: Some(root.span),
            message: "it holds no parameters in a form that is known: give \
                      [{\"ParameterKey\": …, \"ParameterValue\": …}], {\"Parameters\": {…}}, [\"Key=Value\"], a map, a samconfig, or \
                      a deployment file with `parameters`"
                .into(),
        });
    }
    Ok(Sets::One(set))
}

/// Whether an item names a parameter and gives it no value, not even that of before.
fn lacks_value(item: &Node) -> bool {
    let keeps = item.get("UsePreviousValue").and_then(Node::scalar_text);
    let keeps = keeps.is_some_and(|keeps| keeps.eq_ignore_ascii_case("true"));
    item.get("ParameterKey").is_some() && item.get("ParameterValue").is_none() && !keeps
}

/// Whether a document gives parameters in a list, as the AWS CLI takes them: `{"ParameterKey": …}`, `"Key=Value"`.
fn is_formed(root: &Node) -> bool {
    let is_pair = |item: &Node| item.as_str().is_some_and(|text| text.contains('='));
    let is_one = |item: &Node| item.get("ParameterKey").is_some() || is_pair(item);
    !root.items().is_empty() && root.items().iter().all(is_one)
}

/// Whether an item of a list names and gives a value as tags do (`Key`, `Value`), or by keys in other letters than AWS takes, which
/// no file of parameters does.
fn is_tag(item: &Node) -> bool {
    let has = |names: [&str; 4]| names.iter().any(|name| item.get(name).is_some());
    let mut keys = item.entries().iter().filter_map(|entry| entry.key.as_str());
    let is_near = |key: &str| key.replace('_', "").eq_ignore_ascii_case("ParameterKey");
    has(["Key", "key", "Name", "name"]) && item.get("Value").or(item.get("value")).is_some()
        || keys.any(|key| key != "ParameterKey" && is_near(key))
}

/// Whether a map holds other maps, or a list of them, as no parameter's value is one.
fn has_sections(root: &Node) -> bool {
    let mut values = root.entries().iter().map(|entry| &entry.value);
    let is_map =
        |value: &Node| value.tag.is_none() && !value.entries().is_empty() && !is_placeholder(value);
    values.any(|value| is_map(value) || value.items().iter().any(is_map))
}

/// Whether YAML took a `{{ placeholder }}` for a map.
fn is_placeholder(value: &Node) -> bool {
    matches!(value.entries(), [entry] if !entry.key.entries().is_empty())
}

/// The values of an environment of a samconfig. One that gives nothing is deployed with what the template says.
fn environment(entry: &Entry, file: &SourceFile) -> ParameterSet {
    let name = entry.key.scalar_text().filter(|_| !file.is_unsaid());
    let mut set = match option_of(&entry.value, OVERRIDES) {
        Some(overrides) => set_of(name, overrides, file),
        None => ParameterSet::of(file, name),
    };
    let region = option_of(&entry.value, REGION);
    if let Some((name, at)) = region.and_then(|node| Some((node.as_str()?, node.span))) {
        set.deploy_to(file, name.to_owned(), at);
    }
    if let Some(template) = option_of(&entry.value, TEMPLATE).and_then(Node::as_str) {
        set.deploys(file, template);
    }
    set
}

pub(super) fn set_of(name: Option<String>, node: &Node, file: &SourceFile) -> ParameterSet {
    let mut set = ParameterSet::of(file, name);
    collect(node, file, &mut set);
    let doubled = doubled_below(node);
    set.doubled = vec![doubled.into()];
    set
}

/// Takes what a string, a map or a list gives.
fn collect(node: &Node, file: &SourceFile, set: &mut ParameterSet) {
    if let Some(text) = node.as_str() {
        let line = text_of_string(text, node, file);
        set.give_pairs(file, &line.input(file.id()));
    }
    for entry in node.entries() {
        if let Some(key) = entry.key.scalar_text() {
            let assigned = Assigned::new(key.as_str(), syntax_of(file));
            let at = (entry.key.span, assigned);
            give(set, file, &key, Some(&entry.value), at);
        }
    }
    for item in node.items() {
        let key = item.get("ParameterKey");
        if let Some((key, name)) = key.and_then(|key| Some((key, key.scalar_text()?))) {
            let assigned = Assigned::new("ParameterValue", syntax_of(file));
            let value = item.get("ParameterValue");
            give(set, file, &name, value, (key.span, assigned));
        } else {
            collect(item, file, set);
        }
    }
}

/// How a file gives a value to a name. All values of parameters are texts.
pub(super) fn syntax_of(file: &SourceFile) -> Syntax {
    if is_json(file.input().text) {
        Syntax::JsonText
    } else {
        Syntax::Yaml
    }
}

/// The text of a string; where its places are not known, all of it stands where the string begins.
fn text_of_string(text: &str, node: &Node, file: &SourceFile) -> EmbeddedText {
    let input = file.input();
    let embedded = json::embedded_text(&input, node).or_else(|| yaml::embedded_text(&input, node));
    embedded.unwrap_or_else(|| {
        let start = node.span.range().start;
        let mut out = EmbeddedText::default();
        out.append_made(text, start..start);
        out
    })
}

/// Takes the value of one parameter, which is named at a place.
pub(super) fn give(
    set: &mut ParameterSet,
    file: &SourceFile,
    key: &str,
    value: Option<&Node>,
    (name, assigned): (Span, Assigned),
) {
    let written = Written {
        name,
        value: value.map_or(name, |value| value.span),
        assigned,
    };
    match value {
        Some(value) if value.tag.is_some() || !value.entries().is_empty() => {
            set.give_unknown(file, key, &written);
        }
        _ => set.give(file, key, value.and_then(text_of), written),
    }
}

/// A scalar's text, or a list parameter's items.
fn text_of(value: &Node) -> Option<String> {
    value.scalar_text().or_else(|| {
        let items = value.items();
        (!items.is_empty()).then(|| {
            let texts: Vec<String> = items.iter().filter_map(Node::scalar_text).collect();
            texts.join(",")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_once_for_many_deployments() {
        let sources = SourceMap::default();
        let text = r#"{"Parameters": {"Flag": "false"}}"#;
        let file = sources.add("params.json", text.into());
        let path = file.expect("it is text").path().to_owned();
        let files = ParameterFiles::new(&sources);
        let sets: Vec<ParameterSet> = (0..3)
            .map(|_| {
                let read = files.load(&path).expect("it gives values");
                read.get(0)
                    .expect("there is one")
                    .overridden_by(&ParameterSet::default())
            })
            .collect();
        assert!(sets[0].values.has("Flag"));
        assert!(sets.iter().all(|set| set.values.is_same(&sets[0].values)));
        assert!(sets.iter().all(|set| set.names.is_same(&sets[0].names)));
    }
}
