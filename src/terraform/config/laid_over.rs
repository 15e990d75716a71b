//! A folder whose files are copied over those of a root module before it is run.

use std::path::{Path, PathBuf};

use globset::GlobSet;

use crate::paths::lexical;
use crate::source::{Kind, SourceMap};

/// Such a folder.
#[derive(Debug)]
pub(crate) struct LaidOver {
    pub(crate) folder: PathBuf,
    /// What of it is not copied, by its path there.
    pub(crate) except: GlobSet,
}

impl LaidOver {
    /// The file that lies at a path below a root module once they are copied.
    pub(super) fn instead_of(
        &self,
        path: &Path,
        root: &Path,
        sources: &SourceMap,
    ) -> Option<PathBuf> {
        let path = lexical(path);
        let within = path.strip_prefix(root).ok()?;
        let copied = self.folder.join(within);
        let is_there = || sources.kind(&copied).is_ok_and(|kind| kind == Kind::File);
        (!self.except.is_match(within) && is_there()).then_some(copied)
    }
}
