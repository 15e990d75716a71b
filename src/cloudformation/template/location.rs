//! Files that a template names.

use std::path::{Path, PathBuf};

use crate::source::{Kind, ReadError, SourceMap};

/// A location as a path below the template's folder; `None` for what lies elsewhere (`https://`, `s3://`) or is not there.
/// That of a file which may not be opened is given: to open it says so.
pub(crate) fn local_path(folder: &Path, location: &str, sources: &SourceMap) -> Option<PathBuf> {
    let location = location.strip_prefix("file://").unwrap_or(location);
    if location.contains("://") || location.contains("${") {
        return None;
    }
    let path = crate::paths::lexical(&folder.join(location));
    let leads_to = sources.kind(&path);
    matches!(leads_to, Ok(Kind::File) | Err(ReadError::Outside(_))).then_some(path)
}
