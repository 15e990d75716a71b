//! Folders, and the folders that they call.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::paths::PathMap;

/// Folders and the folders they call.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// What tells the folders apart: there are far more calls than folders.
    ids: PathMap<Id>,
    folders: Vec<PathBuf>,
    calls: Edges,
    callers: Edges,
    /// Folders that call themselves.
    of_themselves: BTreeSet<Id>,
}

pub(super) type Id = usize;

/// Folders that were reached.
#[derive(Debug, Default)]
pub(crate) struct Reached(Vec<bool>);

/// The other folders of each one.
type Edges = Vec<BTreeSet<Id>>;

impl Graph {
    /// A folder, or a file that is no part of a module, calls a folder.
    pub(crate) fn add(&mut self, caller: &Path, target: &Path) {
        let (caller, target) = (self.id_for(caller), self.id_for(target));
        if target == caller {
            self.of_themselves.insert(caller);
            return;
        }
        self.callers[target].insert(caller);
        self.calls[caller].insert(target);
    }

    /// The number of a folder.
    pub(super) fn id_for(&mut self, folder: &Path) -> Id {
        if let Some(id) = self.id_of(folder) {
            return id;
        }
        let id = self.folders.len();
        self.ids.insert(folder.into(), id);
        self.folders.push(folder.to_owned());
        self.calls.push(BTreeSet::new());
        self.callers.push(BTreeSet::new());
        id
    }

    /// The number of a folder that calls or is called.
    fn id_of(&self, folder: &Path) -> Option<Id> {
        self.ids.get(folder.as_os_str()).copied()
    }

    /// The folder of a number.
    pub(super) fn folder(&self, id: Id) -> &PathBuf {
        &self.folders[id]
    }

    fn ids_of<'f>(&self, folders: impl IntoIterator<Item = &'f PathBuf>) -> Vec<Id> {
        let folders = folders.into_iter();
        folders.filter_map(|folder| self.id_of(folder)).collect()
    }

    /// The folders whose calls never end, as far as a root leads to one and to a target.
    pub(crate) fn endless_beside(&self, targets: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let above = reach(&self.callers, self.ids_of(targets));
        let beside = reach(&self.calls, marked(&above).collect());
        let endless = self.endless().into_iter();
        let endless = endless.filter(|&folder| beside[folder]);
        endless.map(|folder| self.folders[folder].clone()).collect()
    }

    /// The folders whose calls never end: those that call themselves, be it through others, and what lies between such.
    fn endless(&self) -> BTreeSet<Id> {
        let mut left = vec![true; self.folders.len()];
        // What calls nothing that is left leads back to nowhere; what nothing that is left calls, nothing leads back to.
        trim(&mut left, &self.calls, &self.callers);
        trim(&mut left, &self.callers, &self.calls);
        let of_themselves = self.of_themselves.iter().copied();
        marked(&left).chain(of_themselves).collect()
    }

    /// What calls a folder.
    pub(crate) fn callers_of(&self, folder: &Path) -> impl Iterator<Item = &PathBuf> {
        let callers = self.id_of(folder).map(|id| &self.callers[id]);
        let callers = callers.into_iter().flatten();
        callers.map(|&caller| &self.folders[caller])
    }

    /// The folders from which one of the targets can be reached, the targets among them.
    pub(crate) fn above(&self, targets: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        self.reached(&self.callers, targets.iter().cloned().collect())
    }

    /// The folders that can be reached from some, themselves among them.
    pub(crate) fn below(&self, folders: impl IntoIterator<Item = PathBuf>) -> BTreeSet<PathBuf> {
        self.reached(&self.calls, folders.into_iter().collect())
    }

    /// The same, but for those that were reached before: they are added to these.
    pub(crate) fn further_below(&self, folder: PathBuf, before: &mut Reached) -> Vec<PathBuf> {
        let Some(id) = self.id_of(&folder) else {
            return vec![folder];
        };
        before.0.resize(self.folders.len(), false);
        let new = mark(&self.calls, vec![id], &mut before.0).into_iter();
        new.map(|folder| self.folders[folder].clone()).collect()
    }

    /// Whether one of some folders can be reached from another one.
    pub(crate) fn leads_to<'t>(
        &self,
        folder: &Path,
        mut targets: impl Iterator<Item = &'t Path>,
    ) -> bool {
        let from = self.id_of(folder).into_iter().collect();
        let reached = reach(&self.calls, from);
        targets.any(|target| self.id_of(target).is_some_and(|id| reached[id]))
    }

    /// The folders that can be reached from some, themselves among them, whether or not they call or are called.
    fn reached(&self, edges: &Edges, mut from: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let reached = reach(edges, self.ids_of(&from));
        from.extend(marked(&reached).map(|folder| self.folders[folder].clone()));
        from
    }

    /// Of some folders, those that none of them calls; of a ring, its first.
    pub(crate) fn roots(&self, among: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
        let mut is_among = vec![false; self.folders.len()];
        for id in self.ids_of(among) {
            is_among[id] = true;
        }
        let is_called = |folder: &&PathBuf| {
            let id = self.id_of(folder);
            id.is_some_and(|id| self.callers[id].iter().any(|&caller| is_among[caller]))
        };
        let (rest, first): (Vec<&PathBuf>, Vec<&PathBuf>) = among.iter().partition(is_called);
        let mut reached = vec![false; self.folders.len()];
        let mut roots = Vec::new();
        for folder in first.into_iter().chain(rest) {
            let id = self.id_of(folder);
            if id.is_some_and(|id| reached[id]) {
                continue;
            }
            roots.push(folder.clone());
            mark(&self.calls, id.into_iter().collect(), &mut reached);
        }
        roots
    }
}

/// Takes out, of the folders that are left, those that have an edge to none of the others, until there are none.
fn trim(left: &mut [bool], edges: &Edges, back: &Edges) {
    let to_others = |others: &BTreeSet<Id>| others.iter().filter(|&&other| left[other]).count();
    let mut counts: Vec<usize> = edges.iter().map(to_others).collect();
    let mut open: Vec<Id> = marked(left).filter(|&folder| counts[folder] == 0).collect();
    while let Some(folder) = open.pop() {
        left[folder] = false;
        for &before in &back[folder] {
            if !left[before] || counts[before] == 0 {
                continue;
            }
            counts[before] -= 1;
            if counts[before] == 0 {
                open.push(before);
            }
        }
    }
}

fn marked(folders: &[bool]) -> impl Iterator<Item = Id> {
    let all = folders.iter().enumerate();
    all.filter_map(|(folder, is_marked)| is_marked.then_some(folder))
}

fn reach(edges: &Edges, from: Vec<Id>) -> Vec<bool> {
    let mut reached = vec![false; edges.len()];
    mark(edges, from, &mut reached);
    reached
}

/// Marks what is reached from some folders, and goes no further where something is marked; what is so since.
fn mark(edges: &Edges, mut open: Vec<Id>, reached: &mut [bool]) -> Vec<Id> {
    let mut new = Vec::new();
    while let Some(next) = open.pop() {
        if !std::mem::replace(&mut reached[next], true) {
            new.push(next);
            let further = edges[next].iter().copied();
            open.extend(further.filter(|&folder| !reached[folder]));
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn calls_in_a_ring_never_end() {
        let mut graph = Graph::default();
        for (caller, called) in [
            ("root", "a"),
            ("a", "b"),
            ("b", "a"),
            ("b", "leaf"),
            ("self", "self"),
            ("self", "leaf"),
            ("other", "self"),
        ] {
            graph.add(Path::new(caller), Path::new(called));
        }
        let named = |names: &[&str]| names.iter().map(PathBuf::from).collect::<BTreeSet<_>>();
        let endless = |of: &str| graph.endless_beside(&named(&[of]));
        assert_eq!(endless("leaf"), named(&["a", "b", "self"]));
        // Nothing leads to the ring and to this.
        assert_eq!(endless("other"), named(&["self"]));
        assert_eq!(endless("elsewhere"), named(&[]));
    }
}
