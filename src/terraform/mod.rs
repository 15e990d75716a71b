//! Terraform and OpenTofu to the model: modules through their calls, with what deployments give them.

mod config;
mod data_files;
mod lang;
mod options;
pub(crate) mod plan;
mod requested;
mod terragrunt;
mod trail;

pub use options::{Options, RootDeployment, VariableInput};

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Unreadable;
use crate::discover::{Found, Language};
use crate::model::{Remark, Scope, Trail, Unit};
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap};
use config::call_graph::Tree;
use config::expansion::{Key, Keys};
use config::instance::{Caller, Instance, Root};
use config::limits::MAX_CALLS;
use config::module_cache::ModuleCache;
use config::module_sources::Absent;
use config::root_inputs::InputValues;
use lang::values::Kept;
use requested::Asked;

/// A root module to judge, with what Terragrunt gives it.
struct Start {
    folder: PathBuf,
    terragrunt: Option<terragrunt::Call>,
}

impl Start {
    /// The folder that it is run in: that of the `terragrunt.hcl`, or its own.
    fn asked_as(&self) -> &PathBuf {
        self.terragrunt
            .as_ref()
            .map_or(&self.folder, |call| &call.folder)
    }
}

impl From<PathBuf> for Start {
    fn from(folder: PathBuf) -> Start {
        Start {
            folder,
            terragrunt: None,
        }
    }
}

impl From<terragrunt::Call> for Start {
    fn from(call: terragrunt::Call) -> Start {
        Start {
            folder: call.module.clone(),
            terragrunt: Some(call),
        }
    }
}

/// Judges every trail of the files' modules: a module that another one calls is judged through its callers, not alone.
pub(crate) fn read(files: &[Found], sources: &SourceMap, options: &Options) -> Vec<Unit> {
    let files: Vec<&Found> = files
        .iter()
        .filter(|found| found.language != Language::YamlOrJson)
        .collect();
    let modules = ModuleCache::new(sources);
    let mut units: Vec<Unit> = Vec::new();
    let mut calls: Vec<terragrunt::Call> = Vec::new();
    let terragrunt_files: Vec<&&Found> = files
        .iter()
        .filter(|found| found.language == Language::Terragrunt)
        .collect();
    let outcomes: Vec<terragrunt::Outcome> = with_room(terragrunt_files.len(), || {
        terragrunt_files
            .par_iter()
            .map(|file| terragrunt::resolve_unit(&file.path, sources))
            .collect()
    });
    for outcome in outcomes {
        match outcome {
            terragrunt::Outcome::Call(call) => calls.push(call),
            terragrunt::Outcome::Elsewhere(scope) => units.push(Unit {
                scopes: vec![scope],
                ..Unit::default()
            }),
        }
    }
    let asked = Asked::new(&files);
    let mut tree = Tree::new(&files);
    for call in &calls {
        tree.add_terragrunt(&call.file, &call.module);
    }
    tree.follow(sources);
    let relevant = tree.relevant();
    let broken_matters = tree.files_that_matter(&relevant);
    let run = Run {
        modules: &modules,
        options,
        relevant: &relevant,
        installed: &tree.installed,
        broken_matters: &broken_matters,
    };
    let by_terragrunt: BTreeSet<PathBuf> = calls.iter().map(|call| call.module.clone()).collect();
    let mut starts: Vec<Start> = calls
        .into_iter()
        .filter(|call| relevant.contains(&call.module))
        .map(Start::from)
        .collect();
    starts.extend(
        tree.graph
            .roots(&relevant)
            .into_iter()
            .filter(|folder| !by_terragrunt.contains(folder))
            .map(Start::from),
    );
    starts.retain(|start| asked.concerns(start.asked_as(), &start.folder, &tree.graph));
    let mut judged: Vec<Unit> = Vec::new();
    let mut done: Vec<Start> = Vec::new();
    let mut left = tree.targets.clone();
    while !starts.is_empty() {
        let results: Vec<(Unit, BTreeSet<PathBuf>)> = with_room(starts.len(), || {
            starts.par_iter().map(|start| run.judge(start)).collect()
        });
        for (unit, reached) in results {
            judged.push(unit);
            left.retain(|folder| !reached.contains(folder));
        }
        done.append(&mut starts);
        // What the text seemed to call and no call leads to (a call in a comment, or one that cannot be read) is judged alone.
        starts.extend(tree.graph.roots(&left).into_iter().map(Start::from));
        starts.retain(|start| asked.concerns(start.asked_as(), &start.folder, &tree.graph));
    }
    name_roots(&mut judged, &done, sources);
    for (unit, start) in judged.iter_mut().zip(&done) {
        asked.keep(unit, Some(start.asked_as()), sources);
    }
    for unit in &mut units {
        asked.keep(unit, None, sources);
    }
    units.extend(judged);
    units
}

/// Runs a parallel piece of work on threads whose stack holds as many expressions in one another as may be open.
fn with_room<T: Send>(tasks: usize, work: impl FnOnce() -> T + Send) -> T {
    const STACK_BYTES: usize = 32 << 20;
    if tasks == 0 {
        return work();
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(rayon::current_num_threads().min(tasks))
        .stack_size(STACK_BYTES)
        .build();
    match pool {
        Ok(pool) => pool.install(work),
        // No more threads are to be had: the work is done on this one.
        Err(_) => work(),
    }
}

pub(crate) fn folder_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}

/// A module's trail that several roots reach has one address in all of them: they are told apart by their roots' folders.
fn name_roots(units: &mut [Unit], starts: &[Start], sources: &SourceMap) {
    let mut roots_of: BTreeMap<(String, crate::source::Span), BTreeSet<usize>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        for trail in unit.scopes.iter().flat_map(|scope| &scope.trails) {
            roots_of
                .entry((trail.address.clone(), trail.declared))
                .or_default()
                .insert(at);
        }
    }
    for (unit, start) in units.iter_mut().zip(starts) {
        for trail in unit.scopes.iter_mut().flat_map(|scope| &mut scope.trails) {
            let shared = roots_of
                .get(&(trail.address.clone(), trail.declared))
                .is_some_and(|roots| roots.len() > 1);
            if shared && start.terragrunt.is_none() {
                let root = sources.name(&start.folder);
                trail.deployment = Some(match trail.deployment.take() {
                    Some(name) => format!("{root} ({name})"),
                    None => root,
                });
            }
        }
    }
}

/// What all roots of a run share.
struct Run<'a> {
    modules: &'a ModuleCache<'a>,
    options: &'a Options,
    /// Folders from which a trail can be reached.
    relevant: &'a BTreeSet<PathBuf>,
    installed: &'a BTreeMap<PathBuf, BTreeMap<String, PathBuf>>,
    /// Files that mention a trail: they must not pass as clean when they cannot be read.
    broken_matters: &'a HashSet<PathBuf>,
}

/// What the walk through a root's modules gathers.
#[derive(Default)]
struct Gathered {
    /// Trails with the provider configuration they belong to.
    trails: Vec<(String, Trail)>,
    unreadable: Vec<Unreadable>,
    remarks: Vec<Remark>,
    parsed: BTreeSet<SourceId>,
    /// The folders of the modules.
    reached: BTreeSet<PathBuf>,
}

impl Run<'_> {
    /// What a root comes to, and the folders of the modules that its calls led to.
    fn judge(&self, start: &Start) -> (Unit, BTreeSet<PathBuf>) {
        let mut unit = Unit::default();
        let mut reached = BTreeSet::new();
        let deployments: Vec<&RootDeployment> = self
            .options
            .deployments
            .iter()
            .filter(|deployment| deployment.roots.is_match(&start.folder))
            .collect();
        if deployments.is_empty() {
            self.judge_deployment(start, None, &mut unit, &mut reached);
        }
        for deployment in deployments {
            self.judge_deployment(start, Some(deployment), &mut unit, &mut reached);
        }
        (unit, reached)
    }

    fn judge_deployment(
        &self,
        start: &Start,
        deployment: Option<&RootDeployment>,
        unit: &mut Unit,
        reached: &mut BTreeSet<PathBuf>,
    ) {
        let sources = self.modules.sources;
        let mut given = InputValues::default();
        if let Some(call) = &start.terragrunt {
            given.take_terragrunt(&call.inputs);
            given.sources.extend(&call.sources);
            given.unreadable.extend(call.unreadable.iter().cloned());
        }
        if self.options.tf_env {
            given.take_environment();
        }
        given.take_automatic(&start.folder, sources);
        if let Some(deployment) = deployment {
            let by = format!("by the deployment `{}`", deployment.name);
            given.take_inputs(&deployment.variables, &by, sources);
        }
        given.take_inputs(&self.options.variables, "by --var", sources);
        let given_problems = std::mem::take(&mut given.problems);
        let given_sources = std::mem::take(&mut given.sources);
        let mut unreadable = std::mem::take(&mut given.unreadable);
        let root = Root {
            modules: self.modules,
            folder: start.folder.clone(),
            inputs: given,
            workspace: deployment
                .and_then(|deployment| deployment.workspace.clone())
                .or_else(|| self.options.workspace.clone()),
            assume_defaults: self.options.assume_defaults,
            region: deployment
                .and_then(|deployment| deployment.region.clone())
                .or_else(|| self.options.region.clone()),
            installed: self
                .installed
                .get(&start.folder)
                .cloned()
                .unwrap_or_default(),
            made: Cell::new(0),
            kept: Kept::default(),
        };
        let module = self.modules.module(&start.folder);
        let mut gathered = Gathered::default();
        let instance = Instance::new(&root, module, None);
        self.walk(&instance, &Resolved::known(true), &mut gathered);
        unit.problems.extend(given_problems);
        unit.parsed.extend(gathered.parsed);
        unit.parsed.extend(given_sources);
        reached.extend(gathered.reached);
        unreadable.extend(gathered.unreadable);
        if gathered.trails.is_empty() {
            // What is broken beside no trail matters only if it may hide one.
            unreadable.retain(|broken| {
                self.broken_matters
                    .contains(sources.get(broken.span.source).path())
            });
        }
        let mut scopes: BTreeMap<String, Scope> = BTreeMap::new();
        for (provider, mut trail) in gathered.trails {
            trail.deployment = deployment
                .map(|deployment| deployment.name.clone())
                .or_else(|| start.terragrunt.as_ref().map(|call| call.name.clone()));
            scopes.entry(provider).or_default().trails.push(trail);
        }
        let mut scopes: Vec<Scope> = scopes.into_values().collect();
        scopes.push(Scope {
            trails: Vec::new(),
            unreadable,
            remarks: gathered.remarks,
        });
        unit.scopes.extend(scopes);
    }

    /// Gathers the trails of a module instance and of the modules it calls.
    fn walk(&self, instance: &Instance<'_>, created: &Resolved<bool>, out: &mut Gathered) {
        let module = Arc::clone(&instance.module);
        out.reached.insert(module.folder.clone());
        out.parsed.extend(module.sources.iter().copied());
        out.unreadable.extend(module.unreadable.iter().cloned());
        for block in &module.trails {
            out.unreadable.extend(trail::unreadable(block));
            let provider = instance.provider_of(block);
            out.trails.extend(
                trail::trails(instance, block, created)
                    .into_iter()
                    .map(|trail| (provider.clone(), trail)),
            );
        }
        if instance.path.len() >= MAX_CALLS {
            return;
        }
        for call in &module.calls {
            let called = match instance.called(call) {
                Ok(called) => called,
                Err(absent) => {
                    out.remarks.extend(not_followed(call, absent));
                    continue;
                }
            };
            if !self.relevant.contains(&called.folder) {
                continue;
            }
            let (keys, created) = match instance.expand(&call.body, &Key::default()) {
                Keys::Known(keys) => (keys, created.clone()),
                Keys::None { at } => (vec![Key::default()], Resolved::known(false).written_at(at)),
                Keys::Undecided { created: own, .. } => {
                    (vec![Key::default()], created.clone().and(&own))
                }
            };
            for key in &keys {
                if !instance.root.take_one() {
                    return;
                }
                let caller = Caller {
                    instance,
                    call,
                    key,
                };
                let child = Instance::new(instance.root, Arc::clone(&called), Some(caller));
                self.walk(&child, &created, out);
            }
        }
    }
}

/// A module that is not at hand but may make a trail that an argument decides about.
fn not_followed(call: &lang::syntax::Block, absent: Absent) -> Option<Remark> {
    let source = call.literal("source").unwrap_or_default();
    let name = call.name();
    let of_trails = [source.as_str(), name].iter().any(|text| {
        text.to_lowercase()
            .replace(['-', '_'], "")
            .contains("cloudtrail")
    });
    let argument = call
        .body
        .attributes
        .iter()
        .find(|attribute| attribute.name.contains("global"))?;
    let (why, help) = match absent {
        Absent::NotInstalled => (
            format!("`{source}` is not installed here"),
            "Run `terraform init` first; the modules it installs are read.",
        ),
        Absent::NoFolder => (
            format!("there is no folder `{source}`"),
            "Bring the folder here first, if something else makes it; otherwise mend the `source`.",
        ),
        Absent::NotLiteral => (
            "its `source` is not written as a plain string".to_owned(),
            "Check its plan instead: `terraform show -json PLAN > plan.json`.",
        ),
        // Terraform refuses both, and neither makes another trail.
        Absent::CallsItself | Absent::TooDeep => return None,
    };
    of_trails.then(|| Remark {
        span: call.header,
        message: format!(
            "Module `{name}` could not be followed: {why}, and `{}` may decide about global service events",
            argument.name
        ),
        help: Some(help.into()),
    })
}
