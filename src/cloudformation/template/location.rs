//! Files that a template names.

use std::path::{Path, PathBuf};

/// A location as a path below the template's folder; `None` for what lies elsewhere (`https://`, `s3://`) or is not there.
pub(crate) fn local_path(folder: &Path, location: &str) -> Option<PathBuf> {
    let location = location.strip_prefix("file://").unwrap_or(location);
    if location.contains("://") || location.contains("${") {
        return None;
    }
    let path = crate::paths::lexical(&folder.join(location));
    path.is_file().then_some(path)
}
