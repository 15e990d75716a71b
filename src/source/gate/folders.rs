//! Folders: where they really lie, and which are the root of a repository.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::access::Kind;
use super::ways::{MayPass, Way};
use crate::paths::{PathMap, split};

/// What is known of folders, each looked at once.
#[derive(Debug, Default)]
pub(super) struct Folders {
    ways: RwLock<PathMap<Arc<Way>>>,
    roots: RwLock<PathMap<bool>>,
}

impl Folders {
    /// Where a path leads. Its folder is looked at once, whatever is asked of what is in it.
    pub(super) fn way(&self, path: &Path, may_pass: MayPass) -> Way {
        match split(path) {
            Some((folder, name)) => self.way_to_folder(folder, may_pass).to(name, may_pass),
            None => Way::of_root(path),
        }
    }

    /// Where a folder's path leads.
    pub(super) fn way_to_folder(&self, folder: &Path, may_pass: MayPass) -> Arc<Way> {
        let known = self.ways.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(way) = known.get(folder.as_os_str()) {
            return Arc::clone(way);
        }
        let above = folder.ancestors().skip(1);
        let new: Vec<&Path> = above
            .take_while(|above| !known.contains_key(above.as_os_str()))
            .collect();
        drop(known);
        // Each is looked at from the one above, so that a deep one does not take the square of its depth.
        for above in new.into_iter().rev() {
            self.look_at(above, may_pass);
        }
        self.look_at(folder, may_pass)
    }

    /// The same of one above which all are known.
    fn look_at(&self, folder: &Path, may_pass: MayPass) -> Arc<Way> {
        self.take(folder, self.way(folder, may_pass))
    }

    /// Takes in a folder that is no link, as one who came down to it saw: it is not looked at for that.
    pub(super) fn take_no_link(&self, folder: &Path, may_pass: MayPass) {
        if let Some((above, name)) = split(folder) {
            let way = self.way_to_folder(above, may_pass).to_folder(name);
            self.take(folder, way);
        }
    }

    fn take(&self, folder: &Path, way: Way) -> Arc<Way> {
        let way = Arc::new(way);
        let mut known = self.ways.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(folder.into(), Arc::clone(&way));
        way
    }

    /// The root of the repository that a folder lies in: the folder itself or the nearest one above.
    pub(super) fn repository_root<'p>(&self, folder: &'p Path) -> Option<&'p Path> {
        folder.ancestors().find(|above| self.is_root(above))
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
