//! Folders whose own names are not said: what made them is not to be shown.

use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

/// Each such folder with what it is called instead.
#[derive(Debug, Default)]
pub(super) struct OtherNames(RwLock<Vec<(PathBuf, PathBuf)>>);

impl OtherNames {
    pub(super) fn add(&self, folder: PathBuf, called: &Path) {
        let called = self.of(called).unwrap_or_else(|| called.to_owned());
        let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if names.iter().all(|(known, _)| *known != folder) {
            names.push((folder, called));
        }
    }

    /// What a path is called that lies in such a folder, or is one.
    pub(super) fn of(&self, path: &Path) -> Option<PathBuf> {
        let names = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let around = names.iter().filter(|(folder, _)| path.starts_with(folder));
        let (folder, called) = around.max_by_key(|(folder, _)| folder.as_os_str().len())?;
        let rest = path.strip_prefix(folder).ok()?;
        Some(if rest.as_os_str().is_empty() {
            called.clone()
        } else {
            called.join(rest)
        })
    }
}
