//! A deployment of a file's templates: what it is called, where it goes, and with what.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::language::{Layers, ParameterValues, RefusedName};
use super::options::{Options, TemplateDeployment};
use super::parameters::{
    ParameterFiles, ParameterSet, Rollouts, given_in_file, parameter_sets, region_of,
};
use super::serverless::Stage;
use super::stacks::{CdkOutput, not_declared};
use super::template::{Doubled, Template, TemplateFile};
use crate::budget::Budget;
use crate::diagnostic::Problem;
use crate::model::{Account, Dialect, Judged, Remark, Trail};
use crate::resolved::{Giver, Privacy, Resolved, Syntax};
use crate::source::{SourceFile, SourceId, SourceMap, Span};

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
        (counted, budget): (&mut Counted, &Budget),
        problems: &mut Vec<Problem>,
        take: &mut dyn FnMut(Deployment),
    ) {
        let options = self.options;
        self.each_configured((file, loaded), (counted, budget), problems, take);
        if counted.is_none() {
            self.each_rollout(file, (counted, budget), take);
        }
        if counted.is_none() {
            for given in self.base.iter().filter(|_| counted.take(None)) {
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

    /// Whether the configuration or a file names a deployment of a file's templates.
    pub(super) fn is_deployed(&self, file: &Path, parts: &[PathBuf]) -> bool {
        let mut deployments = self.options.deployments.iter();
        let is_configured = deployments.any(|deployment| is_for(deployment, file, parts));
        is_configured || !self.rollouts.of(file).is_empty()
    }

    /// Takes those that the configuration names.
    fn each_configured(
        &self,
        (file, loaded): (&Path, &TemplateFile),
        (counted, budget): (&mut Counted, &Budget),
        problems: &mut Vec<Problem>,
        take: &mut dyn FnMut(Deployment),
    ) {
        let (options, sources) = (self.options, self.files.sources);
        let named = options.deployments.iter();
        let named = named.filter(|deployment| is_for(deployment, file, &loaded.parts));
        for deployment in named {
            let by = Giver::Deployment(&deployment.name);
            let at = deployment.at.as_ref().and_then(|at| at.span(sources));
            if counted.is_full() {
                counted.take(at);
                continue;
            }
            let files = (self.files, budget);
            for own in parameter_sets(&deployment.parameters, by, files, problems) {
                if !own.is_for(file, sources) {
                    continue;
                }
                // The command line wins over the configuration.
                for given in self.base.iter().filter(|_| counted.take(at)) {
                    let both = own.overridden_by(given);
                    let name = &deployment.name;
                    // A samconfig has several environments.
                    let name = match &both.name {
                        Some(environment) => format!("{name} ({environment})"),
                        None => name.clone(),
                    };
                    let region = deployment.region.as_ref().or(options.region.as_ref());
                    let region = region_of(region, both.region.clone(), sources);
                    take(Deployment::of(both, Some(name), at, region));
                }
            }
        }
    }

    /// Takes those of files that deploy a template.
    fn each_rollout(
        &self,
        file: &Path,
        (counted, budget): (&mut Counted, &Budget),
        take: &mut dyn FnMut(Deployment),
    ) {
        let (options, sources) = (self.options, self.files.sources);
        let mut last = None;
        for rollout in self.rollouts.of(file) {
            if counted.is_full() {
                counted.take(Some(rollout.at));
                continue;
            }
            let own = rollout.values((self.files, budget), &mut last);
            let judged = self.base.iter();
            for given in judged.filter(|_| counted.take(Some(rollout.at))) {
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
        budget: &Budget,
        take: &mut dyn FnMut(&ParameterValues),
    ) {
        let file = self.files.sources.get(loaded.source);
        let mut of_its_own = cdk.stack_of(file.path()).parameters;
        of_its_own.extend(given_in_file(loaded, self.files.sources));
        let mut before: Option<ParameterValues> = None;
        let problems = &mut Vec::new();
        let all = (&mut Counted::up_to(usize::MAX), budget);
        self.each_deployment((file.path(), loaded), all, problems, &mut |deployment| {
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

/// Whether a deployment of the configuration is for a file, or for one of those that it is merged of.
fn is_for(deployment: &TemplateDeployment, file: &Path, parts: &[PathBuf]) -> bool {
    let is_meant = |path: &Path| deployment.templates.is_match(path);
    is_meant(file) || parts.iter().any(|part| is_meant(part))
}

/// How many deployments of a file were judged, and which were not.
pub(super) struct Counted {
    most: usize,
    judged: usize,
    beyond: usize,
    /// Where the first of those is named.
    first_at: Option<Span>,
}

impl Counted {
    /// None yet, of so many that are judged.
    pub(super) fn up_to(most: usize) -> Counted {
        Counted {
            most,
            judged: 0,
            beyond: 0,
            first_at: None,
        }
    }

    /// Whether no more are judged. What they would be given need not be read.
    fn is_full(&self) -> bool {
        self.judged >= self.most
    }

    fn is_none(&self) -> bool {
        self.judged == 0
    }

    /// Counts one more, which is named at a place; whether it is judged.
    fn take(&mut self, at: Option<Span>) -> bool {
        let is_judged = !self.is_full();
        if is_judged {
            self.judged += 1;
        } else {
            self.beyond += 1;
            self.first_at = self.first_at.or(at);
        }
        is_judged
    }

    /// What stands for the trails of the file in those that are not judged, where it may have any.
    pub(super) fn not_judged(&self, judged: &Judged, file: &SourceFile) -> Option<Account> {
        let mut accounts = judged.accounts.iter();
        let has_trails = accounts.any(|account| !account.trails.is_empty());
        if self.beyond == 0 || !has_trails {
            return None;
        }
        let name = file.name();
        let why = format!(
            "{} of its deployments are more than are judged",
            self.beyond
        );
        let message = format!(
            "Cannot tell whether the trails of `{name}` record global service events in each deployment: {why}"
        );
        let beginning = Span::beginning(file.id());
        let at = self.first_at.unwrap_or(beginning);
        let remark = Remark::new(at, "not judged", message)
            .help("Check fewer templates at a time, or with fewer deployments.".to_owned());
        let address = format!("deployments of {name}");
        let syntax = Syntax::Yaml;
        let trail = Trail {
            brought_by: vec![beginning],
            ..Trail::not_followed(address, Dialect::CloudFormation, syntax, &why, remark)
        };
        Some(Account {
            trails: vec![Box::new(trail)],
            ..Account::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Verdict;

    #[test]
    fn deployments_past_the_bound_are_said_where_there_are_trails() {
        let sources = SourceMap::default();
        let bytes = b"Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n".to_vec();
        let file = sources.add("t.yaml", bytes).expect("it is a text");
        let at = |start: usize| file.input().span(start..start + 1);
        let mut counted = Counted::up_to(2);
        let taken = [0, 1, 2, 3].map(|start| counted.take(Some(at(start))));
        assert_eq!(taken, [true, true, false, false]);
        let none = Judged::default();
        assert!(counted.not_judged(&none, &file).is_none());
        let remark = Remark::new(at(0), "not judged", "It is not judged".to_owned());
        let (dialect, syntax) = (Dialect::CloudFormation, Syntax::Yaml);
        let trail = Trail::not_followed("T".into(), dialect, syntax, "it is not", remark);
        let account = Account {
            trails: vec![Box::new(trail)],
            ..Account::default()
        };
        let judged = Judged {
            accounts: vec![account],
            ..Judged::default()
        };
        let said = counted.not_judged(&judged, &file).expect("there is one");
        let said = &said.trails[0];
        assert_eq!(said.verdict(), Verdict::Unknown);
        assert_eq!(said.declared, at(2));
        let remark = said.not_followed.as_ref().expect("it stands for others");
        assert!(
            remark
                .message
                .contains("2 of its deployments are more than are judged"),
            "{}",
            remark.message
        );
        assert!(Counted::up_to(9).not_judged(&judged, &file).is_none());
    }
}
