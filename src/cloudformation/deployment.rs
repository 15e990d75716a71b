//! A deployment of a file's templates: what it is called, where it goes, and with what.

use std::path::Path;

use super::language::{ParameterValues, RefusedName};
use super::options::Options;
use super::parameters::{ParameterSet, Rollouts, given_in_file, parameter_sets, region_of};
use super::serverless::Stage;
use super::stacks::{CdkOutput, not_declared};
use super::template::{Doubled, Template, TemplateFile};
use crate::diagnostic::Problem;
use crate::model::Account;
use crate::resolved::{Giver, Privacy, Resolved};
use crate::source::{SourceId, SourceMap, Span};

/// What a file's templates are deployed with.
#[derive(Clone)]
pub(super) struct Deployment {
    pub(super) name: Option<String>,
    /// The stage of a service, where it is not the usual one.
    pub(super) stage: Option<Stage>,
    /// Where the configuration names it.
    pub(super) at: Option<Span>,
    pub(super) region: Resolved<String>,
    pub(super) values: ParameterValues,
    /// The files that give them.
    pub(super) files: Vec<SourceId>,
    /// What may give others that is not known.
    pub(super) open: Vec<(String, Span)>,
    /// The parameters that a file passes which deploys the templates: `CloudFormation` refuses those that they have not.
    pub(super) passed: Vec<(String, Span)>,
    /// That what deploys the templates refuses it, where it does.
    pub(super) refused: Option<Resolved<bool>>,
    /// Keys that stand twice where the values are given.
    pub(super) doubled: Vec<Doubled>,
}

impl Deployment {
    /// With the values of a set.
    pub(super) fn of(
        set: ParameterSet,
        name: Option<String>,
        at: Option<Span>,
        region: Resolved<String>,
    ) -> Deployment {
        Deployment {
            name,
            stage: None,
            at,
            region,
            values: set.values,
            files: set.files,
            open: set.open,
            passed: Vec::new(),
            refused: None,
            doubled: set.doubled,
        }
    }

    /// The first parameter that is passed and that a template does not declare, refused. Of a file that may be anything, the name
    /// is not said.
    pub(super) fn not_declared(
        &self,
        template: &Template,
        sources: &SourceMap,
    ) -> Option<RefusedName> {
        let refused = not_declared(&self.passed, template, template.syntax)?;
        let Some(at) = refused.from().at else {
            return Some(refused);
        };
        let file = sources.get(at.source);
        if !file.is_unsaid() {
            return Some(refused);
        }
        file.hide(at.range());
        Some(refused.private(Privacy::Hidden))
    }

    /// Leaves, at a stage that may be none, the trails that it decides about; false where there are none.
    pub(super) fn keep_decided(&self, accounts: &mut [Account]) -> bool {
        let Some(stage) = self.stage.as_ref().filter(|stage| stage.is_picked) else {
            return true;
        };
        for account in accounts.iter_mut() {
            account.trails.retain(|trail| trail.came_by(stage.at));
        }
        accounts.iter().any(|account| !account.trails.is_empty())
    }
}

/// What gives values to the templates of a run.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) options: &'a Options,
    /// What files deploy.
    pub(super) rollouts: &'a Rollouts,
    /// What is given to all of them.
    pub(super) base: &'a [ParameterSet],
}

impl Given<'_> {
    /// The deployments that the configuration names for a file; where there are none, those of files that deploy it, or one for
    /// each set of values given.
    pub(super) fn deployments(
        &self,
        (file, loaded): (&Path, &TemplateFile),
        problems: &mut Vec<Problem>,
    ) -> Vec<Deployment> {
        let Given {
            sources,
            options,
            base,
            rollouts,
        } = *self;
        let mut out = Vec::new();
        let named = options.deployments.iter().filter(|deployment| {
            let is_meant = |path: &Path| deployment.templates.is_match(path);
            is_meant(file) || loaded.parts.iter().any(|part| is_meant(part))
        });
        for deployment in named {
            for own in parameter_sets(
                &deployment.parameters,
                Giver::Deployment(&deployment.name),
                sources,
                problems,
            ) {
                if !own.is_for(file, sources) {
                    continue;
                }
                // The command line wins over the configuration.
                out.extend(base.iter().map(|given| {
                    let both = own.overridden_by(given);
                    let name = &deployment.name;
                    // A samconfig has several environments.
                    let name = match &both.name {
                        Some(environment) => format!("{name} ({environment})"),
                        None => name.clone(),
                    };
                    let at = deployment.at.as_ref().and_then(|at| at.span(sources));
                    let region = deployment.region.as_ref().or(options.region.as_ref());
                    let region = region_of(region, both.region.clone(), sources);
                    Deployment::of(both, Some(name), at, region)
                }));
            }
        }
        if out.is_empty() {
            let rollouts = rollouts.of(file).iter();
            out.extend(rollouts.flat_map(|rollout| {
                base.iter().map(|given| {
                    let both = rollout.values.overridden_by(given);
                    let given = || region_of(options.region.as_ref(), None, sources);
                    let region = both.region.clone().unwrap_or_else(given);
                    let name = Some(rollout.name.clone());
                    Deployment {
                        passed: rollout.passed(sources),
                        refused: rollout.refused.clone(),
                        ..Deployment::of(both, name, Some(rollout.at), region)
                    }
                })
            }));
        }
        if out.is_empty() {
            out.extend(base.iter().map(|given| {
                let region = region_of(options.region.as_ref(), given.region.clone(), sources);
                Deployment::of(given.clone(), given.name.clone(), None, region)
            }));
        }
        out
    }

    /// What the templates of a file are given, in each of its deployments; problems are for those to say.
    pub(super) fn values(
        &self,
        loaded: &TemplateFile,
        cdk: &CdkOutput<'_>,
    ) -> Vec<ParameterValues> {
        let file = self.sources.get(loaded.source);
        let mut of_its_own = cdk.stack_of(file.path()).parameters;
        of_its_own.extend(given_in_file(loaded, self.sources));
        let deployments = self.deployments((file.path(), loaded), &mut Vec::new());
        let mut out: Vec<ParameterValues> = Vec::new();
        for deployment in deployments {
            let mut values = of_its_own.clone();
            values.extend(deployment.values);
            if !out.contains(&values) {
                out.push(values);
            }
        }
        out
    }
}

/// Some deployments of a service, and the same at its other stages.
pub(super) fn at_stages(
    deployments: Vec<Deployment>,
    stages: &[Stage],
    sources: &SourceMap,
) -> Vec<Deployment> {
    let at_others = deployments.iter().flat_map(|usual| {
        stages.iter().map(|stage| Deployment {
            name: Some(match &usual.name {
                Some(name) => format!("{name}, {}", stage.shown(sources)),
                None => stage.shown(sources),
            }),
            stage: Some(stage.clone()),
            ..usual.clone()
        })
    });
    let at_others: Vec<Deployment> = at_others.collect();
    deployments.into_iter().chain(at_others).collect()
}
