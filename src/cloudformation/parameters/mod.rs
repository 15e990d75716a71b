//! What a deployment gives a template from outside: values from the command line, from parameter files and from
//! configurations.

mod file;
mod formica;
mod from_nodes;
mod manifests;
mod many_words;
mod org_formation;
mod rollouts;
mod said;
mod samconfig;
mod sets;
mod shell_words;
mod task_words;
mod unused;
mod values;

use std::path::Path;
use std::sync::Arc;

use super::language::region_not_known;
use super::limits::{MAX_SETS_OF_DEPLOYMENT, MAX_STEPS_OF_RUN};
use super::options::{Options, ParameterInput};
use crate::budget::Budget;
use crate::diagnostic::Problem;
use crate::model::{GivenRegion, Remark};
use crate::resolved::{Giver, Resolved};
use crate::source::{GivenAt, SourceMap, Span};
use file::NotRead;
pub(super) use file::ParameterFiles;
pub(super) use rollouts::Rollouts;
pub(super) use said::Reading;
pub(super) use samconfig::{is_samconfig, samconfig_beside};
use sets::Sets;
pub(super) use unused::Declares;
use unused::{overridden, unused};
pub(super) use values::{ParameterSet, given_in_file, note_not_given};

/// The sets of values that some inputs give together, later ones over earlier ones. More than one where a file names
/// several environments.
pub(super) fn parameter_sets(
    inputs: &[ParameterInput],
    by: Giver<'_>,
    (files, budget): (&ParameterFiles<'_>, &Budget),
    problems: &mut Vec<Problem>,
) -> Vec<ParameterSet> {
    let mut sets = vec![ParameterSet::default()];
    for input in inputs {
        match input {
            ParameterInput::Value { key, value, at } => {
                let at = at.as_ref().and_then(|at| place_of(at, files.sources));
                for set in &mut sets {
                    set.give_by(by, key, value, at);
                }
            }
            ParameterInput::File(path) => {
                let few = |given: Arc<Sets>| match given.len() * sets.len() {
                    0..=MAX_SETS_OF_DEPLOYMENT => Ok(given),
                    _ => Err(NotRead::TooManySteps(files.sources.name(path))),
                };
                match files.load(path, budget).and_then(few) {
                    Ok(given) => {
                        sets = given
                            .iter(budget)
                            .flat_map(|next| sets.iter().map(move |set| set.overridden_by(&next)))
                            .collect();
                    }
                    Err(not_read) => {
                        let open = (not_read.how(), files.sources.beginning_of(path));
                        for set in &mut sets {
                            set.open.push(open.clone());
                        }
                        problems.extend(not_read.problem());
                    }
                }
            }
        }
    }
    sets
}

/// Where the configuration names a parameter, and where it gives the value.
fn place_of(at: &GivenAt, sources: &SourceMap) -> Option<(Span, Span)> {
    Some((at.name.span(sources)?, at.value.span(sources)?))
}

/// The Region of a deployment: what is given on the command line or by the configuration, or by the files of its values.
pub(super) fn region_of(
    given: Option<&GivenRegion>,
    of_files: Option<Resolved<String>>,
    sources: &SourceMap,
) -> Resolved<String> {
    let given = given.map(|region| region.value(sources));
    given.or(of_files).unwrap_or_else(region_not_known)
}

/// What is said of the values that no template takes: those given to all of them, `base`, and those of each deployment.
pub(super) fn unused_values(
    base: &[ParameterSet],
    options: &Options,
    files: &ParameterFiles<'_>,
    templates: &[(&Path, &Declares)],
) -> Vec<Remark> {
    let of_files = |is_meant: &dyn Fn(&Path) -> bool| -> Vec<&Declares> {
        let meant = templates.iter().filter(|(path, _)| is_meant(path));
        meant.map(|(_, declares)| *declares).collect()
    };
    let mut out = unused(base, &of_files(&|_| true), files.sources);
    let budget = Budget::of(MAX_STEPS_OF_RUN);
    for deployment in &options.deployments {
        // What is not read is said where the deployment is judged.
        let sets = parameter_sets(
            &deployment.parameters,
            Giver::Deployment(&deployment.name),
            (files, &budget),
            &mut Vec::new(),
        );
        let templates = of_files(&|path| deployment.templates.is_match(path));
        out.extend(unused(&sets, &templates, files.sources));
        if !templates.is_empty() {
            out.extend(overridden(base, &sets, &deployment.name));
        }
    }
    out
}
