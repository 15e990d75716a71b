//! Which modules call which, read off the files' bytes before anything is parsed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::parse::json;
use crate::source::{SourceMap, lexical};

/// Folders and the folders they call.
#[derive(Debug, Default)]
pub(super) struct Graph {
    calls: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Graph {
    pub(super) fn add(&mut self, caller: &Path, source: &str) {
        let target = lexical(&caller.join(source));
        self.add_folder(caller, target);
    }

    pub(super) fn add_folder(&mut self, caller: &Path, target: PathBuf) {
        if target != caller {
            self.calls
                .entry(caller.to_owned())
                .or_default()
                .insert(target);
        }
    }

    /// The folders from which one of the targets can be reached, the targets among them.
    pub(super) fn above(&self, targets: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
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
    pub(super) fn below(&self, folder: &Path) -> BTreeSet<PathBuf> {
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
    pub(super) fn roots(&self, among: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
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

/// The modules that `terraform init` installed below a root, by the path of their calls (`audit`, `audit.inner`).
///
/// Source: the manifest `.terraform/modules/modules.json` that Terraform writes: `{"Modules": [{"Key", "Source", "Dir"}]}`.
pub(super) fn installed(root: &Path, sources: &SourceMap) -> BTreeMap<String, PathBuf> {
    let path = root.join(".terraform/modules/modules.json");
    if !path.is_file() {
        return BTreeMap::new();
    }
    let Ok(file) = sources.load(&path) else {
        return BTreeMap::new();
    };
    let Some(manifest) = json::parse(&file.input()).tree else {
        return BTreeMap::new();
    };
    manifest
        .get("Modules")
        .map_or(&[][..], |modules| modules.items())
        .iter()
        .filter_map(|module| {
            let key = module.get("Key")?.as_str()?;
            let dir = module.get("Dir")?.as_str()?;
            (!key.is_empty()).then(|| (key.to_owned(), lexical(&root.join(dir))))
        })
        .collect()
}
