//! `CloudFormation` templates to the model: YAML and JSON, nested stacks, stack sets, several deployments.

mod deployed;
mod deployment;
mod language;
mod led_to;
mod limits;
mod merging;
mod nested;
mod options;
mod parameters;
mod requested;
mod resources;
mod roots;
mod serverless;
mod stacks;
mod template;
mod trail;
mod unread_around;

pub(crate) use deployed::{DeployedStack, DeployedTemplate, DeployedText, Deployer, Level, Parts};
pub(crate) use nested::UnreadDeployer;
pub use options::{Options, ParameterInput, TemplateDeployment};
pub(crate) use template::{
    are_properties_of_a_trail, is_called_after_secrets, speaks_of_resources,
};
use unread_around::{Around, lost_parent_of_rollout};

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::budget::{Budget, OfRun, deployments_of_one_in};
use crate::contained::contained;
use crate::diagnostic::{Problem, Unreadable};
use crate::discover::{Found, Origin, Unseen};
use crate::limits::MAX_UNITS_OF_RUN;
use crate::model::{Account, Judged, look_behind_defaults};
use crate::parse::Node;
use crate::paths::absolute;
use crate::resolved::{Defaults, Giver};
use crate::source::{SourceFile, SourceMap};
use deployment::{Counted, Deployment, Given};
use language::{Inherited, Making, ParameterValues, account_not_known};
use limits::{
    MAX_STACKS, MAX_STEPS_OF_RUN, MIN_STACKS, MIN_STEPS_OF_TEMPLATE, nodes_of_bodies_of_one_in,
};
use merging::{Merging, read_for, root_of};
use nested::{
    Nested, Seen, addressed, declares_of, lost_parents, more_files, nested_by, nested_in,
    not_at_hand, rolled_out_beside, rollouts, samconfigs, something_else, values_beside_samconfigs,
    why_unread,
};
use parameters::{
    ParameterFiles, Rollouts, given_in_file, note_not_given, parameter_sets, unused_values,
};
use requested::Requested;
use roots::{below, roots_of};
use serverless::{deployed, other_stages};
use stacks::{
    Addressed, CdkOutput, Judge, Left, LostParent, LostParents, Outputs, Place, Shared, Stack, Tie,
    lose_parameters,
};
use template::{KeptTemplates, Template, TemplateCache, TemplateFile, first_document};

/// What became of files that may hold templates.
pub(crate) struct JudgedTemplates {
    pub(crate) judged: Vec<Judged>,
    /// The files that turned out to hold something else, of which that is said.
    pub(crate) something_else: Vec<PathBuf>,
}

/// Whether a text has the shape of a template, trails in it or not.
pub(crate) fn is_template(file: &SourceFile) -> bool {
    let has_section = |root: &Node| {
        ["AWSTemplateFormatVersion", "Resources"]
            .iter()
            .any(|section| root.get(section).is_some())
    };
    first_document(file).is_ok_and(|root| root.as_ref().is_some_and(has_section))
}

/// What to do about what is made by code.
const PACKAGED: &str = "Check what `serverless package` writes";

/// The files of a run.
pub(crate) struct Files<'f> {
    /// Those that may hold templates.
    pub(crate) all: &'f [&'f Found],
    /// Those that were given by name and hold none: templates may read them.
    pub(crate) data: &'f [&'f Found],
    /// What may nest any template.
    pub(crate) unseen: &'f [Unseen],
    /// Templates that something else deploys, which has judged them.
    pub(crate) deployed: &'f BTreeSet<PathBuf>,
    /// The files that may deploy templates, too, and cannot be read.
    pub(crate) unread: &'f [UnreadDeployer],
}

/// Judges every trail of the files' templates: a template that another one nests is judged with that one's parameters,
/// not on its own.
pub(crate) fn judge_templates(
    &Files {
        all: files,
        data,
        unseen,
        deployed,
        unread,
    }: &Files<'_>,
    sources: &SourceMap,
    options: &Options,
) -> JudgedTemplates {
    let parameters = ParameterFiles::new(sources);
    let mut rollouts = rollouts_of((files, data), options, &parameters);
    let beside = rolled_out_beside(files, &rollouts, sources);
    let files: Vec<&Found> = files.iter().copied().chain(&beside).collect();
    let cache = TemplateCache::new(sources, files.len());
    let merging = Merging::of(&files, data, &cache);
    merging.roll_out(&mut rollouts, options, sources);
    let files = &*merging.files(&files);
    let cdk = CdkOutput::new(sources);
    let share = || budget_of_run().share(files.len());
    let mut problems: Vec<Problem> = rollouts.internal.iter().cloned().collect();
    let by = Giver::Option("--parameter");
    let of_run = (&parameters, &Budget::of(MAX_STEPS_OF_RUN));
    let base = parameter_sets(&options.parameters, by, of_run, &mut problems);
    let given = Given {
        files: &parameters,
        options,
        rollouts: &rollouts,
        base: &base,
    };
    let load = |file: &Found| merging.load(file, &cache);
    let mut seen: Vec<Seen<'_>> = budget_of_run().spend(files, |file, budget| {
        let loaded = load(file);
        Seen::of((file, loaded.as_deref()), given, &cdk, &cache, budget)
    });
    let nested_in = nested_in(&mut seen);
    let something_else = something_else(&seen, sources);
    let lost = lost_parents((&seen, unseen, unread), &nested_in, &cache, &|path| {
        nested_by(cache.load(path).as_deref(), given, &cdk, &cache, &share())
    });
    let lost_or_merged = (&lost, &merging);
    let around = Around::of((&seen, data, unseen), lost_or_merged, &rollouts, &cache);
    let addressed = addressed(&seen, &load, given, &cdk, (&cache, &share()));
    let roots = roots_of(&nested_in, deployed, (files, &merging), given);
    let requested = Requested::new(files, data);
    let is_root = |seen: &&Seen<'_>| roots.contains(&*seen.found.path) && seen.holds.is_some();
    let read = seen.iter().filter(is_root);
    let (mut seen, others): (Vec<&Seen<'_>>, _) = read.partition(|seen| seen.is_to_judge(given));
    let beyond = seen.split_off(seen.len().min(MAX_UNITS_OF_RUN));
    let run = Run {
        count: seen.len(),
        most_deployments: most_deployments(&seen, given),
        cache: &cache,
        merging: &merging,
        cdk: &cdk,
        lost: &lost,
        addressed: &addressed,
        nested: &nested_in,
        given,
    };
    let mut judged = judge_files(&seen, &run, &requested);
    let are_there = !others.is_empty() || judged.iter().any(Judged::has_accounts);
    let parent_of = |found: &Found| run.lost_parent_of(found);
    around.say(&mut judged, (&seen, &parent_of), data, &requested);
    let templates = are_there.then(|| declares_of(&seen));
    let unused = templates.map(|all| unused_values(&base, options, &parameters, &all));
    judged.push(Judged {
        notices: unused.unwrap_or_default(),
        problems,
        parsed: others.iter().filter_map(|seen| seen.source()).collect(),
        ..Judged::default()
    });
    judged.extend(more_files(&beyond, sources));
    judged.push(requested.touching(not_at_hand(&rollouts), sources));
    JudgedTemplates {
        judged,
        something_else,
    }
}

/// What the files deploy.
fn rollouts_of(
    (files, data): (&[&Found], &[&Found]),
    options: &Options,
    parameters: &ParameterFiles<'_>,
) -> Rollouts {
    let sources = parameters.sources;
    let defaults = Defaults::assumed(options.assume_defaults);
    let budget = budget_of_run().share(files.len());
    let parameters = (parameters, &Budget::of(MAX_STEPS_OF_RUN));
    let mut out = rollouts(files, (&defaults, &budget), parameters);
    // Who says what templates are deployed with does not mean another file, and who names one says what it is for.
    if options.parameter_files().next().is_some() {
        return out;
    }
    let is_named = |path: &PathBuf| {
        let mut named = options.configured_files();
        named.any(|named| absolute(named) == *path)
    };
    let of_trails = files.iter();
    let of_trails = of_trails.filter(|found| found.mentions.cloudformation_trail);
    let of_trails: Vec<&Path> = of_trails.map(|found| found.path.as_path()).collect();
    for path in samconfigs(files.iter().chain(data), sources) {
        if !is_named(&path) {
            out.take_samconfig(&path, &of_trails, parameters);
        }
    }
    for (values, samconfig) in values_beside_samconfigs(data, sources) {
        if !is_named(&samconfig) {
            out.take_values_beside(values, &samconfig, parameters);
        }
    }
    out
}

/// What all files of a run are judged with.
struct Run<'a> {
    cache: &'a TemplateCache<'a>,
    merging: &'a Merging,
    cdk: &'a CdkOutput<'a>,
    /// What those nest that cannot be read.
    lost: &'a LostParents,
    /// What stands in addresses of stacks that lead elsewhere.
    addressed: &'a Addressed,
    /// What each file nests.
    nested: &'a Nested<'a>,
    given: Given<'a>,
    /// How many files there are that are judged by themselves: they share what a run may take.
    count: usize,
    /// How many deployments of a file are judged.
    most_deployments: usize,
}

impl Run<'_> {
    /// Where a file may be nested that cannot be read.
    fn lost_parent_of(&self, file: &Found) -> Option<LostParent> {
        let mut deployments = self.given.options.deployments.iter();
        let is_deployed = deployments.any(|deployment| deployment.templates.is_match(&file.path));
        let parent = self.lost.parent_of(&file.path)?;
        (parent.tie == Tie::Names || !is_deployed).then_some(parent)
    }

    /// What a template of a file is supplied with that is given these values.
    fn supplied(
        &self,
        (file, template): (&Found, &Template),
        given: ParameterValues,
        deployment: &Deployment,
    ) -> ParameterValues {
        let mut supplied = given;
        if let Some(parent) = self.lost_parent_of(file) {
            lose_parameters(&mut supplied, template, parent, self.cache.sources);
        }
        self.addressed.give(&file.path, template, &mut supplied);
        let beside = (&*deployment.files, &*deployment.open);
        note_not_given(&mut supplied, template, beside);
        supplied
    }
}

/// How many deployments of one of some files are judged: those that any are for share what a run may judge.
fn most_deployments(seen: &[&Seen<'_>], given: Given<'_>) -> usize {
    let is_deployed = |seen: &&&Seen<'_>| given.is_deployed(&seen.found.path, seen.parts());
    deployments_of_one_in(seen.iter().filter(is_deployed).count())
}

/// What the templates of a run may take.
fn budget_of_run() -> OfRun {
    OfRun::new(MAX_STEPS_OF_RUN, MIN_STEPS_OF_TEMPLATE)
}

/// How much is judged below one of so many templates that no other one nests.
fn left_of_one_in(roots: usize, budget: &Budget) -> Left {
    Left {
        stacks: (MAX_STACKS / roots.max(1)).max(MIN_STACKS),
        trails: budget.trails_left(),
    }
}

/// Judges files side by side.
fn judge_files(files: &[&Seen<'_>], run: &Run<'_>, requested: &Requested<'_>) -> Vec<Judged> {
    budget_of_run().spend(files, |seen, budget| {
        let found = seen.found;
        let Some(loaded) = run.merging.load(found, run.cache) else {
            return Judged::default();
        };
        let judged = contained(|| {
            #[cfg(test)]
            crate::contained::fault_in(run.cache.sources.get(loaded.source).text(), "judging");
            let mut judged = judge_file(found, &loaded, run, budget);
            requested.keep(found, &mut judged, run.cache.sources);
            judged
        });
        judged.unwrap_or_else(|error| Judged {
            accounts: vec![Account {
                unreadable: vec![error.in_source(loaded.source)],
                ..Account::default()
            }],
            ..Judged::default()
        })
    })
}

/// Judges the templates of one file, once for each deployment, and those of a service at its other stages.
fn judge_file(file: &Found, loaded: &TemplateFile, run: &Run<'_>, budget: &Budget) -> Judged {
    let mut judged = Judged::default();
    let options = run.given.options;
    let sources = run.cache.sources;
    let said_at = options.assume_defaults_at.as_ref();
    let said_at = said_at.and_then(|at| at.span(sources));
    let one = OneFile {
        file,
        loaded,
        run,
        budget,
        defaults: Defaults::assumed(options.assume_defaults).said_at(said_at),
        kept: KeptTemplates::new(run.cache),
        shared: Shared::new(nodes_of_bodies_of_one_in(run.count)),
        left: Cell::new(left_of_one_in(run.count, budget)),
    };
    let stages = other_stages(loaded, run.cache, &one.defaults);
    judged.accounts.extend(stages.beyond);
    let mut problems = Vec::new();
    // What is read leaves steps to judge the trails by.
    let for_files = budget.part(2);
    let each = |problems: &mut Vec<_>, take: &mut dyn FnMut(Deployment)| {
        let mut counted = Counted::up_to(run.most_deployments);
        let of_file = (&mut counted, &for_files);
        run.given
            .each_deployment((&file.path, loaded), of_file, problems, take);
        counted
    };
    let counted = each(&mut problems, &mut |usual| one.judge(&usual, &mut judged));
    if !stages.judged.is_empty() {
        each(&mut Vec::new(), &mut |usual| {
            for stage in &stages.judged {
                one.judge(&usual.at_stage(stage, sources), &mut judged);
            }
        });
    }
    budget.settle(&for_files);
    budget.take_trails(budget.trails_left() - one.left.get().trails);
    let not_judged = counted.not_judged(&judged, &sources.get(loaded.source));
    judged.accounts.extend(not_judged);
    judged.problems.extend(problems);
    judged.parsed.extend(read_for(loaded));
    judged
}

/// A file whose templates are judged.
struct OneFile<'a> {
    file: &'a Found,
    loaded: &'a TemplateFile,
    run: &'a Run<'a>,
    budget: &'a Budget,
    defaults: Defaults,
    kept: KeptTemplates<'a>,
    shared: Shared,
    /// How much may yet be judged of it, in all of its deployments.
    left: Cell<Left>,
}

impl OneFile<'_> {
    /// Judges its templates in one deployment.
    fn judge(&self, deployment: &Deployment, judged: &mut Judged) {
        let OneFile {
            file, loaded, run, ..
        } = *self;
        let sources = run.cache.sources;
        let parent = run.lost_parent_of(file);
        let before = self.left.get().of_deployment();
        let judge = |defaults: &Defaults| {
            let sharing = (&self.kept, self.budget, &self.shared, before);
            judge_deployment((file, loaded), run, deployment, defaults, sharing)
        };
        let (of_deployment, after) = judge(&self.defaults);
        self.left.set(self.left.get().without(before, after));
        let mut accounts = of_deployment.accounts;
        if !deployment.keep_decided(&mut accounts) {
            return;
        }
        accounts[0].unreadable.extend(self.unreadable());
        let trails = accounts.iter_mut().flat_map(|account| &mut account.trails);
        look_behind_defaults(trails.map(Box::as_mut).collect(), &mut |defaults| {
            let again = judge(&defaults).0.accounts.into_iter();
            again.flat_map(|account| account.trails).collect()
        });
        for account in &mut accounts {
            let deployed_by = || lost_parent_of_rollout(run.lost, deployment.at?, sources);
            let nested_at = parent
                .filter(|parent| parent.tie == Tie::Names)
                .or_else(deployed_by)
                .map(|parent| parent.at);
            let unread = why_unread(account, nested_at, sources).map(Arc::new);
            // There may be very many accounts, each of which has grown.
            account.trails.shrink_to_fit();
            for trail in &mut account.trails {
                trail.root = root_of(trail, (&file.path, loaded), sources).into();
                // Others may read the same resources.
                if loaded.service.is_some() && trail.declared.source != loaded.source {
                    trail.deployment.get_or_insert_with(|| trail.root.clone());
                }
                trail.brought_by.extend(deployment.at);
                trail.unread.clone_from(&unread);
            }
        }
        // What the CDK writes beside it says where it is deployed, and with what.
        let has_trails = accounts.iter().any(|account| !account.trails.is_empty());
        if has_trails || file.mentions.nested_template {
            let (unreadable, problems) = run.cdk.unread_beside(&file.path);
            accounts[0].unreadable.extend(unreadable);
            judged.problems.extend(problems);
        }
        let is_decisive = |at| accounts.iter().any(|account| account.came_by(at));
        let unseen = parent
            .filter(|parent| parent.tie == Tie::Names && has_trails || is_decisive(parent.at));
        let problems = unseen.map(|parent| run.lost.problems_of(parent, sources));
        judged.problems.extend(problems.into_iter().flatten());
        if judged.accounts.is_empty() {
            judged.accounts = accounts;
        } else {
            judged.accounts.extend(accounts);
        }
        if file.origin != Origin::Context || file.mentions.service {
            judged.problems.extend(of_deployment.problems);
        }
        judged.parsed.extend(of_deployment.parsed);
    }

    /// What cannot be read of it, where that must not pass as clean: it names the trail's type, or a template with a trail.
    fn unreadable(&self) -> Vec<Unreadable> {
        let calls = self.run.lost.calls_of(self.loaded.source);
        let is_named = self.file.origin == Origin::ByName;
        if !self.file.mentions.cloudformation_trail && calls.is_empty() && !is_named {
            return Vec::new();
        }
        let broken = self.loaded.unreadable.iter().cloned();
        let broken = broken.map(|mut broken| {
            broken.others.extend(calls.iter().cloned());
            broken
        });
        broken.collect()
    }
}

/// Judges the templates of one file in one deployment, where some defaults count; with what is left to judge after it.
fn judge_deployment(
    (file, loaded): (&Found, &TemplateFile),
    run: &Run<'_>,
    deployment: &Deployment,
    defaults: &Defaults,
    (kept, budget, shared, left): (&KeptTemplates<'_>, &Budget, &Shared, Left),
) -> (Judged, Left) {
    let sources = run.cache.sources;
    let outputs = Outputs::new(kept, run.cdk);
    let mut judge = Judge::new(
        kept,
        run.cdk,
        &outputs,
        deployment.name.clone(),
        defaults,
        (budget, shared),
        left,
    );
    judge.is_named = file.origin == Origin::ByName;
    // What the code says of its Region wins.
    let app = run.cdk.stack_of(&file.path);
    let stage = deployment.stage.as_ref();
    let service = deployed(loaded, run.cache, defaults, stage);
    let of_service = service
        .as_ref()
        .map(|service| service.region_beside(&deployment.region));
    let region = app.region.or(of_service);
    let region = region.unwrap_or_else(|| deployment.region.clone());
    let account = app.account.unwrap_or_else(account_not_known);
    let mut given = app.parameters;
    let of_its_own = service.as_ref().map(|service| service.parameters.clone());
    given.extend(of_its_own.unwrap_or_default());
    given.extend(given_in_file(loaded, sources));
    given.extend(deployment.values.clone());
    let templates = loaded.templates.iter();
    let templates = templates.map(|template| (template, Making::default()));
    let of_service = service
        .iter()
        .map(|service| (&service.template, service.made.clone()));
    for (template, made) in templates.chain(of_service) {
        let mut place = Place::root(file.path.clone());
        place.refuse(deployment.refused.clone());
        place.refuse(deployment.not_declared(template, sources));
        judge.gathered.doubled.extend(
            deployment
                .doubled
                .iter()
                .flat_map(|all| all.iter().cloned()),
        );
        let site = place.site(account.clone(), region.clone());
        judge.judge(Stack {
            template: Arc::clone(template),
            supplied: run.supplied((file, template), given.clone(), deployment),
            site,
            place,
            inherited: Inherited::default(),
            made,
        });
    }
    judge.leave_to_the_rest(&|path| below(path, run.nested));
    let unfollowed = service.into_iter().flat_map(|service| service.unfollowed);
    judge.gathered.leave_open(unfollowed, PACKAGED);
    let left = judge.left();
    let judged = Judged {
        accounts: judge.gathered.accounts,
        problems: judge.gathered.problems,
        parsed: judge.gathered.parsed,
        ..Judged::default()
    };
    (judged, left)
}
