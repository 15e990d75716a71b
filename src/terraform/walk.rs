//! The walk through a root module and all that it calls.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::config::call_graph::Reached;
use super::config::instance::{Caller, Instance};
use super::config::instance_keys::Key;
use super::config::module::Module;
use super::config::module_cache::ModuleCache;
use super::config::module_sources::Absent;
use super::config::stack_files::is_component;
use super::config::tree::Tree;
use super::deployed_templates;
use super::lang::syntax::Block;
use super::limits::CALLS_PER_TRAIL;
use super::more_than_judged::Beyond;
use super::not_followed;
use super::trail;
use crate::cloudformation::Deployer;
use crate::diagnostic::{Label, Problem, Unreadable};
use crate::model::{DoubledKey, Remark, Trail};
use crate::resolved::Resolved;
use crate::source::{SourceId, Span};

/// What is known of all modules of a run.
pub(super) struct Walk<'a> {
    pub(super) modules: &'a ModuleCache<'a>,
    /// Folders from which a trail can be reached.
    pub(super) relevant: &'a BTreeSet<PathBuf>,
    pub(super) tree: &'a Tree<'a>,
    /// Whether the built-in table tells what modules make that are not installed.
    pub(super) known_modules: bool,
    pub(super) deployer: &'a Deployer<'a>,
}

/// What the walk through a root's modules gathers.
#[derive(Default)]
pub(super) struct Gathered {
    /// Trails with the provider configuration they belong to.
    pub(super) trails: Vec<(String, Box<Trail>)>,
    /// How many of them are judged at most.
    most_trails: usize,
    /// What stands for those that are more.
    too_many: Option<Beyond>,
    /// How many more they count as, since each holds the calls above it.
    deep: usize,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) remarks: Vec<Remark>,
    /// The calls of what could not be followed.
    pub(super) remarked: BTreeSet<Span>,
    /// The calls of modules that call themselves.
    endless: BTreeSet<Span>,
    /// What can be reached from the calls that are beyond a bound, and was said to be there.
    pub(super) beyond: Reached,
    /// Which trail stands for the first of those calls.
    pub(super) first_beyond: Option<usize>,
    pub(super) parsed: BTreeSet<SourceId>,
    /// Keys of templates that stand twice and decide about a trail.
    pub(super) doubled: Vec<DoubledKey>,
    /// The files that hold what cannot be read of such templates: they matter by themselves.
    pub(super) broken_templates: BTreeSet<SourceId>,
    /// The files of templates that are deployed.
    pub(super) deployed: BTreeSet<PathBuf>,
    /// Files of the modules that could not be opened.
    pub(super) unopened: Vec<Problem>,
    /// The folders of the modules, and of those that something was said of because they could not be followed.
    pub(super) accounted_for: BTreeSet<PathBuf>,
}

impl Gathered {
    /// Nothing yet, for so many trails.
    fn up_to(most_trails: usize) -> Gathered {
        Gathered {
            most_trails,
            ..Gathered::default()
        }
    }

    /// Nothing yet, of the same walk: for what may not come of it.
    pub(super) fn beside(&self) -> Gathered {
        Gathered {
            most_trails: self.left(),
            ..Gathered::default()
        }
    }

    /// How many more trails are judged.
    pub(super) fn left(&self) -> usize {
        let taken = self.trails.len() + self.deep;
        self.most_trails.saturating_sub(taken)
    }

    /// Counts the trails of an instance since there were so many: those that lie deep count as several.
    pub(super) fn count(&mut self, instance: &Instance<'_>, before: usize) {
        let new = self.trails.len() - before;
        self.deep += new * (instance.path.len() / CALLS_PER_TRAIL);
    }

    /// Leaves a call that is beyond a bound to what stands for the first one, where that is not one trail too many; `files` are
    /// those that are not reached for it.
    pub(super) fn leave_call(&mut self, call: &Block, files: &[Span]) -> bool {
        let first = self.first_beyond.filter(|_| self.left() == 0);
        let Some((_, first)) = first.and_then(|first| self.trails.get_mut(first)) else {
            return false;
        };
        if self.remarked.insert(call.header) {
            first.brought_by.push(call.header);
        }
        first.brought_by.extend(files);
        true
    }

    /// Whether there is a trail, and not only what may make one.
    pub(super) fn has_trails(&self) -> bool {
        let mut trails = self.trails.iter();
        trails.any(|(_, trail)| trail.not_followed.is_none())
    }
}

impl Walk<'_> {
    /// The trails of a root and of the modules it calls, so many at most.
    pub(super) fn of_root(
        &self,
        root: &Instance<'_>,
        created: &Resolved<bool>,
        most_trails: usize,
    ) -> Gathered {
        let mut out = Gathered::up_to(most_trails);
        self.gather(root, created, &mut out);
        if let Some(beyond) = &out.too_many {
            beyond.say(&mut out.trails);
        }
        out
    }

    /// Gathers the trails of a module instance and of the modules it calls.
    fn gather(&self, instance: &Instance<'_>, created: &Resolved<bool>, out: &mut Gathered) {
        let module = Arc::clone(&instance.module);
        out.accounted_for.insert(module.folder.clone());
        // To grow, they would be copied: there may be very many.
        out.trails.reserve(module.trails.len());
        out.parsed.extend(module.sources.iter().copied());
        out.unreadable.extend(module.unreadable.iter().cloned());
        out.unopened.extend(module.unopened.iter().cloned());
        for block in &module.trails {
            out.unreadable.extend(trail::unreadable(block));
            let provider = instance.provider_named_by(block, &Key::default());
            let repeated = &module.repeated;
            let of_trail = repeated.finding("resource", &block.labels.join("."));
            out.unreadable.extend(of_trail);
            out.unreadable
                .extend(repeated.finding("provider", &provider));
            if out.left() == 0 {
                Self::leave(instance, block, created, out);
                continue;
            }
            let provider = instance.provider_of(block);
            let before = out.trails.len();
            out.trails.extend(
                trail::trails(instance, block, created)
                    .into_iter()
                    .map(|trail| (provider.clone(), trail)),
            );
            out.count(instance, before);
        }
        Self::take_without_base(instance, created, out);
        for block in &module.stacks {
            self.deploy(instance, block, created, out);
        }
        for block in &module.set_instances {
            let left = out.left();
            let elsewhere = deployed_templates::sets_elsewhere(instance, block, created);
            let are_too_many = elsewhere.len() > left;
            out.trails.extend(elsewhere.into_iter().take(left));
            if are_too_many {
                Self::leave(instance, block, created, out);
            }
        }
        for call in &module.calls {
            self.follow(instance, call, created, out);
        }
    }

    /// Says of a block that its trails are more than are judged.
    fn leave(instance: &Instance<'_>, block: &Block, created: &Resolved<bool>, out: &mut Gathered) {
        // It is the same in each instance of its module.
        if out.remarked.insert(block.header) {
            let judged = out.trails.len().min(out.most_trails);
            let block = (instance, block);
            Beyond::leave(&mut out.too_many, block, created, judged, &mut out.trails);
        }
    }

    /// Gathers the trails of the templates that a resource deploys.
    fn deploy(
        &self,
        instance: &Instance<'_>,
        block: &Block,
        created: &Resolved<bool>,
        out: &mut Gathered,
    ) {
        let (left, before) = (out.left(), out.trails.len());
        if left == 0 {
            return Self::leave(instance, block, created, out);
        }
        let of_resource = deployed_templates::stacks(instance, block, created, self.deployer, left);
        out.deployed.extend(of_resource.deployed);
        out.parsed.extend(of_resource.judged.parsed);
        out.unopened.extend(of_resource.judged.problems);
        for (whose, account) in of_resource.accounts {
            let trails = account.trails.into_iter();
            out.trails
                .extend(trails.map(|trail| (whose.clone(), trail)));
            let broken = account.unreadable.iter();
            out.broken_templates
                .extend(broken.map(|broken| broken.span.source));
            out.unreadable
                .extend(account.unreadable.into_iter().map(|mut broken| {
                    if broken.span.source != block.header.source {
                        let label = Label::new(block.header, "what it is deployed by");
                        broken.others.push(label);
                    }
                    broken
                }));
            out.remarks.extend(account.remarks);
            out.doubled.extend(account.doubled);
        }
        out.count(instance, before);
    }

    /// Gathers the trails of the module that a call leads to, once for each instance of the call.
    fn follow(
        &self,
        instance: &Instance<'_>,
        call: &Block,
        created: &Resolved<bool>,
        out: &mut Gathered,
    ) {
        if instance.root.has_taken_all() && self.leave_beyond(instance, call, created, out) {
            return;
        }
        let called = match instance.called(call) {
            Ok(called) => called,
            Err(Absent::CallsItself) => {
                // It is the same in each instance of its module.
                if out.endless.insert(call.header) {
                    out.unreadable.push(not_followed::calls_itself(call));
                }
                return;
            }
            Err(Absent::NotInstalled) => {
                // Another one may lie where it is to be.
                out.accounted_for
                    .extend(instance.installed_below(call).cloned());
                if let Err(absent) = self.follow_stated(instance, call, created, out) {
                    self.take_absent(instance, call, &absent, created, out);
                }
                return;
            }
            Err(absent) => match self.meant(instance, (call, &absent), created, out) {
                Some(meant) => meant,
                None => return self.take_absent(instance, call, &absent, created, out),
            },
        };
        if !self.relevant.contains(&called.folder) {
            return;
        }
        let before = out.trails.len();
        let created = &created.clone().via(instance.source_hops(call));
        self.enter(instance, (call, called), created, out);
        // One of which no trail comes decides about none.
        if out.trails.len() > before {
            let repeated = &instance.module.repeated;
            out.unreadable
                .extend(repeated.finding("module call", call.name()));
        }
    }

    /// Accounts for a call beyond the module instances that are judged, without its module being made: there may be very many.
    /// False where what it leads to is not known so.
    fn leave_beyond(
        &self,
        instance: &Instance<'_>,
        call: &Block,
        created: &Resolved<bool>,
        out: &mut Gathered,
    ) -> bool {
        let Ok((folder, _)) = instance.called_folder(call) else {
            return false;
        };
        if self.modules.files(&folder).is_empty() {
            return false;
        }
        if self.relevant.contains(&folder) {
            let created = &created.clone().via(instance.source_hops(call));
            let (keys, created) = instance.keys_of(call).below(created);
            if !keys.is_empty() {
                let most = instance.root.most_instances;
                let absent = Absent::TooMany { folder, most };
                self.take_absent(instance, call, &absent, &created, out);
            }
        }
        true
    }

    /// The module that a call means whose source leads nowhere, where a trail comes of it.
    fn meant(
        &self,
        instance: &Instance<'_>,
        (call, absent): (&Block, &Absent),
        created: &Resolved<bool>,
        out: &Gathered,
    ) -> Option<Arc<Module>> {
        let Absent::NoFolder { .. } = absent else {
            return None;
        };
        let meant = instance.meant_module(call)?;
        let mut own = out.beside();
        if self.relevant.contains(&meant.folder) {
            self.enter(instance, (call, Arc::clone(&meant)), created, &mut own);
        }
        own.has_trails().then_some(meant)
    }

    /// Gathers the trails of a module, once for each instance of its call.
    pub(super) fn enter(
        &self,
        instance: &Instance<'_>,
        (call, called): (&Block, Arc<Module>),
        created: &Resolved<bool>,
        out: &mut Gathered,
    ) {
        let (keys, created) = instance.keys_of(call).below(created);
        let created = match instance.refused_call(call, &called) {
            Some(refused) if created.value() != Some(&false) => refused,
            _ => created,
        };
        for key in &keys {
            if !instance.root.take_one() {
                let absent = Absent::TooMany {
                    folder: called.folder.clone(),
                    most: instance.root.most_instances,
                };
                return self.take_absent(instance, call, &absent, &created, out);
            }
            let caller = Caller {
                instance,
                call,
                key,
            };
            let child = Instance::new(instance.root, Arc::clone(&called), Some(caller));
            let before = out.trails.len();
            let created = key.created(&created);
            self.gather(&child, &created, out);
            instance.root.let_go_below(instance);
            let made = &mut out.trails[before..];
            if !made.is_empty() && !created.is_invalid() && created.value() != Some(&false) {
                refuse(made, child.refused_argument());
            }
            if is_component(&call.kind) {
                // The addresses in a component do not name it.
                let component = format!("{}.{}{}", call.kind, call.name(), key.shown);
                for (_, trail) in &mut out.trails[before..] {
                    let inner = trail.deployment.take();
                    let inner = inner.map_or_else(String::new, |inner| format!(".{inner}"));
                    trail.deployment = Some(format!("{component}{inner}").into());
                }
            }
        }
    }
}

/// Says of trails that what calls their module is refused, unless something of them is already.
fn refuse(trails: &mut [(String, Box<Trail>)], refused: Option<Resolved<bool>>) {
    let Some(refused) = refused else {
        return;
    };
    // Of what only may make a trail, nothing is refused for sure.
    for (_, trail) in trails
        .iter_mut()
        .filter(|(_, trail)| trail.not_followed.is_none())
    {
        let may_be_made = trail.created.value() != Some(&false);
        if may_be_made && trail.refused_places().is_empty() {
            trail.created = refused.clone();
        }
    }
}
