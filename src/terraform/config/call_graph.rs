//! Folders, and the folders that they call.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders and the folders they call.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    calls: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    callers: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Graph {
    /// A folder, or a file that is no part of a module, calls a folder.
    pub(crate) fn add(&mut self, caller: &Path, target: &Path) {
        if target == caller {
            return;
        }
        let (caller, target) = (caller.to_owned(), target.to_owned());
        self.callers
            .entry(target.clone())
            .or_default()
            .insert(caller.clone());
        self.calls.entry(caller).or_default().insert(target);
    }

    /// What calls a folder.
    pub(crate) fn callers_of(&self, folder: &Path) -> impl Iterator<Item = &PathBuf> {
        self.callers.get(folder).into_iter().flatten()
    }

    /// The folders from which one of the targets can be reached, the targets among them.
    pub(crate) fn above(&self, targets: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        reach(&self.callers, targets.iter().cloned())
    }

    /// The folders that can be reached from some, themselves among them.
    pub(crate) fn below(&self, folders: impl IntoIterator<Item = PathBuf>) -> BTreeSet<PathBuf> {
        reach(&self.calls, folders)
    }

    /// Of some folders, those that none of them calls; of a ring, its first.
    pub(crate) fn roots(&self, among: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let is_called = |folder: &&PathBuf| {
            self.callers_of(folder)
                .any(|caller| caller != *folder && among.contains(caller))
        };
        let (rest, first): (Vec<&PathBuf>, Vec<&PathBuf>) = among.iter().partition(is_called);
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

fn reach(
    edges: &BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    from: impl IntoIterator<Item = PathBuf>,
) -> BTreeSet<PathBuf> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<PathBuf> = from.into_iter().collect();
    while let Some(next) = open.pop() {
        let further = edges.get(&next).into_iter().flatten();
        let further: Vec<PathBuf> = further
            .filter(|folder| !reached.contains(*folder))
            .cloned()
            .collect();
        if reached.insert(next) {
            open.extend(further);
        }
    }
    reached
}
