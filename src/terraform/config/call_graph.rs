//! Which modules call which, read off the files' bytes before anything is parsed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::files::is_of_module;
use super::limits::MAX_CALLED_FOLDERS;
use super::manifest::installed_modules;
use crate::discover::{self, Found};
use crate::paths::lexical;
use crate::source::SourceMap;

/// What is known of all folders before anything is parsed.
pub(crate) struct Tree<'f> {
    files: Vec<Cow<'f, Found>>,
    pub(crate) graph: Graph,
    /// Folders that may declare a trail.
    pub(crate) targets: BTreeSet<PathBuf>,
    /// By root folder: the folders of its installed modules, by the path of their calls.
    pub(crate) installed: BTreeMap<PathBuf, BTreeMap<String, PathBuf>>,
    known: BTreeSet<PathBuf>,
    looked_into: usize,
}

impl<'f> Tree<'f> {
    pub(crate) fn new(files: &[&'f Found]) -> Tree<'f> {
        let mut tree = Tree {
            files: Vec::new(),
            graph: Graph::default(),
            targets: BTreeSet::new(),
            installed: BTreeMap::new(),
            known: BTreeSet::new(),
            looked_into: 0,
        };
        for file in files {
            tree.take(Cow::Borrowed(file));
        }
        tree
    }

    fn take(&mut self, file: Cow<'f, Found>) {
        let folder = file.folder().to_owned();
        if is_of_module(&file) {
            if file.mentions.terraform_trail || file.mentions.trail_module {
                self.targets.insert(folder.clone());
            }
            for source in &file.local_sources {
                self.graph.add(&folder, source);
            }
            self.known.insert(folder);
        }
        self.files.push(file);
    }

    /// A unit of Terragrunt calls its module, but is none itself.
    pub(crate) fn add_terragrunt(&mut self, file: &Path, module: &Path) {
        self.graph.add_unit(file, module.to_owned());
    }

    /// Looks at the folders that are called and that no walk came to: ignored ones, and those that `terraform init`
    /// installed.
    pub(crate) fn follow(&mut self, sources: &SourceMap) {
        let mut next = 0;
        loop {
            while let Some(file) = self.files.get(next) {
                next += 1;
                let folder = file.folder().to_owned();
                if !file.mentions.module || self.installed.contains_key(&folder) {
                    continue;
                }
                let modules = installed_modules(&folder, sources);
                for called in modules.values() {
                    self.graph.add_folder(&folder, called.clone());
                }
                self.installed.insert(folder, modules);
            }
            let new: Vec<PathBuf> = self
                .graph
                .called()
                .filter(|folder| !self.known.contains(*folder))
                .cloned()
                .collect();
            if new.is_empty() || self.looked_into > MAX_CALLED_FOLDERS {
                return;
            }
            for folder in new {
                self.looked_into += 1;
                for file in discover::module_folder(&folder, sources) {
                    self.take(Cow::Owned(file));
                }
                self.known.insert(folder);
            }
        }
    }

    /// The folders from which a trail can be reached.
    pub(crate) fn relevant(&self) -> BTreeSet<PathBuf> {
        let mut relevant = self.graph.above(&self.targets);
        relevant.retain(|folder| self.known.contains(folder));
        relevant
    }

    /// The files that mention a trail or call a module that leads to one: they must not pass as clean when they cannot be
    /// read.
    pub(crate) fn files_that_matter(&self, relevant: &BTreeSet<PathBuf>) -> HashSet<PathBuf> {
        self.files
            .iter()
            .filter(|file| {
                let folder = file.folder().to_owned();
                file.mentions.terraform_trail
                    || file.mentions.trail_module
                    || file
                        .local_sources
                        .iter()
                        .any(|source| relevant.contains(&lexical(&folder.join(source))))
                    || (file.mentions.module
                        && self
                            .installed
                            .get(&folder)
                            .is_some_and(|modules| !modules.is_empty()))
            })
            .map(|file| file.path.clone())
            .collect()
    }
}

/// Folders and the folders they call.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    calls: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Graph {
    pub(crate) fn add(&mut self, caller: &Path, source: &str) {
        let target = lexical(&caller.join(source));
        self.add_folder(caller, target);
    }

    pub(crate) fn add_folder(&mut self, caller: &Path, target: PathBuf) {
        if target != caller {
            self.calls
                .entry(caller.to_owned())
                .or_default()
                .insert(target);
        }
    }

    /// A file that calls a folder without the file's own folder being a module.
    fn add_unit(&mut self, file: &Path, target: PathBuf) {
        self.calls
            .entry(file.to_owned())
            .or_default()
            .insert(target);
    }

    fn called(&self) -> impl Iterator<Item = &PathBuf> {
        self.calls.values().flatten()
    }

    /// The folders from which one of the targets can be reached, the targets among them.
    pub(crate) fn above(&self, targets: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let mut reached = targets.clone();
        loop {
            let more: Vec<PathBuf> = self
                .calls
                .iter()
                .filter(|(caller, called)| {
                    !reached.contains(*caller)
                        && called.iter().any(|target| reached.contains(target))
                })
                .map(|(caller, _)| caller.clone())
                .collect();
            if more.is_empty() {
                return reached;
            }
            reached.extend(more);
        }
    }

    /// The folders that can be reached from one, itself among them.
    pub(crate) fn below(&self, folder: &Path) -> BTreeSet<PathBuf> {
        let mut reached = BTreeSet::new();
        let mut open = vec![folder.to_owned()];
        while let Some(next) = open.pop() {
            if reached.insert(next.clone()) {
                open.extend(self.calls.get(&next).into_iter().flatten().cloned());
            }
        }
        reached
    }

    /// Of some folders, those that none of them calls; of a ring, its first.
    pub(crate) fn roots(&self, among: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let called: BTreeSet<&PathBuf> = among
            .iter()
            .filter_map(|folder| self.calls.get(folder))
            .flatten()
            .collect();
        let (first, rest): (Vec<&PathBuf>, Vec<&PathBuf>) =
            among.iter().partition(|folder| !called.contains(folder));
        let mut reached: BTreeSet<&PathBuf> = BTreeSet::new();
        let mut roots = Vec::new();
        for folder in first.into_iter().chain(rest) {
            if reached.contains(folder) {
                continue;
            }
            roots.push(folder.clone());
            let mut open = vec![folder];
            while let Some(next) = open.pop() {
                if reached.insert(next) {
                    open.extend(self.calls.get(next).into_iter().flatten());
                }
            }
        }
        roots
    }
}
