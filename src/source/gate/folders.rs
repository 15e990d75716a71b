//! Folders: where they really lie, what is in them, and which are the root of a repository.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use walkdir::WalkDir;

use super::super::limits::MAX_LINKS;
use super::access::Kind;

/// What is known of folders, each looked at once. By paths as they are written: these take less to compare than their parts.
#[derive(Debug, Default)]
pub(super) struct Folders {
    /// Paths without links, by path.
    real: RwLock<HashMap<OsString, PathBuf>>,
    roots: RwLock<HashMap<OsString, bool>>,
    /// How far paths lead at the end of which nothing is.
    ends: RwLock<HashMap<OsString, PathBuf>>,
}

impl Folders {
    /// A folder's path without links.
    pub(super) fn real(&self, folder: &Path) -> io::Result<PathBuf> {
        let known = self.real.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(real) = known.get(folder.as_os_str()) {
            return Ok(real.clone());
        }
        let above = folder.ancestors();
        let new: Vec<&Path> = above
            .take_while(|above| {
                !above.as_os_str().is_empty() && !known.contains_key(above.as_os_str())
            })
            .collect();
        drop(known);
        // Each is looked at from the one above, so that a deep one does not take the square of its depth.
        for above in new.into_iter().rev() {
            let real = self.real_from_above(above)?;
            let mut known = self.real.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(above.into(), real);
        }
        let known = self.real.read().unwrap_or_else(PoisonError::into_inner);
        known
            .get(folder.as_os_str())
            .cloned()
            .map_or_else(|| folder.canonicalize(), Ok)
    }

    /// A folder's path without links, where that of the one above is known.
    fn real_from_above(&self, folder: &Path) -> io::Result<PathBuf> {
        let (Some(above), Some(name)) = (folder.parent(), folder.file_name()) else {
            return folder.canonicalize();
        };
        let known = self.real.read().unwrap_or_else(PoisonError::into_inner);
        let Some(above) = known.get(above.as_os_str()) else {
            return folder.canonicalize();
        };
        let entry = above.join(name);
        drop(known);
        if entry.symlink_metadata()?.is_symlink() {
            return folder.canonicalize();
        }
        Ok(entry)
    }

    /// The root of the repository that a folder lies in: the folder itself or the nearest one above.
    pub(super) fn repository_root<'p>(&self, folder: &'p Path) -> Option<&'p Path> {
        folder.ancestors().find(|above| self.is_root(above))
    }

    /// Where a path leads to, links followed, and why nothing is there where nothing is. A link to nothing still says where.
    pub(super) fn resolve(&self, path: &Path) -> (PathBuf, Option<io::Error>) {
        match self.followed(path) {
            Ok(real) => (real, None),
            Err(error) => (self.end_of(path, MAX_LINKS), Some(error)),
        }
    }

    /// A path without links. Its folder is looked at once, whatever is asked of what is in it.
    fn followed(&self, path: &Path) -> io::Result<PathBuf> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return path.canonicalize();
        };
        let entry = self.real(folder)?.join(name);
        if entry.symlink_metadata()?.is_symlink() {
            return path.canonicalize();
        }
        Ok(entry)
    }

    /// Where a path leads to, as far as it goes.
    fn end_of(&self, path: &Path, links: usize) -> PathBuf {
        let known = self.ends.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = known.get(path.as_os_str()) {
            return end.clone();
        }
        drop(known);
        let end = self.look_for_end(path, links);
        // With fewer links left, it may lead further than is followed here.
        if links == MAX_LINKS {
            let mut known = self.ends.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(path.into(), end.clone());
        }
        end
    }

    fn look_for_end(&self, path: &Path, links: usize) -> PathBuf {
        let folder = path.parent().and_then(|folder| self.real(folder).ok());
        if let (Some(folder), Some(name)) = (folder, path.file_name()) {
            let entry = folder.join(name);
            if !is_link(&entry) {
                return entry;
            }
        }
        if let Ok(real) = path.canonicalize() {
            return real;
        }
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return path.to_owned();
        };
        let folder = self.end_of(folder, links);
        let path = folder.join(name);
        match std::fs::read_link(&path) {
            Ok(target) if links > 0 => {
                self.end_of(&crate::paths::lexical(&folder.join(target)), links - 1)
            }
            _ => path,
        }
    }

    fn is_root(&self, folder: &Path) -> bool {
        let known = self.roots.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(&is_root) = known.get(folder.as_os_str()) {
            return is_root;
        }
        drop(known);
        let is_root = is_repository_root(folder);
        let mut known = self.roots.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(folder.into(), is_root);
        is_root
    }
}

/// Whether a folder is a repository's root. A worktree and a submodule have a file of that name, and a link of it leads anywhere:
/// whether that is there is not asked.
#[must_use]
pub fn is_repository_root(folder: &Path) -> bool {
    is_anything(&folder.join(".git"))
}

/// What a path leads to, links followed.
pub(super) fn kind(path: &Path) -> io::Result<Kind> {
    let metadata = std::fs::metadata(path)?;
    Ok(if metadata.is_dir() {
        Kind::Folder
    } else if metadata.is_file() {
        Kind::File
    } else {
        Kind::Special
    })
}

/// The size in bytes of a regular file, 0 of nothing at all, by one look at the path's last part; `None` of anything else.
pub(super) fn size(path: &Path) -> Option<u64> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) => metadata.is_file().then_some(metadata.len()),
        Err(error) => (error.kind() == io::ErrorKind::NotFound).then_some(0),
    }
}

/// Whether anything at all is at a path, a link to nothing too.
pub(super) fn is_anything(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok()
}

/// Whether nothing at all is at a path, by one look at its last part.
pub(super) fn is_absent(path: &Path) -> bool {
    let looked_at = std::fs::symlink_metadata(path);
    looked_at.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Whether a path is a link, wherever it leads.
pub(super) fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// Where a link leads first, be it to another one.
pub(super) fn next_of_link(path: &Path) -> Option<PathBuf> {
    let target = std::fs::read_link(path).ok()?;
    Some(crate::paths::lexical(&path.parent()?.join(target)))
}

/// Whether a file, or a link to whatever, has that path.
pub(super) fn is_named(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_dir())
}

/// The names in a folder, folders left out; `leads_to_folder` says of a link whether it is one.
pub(super) fn list(
    folder: &Path,
    leads_to_folder: impl Fn(&Path) -> bool,
) -> io::Result<Vec<OsString>> {
    let mut names = Vec::new();
    for entry in WalkDir::new(folder).min_depth(1).max_depth(1) {
        let entry = entry?;
        let kind = entry.file_type();
        let is_folder = kind.is_dir() || (kind.is_symlink() && leads_to_folder(entry.path()));
        if !is_folder {
            names.push(entry.file_name().to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The folders in a folder by name; no links.
pub(super) fn list_folders(folder: &Path) -> Vec<OsString> {
    let entries = WalkDir::new(folder).min_depth(1).max_depth(1);
    let entries = entries.into_iter().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_dir());
    let mut names: Vec<OsString> = folders.map(|entry| entry.file_name().to_owned()).collect();
    names.sort();
    names
}
