//! `CloudFormation` templates to the model: YAML and JSON, nested stacks, stack sets, several deployments.

mod language;
mod options;
mod parameters;
mod resources;
mod stacks;
mod template;
mod trail;

pub use options::{Options, ParameterInput, TemplateDeployment};

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::discover::Found;
use crate::model::{Account, Judged};
use crate::resolved::{Hop, Resolved};
use crate::source::SourceMap;
use language::{Evaluator, ParameterValues};
use parameters::{ParameterSet, parameter_sets};
use stacks::{Judge, Place, children, roots};
use template::{TemplateCache, TemplateFile};

/// Judges every trail of the files' templates: a template that another one nests is judged with that one's parameters,
/// not on its own.
pub(crate) fn judge_templates(
    files: &[&Found],
    sources: &SourceMap,
    options: &Options,
) -> Vec<Judged> {
    let cache = TemplateCache::new(sources);
    let loaded: Vec<_> = files
        .par_iter()
        .map(|file| (file, cache.load(&file.path)))
        .collect();
    let nested: BTreeMap<PathBuf, Vec<PathBuf>> = loaded
        .iter()
        .map(|(file, loaded)| {
            let templates = loaded.iter().flat_map(|loaded| &loaded.templates);
            (file.path.clone(), templates.flat_map(children).collect())
        })
        .collect();
    let roots = roots(&nested);
    let mut problems = Vec::new();
    let base = parameter_sets(&options.parameters, sources, &mut problems);
    let mut judged: Vec<Judged> = loaded
        .par_iter()
        .filter(|(file, _)| roots.contains(&file.path))
        .filter_map(|(file, loaded)| Some((file, loaded.as_ref()?)))
        .map(|(file, loaded)| judge_file(file, loaded, &cache, options, &base))
        .collect();
    if !problems.is_empty() {
        judged.push(Judged {
            problems,
            ..Judged::default()
        });
    }
    judged
}

/// Judges the templates of one file, once for each deployment.
fn judge_file(
    file: &Found,
    loaded: &TemplateFile,
    cache: &TemplateCache<'_>,
    options: &Options,
    base: &[ParameterSet],
) -> Judged {
    let mut judged = Judged::default();
    for deployment in deployments_of(file, cache.sources, options, base, &mut judged) {
        let mut judge = Judge {
            templates: cache,
            deployment: deployment.name,
            accounts: vec![Account::default()],
            parsed: Vec::new(),
        };
        for template in &loaded.templates {
            let stack = Evaluator::new(
                template,
                deployment.values.clone(),
                region_of(deployment.region),
                options.assume_defaults,
            );
            judge.judge(&stack, &Place::root(file.path.clone()));
        }
        // One that names the trail's type must not pass as clean when it cannot be read.
        if file.mentions.cloudformation_trail {
            judge.accounts[0]
                .unreadable
                .extend(loaded.unreadable.iter().cloned());
        }
        judged.accounts.extend(judge.accounts);
        judged.parsed.extend(judge.parsed);
    }
    judged.parsed.push(loaded.source);
    judged
}

/// What a file's templates are deployed with.
struct Deployment<'a> {
    name: Option<String>,
    region: Option<&'a String>,
    values: ParameterValues,
}

/// The deployments that the configuration names for a file; where there are none, one for each set of values given.
fn deployments_of<'a>(
    file: &Found,
    sources: &SourceMap,
    options: &'a Options,
    base: &[ParameterSet],
    judged: &mut Judged,
) -> Vec<Deployment<'a>> {
    let mut out = Vec::new();
    let named = options
        .deployments
        .iter()
        .filter(|deployment| deployment.templates.is_match(&file.path));
    for deployment in named {
        for own in parameter_sets(&deployment.parameters, sources, &mut judged.problems) {
            // The command line wins over the configuration.
            out.extend(base.iter().map(|given| Deployment {
                name: Some(deployment.name.clone()),
                region: deployment.region.as_ref().or(options.region.as_ref()),
                values: own.overridden_by(given).values,
            }));
        }
    }
    if out.is_empty() {
        out.extend(base.iter().map(|given| Deployment {
            name: given.name.clone(),
            region: options.region.as_ref(),
            values: given.values.clone(),
        }));
    }
    out
}

fn region_of(region: Option<&String>) -> Resolved<String> {
    match region {
        Some(region) => Resolved::known(region.clone()).via([Hop::value(
            None,
            format!("the Region is given as `{region}`"),
        )]),
        None => Resolved::unknown("the Region that the stack is deployed to is not known"),
    }
}
