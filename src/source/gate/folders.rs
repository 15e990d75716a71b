//! Folders: where they really lie, and which are the root of a repository.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

use super::access::Kind;
use super::ways::{MayPass, Way};
use crate::paths::{PathMap, split};

/// What is known of folders, each looked at once.
#[derive(Debug, Default)]
pub(super) struct Folders(RwLock<PathMap<Known>>);

/// What is known of one. There may be very many.
#[derive(Debug, Default)]
struct Known {
    /// Whether it is a folder that lies where its path says.
    lies_as_written: bool,
    /// Where its path leads, if that is known and it does not lie so.
    way: Option<Arc<Way>>,
    /// Whether it is the root of a repository, where that is known.
    is_root: Option<bool>,
}

impl Known {
    fn way(&self, folder: &Path) -> Option<Way> {
        match &self.way {
            Some(way) => Some(Way::clone(way)),
            None => self.lies_as_written.then(|| Way::as_written(folder)),
        }
    }
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
    pub(super) fn way_to_folder(&self, folder: &Path, may_pass: MayPass) -> Way {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let of_folder = known.get(folder.as_os_str());
        if let Some(way) = of_folder.and_then(|known| known.way(folder)) {
            return way;
        }
        let is_known = |folder: &Path| {
            let known = known.get(folder.as_os_str());
            known.is_some_and(|known| known.lies_as_written || known.way.is_some())
        };
        let above = folder.ancestors().skip(1);
        let new: Vec<&Path> = above.take_while(|above| !is_known(above)).collect();
        drop(known);
        // Each is looked at from the one above, so that a deep one does not take the square of its depth.
        for above in new.into_iter().rev() {
            self.look_at(above, may_pass);
        }
        self.look_at(folder, may_pass)
    }

    /// The same of one above which all are known.
    fn look_at(&self, folder: &Path, may_pass: MayPass) -> Way {
        let way = self.way(folder, may_pass);
        self.take(folder, &way);
        way
    }

    /// Takes in a folder that is no link, as one who came down to it saw: it is not looked at for that.
    pub(super) fn take_no_link(&self, folder: &Path, may_pass: MayPass) {
        if let Some((above, name)) = split(folder) {
            let way = self.way_to_folder(above, may_pass).into_folder(name);
            self.take(folder, &way);
        }
    }

    fn take(&self, folder: &Path, way: &Way) {
        let lies_as_written = way.is_as_written(folder);
        let other = (!lies_as_written).then(|| Arc::new(way.clone()));
        let mut known = self.write();
        let of_folder = known.entry(folder.into()).or_default();
        of_folder.lies_as_written = lies_as_written;
        of_folder.way = other;
    }

    /// Lets go of what is known, which is looked at again where it is asked for.
    pub(super) fn let_go(&self) {
        *self.write() = PathMap::default();
    }

    /// The root of the repository that a folder lies in: the folder itself or the nearest one above.
    pub(super) fn repository_root<'p>(&self, folder: &'p Path) -> Option<&'p Path> {
        folder.ancestors().find(|above| self.is_root(above))
    }

    fn is_root(&self, folder: &Path) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let of_folder = known.get(folder.as_os_str());
        if let Some(is_root) = of_folder.and_then(|known| known.is_root) {
            return is_root;
        }
        drop(known);
        let is_root = is_repository_root(folder);
        self.write().entry(folder.into()).or_default().is_root = Some(is_root);
        is_root
    }

    fn write(&self) -> RwLockWriteGuard<'_, PathMap<Known>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
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
