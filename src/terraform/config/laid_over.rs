//! The copy that a root module is run in: what of its own files is not there, and the folder whose files are copied over them.

use std::path::{Component, Path, PathBuf};

use super::path_globs::PathGlobs;
use crate::paths::lexical;
use crate::source::{Kind, SourceMap};

/// A folder that a root module is copied with before it is run.
#[derive(Debug)]
pub(crate) struct CopiedFrom {
    pub(crate) folder: PathBuf,
    /// What of it is not copied.
    pub(crate) except: LeftOut,
}

impl CopiedFrom {
    /// Whether what lies at a path here is not in the copy.
    pub(crate) fn lacks(&self, path: &Path) -> bool {
        let path = lexical(path);
        let within = path.strip_prefix(&self.folder);
        within.is_ok_and(|within| self.except.has(within))
    }
}

/// A folder whose files are copied over those of a root module before it is run.
#[derive(Debug)]
pub(crate) struct LaidOver {
    pub(crate) folder: PathBuf,
    /// What of it is not copied.
    pub(crate) except: LeftOut,
}

/// What of a folder is not copied, by its path there.
#[derive(Clone, Debug, Default)]
pub(crate) struct LeftOut {
    pub(crate) named: PathGlobs,
    /// Where hidden files are left out, those that are copied all the same.
    pub(crate) hidden_but: Option<PathGlobs>,
}

impl LeftOut {
    pub(crate) fn has(&self, path: &Path) -> bool {
        // What lies in a folder that is left out is left out with it.
        self.named.match_any(path.ancestors())
            || self
                .hidden_but
                .as_ref()
                .is_some_and(|but| is_hidden(path) && !but.match_any(path.ancestors()))
    }
}

/// Whether a path, or a folder of it, begins with a dot.
fn is_hidden(path: &Path) -> bool {
    path.components().any(|part| match part {
        Component::Normal(name) => name.as_encoded_bytes().starts_with(b"."),
        _ => false,
    })
}

impl LaidOver {
    /// The file that lies at a path below a root module once they are copied.
    pub(super) fn instead_of(
        &self,
        path: &Path,
        root: &Path,
        sources: &SourceMap,
    ) -> Option<PathBuf> {
        self.copied(path, root)
            .filter(|copied| sources.kind(copied).is_ok_and(|kind| kind == Kind::File))
    }

    /// The folder that lies at a path below a root module once they are copied, where the module itself has none.
    pub(crate) fn folder_for(
        &self,
        path: &Path,
        root: &Path,
        sources: &SourceMap,
    ) -> Option<PathBuf> {
        let copied = self.copied(path, root)?;
        (!sources.leads_to_folder(path) && sources.leads_to_folder(&copied)).then_some(copied)
    }

    /// What comes to lie at a path below a root module, if it is there.
    fn copied(&self, path: &Path, root: &Path) -> Option<PathBuf> {
        let path = lexical(path);
        let within = path.strip_prefix(root).ok()?;
        (!self.except.has(within)).then(|| self.folder.join(within))
    }
}
