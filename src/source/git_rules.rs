//! The rules of what git leaves out, by folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use ignore::gitignore::Gitignore;

/// The rules of a folder and of those around it, up to the repository's root, the deepest first.
pub(super) type Around = Arc<[Arc<Gitignore>]>;

/// What is known of rules, by folder: each file of them is read once.
#[derive(Debug, Default)]
pub(super) struct RulesOfFolders(RwLock<HashMap<PathBuf, Around>>);

impl RulesOfFolders {
    pub(super) fn known(&self, folder: &Path) -> Option<Around> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(folder).cloned()
    }

    pub(super) fn keep(&self, folder: &Path, rules: Around) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(folder.to_owned(), rules);
    }
}
