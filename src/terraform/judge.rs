//! Judges one root module with everything it calls.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::config::expansion::{Key, Keys};
use super::config::instance::{Caller, Instance, Root};
use super::config::limits::MAX_CALLS;
use super::config::module_cache::ModuleCache;
use super::config::module_sources::Absent;
use super::config::root_inputs::InputValues;
use super::lang::syntax::Block;
use super::lang::values::Kept;
use super::options::{Options, RootDeployment};
use super::root_module::RootModule;
use super::trail;
use crate::diagnostic::Unreadable;
use crate::model::{Account, Judged, Remark, Trail};
use crate::resolved::Resolved;
use crate::source::SourceId;

/// What all roots of a run share.
pub(super) struct RootJudge<'a> {
    pub(super) modules: &'a ModuleCache<'a>,
    pub(super) options: &'a Options,
    /// Folders from which a trail can be reached.
    pub(super) relevant: &'a BTreeSet<PathBuf>,
    pub(super) installed: &'a BTreeMap<PathBuf, BTreeMap<String, PathBuf>>,
    /// Files that mention a trail: they must not pass as clean when they cannot be read.
    pub(super) broken_matters: &'a HashSet<PathBuf>,
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

impl RootJudge<'_> {
    /// What a root comes to, and the folders of the modules that its calls led to.
    pub(super) fn judge(&self, root: &RootModule) -> (Judged, BTreeSet<PathBuf>) {
        let mut judged = Judged::default();
        let mut reached = BTreeSet::new();
        let deployments: Vec<&RootDeployment> = self
            .options
            .deployments
            .iter()
            .filter(|deployment| deployment.roots.is_match(&root.folder))
            .collect();
        if deployments.is_empty() {
            reached.extend(self.judge_deployment(root, None, &mut judged));
        }
        for deployment in deployments {
            reached.extend(self.judge_deployment(root, Some(deployment), &mut judged));
        }
        (judged, reached)
    }

    /// Adds what a root comes to in one deployment; the answer is the folders of the modules that its calls led to.
    fn judge_deployment(
        &self,
        root: &RootModule,
        deployment: Option<&RootDeployment>,
        judged: &mut Judged,
    ) -> BTreeSet<PathBuf> {
        let mut inputs = self.inputs_of(root, deployment);
        judged.problems.append(&mut inputs.problems);
        judged.parsed.append(&mut inputs.sources);
        let mut unreadable = std::mem::take(&mut inputs.unreadable);
        let context = self.context_of(root, deployment, inputs);
        let instance = Instance::new(&context, self.modules.module(&root.folder), None);
        let mut gathered = Gathered::default();
        self.walk(&instance, &Resolved::known(true), &mut gathered);
        judged.parsed.extend(gathered.parsed);
        unreadable.extend(gathered.unreadable);
        if gathered.trails.is_empty() {
            // What is broken beside no trail matters only if it may hide one.
            let sources = self.modules.sources;
            unreadable.retain(|broken| {
                let file = sources.get(broken.span.source);
                self.broken_matters.contains(file.path())
            });
        }
        let name = deployment
            .map(|deployment| &deployment.name)
            .or_else(|| root.terragrunt.as_ref().map(|call| &call.name));
        let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
        for (provider, mut trail) in gathered.trails {
            trail.deployment = name.cloned();
            accounts.entry(provider).or_default().trails.push(trail);
        }
        judged.accounts.extend(accounts.into_values());
        judged.accounts.push(Account {
            trails: Vec::new(),
            unreadable,
            remarks: gathered.remarks,
        });
        gathered.reached
    }

    /// What a deployment gives the root's variables.
    fn inputs_of(&self, root: &RootModule, deployment: Option<&RootDeployment>) -> InputValues {
        let sources = self.modules.sources;
        let mut inputs = InputValues::default();
        if let Some(call) = &root.terragrunt {
            inputs.take_terragrunt(&call.inputs);
            inputs.sources.extend(&call.sources);
            inputs.unreadable.extend(call.unreadable.iter().cloned());
        }
        if self.options.tf_env {
            inputs.take_environment();
        }
        inputs.take_automatic(&root.folder, sources);
        if let Some(deployment) = deployment {
            let by = format!("by the deployment `{}`", deployment.name);
            inputs.take_inputs(&deployment.variables, &by, sources);
        }
        inputs.take_inputs(&self.options.variables, "by --var", sources);
        inputs
    }

    /// What holds for a root and all that it calls.
    fn context_of<'r>(
        &'r self,
        root: &RootModule,
        deployment: Option<&RootDeployment>,
        inputs: InputValues,
    ) -> Root<'r> {
        let own = |of: fn(&RootDeployment) -> &Option<String>, default: &Option<String>| {
            deployment
                .and_then(|deployment| of(deployment).clone())
                .or_else(|| default.clone())
        };
        Root {
            modules: self.modules,
            folder: root.folder.clone(),
            inputs,
            workspace: own(|deployment| &deployment.workspace, &self.options.workspace),
            assume_defaults: self.options.assume_defaults,
            region: own(|deployment| &deployment.region, &self.options.region),
            installed: self
                .installed
                .get(&root.folder)
                .cloned()
                .unwrap_or_default(),
            made: Cell::new(0),
            kept: Kept::default(),
        }
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
            self.follow(instance, call, created, out);
        }
    }

    /// Gathers the trails of the module that a call leads to, once for each instance of the call.
    fn follow(
        &self,
        instance: &Instance<'_>,
        call: &Block,
        created: &Resolved<bool>,
        out: &mut Gathered,
    ) {
        let called = match instance.called(call) {
            Ok(called) => called,
            Err(absent) => {
                out.remarks.extend(not_followed(call, absent));
                return;
            }
        };
        if !self.relevant.contains(&called.folder) {
            return;
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

/// A module that is not at hand but may make a trail that an argument decides about.
fn not_followed(call: &Block, absent: Absent) -> Option<Remark> {
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
