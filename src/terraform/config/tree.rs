//! What is known of all modules before any is judged: which folders are modules, and which call which.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::call_graph::{Graph, Id};
use super::call_texts::{CallText, given_by};
use super::candidates::{candidates, like_on_another_machine};
use super::files::is_of_module;
use super::instance::{Instance, Root};
use super::leading::Callers;
use super::linked_modules::linked;
use super::local_source::{is_local, is_no_address, local_folder, meant_folder};
use super::lost_calls::{NamedSource, lost_calls, lost_in, named_sources};
use super::manifest::{Installed, installed_modules};
use super::module_cache::ModuleCache;
use super::module_sources::Absent;
use super::nearly_named::missing_module;
use super::root_inputs::InputValues;
use super::source_pattern::SourcePattern;
use super::value_reader::ValueReader;
use crate::budget::Budget;
use crate::diagnostic::Problem;
use crate::discover::{self, Found};
use crate::paths::{PathMap, PathSet, folder_of};
use crate::published;
use crate::resolved::{Defaults, Giver};
use crate::source::{ReadError, Span};
use crate::terraform::limits::{MAX_CALLED_FOLDERS, MAX_STEPS_OF_RUN};
use crate::terraform::options::Options;

/// The modules of a run.
pub(crate) struct Tree<'f> {
    files: Vec<Cow<'f, Found>>,
    /// Those that call and whose calls are to be read, by their places.
    calling: Vec<usize>,
    /// By folder, those that call and lead to no trail: they are read where another one turns out to lead to them.
    aside: PathMap<Vec<usize>>,
    pub(crate) graph: Graph,
    /// Folders that may declare a trail, or bring one in from where it cannot be followed.
    pub(crate) targets: BTreeSet<PathBuf>,
    /// By root folder: the folders of its installed modules, by the path of their calls, where there are any.
    pub(crate) installed: BTreeMap<PathBuf, BTreeMap<String, Installed>>,
    /// The folders of which the lists of installed modules were read.
    asked: PathSet,
    /// The lists of installed modules that cannot be read, of folders from which such are called.
    pub(crate) unread: Vec<(PathBuf, Problem)>,
    /// Folders with calls of what lies in no local folder, or may.
    calls_others: BTreeSet<PathBuf>,
    /// Folders with files of a module.
    known: PathSet,
    /// Folders that something calls and that were not looked into yet.
    called: BTreeSet<PathBuf>,
    looked_into: BTreeSet<PathBuf>,
    /// Folders that something calls and that hold no module.
    missing: BTreeSet<PathBuf>,
    /// The folders with links to nothing.
    lacking: BTreeSet<PathBuf>,
    /// The folders of calls whose source leads to a folder of a package, with that.
    pub(crate) by_address: BTreeSet<(PathBuf, String)>,
    /// Calls whose source is not a plain string.
    untold: Vec<Untold>,
    /// By file with calls that matter: the folders they lead to, or nothing where the words tell.
    callers: BTreeMap<OsString, BTreeSet<Id>>,
    of_trails: PathSet,
    /// Folders of which other folders link all that makes a module: they are none by themselves.
    linked: BTreeSet<PathBuf>,
}

/// A call whose source is not known before its root is judged.
struct Untold {
    caller: PathBuf,
    /// The file that it stands in, where that cannot be read.
    lost_in: Option<PathBuf>,
    like: SourcePattern,
    /// The variables that it gives values to.
    gives: Vec<String>,
}

impl<'f> Tree<'f> {
    /// The modules of some files, those around them that they call, and those that Terragrunt runs (by unit).
    pub(crate) fn new(
        files: &[&'f Found],
        units: impl Iterator<Item = (PathBuf, PathBuf)>,
        modules: &ModuleCache<'_>,
        options: &Options,
    ) -> Tree<'f> {
        let mut tree = Tree {
            files: Vec::new(),
            calling: Vec::new(),
            aside: PathMap::default(),
            graph: Graph::default(),
            targets: BTreeSet::new(),
            installed: BTreeMap::new(),
            asked: PathSet::default(),
            unread: Vec::new(),
            calls_others: BTreeSet::new(),
            known: PathSet::default(),
            called: BTreeSet::new(),
            looked_into: BTreeSet::new(),
            missing: BTreeSet::new(),
            lacking: BTreeSet::new(),
            by_address: BTreeSet::new(),
            untold: Vec::new(),
            callers: BTreeMap::new(),
            of_trails: PathSet::default(),
            linked: linked(files, modules.sources, options),
        };
        for file in files {
            tree.take(Cow::Borrowed(file));
        }
        for (file, module) in units {
            tree.graph.add(&file, &module);
            tree.called.insert(module);
        }
        tree.leave_aside(modules);
        tree.follow(modules, options);
        tree.lead_untold(modules);
        tree.leave_lists_of_nothing();
        tree
    }

    /// Leaves out the lists that cannot be read where nothing is called that is installed.
    fn leave_lists_of_nothing(&mut self) {
        let (graph, calls_others) = (&self.graph, &self.calls_others);
        self.unread.retain(|(folder, _)| {
            let below = graph.below([folder.clone()]);
            below.iter().any(|folder| calls_others.contains(folder))
        });
    }

    fn take(&mut self, file: Cow<'f, Found>) {
        if is_of_module(&file) {
            let folder = file.folder();
            if file.mentions.terraform_trail || file.mentions.terraform_stack {
                self.targets.insert(folder.to_owned());
            }
            if file.mentions.leads_nowhere {
                self.lacking.insert(folder.to_owned());
            }
            if !self.known.contains(folder.as_os_str()) {
                self.known.insert(folder.into());
            }
            let calls = file.mentions.module;
            self.calling.extend(calls.then_some(self.files.len()));
        }
        self.files.push(file);
    }

    /// Leaves aside the files that call what leads to no trail.
    fn leave_aside(&mut self, modules: &ModuleCache<'_>) {
        let targets = [&self.targets, &self.lacking, &self.called].into_iter();
        let targets = targets.flatten().map(OsString::from);
        let callers = Callers {
            files: &self.files,
            calling: std::mem::take(&mut self.calling),
            known: &self.known,
        };
        (self.calling, self.aside) = callers.leading_to(targets.collect(), modules.sources);
    }

    /// Reads the calls of the files that may lead to a trail and of all that they lead to, and looks at the folders that are called and that no walk came to: ignored ones, and
    /// those that `terraform init` installed.
    fn follow(&mut self, modules: &ModuleCache<'_>, options: &Options) {
        let budget = &Budget::of(MAX_STEPS_OF_RUN);
        let reader = ValueReader { modules, budget };
        loop {
            let calling = std::mem::take(&mut self.calling);
            let calls = self.calls_of(&calling, modules);
            let mut evaluated: BTreeSet<PathBuf> = BTreeSet::new();
            for Calls { file, texts, lost } in calls {
                let folder = folder_of(&file);
                self.take_installed(folder, modules);
                for call in &texts {
                    self.take_call(&file, folder, call, modules);
                }
                for source in &lost {
                    self.take_lost(&file, folder, source, modules);
                }
                let local = |source: &Option<String>| source.as_deref().is_some_and(is_local);
                let are_local = texts.iter().all(|call| local(&call.source)) && lost.is_empty();
                if !are_local {
                    self.calls_others.insert(folder.to_owned());
                }
                let untold = texts.iter().any(|call| call.source.is_none());
                evaluated.extend(untold.then(|| folder.to_owned()));
            }
            for folder in evaluated {
                self.evaluate_sources(&folder, reader, options);
            }
            if self.look_at_called(modules) == 0 && self.calling.is_empty() {
                break;
            }
        }
        // A call of what is not there must not pass without a word.
        for folder in &self.missing {
            self.targets.extend(self.graph.callers_of(folder).cloned());
        }
        // Nor one of what lacks a part, or a module of which every part is lacking.
        let there = self.files.iter().filter(|_| !self.lacking.is_empty());
        let there = there.filter(|file| is_of_module(file) && !file.mentions.leads_nowhere);
        let there: HashSet<&Path> = there.map(|file| file.folder()).collect();
        let is_called = |folder: &Path| self.graph.callers_of(folder).next().is_some();
        let lacking = self.lacking.iter();
        let lacking =
            lacking.filter(|folder| is_called(folder) || !there.contains(folder.as_path()));
        self.targets.extend(lacking.cloned());
        self.targets
            .extend(self.graph.endless_beside(&self.targets));
    }

    /// The calls of some files, in their order.
    fn calls_of(&self, calling: &[usize], modules: &ModuleCache<'_>) -> Vec<Calls> {
        calling
            .into_par_iter()
            .filter_map(|&at| {
                let file = self.files[at].as_ref();
                let Ok(text) = modules.sources.load_of_module(&file.path) else {
                    let guess = modules.sources.guess(&file.path)?;
                    return Some(Calls {
                        file: file.path.clone(),
                        lost: named_sources(file.folder(), &guess, &[], modules),
                        texts: Vec::new(),
                    });
                };
                let texts = CallText::all_of(&text);
                Some(Calls {
                    file: file.path.clone(),
                    lost: lost_calls(file.folder(), &text, &texts, modules),
                    texts,
                })
            })
            .collect()
    }

    fn take_installed(&mut self, folder: &Path, modules: &ModuleCache<'_>) {
        if !self.asked.insert(folder.into()) {
            return;
        }
        let installed = installed_modules(folder, modules.sources).unwrap_or_else(|problem| {
            self.unread.push((folder.to_owned(), problem));
            BTreeMap::new()
        });
        for called in installed.values() {
            self.add_call(folder, &called.folder);
        }
        if !installed.is_empty() {
            self.installed.insert(folder.to_owned(), installed);
        }
    }

    fn take_call(
        &mut self,
        file: &Path,
        folder: &Path,
        call: &CallText,
        modules: &ModuleCache<'_>,
    ) {
        if call.of_trails {
            self.of_trails.insert(file.into());
            self.targets.insert(folder.to_owned());
        }
        let mut leads_to = Vec::new();
        let called = call.source.as_ref().and_then(|source| {
            if is_local(source) {
                Some(local_folder(folder, source, modules.sources))
            } else {
                meant_folder(folder, source, modules.sources)
            }
        });
        let address = call.source.iter().filter(|source| !is_local(source));
        let address = address.filter(|source| SourcePattern::within_address(source).is_some());
        let address = address.map(|source| (folder.to_owned(), source.clone()));
        self.by_address.extend(address);
        if called.is_none() && call.source.as_deref().is_some_and(is_no_address) {
            // Where it means to lead is said when it is judged.
            self.targets.insert(folder.to_owned());
        }
        if let Some(called) = called {
            leads_to.push(self.graph.id_for(&called));
            self.add_call(folder, &called);
            let source = call.source.as_deref();
            let is_there = || modules.sources.leads_to_folder(&called);
            let like = source.and_then(like_on_another_machine);
            let is_known = self.known.contains(called.as_os_str());
            let is_missing = (!is_known).then(|| missing_module(folder, &called, modules.sources));
            if let Some(meant) = is_missing.flatten() {
                self.add_call(folder, &meant);
                leads_to.push(self.graph.id_for(&meant));
            }
            self.untold
                .extend(like.filter(|_| !is_there()).map(|like| Untold {
                    caller: folder.to_owned(),
                    lost_in: None,
                    like,
                    gives: Vec::new(),
                }));
        }
        let known = self.callers.entry(file.into()).or_default();
        known.extend(leads_to);
    }

    /// Takes in what a file that cannot be read seems to call.
    fn take_lost(
        &mut self,
        file: &Path,
        folder: &Path,
        source: &NamedSource,
        modules: &ModuleCache<'_>,
    ) {
        if published::is_known(&source.text) {
            self.of_trails.insert(file.into());
            self.targets.insert(folder.to_owned());
        } else if source.is_cut_off {
            self.untold.push(Untold {
                caller: folder.to_owned(),
                lost_in: Some(file.to_owned()),
                like: source.like(),
                gives: source.gives.clone(),
            });
        } else if let Some(called) = source.leads_to(folder, modules.sources) {
            let leads_to = self.callers.entry(file.into()).or_default();
            leads_to.insert(self.graph.id_for(&called));
            self.add_call(folder, &called);
        }
    }

    fn add_call(&mut self, caller: &Path, called: &Path) {
        self.graph.add(caller, called);
        let aside = self.aside.remove(called.as_os_str());
        self.calling.extend(aside.into_iter().flatten());
        if !self.looked_into.contains(called) && !self.called.contains(called) {
            self.called.insert(called.to_owned());
        }
    }

    /// Where the sources of a folder's calls lead that are not plain strings: as far as its own values decide it, and where
    /// they may lead in a module, which is given others.
    fn evaluate_sources(&mut self, folder: &Path, reader: ValueReader<'_>, options: &Options) {
        let modules = reader.modules;
        let mut inputs = InputValues::default();
        inputs.take_automatic(folder, reader);
        inputs.take_inputs(&options.variables, Giver::Option("--var"), reader);
        let root = Root::given(modules, folder, inputs);
        let instance = Instance::new(&root, modules.module(folder), None);
        let mut called = Root::given(modules, folder, InputValues::default());
        called.defaults = Defaults::assumed(false);
        let called = Instance::new(&called, modules.module(folder), None);
        for call in &instance.module.calls {
            let Some(source) = call.body.attribute("source") else {
                // Terraform refuses it; what it would make is not known either.
                self.untold.push(Untold {
                    caller: folder.to_owned(),
                    lost_in: Some(modules.sources.get(call.header.source).path().to_owned()),
                    like: SourcePattern::beginning_with(""),
                    gives: given_by(call),
                });
                continue;
            };
            match instance.source_of(call) {
                Ok(source) if is_local(&source.text) => {
                    match source.local_folder(folder, modules) {
                        Some(called) => self.add_call(folder, &called),
                        None => drop(self.targets.insert(folder.to_owned())),
                    }
                }
                Ok(source) if published::is_known(&source.text) => {
                    self.targets.insert(folder.to_owned());
                }
                Ok(_) => {}
                Err(Absent::Untold { .. }) => drop(self.targets.insert(folder.to_owned())),
                Err(_) => {}
            }
            self.untold.push(Untold {
                caller: folder.to_owned(),
                lost_in: None,
                like: SourcePattern::of(&source.value, &called),
                gives: given_by(call),
            });
        }
    }

    /// Looks into the folders that were called since; how many were new.
    fn look_at_called(&mut self, modules: &ModuleCache<'_>) -> usize {
        let mut new = 0;
        for folder in std::mem::take(&mut self.called) {
            let is_done = [&self.missing, &self.looked_into].map(|done| done.contains(&folder));
            if is_done.contains(&true) || self.known.contains(folder.as_os_str()) {
                continue;
            }
            let listed = modules.sources.files_in(&folder);
            if matches!(listed, Err(ReadError::Missing { .. })) {
                self.missing.insert(folder);
                continue;
            }
            self.looked_into.insert(folder.clone());
            if self.looked_into.len() > MAX_CALLED_FOLDERS {
                // What lies in it is told when its callers are judged.
                self.targets.insert(folder.clone());
                self.known.insert(folder.into());
                continue;
            }
            new += 1;
            let found = discover::module_folder(&folder, modules.sources);
            if let Err(ReadError::Io { .. }) = listed {
                // There may be a trail in it: its module says that it cannot be read.
                self.targets.insert(folder.clone());
                self.known.insert(folder.into());
            } else if !found.iter().any(is_of_module) {
                self.missing.insert(folder);
            }
            for file in found {
                self.take(Cow::Owned(file));
            }
        }
        new
    }

    /// Takes the modules that a call may lead to whose source is not known as called by it.
    fn lead_untold(&mut self, modules: &ModuleCache<'_>) {
        let relevant = self.relevant();
        for call in std::mem::take(&mut self.untold) {
            let candidates = candidates(&call.like, &call.gives, &call.caller, &relevant, modules);
            for candidate in &candidates {
                self.graph.add(&call.caller, candidate);
            }
            if let Some(file) = call.lost_in {
                let candidates = candidates.iter().map(|folder| self.graph.id_for(folder));
                self.callers
                    .entry(file.into())
                    .or_default()
                    .extend(candidates);
            }
        }
    }

    fn led_to<'t>(&'t self, ids: &'t BTreeSet<Id>) -> impl Iterator<Item = &'t PathBuf> {
        ids.iter().map(|&id| self.graph.folder(id))
    }

    /// Where files that cannot be read call some folders, by the folder.
    pub(crate) fn lost_callers(
        &self,
        among: &BTreeSet<PathBuf>,
        modules: &ModuleCache<'_>,
    ) -> BTreeMap<PathBuf, Vec<Span>> {
        let mut out: BTreeMap<PathBuf, Vec<Span>> = BTreeMap::new();
        for (file, leads_to) in &self.callers {
            let led_to = self.led_to(leads_to);
            let led_to: BTreeSet<&PathBuf> = led_to.filter(|one| among.contains(*one)).collect();
            let led_to: Vec<&PathBuf> = led_to.into_iter().collect();
            if led_to.is_empty() {
                continue;
            }
            for (folder, at) in led_to.iter().zip(lost_in(file.as_ref(), &led_to, modules)) {
                out.entry((*folder).clone()).or_default().push(at);
            }
        }
        out
    }

    /// The folders from which a trail can be reached.
    pub(crate) fn relevant(&self) -> BTreeSet<PathBuf> {
        let mut relevant = self.graph.above(&self.targets);
        relevant.retain(|folder| {
            let is_called = || self.graph.callers_of(folder).next().is_some();
            self.known.contains(folder.as_os_str())
                && (!self.linked.contains(folder) || is_called())
        });
        relevant
    }

    /// The files that mention a trail or call a module that leads to one: they must not pass as clean when they cannot be
    /// read.
    pub(crate) fn files_that_matter(&self, relevant: &BTreeSet<PathBuf>) -> HashSet<&Path> {
        let matters = |file: &Found| {
            let leads_to = self.callers.get(file.path.as_os_str());
            let has_installed = || self.installed.contains_key(file.folder());
            let mentions = &file.mentions;
            mentions.terraform_trail
                || mentions.terraform_stack
                || file.mentions.trail_module
                || self.of_trails.contains(file.path.as_os_str())
                || leads_to
                    .is_some_and(|ids| self.led_to(ids).any(|folder| relevant.contains(folder)))
                || (file.mentions.module && has_installed())
        };
        self.files
            .iter()
            .filter(|file| matters(file))
            .map(|file| file.text_path())
            .collect()
    }
}

/// The calls of a file.
struct Calls {
    file: PathBuf,
    texts: Vec<CallText>,
    /// What it seems to call beside them, where it cannot be read.
    lost: Vec<NamedSource>,
}
