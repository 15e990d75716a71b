//! Terraform and OpenTofu to the model: modules through their calls, with what deployments give them.

mod absent_calls;
mod argument_names;
mod config;
mod data_files;
mod decoded_files;
mod deployed_templates;
mod judge;
mod lang;
mod limits;
mod made_trails;
mod more_than_judged;
mod named_files;
mod not_followed;
mod open_placeholders;
mod options;
mod own_address;
pub(crate) mod plan;
mod requested;
mod root_module;
mod root_values;
mod run_by_itself;
mod stated;
mod stated_calls;
mod terragrunt;
mod tfstacks;
mod trail;
mod units;
mod untaken_values;
mod values_beside;
mod walk;
mod without_base;

pub use options::{Options, RootDeployment, VariableInput};

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::budget::OfRun;
use crate::cloudformation::{Deployer, UnreadDeployer};
use crate::contained::contained;
use crate::discover::{Found, Language, Origin, STACK_DEPLOYMENTS, Unseen};
use crate::limits::MAX_UNITS_OF_RUN;
use crate::model::{Judged, Remark};
use crate::source::{SourceId, SourceMap};
use config::call_graph::Graph;
use config::files::{declares_components, files_of, is_of_module};
use config::module_cache::ModuleCache;
use config::tree::Tree;
use judge::{OfRoot, RootJudge};
use more_than_judged::more_roots;
use requested::{Requested, broken_callers, deciding};
use root_module::{RootModule, name_roots};
use units::{budget_of_run, not_judged, terragrunt_units};

/// What became of modules.
#[derive(Default)]
pub(crate) struct JudgedModules {
    pub(crate) judged: Vec<Judged>,
    /// The files of CloudFormation's templates that they deploy.
    pub(crate) deployed: BTreeSet<PathBuf>,
    /// The files of modules that may deploy some and cannot be read.
    pub(crate) unread: Vec<UnreadDeployer>,
}

/// Judges every trail of the files' modules: a module that another one calls is judged through its callers, not alone. What
/// could not be looked into may call any.
pub(crate) fn judge_modules(
    (files, unseen): (&[Found], &[Unseen]),
    sources: &SourceMap,
    options: &Options,
) -> JudgedModules {
    let data: Vec<&Found> = files.iter().filter(|found| found.may_be_data()).collect();
    let files: Vec<&Found> = files
        .iter()
        .filter(|found| found.language != Language::YamlOrJson)
        .collect();
    let requested = Requested::new(&files, &data, sources);
    let mut lost = Vec::new();
    let modules = ModuleCache::new(sources);
    let shared = terragrunt::Shared::new(&modules, options);
    let mut units = terragrunt_units(&files, &shared, sources, &mut lost);
    let mut elsewhere = std::mem::take(&mut units.elsewhere);
    let run = units.calls.iter();
    let run = run.flat_map(|call| run_by(call, sources));
    let tree = Tree::new(&files, run, &modules, options);
    let relevant = tree.relevant();
    let deployer = Deployer::new(sources, files.len());
    let judge = RootJudge {
        modules: &modules,
        options,
        tree: &tree,
        relevant: &relevant,
        broken_matters: &tree.files_that_matter(&relevant),
        lost_callers: &tree.lost_callers(&relevant, &modules),
        deployer: &deployer,
        units: &shared,
    };
    let roots = first_roots(std::mem::take(&mut units.calls), &judge);
    own_address::take_calls(&tree, &relevant, &modules, &mut units.untold);
    let around = Around {
        requested: &requested,
        unseen,
        untold: &units.untold,
    };
    let AllRoots {
        mut judged,
        done,
        read_given,
        deployed,
    } = judge_all(roots, &judge, &around, &mut lost);
    let is_meant = |root: &RootModule| requested.means(root.run_in(), &root.folder, &tree.graph);
    let meant = done.iter().zip(&judged).filter(|(root, _)| is_meant(root));
    let meant: Vec<(&RootModule, &Judged)> = meant.collect();
    let untaken = of_values(options, &meant, &judge, &requested, &files);
    name_roots(&mut judged, &done, sources);
    let broken = broken_callers(&judged);
    let graph = (&tree.graph, sources);
    keep_of_roots(&mut judged, (&done, &read_given), &requested, graph);
    elsewhere.push(units.perhaps_of(&relevant, &modules));
    for of_unit in &mut elsewhere {
        requested.keep(of_unit, None, false, graph);
    }
    elsewhere.extend(judged);
    elsewhere.push(deciding(broken, &elsewhere));
    // Whatever was requested, that nothing is known of a unit is said.
    elsewhere.extend(lost);
    let is_relevant = |folder: &Path| relevant.contains(folder);
    let unsaid = named_files::unsaid(&files, &elsewhere, &is_relevant, &modules);
    elsewhere.push(unsaid);
    let beside = named_files::stacks_beside_modules(&files, &is_relevant, &modules);
    elsewhere.push(beside);
    elsewhere.push(named_files::unread_units(&files, unseen, sources));
    elsewhere.push(said(untaken, &tree, &requested));
    JudgedModules {
        judged: elsewhere,
        deployed,
        unread: unread_deployers(&files, &modules),
    }
}

/// The folders of modules that a unit of Terragrunt runs, each with the path that it is run from.
fn run_by(call: &terragrunt::Call, sources: &SourceMap) -> Vec<(PathBuf, PathBuf)> {
    let called: Vec<PathBuf> = call.called(sources).collect();
    let run = called.clone().into_iter().chain([call.module.clone()]);
    let by_file = run.map(|module| (call.file.to_path_buf(), module));
    // What runs the unit's module comes to what is generated beside it, too.
    let by_module = called.into_iter();
    let by_module = by_module.map(|called| (call.module.clone(), called));
    by_file.chain(by_module).collect()
}

/// Keeps, of what roots come to, what touches a file that was requested.
fn keep_of_roots(
    judged: &mut [Judged],
    (roots, read_given): (&[RootModule], &BTreeSet<usize>),
    requested: &Requested<'_>,
    graph: (&Graph, &SourceMap),
) {
    for (at, (of_root, root)) in judged.iter_mut().zip(roots).enumerate() {
        let reads_given = read_given.contains(&at);
        let root = (root.run_in().as_path(), root.folder.as_path());
        requested.keep(of_root, Some(root), reads_given, graph);
    }
}

/// The files that speak of stacks and cannot be read.
fn unread_deployers(files: &[&Found], modules: &ModuleCache<'_>) -> Vec<UnreadDeployer> {
    let speaks = files.iter().filter(|found| found.mentions.terraform_stack);
    let broken = speaks.filter_map(|found| {
        let path = found.path.clone();
        let Ok(file) = modules.sources.load_of_module(&path) else {
            let wrong = Vec::new();
            return Some(UnreadDeployer { path, wrong });
        };
        let module = modules.module(found.folder());
        let mut wrong = module.unreadable.clone();
        wrong.retain(|broken| broken.span.source == file.id());
        if wrong.is_empty() {
            return None;
        }
        // Of one that was given, its module says so.
        wrong.retain(|_| found.origin == Origin::Context);
        Some(UnreadDeployer { path, wrong })
    });
    broken.collect()
}

/// What is said of no unit: values that nothing takes, and lists of installed modules that cannot be read.
fn said(notices: Vec<Remark>, tree: &Tree<'_>, requested: &Requested<'_>) -> Judged {
    let unread = tree.unread.iter();
    let unread = unread.filter(|(folder, _)| requested.means(folder, folder, &tree.graph));
    Judged {
        notices,
        problems: unread.map(|(_, problem)| problem.clone()).collect(),
        ..Judged::default()
    }
}

/// What decides which roots are judged, and what may call them.
struct Around<'a> {
    requested: &'a Requested<'a>,
    unseen: &'a [Unseen],
    untold: &'a [terragrunt::Untold],
}

/// What roots come to.
#[derive(Default)]
struct AllRoots {
    judged: Vec<Judged>,
    /// The roots, in that order.
    done: Vec<RootModule>,
    /// Which of them are run by what reads a given file.
    read_given: BTreeSet<usize>,
    deployed: BTreeSet<PathBuf>,
}

impl AllRoots {
    /// Leaves out those that are more than a run judges; whether there are any.
    fn leave_more(
        &self,
        roots: &mut Vec<RootModule>,
        modules: &ModuleCache<'_>,
        lost: &mut Vec<Judged>,
    ) -> bool {
        let most = MAX_UNITS_OF_RUN.saturating_sub(self.done.len());
        let beyond = roots.split_off(roots.len().min(most));
        lost.extend(more_roots(&beyond, modules));
        !beyond.is_empty()
    }

    fn take(&mut self, of_root: OfRoot) {
        self.judged.push(of_root.judged);
        self.deployed.extend(of_root.deployed);
    }
}

/// Judges some roots, what they seemed to call and do not, and what may be called by more than they are.
fn judge_all(
    mut roots: Vec<RootModule>,
    judge: &RootJudge<'_>,
    around: &Around<'_>,
    lost: &mut Vec<Judged>,
) -> AllRoots {
    let tree = judge.tree;
    let mut out = AllRoots::default();
    let mut given: HashMap<SourceId, bool> = HashMap::new();
    let mut left = judge.relevant.clone();
    let mut budget = budget_of_run();
    let concerns = |root: &RootModule| {
        let asked = root.terragrunt.iter();
        let mut asked = asked.flat_map(|call| &call.asked.modules);
        let concerns =
            |run_in: &Path, folder: &Path| around.requested.concerns(run_in, folder, &tree.graph);
        let sources = judge.modules.sources;
        let units = root.terragrunt.iter();
        let mut stacks = units.flat_map(|call| call.stacks(sources));
        let mut lost_callers = root.lost_callers.iter().map(|call| call.source);
        concerns(root.run_in(), &root.folder)
            || lost_callers.any(|file| around.requested.is_given(sources.get(file).path()))
            || asked.any(|module| concerns(module, module))
            || stacks.any(|stack| concerns(&stack, &root.folder))
    };
    loop {
        roots.retain(concerns);
        let are_more = out.leave_more(&mut roots, judge.modules, lost);
        if roots.is_empty() {
            break;
        }
        judge.note_who_may_run(&mut roots, around.unseen, around.untold);
        let mut untaken = Vec::new();
        for mut of_root in judge_roots(&roots, judge, &mut budget, lost) {
            for folder in &of_root.accounted_for {
                left.remove(folder);
            }
            untaken.push(std::mem::take(&mut of_root.untaken));
            out.take(of_root);
        }
        let (requested, sources) = (around.requested, judge.modules.sources);
        for (at, root) in roots.iter().enumerate() {
            let mut read = root.terragrunt.iter().flat_map(|call| &call.sources);
            let mut is_given = |source: &SourceId| {
                let known = given.entry(*source);
                *known.or_insert_with(|| requested.is_given_as(*source, sources))
            };
            if !requested.is_whole(root.run_in()) && read.any(&mut is_given) {
                out.read_given.insert(out.done.len() + at);
            }
        }
        for (root, untaken) in roots.iter_mut().zip(untaken) {
            if let Some(unit) = &mut root.terragrunt {
                unit.let_go(untaken);
            }
        }
        out.done.append(&mut roots);
        if are_more {
            break;
        }
        // What calls seemed to lead to and none does (one that cannot be read, one whose source turned out to be another) is
        // judged by itself; what the former give it is not known.
        let targets: BTreeSet<PathBuf> = tree.targets.intersection(&left).cloned().collect();
        let above = tree.graph.above(&targets);
        let still: BTreeSet<PathBuf> = above.intersection(&left).cloned().collect();
        let by_themselves = tree.graph.roots(&still).into_iter();
        roots.extend(by_themselves.map(|folder| RootModule {
            lost_callers: judge.lost_callers.get(&folder).cloned().unwrap_or_default(),
            ..RootModule::from(folder)
        }));
    }
    let mut beside = judge.beside_others(&out.done, around.unseen, around.untold);
    beside.retain(concerns);
    for of_root in judge_roots(&beside, judge, &mut budget, lost) {
        out.take(of_root);
    }
    out.done.append(&mut beside);
    out
}

/// Files that were given by name, whose names are those of Terraform's language, and that are of no module: what Terragrunt
/// reads, and what something else does.
pub(crate) fn outside_of_modules(files: &[Found]) -> impl Iterator<Item = PathBuf> {
    let named = files.iter().filter(|found| {
        found.origin == Origin::ByName && found.language == Language::Terraform && {
            let name = found.path.to_string_lossy();
            let mut of_others = [".tfvars", ".tfvars.json"].iter().chain(&STACK_DEPLOYMENTS);
            !is_of_module(found) && !of_others.any(|end| name.ends_with(end))
        }
    });
    named.map(|found| found.path.clone())
}

/// What is said of values that are given and not taken, and of files of values that nothing takes.
fn of_values(
    options: &Options,
    roots: &[(&RootModule, &Judged)],
    judge: &RootJudge<'_>,
    requested: &Requested<'_>,
    files: &[&Found],
) -> Vec<Remark> {
    let (modules, tree) = (judge.modules, judge.tree);
    let mut out = untaken_values::of_run(options, roots, modules, tree, files);
    // Which values are not taken of a root that nothing was asked of is not said.
    let is_asked =
        |root: &RootModule| requested.reached_by(root.run_in(), &root.folder, &tree.graph);
    let asked = roots.iter().filter(|(root, _)| is_asked(root));
    let asked: Vec<(&RootModule, &Judged)> = asked.copied().collect();
    out.extend(values_beside::of_run(options, &asked, modules, files));
    out
}

/// What each root comes to. Of one that is lost, what it calls is judged by itself.
fn judge_roots(
    roots: &[RootModule],
    judge: &RootJudge<'_>,
    budget: &mut OfRun,
    lost: &mut Vec<Judged>,
) -> Vec<OfRoot> {
    let results = budget.spend(roots, |root, budget| {
        let of_root = contained(|| {
            #[cfg(test)]
            for source in &judge.modules.module(&root.folder).sources {
                crate::contained::fault_in(judge.modules.sources.get(*source).text(), "judging");
            }
            judge.judge(root, roots.len(), budget)
        });
        judge.let_go(root);
        of_root
    });
    let results = results.into_iter().zip(roots);
    let kept = results.map(|(of_root, root)| {
        of_root.unwrap_or_else(|error| {
            let sources = judge.modules.sources;
            let files = &judge.modules.module(&root.folder).sources;
            lost.push(not_judged(files.first(), &root.folder, &error, sources));
            OfRoot {
                accounted_for: BTreeSet::from([root.folder.clone()]),
                ..OfRoot::default()
            }
        })
    });
    kept.collect()
}

/// The modules that Terragrunt runs, and those that are run by themselves, as far as a trail can be reached from them.
fn first_roots(calls: Vec<terragrunt::Call>, judge: &RootJudge<'_>) -> Vec<RootModule> {
    // The files of a unit's folder are part of its module.
    let by_terragrunt: BTreeSet<PathBuf> = calls
        .iter()
        .flat_map(|call| [call.module.clone(), call.folder.clone()])
        .collect();
    let may_make_a_trail = |call: &terragrunt::Call| {
        let mut folders = [&call.module, &call.folder].into_iter();
        folders.any(|folder| judge.relevant.contains(folder))
            || call.added.may_make_a_trail
            || call
                .called(judge.modules.sources)
                .any(|folder| judge.relevant.contains(&folder))
    };
    let called = calls.iter();
    let called = called.flat_map(|call| call.called(judge.modules.sources));
    let called: BTreeSet<PathBuf> = called.collect();
    let run_by_terragrunt = calls
        .into_iter()
        .filter(may_make_a_trail)
        .map(RootModule::from);
    let mut by_themselves: BTreeSet<PathBuf> =
        judge.tree.graph.roots(judge.relevant).into_iter().collect();
    by_themselves.retain(|folder| !by_terragrunt.contains(folder) && !called.contains(folder));
    let run_too = judge.relevant.iter().filter(|folder| {
        judge.is_deployed(folder)
            || (!by_terragrunt.contains(*folder) && judge.is_run_by_itself(folder))
    });
    by_themselves.extend(run_too.cloned());
    let sources = judge.modules.sources;
    let deployed = by_themselves
        .into_iter()
        .flat_map(|folder| deployed(folder, sources));
    run_by_terragrunt.chain(deployed).collect()
}

/// The root module in a folder; of a Stack, one for each of its deployments.
fn deployed(folder: PathBuf, sources: &SourceMap) -> Vec<RootModule> {
    let (files, _) = files_of(&folder, sources);
    let is_stack = files
        .iter()
        .any(|path| declares_components(&path.to_string_lossy()));
    let deployments = is_stack.then(|| tfstacks::deployments_of(&folder, sources));
    let deployments = deployments.into_iter().flatten();
    let roots = deployments.map(|deployment| RootModule {
        deployed: Some(Box::new(deployment)),
        ..RootModule::from(folder.clone())
    });
    let roots: Vec<RootModule> = roots.collect();
    if roots.is_empty() {
        vec![RootModule::from(folder)]
    } else {
        roots
    }
}
