//! A deployment of a file's templates: what it is called, where it goes, and with what.

use std::path::Path;
use std::sync::Arc;

use super::language::{Layers, ParameterValues, RefusedName};
use super::options::Options;
use super::parameters::{
    ParameterFiles, ParameterSet, Rollouts, given_in_file, parameter_sets, region_of,
};
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
    /// Where a file names the parameters that it passes which deploys the templates: `CloudFormation` refuses those that they
    /// have not.
    passed: Layers<Option<Span>>,
    /// That what deploys the templates refuses it, where it does.
    pub(super) refused: Option<Resolved<bool>>,
    /// Keys that stand twice where the values are given.
    pub(super) doubled: Vec<Arc<[Doubled]>>,
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
            passed: Layers::default(),
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
        let refused = not_declared(&self.passed(), template, template.syntax)?;
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

    /// The parameters that are passed and refused where the templates have none such, each with its place.
    fn passed(&self) -> Vec<(String, Span)> {
        let names = self.passed.all().into_iter();
        let names = names.filter_map(|(name, at)| Some((name.to_owned(), (*at)?)));
        let mut out: Vec<(String, Span)> = names.collect();
        out.sort_by_key(|(_, at)| (at.source, at.start));
        out
    }

    /// The same at a stage of a service.
    pub(super) fn at_stage(&self, stage: &Stage, sources: &SourceMap) -> Deployment {
        let shown = stage.shown(sources);
        Deployment {
            name: Some(match &self.name {
                Some(name) => format!("{name}, {shown}"),
                None => shown,
            }),
            stage: Some(stage.clone()),
            ..self.clone()
        }
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
    /// The files of parameters.
    pub(super) files: &'a ParameterFiles<'a>,
    pub(super) options: &'a Options,
    /// What files deploy.
    pub(super) rollouts: &'a Rollouts,
    /// What is given to all of them.
    pub(super) base: &'a [ParameterSet],
}

impl Given<'_> {
    /// Takes the deployments that the configuration names for a file, one after the other, so that no more than one is held;
    /// where there are none, those of files that deploy it, or one for each set of values given.
    pub(super) fn each_deployment(
        &self,
        (file, loaded): (&Path, &TemplateFile),
        problems: &mut Vec<Problem>,
        take: &mut dyn FnMut(Deployment),
    ) {
        let options = self.options;
        let mut is_deployed = false;
        self.each_configured((file, loaded), problems, &mut |deployment| {
            is_deployed = true;
            take(deployment);
        });
        if !is_deployed {
            self.each_rollout(file, &mut |deployment| {
                is_deployed = true;
                take(deployment);
            });
        }
        if !is_deployed {
            for given in self.base {
                let region = given.region.clone();
                let region = region_of(options.region.as_ref(), region, self.files.sources);
                take(Deployment::of(
                    given.clone(),
                    given.name.clone(),
                    None,
                    region,
                ));
            }
        }
    }

    /// Takes those that the configuration names.
    fn each_configured(
        &self,
        (file, loaded): (&Path, &TemplateFile),
        problems: &mut Vec<Problem>,
        take: &mut dyn FnMut(Deployment),
    ) {
        let (options, sources) = (self.options, self.files.sources);
        let named = options.deployments.iter().filter(|deployment| {
            let is_meant = |path: &Path| deployment.templates.is_match(path);
            is_meant(file) || loaded.parts.iter().any(|part| is_meant(part))
        });
        for deployment in named {
            let by = Giver::Deployment(&deployment.name);
            for own in parameter_sets(&deployment.parameters, by, self.files, problems) {
                if !own.is_for(file, sources) {
                    continue;
                }
                // The command line wins over the configuration.
                for given in self.base {
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
                    take(Deployment::of(both, Some(name), at, region));
                }
            }
        }
    }

    /// Takes those of files that deploy a template.
    fn each_rollout(&self, file: &Path, take: &mut dyn FnMut(Deployment)) {
        let (options, sources) = (self.options, self.files.sources);
        for rollout in self.rollouts.of(file) {
            let own = rollout.values(self.files);
            for given in self.base {
                let both = own.overridden_by(given);
                let given = || region_of(options.region.as_ref(), None, sources);
                let region = both.region.clone().unwrap_or_else(given);
                let name = Some(rollout.name.clone());
                let passed = Some(&own.names).filter(|_| rollout.passes_all(sources));
                take(Deployment {
                    passed: passed.cloned().unwrap_or_default(),
                    refused: rollout.refused.clone(),
                    ..Deployment::of(both, name, Some(rollout.at), region)
                });
            }
        }
    }

    /// Takes what the templates of a file are given, in each of its deployments; problems are for those to say.
    pub(super) fn each_values(
        &self,
        loaded: &TemplateFile,
        cdk: &CdkOutput<'_>,
        take: &mut dyn FnMut(&ParameterValues),
    ) {
        let file = self.files.sources.get(loaded.source);
        let mut of_its_own = cdk.stack_of(file.path()).parameters;
        of_its_own.extend(given_in_file(loaded, self.files.sources));
        let mut before: Option<ParameterValues> = None;
        let problems = &mut Vec::new();
        self.each_deployment((file.path(), loaded), problems, &mut |deployment| {
            let mut values = of_its_own.clone();
            values.extend(deployment.values);
            // Many deployments are given the same.
            let is_known = before
                .as_ref()
                .is_some_and(|before| before.is_same(&values));
            if !is_known {
                take(&values);
            }
            before = Some(values);
        });
    }
}
