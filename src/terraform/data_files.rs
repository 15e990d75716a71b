//! Files that expressions read.

use std::path::Path;
use std::sync::Arc;

use crate::source::{SourceFile, SourceMap};

/// How large a file may be, in bytes, that `file()` or Terragrunt reads.
const MAX_BYTES: u64 = 4 << 20;

/// A regular file of bounded size. The error is a clause without a full stop.
pub(crate) fn load(path: &Path, sources: &SourceMap) -> Result<Arc<SourceFile>, String> {
    let name = sources.name(path);
    let size = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        Ok(_) => return Err(format!("{name} is not a regular file")),
        // It may be an editor's text that is not on disk.
        Err(_) => match sources.overlaid(path) {
            Some(_) => 0,
            None => return Err(format!("the file {name} is not there")),
        },
    };
    if size > MAX_BYTES {
        return Err(format!("the file {name} is too large to read"));
    }
    match sources.load(path) {
        Ok(file) if file.not_utf8_at().is_some() => Err(format!("the file {name} is not UTF-8")),
        Ok(file) => Ok(file),
        Err(_) => Err(format!("the file {name} cannot be read")),
    }
}
