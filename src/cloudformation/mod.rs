//! `CloudFormation` templates to the model: YAML and JSON, nested stacks, stack sets, several deployments.

mod conditions;
mod evaluate;
mod intrinsics;
mod loops;
mod parameters;
mod stacks;
mod template;
mod trail;
mod value;

use std::cell::Cell;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use crate::diagnostic::{Label, Problem};
use crate::discover::Found;
use crate::model::{Scope, Unit, Unreadable};
use crate::options::{ParameterInput, TemplateDeployment};
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap};
use evaluate::Stack;
use parameters::Values;
use stacks::{Judge, Place};
use template::{Reading, Template};

/// What the command line and the configuration say about templates.
#[derive(Debug, Default)]
pub struct Settings {
    /// `us-east-1`, where it is known.
    pub region: Option<String>,
    /// Whether a parameter's default counts as its value.
    pub assume_defaults: bool,
    /// Values for every template, in order; later ones win.
    pub parameters: Vec<ParameterInput>,
    /// Named deployments of the templates that a glob matches.
    pub deployments: Vec<TemplateDeployment>,
}

/// A file that may hold templates, once read.
struct Read {
    source: SourceId,
    templates: Vec<Template>,
    unreadable: Vec<Unreadable>,
}

/// A file's place in the library, filled by whoever asks first.
type Shelf = Arc<OnceLock<Option<Arc<Read>>>>;

/// The files of a run, each parsed once.
struct Library<'a> {
    sources: &'a SourceMap,
    shelves: Mutex<BTreeMap<PathBuf, Shelf>>,
}

impl Library<'_> {
    /// The templates of a file; `None` where it cannot be read or is something else.
    fn read(&self, path: &Path) -> Option<Arc<Read>> {
        let shelf = {
            let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(shelves.entry(path.to_owned()).or_default())
        };
        shelf.get_or_init(|| self.parse(path).map(Arc::new)).clone()
    }

    fn parse(&self, path: &Path) -> Option<Read> {
        let file = self.sources.load(path).ok()?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut read = Read {
            source: file.id(),
            templates: Vec::new(),
            unreadable: Vec::new(),
        };
        if let Some(at) = file.not_utf8_at() {
            read.unreadable.push(Unreadable::not_utf8(&file, at));
            return Some(read);
        }
        match template::read(&file.input(), file.name()) {
            Reading::Templates(roots) => {
                read.templates = roots
                    .into_iter()
                    .map(|root| template::build(root, &folder, self.sources))
                    .collect();
            }
            Reading::SomethingElse => {}
            Reading::Broken(errors) => {
                read.unreadable = errors.into_iter().map(template::unreadable).collect();
            }
        }
        Some(read)
    }
}

/// Judges every trail of the files' templates: a template that another one nests is judged with that one's parameters,
/// not on its own.
pub(crate) fn read(files: &[&Found], sources: &SourceMap, settings: &Settings) -> Vec<Unit> {
    let library = Library {
        sources,
        shelves: Mutex::default(),
    };
    let reads: Vec<_> = files
        .par_iter()
        .map(|file| (file, library.read(&file.path)))
        .collect();
    let mut nested: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for (file, read) in &reads {
        let children: Vec<PathBuf> = read
            .iter()
            .flat_map(|read| &read.templates)
            .flat_map(stacks::children)
            .collect();
        nested.insert(file.path.clone(), children);
    }
    let roots = roots(&nested);
    let mut problems = Vec::new();
    let base = values(&settings.parameters, sources, &mut problems);
    let mut units: Vec<Unit> = reads
        .par_iter()
        .filter(|(file, _)| roots.contains(&file.path))
        .filter_map(|(file, read)| Some((file, read.as_ref()?)))
        .map(|(file, read)| judge_file(file, read, &library, settings, &base))
        .collect();
    if !problems.is_empty() {
        units.push(Unit {
            problems,
            ..Unit::default()
        });
    }
    units
}

/// The files that no other one nests, and one of each ring of files that nest each other.
fn roots(nested: &BTreeMap<PathBuf, Vec<PathBuf>>) -> HashSet<PathBuf> {
    let children: HashSet<&PathBuf> = nested
        .iter()
        .flat_map(|(parent, children)| children.iter().filter(move |child| *child != parent))
        .collect();
    let mut roots: HashSet<PathBuf> = HashSet::new();
    let mut reached: HashSet<PathBuf> = HashSet::new();
    let (first, rest): (Vec<_>, Vec<_>) = nested.keys().partition(|path| !children.contains(path));
    for path in first.into_iter().chain(rest) {
        if reached.contains(path) {
            continue;
        }
        roots.insert(path.clone());
        let mut open = vec![path.clone()];
        while let Some(next) = open.pop() {
            if reached.insert(next.clone()) {
                open.extend(nested.get(&next).into_iter().flatten().cloned());
            }
        }
    }
    roots
}

/// The sets of values that some inputs give. More than one where a file names several environments.
fn values(
    inputs: &[ParameterInput],
    sources: &SourceMap,
    problems: &mut Vec<Problem>,
) -> Vec<parameters::Set> {
    let mut sets = vec![parameters::Set::default()];
    for input in inputs {
        match input {
            ParameterInput::Value { key, value } => {
                for set in &mut sets {
                    set.values
                        .insert(key.clone(), parameters::from_command_line(key, value));
                }
            }
            ParameterInput::File(path) => {
                let read = sources
                    .load(path)
                    .map_err(|error| (None, error.to_string()))
                    .and_then(|file| {
                        parameters::read(&file).map_err(|(span, message)| {
                            let place = span.map(|span| file.position(span.range().start));
                            let message = match place {
                                Some(place) => format!(
                                    "line {}, column {}: {message}",
                                    place.line, place.column
                                ),
                                None => message,
                            };
                            (None::<crate::source::Span>, message)
                        })
                    });
                match read {
                    Ok(read) => {
                        sets = read
                            .iter()
                            .flat_map(|next| sets.iter().map(move |set| merged(set, next)))
                            .collect();
                    }
                    Err((_, message)) => problems.push(Problem {
                        path: sources.name(path),
                        message,
                    }),
                }
            }
        }
    }
    sets
}

fn merged(base: &parameters::Set, over: &parameters::Set) -> parameters::Set {
    let mut values = base.values.clone();
    values.extend(over.values.clone());
    parameters::Set {
        name: over.name.clone().or_else(|| base.name.clone()),
        values,
    }
}

/// Judges the templates of one file, once for each deployment.
fn judge_file(
    file: &Found,
    read: &Read,
    library: &Library<'_>,
    settings: &Settings,
    base: &[parameters::Set],
) -> Unit {
    let mut unit = Unit::default();
    let deployments: Vec<&TemplateDeployment> = settings
        .deployments
        .iter()
        .filter(|deployment| deployment.templates.is_match(&file.path))
        .collect();
    let mut rounds: Vec<(Option<String>, Option<&String>, Values)> = Vec::new();
    for deployment in &deployments {
        for own in values(&deployment.parameters, library.sources, &mut unit.problems) {
            for given in base {
                // The command line wins over the configuration.
                let set = merged(&own, given);
                rounds.push((
                    Some(deployment.name.clone()),
                    deployment.region.as_ref().or(settings.region.as_ref()),
                    set.values,
                ));
            }
        }
    }
    if rounds.is_empty() {
        rounds.extend(base.iter().map(|set| {
            (
                set.name.clone(),
                settings.region.as_ref(),
                set.values.clone(),
            )
        }));
    }
    for (deployment, region, values) in rounds {
        let mut judge = Judge {
            library,
            deployment,
            scopes: vec![Scope::default()],
            parsed: Vec::new(),
        };
        for template in &read.templates {
            let stack = Stack {
                template,
                supplied: values.clone(),
                region: region_of(region),
                assume_defaults: settings.assume_defaults,
                steps: Cell::new(0),
            };
            let place = Place {
                prefix: String::new(),
                suffix: String::new(),
                created: Resolved::known(true),
                above: vec![file.path.clone()],
                scope: 0,
            };
            judge.judge(&stack, &place);
        }
        // One that names the trail's type must not pass as clean when it cannot be read.
        if file.mentions.cloudformation_trail {
            judge.scopes[0]
                .unreadable
                .extend(read.unreadable.iter().cloned());
        }
        unit.scopes.extend(judge.scopes);
        unit.parsed.extend(judge.parsed);
    }
    unit.parsed.push(read.source);
    unit
}

fn region_of(region: Option<&String>) -> Resolved<String> {
    match region {
        Some(region) => Resolved::known(region.clone()).via([Label::new(
            None,
            format!("the Region is given as `{region}`"),
        )]),
        None => Resolved::unknown("the Region that the stack is deployed to is not known"),
    }
}
