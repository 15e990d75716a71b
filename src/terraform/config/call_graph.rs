//! Folders, and the folders that they call.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders and the folders they call.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    calls: Edges,
    callers: Edges,
    /// Folders that call themselves.
    of_themselves: BTreeSet<PathBuf>,
}

type Edges = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

impl Graph {
    /// A folder, or a file that is no part of a module, calls a folder.
    pub(crate) fn add(&mut self, caller: &Path, target: &Path) {
        if target == caller {
            self.of_themselves.insert(caller.to_owned());
            return;
        }
        let (caller, target) = (caller.to_owned(), target.to_owned());
        self.callers
            .entry(target.clone())
            .or_default()
            .insert(caller.clone());
        self.calls.entry(caller).or_default().insert(target);
    }

    /// The folders whose calls never end, as far as a root leads to one and to a target.
    pub(crate) fn endless_beside(&self, targets: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let relevant = self.above(targets);
        let mut endless = self.endless();
        endless.retain(|folder| {
            let above = self.above(&BTreeSet::from([folder.clone()]));
            !above.is_disjoint(&relevant)
        });
        endless
    }

    /// The folders whose calls never end: those that call themselves, be it through others, and what lies between such.
    fn endless(&self) -> BTreeSet<PathBuf> {
        let mut left: BTreeSet<&PathBuf> = self.calls.keys().collect();
        // What calls nothing that is left leads back to nowhere; what nothing that is left calls, nothing leads back to.
        trim(&mut left, &self.calls, &self.callers);
        trim(&mut left, &self.callers, &self.calls);
        let left = left.into_iter().chain(&self.of_themselves);
        left.cloned().collect()
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

/// Takes out, of some folders, those that have an edge to none of the others, until there are none.
fn trim<'g>(left: &mut BTreeSet<&'g PathBuf>, edges: &'g Edges, back: &'g Edges) {
    let to_others = |folder: &PathBuf, left: &BTreeSet<&PathBuf>| {
        let others = edges.get(folder).into_iter().flatten();
        others.filter(|other| left.contains(other)).count()
    };
    let counts = left.iter().map(|&folder| (folder, to_others(folder, left)));
    let mut counts: BTreeMap<&PathBuf, usize> = counts.collect();
    let without = counts.iter().filter(|(_, count)| **count == 0);
    let mut open: Vec<&PathBuf> = without.map(|(&folder, _)| folder).collect();
    while let Some(folder) = open.pop() {
        left.remove(folder);
        for before in back.get(folder).into_iter().flatten() {
            let Some(count) = counts.get_mut(before).filter(|count| **count > 0) else {
                continue;
            };
            *count -= 1;
            if *count == 0 {
                open.extend(left.get(before).copied());
            }
        }
    }
}

fn reach(edges: &Edges, from: impl IntoIterator<Item = PathBuf>) -> BTreeSet<PathBuf> {
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
        let endless = ["a", "b", "self"].map(PathBuf::from);
        assert_eq!(graph.endless(), BTreeSet::from(endless));
    }
}
