//! Files that expressions read.

use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

use crate::source::{SourceFile, SourceMap};

/// How large a file may be, in bytes, that `file()` or Terragrunt reads.
const MAX_BYTES: u64 = 4 << 20;

/// How many files and folders `fileset` looks at.
const MAX_ENTRIES: usize = 20_000;

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

/// The paths of all regular files below a folder, links followed, as seen from there; with those that an editor has and the disk
/// has not. The error is a clause without a full stop.
pub(crate) fn below(folder: &Path, sources: &SourceMap) -> Result<Vec<String>, String> {
    let name = sources.name(folder);
    let mut found = Vec::new();
    for (seen, entry) in WalkDir::new(folder)
        .follow_links(true)
        .into_iter()
        .enumerate()
    {
        if seen >= MAX_ENTRIES {
            return Err(format!(
                "the folder {name} holds too many files to look through"
            ));
        }
        // What cannot be looked into, and a link that leads nowhere or in a circle, matches nothing.
        let Ok(entry) = entry else { continue };
        if entry.file_type().is_dir() {
            let unsaved = sources.names_in(entry.path());
            found.extend(unsaved.into_iter().map(|name| entry.path().join(name)));
        } else if entry.file_type().is_file() {
            found.push(entry.into_path());
        }
    }
    let mut paths: Vec<String> = found
        .iter()
        .filter_map(|path| Some(path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/")))
        .collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}
