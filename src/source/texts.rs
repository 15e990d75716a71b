//! The store of texts that threads share. Texts are added and never change.
//!
//! No guard of the lock leaves this room: each method takes it once and calls nothing that could take it again, so no thread
//! can wait for itself behind a writer.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::file::{Quoted, SourceFile, Text};
use super::span::{SourceId, to_u32};
use crate::paths::folder_of;

#[derive(Debug, Default)]
pub(super) struct Texts(RwLock<Stored>);

#[derive(Debug, Default)]
struct Stored {
    files: Vec<Arc<SourceFile>>,
    by_path: HashMap<Arc<Path>, SourceId>,
    /// By the hash of a folder's path, the last text that lies in it, or in another one of that hash; each knows the one before.
    by_folder: HashMap<u64, SourceId>,
    /// Files that are known by their names alone.
    unread: HashMap<PathBuf, SourceId>,
    /// Why files cannot be read that something needed, by their paths.
    lost: HashMap<PathBuf, String>,
}

impl Texts {
    pub(super) fn get(&self, id: SourceId) -> Arc<SourceFile> {
        Arc::clone(self.read().file(id))
    }

    pub(super) fn by_path(&self, path: &Path) -> Option<Arc<SourceFile>> {
        let stored = self.read();
        let id = stored.by_path.get(path)?;
        Some(Arc::clone(stored.file(*id)))
    }

    /// The paths that lie in a folder, but for some, which are sorted.
    pub(super) fn paths_in(&self, folder: &Path, but: &[PathBuf]) -> Vec<PathBuf> {
        let stored = self.read();
        let last = stored.last_in(folder);
        let of_hash = std::iter::successors(last, |&id| stored.file(id).before_in_folder);
        let paths = of_hash.map(|id| stored.file(id).path());
        let paths = paths.filter(|path| folder_of(path) == folder);
        let paths = paths.filter(|path| but.binary_search_by(|known| (**known).cmp(path)).is_err());
        paths.map(Path::to_owned).collect()
    }

    /// The paths that lie below a folder.
    pub(super) fn paths_below(&self, folder: &Path) -> Vec<PathBuf> {
        let stored = self.read();
        let paths = stored.by_path.keys();
        paths
            .filter(|path| path.starts_with(folder))
            .map(|path| path.to_path_buf())
            .collect()
    }

    /// Says that a path leads to a text that is there.
    pub(super) fn also_by(&self, path: PathBuf, id: SourceId) {
        let mut stored = self.0.write().unwrap_or_else(PoisonError::into_inner);
        stored.by_path.entry(path.into()).or_insert(id);
    }

    /// Adds a text. A path that is already there keeps its first one.
    pub(super) fn add(
        &self,
        path: PathBuf,
        name: String,
        text: Text,
        quoted: Quoted,
    ) -> Arc<SourceFile> {
        let mut stored = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(&id) = stored.by_path.get(&*path) {
            return Arc::clone(stored.file(id));
        }
        let path: Arc<Path> = path.into();
        let hash = stored.hash_of(folder_of(&path));
        let before = stored.by_folder.get(&hash).copied();
        let file = stored.push(Arc::clone(&path), name, (text, quoted), before);
        stored.by_folder.insert(hash, file.id);
        stored.by_path.insert(path, file.id);
        file
    }

    /// Adds a text that lies in no file, and is none of those by path.
    pub(super) fn add_made(&self, name: String, text: Text) -> Arc<SourceFile> {
        let mut stored = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let path = Path::new(&name).into();
        stored.push(path, name, (text, Quoted::NoLine), None)
    }

    /// A file that is known by its name alone. It has no text, and is none of those by path.
    pub(super) fn unread(&self, path: PathBuf, name: String) -> SourceId {
        let mut stored = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(&id) = stored.unread.get(&path) {
            return id;
        }
        let file = stored.push(
            path.as_path().into(),
            name,
            (Text::AsItIs(String::new()), Quoted::NoLine),
            None,
        );
        stored.unread.insert(path, file.id);
        file.id
    }

    /// A text of a file that is known by its name alone.
    pub(super) fn not_kept(&self, path: PathBuf, name: String, text: Text) -> Arc<SourceFile> {
        let id = self.unread(path.clone(), name.clone());
        Arc::new(SourceFile::new(
            id,
            path.into(),
            name,
            (text, Quoted::NoLine),
        ))
    }

    /// Notes that a file cannot be read which something needed.
    pub(super) fn lose(&self, path: PathBuf, why: String) {
        let mut stored = self.0.write().unwrap_or_else(PoisonError::into_inner);
        stored.lost.entry(path).or_insert(why);
    }

    /// Why a file cannot be read that something needed.
    pub(super) fn why_lost(&self, path: &Path) -> Option<String> {
        self.read().lost.get(path).cloned()
    }

    pub(super) fn has_lost(&self) -> bool {
        !self.read().lost.is_empty()
    }

    fn read(&self) -> RwLockReadGuard<'_, Stored> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stored {
    fn hash_of(&self, folder: &Path) -> u64 {
        self.by_folder.hasher().hash_one(folder)
    }

    fn last_in(&self, folder: &Path) -> Option<SourceId> {
        self.by_folder.get(&self.hash_of(folder)).copied()
    }

    fn file(&self, id: SourceId) -> &Arc<SourceFile> {
        &self.files[id.0.get() as usize - 1]
    }

    fn push(
        &mut self,
        path: Arc<Path>,
        name: String,
        (text, quoted): (Text, Quoted),
        before_in_folder: Option<SourceId>,
    ) -> Arc<SourceFile> {
        let id = SourceId(NonZeroU32::MIN.saturating_add(to_u32(self.files.len())));
        let file = Arc::new(SourceFile {
            before_in_folder,
            ..SourceFile::new(id, path, name, (text, quoted))
        });
        self.files.push(Arc::clone(&file));
        file
    }
}
