//! Terraform and OpenTofu to the model: modules through their calls, with what deployments give them.

mod calls;
mod existence;
mod expression;
mod functions;
mod heredoc;
mod instance;
mod lexer;
mod module;
#[cfg(test)]
mod oracle;
pub(crate) mod plan;
mod syntax;
mod terragrunt;
mod trail;
mod types;
mod value;
mod variables;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::{Remark, Scope, Trail, Unit, Unreadable};
use crate::options::{RootDeployment, VariableInput};
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap, absolute, lexical};
use calls::Graph;
use existence::Keys;
use instance::{Caller, Instance, Key, MAX_CALLS, Root};
use module::{Library, literal};
use variables::Given as Values;

/// What the command line and the configuration say about root modules.
#[derive(Debug, Default)]
pub struct Settings {
    /// The Region of providers that name none.
    pub region: Option<String>,
    /// Whether a root variable's default counts as its value.
    pub assume_defaults: bool,
    /// Values for every root module, in order; later ones win.
    pub variables: Vec<VariableInput>,
    /// Whether `TF_VAR_*` of the environment count.
    pub tf_env: bool,
    pub workspace: Option<String>,
    /// Named deployments of the root modules that a glob matches.
    pub deployments: Vec<RootDeployment>,
}

/// A file of a module, or a `terragrunt.hcl`, and what its bytes mention.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent marks of one file"
)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) mentions_trail: bool,
    /// Whether it calls modules.
    pub(crate) has_calls: bool,
    /// Whether it may call a module that makes trails.
    pub(crate) may_call_trail_module: bool,
    /// Local module sources that its text mentions.
    pub(crate) local_sources: Vec<String>,
    pub(crate) is_terragrunt: bool,
    pub(crate) given: Given,
}

/// How a file came to be among those of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// By its name: what touches it is reported.
    ByName,
    /// Below a folder that was given: everything of its root module is reported.
    InFolder,
    /// It is there for context.
    No,
}

/// A root module to judge, with what Terragrunt gives it.
struct Start {
    folder: PathBuf,
    terragrunt: Option<terragrunt::Call>,
}

/// Judges every trail of the files' modules: a module that another one calls is judged through its callers, not alone.
pub(crate) fn read(files: &[File], sources: &SourceMap, settings: &Settings) -> Vec<Unit> {
    let library = Library::new(sources);
    let mut graph = Graph::default();
    let mut targets: BTreeSet<PathBuf> = BTreeSet::new();
    let mut calling: BTreeSet<PathBuf> = BTreeSet::new();
    for file in files.iter().filter(|file| !file.is_terragrunt) {
        let folder = folder_of(&file.path);
        if file.mentions_trail || file.may_call_trail_module {
            targets.insert(folder.clone());
        }
        if file.has_calls {
            calling.insert(folder.clone());
        }
        for source in &file.local_sources {
            graph.add(&folder, source);
        }
    }
    let mut installed: BTreeMap<PathBuf, BTreeMap<String, PathBuf>> = BTreeMap::new();
    for folder in &calling {
        let modules = calls::installed(folder, sources);
        for called in modules.values() {
            graph.add_folder(folder, called.clone());
            if holds_trail(called) {
                targets.insert(called.clone());
            }
        }
        if !modules.is_empty() {
            installed.insert(folder.clone(), modules);
        }
    }
    let relevant = graph.above(&targets);
    let mut starts: Vec<Start> = Vec::new();
    let mut reached_by_terragrunt: BTreeSet<PathBuf> = BTreeSet::new();
    for file in files.iter().filter(|file| file.is_terragrunt) {
        if let Some(call) = terragrunt::read(&file.path, sources)
            && relevant.contains(&call.module)
        {
            reached_by_terragrunt.insert(call.module.clone());
            starts.push(Start {
                folder: call.module.clone(),
                terragrunt: Some(call),
            });
        }
    }
    starts.extend(
        graph
            .roots(&relevant)
            .into_iter()
            .filter(|folder| !reached_by_terragrunt.contains(folder))
            .map(|folder| Start {
                folder,
                terragrunt: None,
            }),
    );
    let wanted: HashSet<PathBuf> = files
        .iter()
        .filter(|file| file.given != Given::No)
        .map(|file| lexical(&file.path))
        .collect();
    let whole_roots: HashSet<PathBuf> = files
        .iter()
        .filter(|file| file.given == Given::InFolder)
        .map(|file| folder_of(&file.path))
        .collect();
    // A root that reaches no file that was asked for has nothing to say.
    let wanted_folders: HashSet<PathBuf> = wanted.iter().map(|path| folder_of(path)).collect();
    starts.retain(|start| {
        let of_terragrunt = start
            .terragrunt
            .as_ref()
            .is_some_and(|call| wanted_folders.contains(&call.folder));
        of_terragrunt
            || graph
                .below(&start.folder)
                .iter()
                .any(|folder| wanted_folders.contains(folder))
    });
    let broken_matters: HashSet<PathBuf> = files
        .iter()
        .filter(|file| file.mentions_trail)
        .map(|file| lexical(&file.path))
        .collect();
    let run = Run {
        library: &library,
        settings,
        relevant: &relevant,
        installed: &installed,
        broken_matters: &broken_matters,
    };
    let mut units: Vec<Unit> = starts.par_iter().map(|start| run.judge(start)).collect();
    name_roots(&mut units, &starts, sources);
    for (unit, start) in units.iter_mut().zip(&starts) {
        let folder = start
            .terragrunt
            .as_ref()
            .map_or(&start.folder, |call| &call.folder);
        if !whole_roots.contains(folder) {
            keep_wanted(unit, &wanted, sources);
        }
    }
    units
}

pub(crate) fn folder_of(path: &Path) -> PathBuf {
    lexical(path.parent().unwrap_or(Path::new("")))
}

/// Whether a folder that no walk enters (`.terraform/modules/…`) declares a trail.
fn holds_trail(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            entry
                .file_name()
                .to_str()
                .is_some_and(module::is_module_file)
        })
        .filter_map(|entry| std::fs::read(entry.path()).ok())
        .any(|bytes| memchr::memmem::find(&bytes, b"cloudtrail").is_some())
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

/// Keeps what touches a file that was asked for: the trail lies there, or its value comes from there.
fn keep_wanted(unit: &mut Unit, wanted: &HashSet<PathBuf>, sources: &SourceMap) {
    let is_wanted = |source: SourceId| wanted.contains(&lexical(sources.get(source).path()));
    for scope in &mut unit.scopes {
        scope.trails.retain(|trail| {
            is_wanted(trail.declared.source) || evidence_sources(trail).into_iter().any(is_wanted)
        });
        scope
            .unreadable
            .retain(|unreadable| is_wanted(unreadable.span.source));
        scope.remarks.retain(|remark| is_wanted(remark.span.source));
    }
}

fn evidence_sources(trail: &Trail) -> Vec<SourceId> {
    fn of<T>(value: &Resolved<T>, out: &mut Vec<SourceId>) {
        for (_, arm) in value.arms() {
            out.extend(
                arm.from()
                    .hops
                    .iter()
                    .filter_map(|hop| hop.span)
                    .map(|span| span.source),
            );
        }
        out.extend(
            value
                .from()
                .hops
                .iter()
                .filter_map(|hop| hop.span)
                .map(|span| span.source),
        );
    }
    let mut out = Vec::new();
    of(&trail.created, &mut out);
    of(&trail.include_global_service_events, &mut out);
    of(&trail.is_multi_region_trail, &mut out);
    of(&trail.is_logging, &mut out);
    of(&trail.management_events, &mut out);
    of(&trail.home_region, &mut out);
    out
}

/// What all roots of a run share.
struct Run<'a> {
    library: &'a Library<'a>,
    settings: &'a Settings,
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
}

impl Run<'_> {
    fn judge(&self, start: &Start) -> Unit {
        let mut unit = Unit::default();
        let folder = absolute(&start.folder);
        let deployments: Vec<&RootDeployment> = self
            .settings
            .deployments
            .iter()
            .filter(|deployment| deployment.roots.is_match(&folder))
            .collect();
        if deployments.is_empty() {
            self.judge_deployment(start, None, &mut unit);
        }
        for deployment in deployments {
            self.judge_deployment(start, Some(deployment), &mut unit);
        }
        unit
    }

    fn judge_deployment(
        &self,
        start: &Start,
        deployment: Option<&RootDeployment>,
        unit: &mut Unit,
    ) {
        let sources = self.library.sources;
        let mut given = Values::default();
        if let Some(call) = &start.terragrunt {
            given.values.clone_from(&call.inputs);
            given.sources.extend(&call.sources);
        }
        if self.settings.tf_env {
            given.take_environment();
        }
        given.take_automatic(&start.folder, sources);
        if let Some(deployment) = deployment {
            given.take_inputs(&deployment.variables, sources);
        }
        given.take_inputs(&self.settings.variables, sources);
        let root = Root {
            library: self.library,
            folder: start.folder.clone(),
            given: given.values,
            workspace: deployment
                .and_then(|deployment| deployment.workspace.clone())
                .or_else(|| self.settings.workspace.clone()),
            assume_defaults: self.settings.assume_defaults,
            region: deployment
                .and_then(|deployment| deployment.region.clone())
                .or_else(|| self.settings.region.clone()),
            installed: self
                .installed
                .get(&start.folder)
                .cloned()
                .unwrap_or_default(),
            made: Cell::new(0),
        };
        let module = self.library.module(&start.folder);
        let mut gathered = Gathered::default();
        let instance = Instance::new(&root, module, None);
        self.walk(&instance, &Resolved::known(true), &mut gathered);
        unit.problems.extend(given.problems);
        unit.parsed.extend(gathered.parsed);
        unit.parsed.extend(given.sources);
        let mut unreadable = given.unreadable;
        unreadable.extend(gathered.unreadable);
        if gathered.trails.is_empty() {
            // What is broken beside no trail matters only if it may hide one.
            unreadable.retain(|broken| {
                self.broken_matters
                    .contains(&lexical(sources.get(broken.span.source).path()))
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
            let Some(called) = instance.called(call) else {
                out.remarks.extend(not_followed(call));
                continue;
            };
            if !self.relevant.contains(&called.folder) {
                continue;
            }
            let (keys, created) = match existence::keys(instance, &call.body, &Key::default()) {
                Keys::Known(keys) if keys.is_empty() => {
                    let meta = ["count", "for_each"]
                        .iter()
                        .find_map(|meta| call.body.attribute(meta));
                    let mut none = Resolved::known(false);
                    if let Some(attribute) = meta {
                        none = none.written_at(attribute.value.span);
                    }
                    (vec![Key::default()], none)
                }
                Keys::Known(keys) => (keys, created.clone()),
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
fn not_followed(call: &syntax::Block) -> Option<Remark> {
    let source = literal(call, "source").unwrap_or_default();
    let name = call.labels.first().map_or("", String::as_str);
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
    of_trails.then(|| Remark {
        span: call.header,
        message: format!(
            "Module `{name}` could not be followed: `{source}` is not installed here, and `{}` may decide about global \
             service events",
            argument.name
        ),
        help: Some("Run `terraform init` first; the modules it installs are read.".into()),
    })
}
