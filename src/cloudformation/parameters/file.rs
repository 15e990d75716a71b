//! Parameter files, in every shape that people have them.
//!
//! Source: `aws cloudformation deploy --parameter-overrides` (three JSON shapes); "Working with Git sync" in the
//! CloudFormation user guide (stack deployment file); "Template configuration file" in the `CodePipeline` user guide; the
//! documentation of Sceptre (stack config).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::limits::{
    MAX_BYTES_OF_PARAMETER_FILES, MAX_PARAMETERS, PARSED_BYTES_PER_STEP, VALUE_BYTES_PER_STEP,
};
use super::super::template::{first_document, is_of_parameters};
use super::from_nodes::set_of;
use super::many_words;
use super::samconfig::{OVERRIDES, REGION, Toml, is_deployed, option_of};
use super::sets::{Sets, take_bytes};
use super::values::{NoParameters, ParameterSet, lost, not_read};
use crate::budget::Budget;
use crate::diagnostic::Problem;
use crate::parse::Node;
use crate::recent::Recent;
use crate::source::{SourceFile, SourceMap};

/// What the sections are called that hold a stack's parameters: by CloudFormation's own files, by the deployment files of Git
/// sync and by Sceptre, by deployment tools.
const SECTIONS: [&str; 4] = [
    "Parameters",
    "parameters",
    "ParameterOverrides",
    "parameter_overrides",
];

/// The files of parameters of a run. What is asked for by many deployments after one another is read once.
pub(crate) struct ParameterFiles<'a> {
    pub(crate) sources: &'a SourceMap,
    read: Recent<PathBuf, Result<Arc<Sets>, Problem>>,
}

/// Why a file gives no values.
pub(super) enum NotRead {
    Broken(Problem),
    /// There are no steps left to read the file of that name.
    TooManySteps(String),
}

impl NotRead {
    /// How values may be given by it: a clause's end.
    pub(super) fn how(&self) -> String {
        match self {
            NotRead::Broken(problem) => lost(&problem.path),
            NotRead::TooManySteps(name) => not_read(name),
        }
    }

    /// What is wrong with the file, if anything is.
    pub(super) fn problem(self) -> Option<Problem> {
        match self {
            NotRead::Broken(problem) => Some(problem),
            NotRead::TooManySteps(_) => None,
        }
    }
}

impl<'a> ParameterFiles<'a> {
    pub(crate) fn new(sources: &'a SourceMap) -> ParameterFiles<'a> {
        ParameterFiles {
            sources,
            read: Recent::new(MAX_BYTES_OF_PARAMETER_FILES),
        }
    }

    /// The sets of values that a file gives. Whoever asks takes the steps of reading it, be it that it is read already: whether
    /// it is depends on which thread was the first.
    pub(super) fn load(&self, path: &Path, budget: &Budget) -> Result<Arc<Sets>, NotRead> {
        let file = self.sources.load(path);
        let bytes = file.map_or(0, |file| file.text().len());
        let take = |bytes_per_step| {
            let is_left = take_bytes(bytes, bytes_per_step, budget);
            let lost = || NotRead::TooManySteps(self.sources.name(path));
            is_left.then_some(()).ok_or_else(lost)
        };
        take(PARSED_BYTES_PER_STEP)?;
        let read = || read(path, self.sources).map(Arc::new);
        let read = self.read.get_or_make(path.to_owned(), bytes, read);
        let sets = read.map_err(NotRead::Broken)?;
        if let Sets::One(_) = *sets {
            take(VALUE_BYTES_PER_STEP)?;
        }
        Ok(sets)
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
    if sets.have_too_many() {
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
        return of_toml(file, sources);
    }
    let root = first_document(file).map_err(|errors| {
        taken(false);
        let first = errors.into_iter().next();
        NoParameters {
            at: first.as_ref().map(|error| error.span),
            message: first.map_or_else(
                || "it cannot be parsed".into(),
                |error| error.message.into(),
            ),
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

fn of_toml(file: &Arc<SourceFile>, sources: &SourceMap) -> Result<Sets, NoParameters> {
    if let Some(refused) = many_words::too_many(&file.input()) {
        return Err(refused);
    }
    Toml::read(file).map(Sets::Toml).map_err(|refused| {
        if is_of_parameters(file, false, sources) {
            return refused;
        }
        // What is wrong may be told by what is written there.
        file.keep_unsaid();
        NoParameters {
            message: "it cannot be read as a samconfig".into(),
            ..refused
        }
    })
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

#[cfg(test)]
mod tests {
    use super::super::super::options::ParameterInput;
    use super::super::parameter_sets;
    use super::*;
    use crate::resolved::Giver;

    #[test]
    fn a_file_is_read_once_for_many_deployments() {
        let sources = SourceMap::default();
        let text = r#"{"Parameters": {"Flag": "false"}}"#;
        let file = sources.add("params.json", text.into());
        let path = file.expect("it is text").path().to_owned();
        let files = ParameterFiles::new(&sources);
        let sets: Vec<ParameterSet> = (0..3)
            .map(|_| {
                let budget = Budget::of(10);
                let read = files.load(&path, &budget);
                let read = read.ok().expect("it gives values");
                read.get(0, &budget)
                    .expect("there is one")
                    .overridden_by(&ParameterSet::default())
            })
            .collect();
        assert!(sets[0].values.has("Flag"));
        assert!(sets.iter().all(|set| set.values.is_same(&sets[0].values)));
        assert!(sets.iter().all(|set| set.names.is_same(&sets[0].names)));
    }

    #[test]
    fn what_there_are_no_steps_for_is_said() {
        let sources = SourceMap::default();
        let pairs = "P=value ".repeat(100);
        let samconfig = format!("[prod.deploy.parameters]\nparameter_overrides = \"{pairs}\"\n");
        let json = format!(r#"{{"Parameters": {{"Flag": "{pairs}"}}}}"#);
        let texts = [("samconfig.toml", samconfig), ("p.json", json)];
        let paths = texts.map(|(name, text)| {
            let file = sources.add(name, text.into());
            file.expect("it is text").path().to_owned()
        });
        let files = ParameterFiles::new(&sources);
        let open = |path: &Path, steps| {
            let inputs = [ParameterInput::File(path.to_owned())];
            let by = Giver::Option("--parameters");
            let budget = Budget::of(steps);
            let mut problems = Vec::new();
            let sets = parameter_sets(&inputs, by, (&files, &budget), &mut problems);
            assert!(problems.is_empty() && sets.len() == 1);
            let said = sets[0].open.first().map(|(how, _)| how.clone());
            assert_eq!(said.is_some(), sets[0].values.is_empty(), "{steps}");
            assert_eq!(said.is_some(), budget.is_spent(), "{steps}");
            said
        };
        for path in paths {
            for steps in [1, 5] {
                let said = open(&path, steps).expect("it is not read");
                assert!(said.contains("which is not read"), "{said}");
            }
            assert_eq!(open(&path, 200), None);
        }
    }
}
