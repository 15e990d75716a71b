//! What is in folders, each looked into once as long as it is asked for again.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::error::ReadError;
use super::super::limits::MAX_NAMES_OF_LISTINGS;
use crate::recent::Recent;

/// What a name in a folder is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Entry {
    File,
    Folder,
    Link,
}

/// The names in a folder, sorted.
pub(super) type Names = Arc<[(OsString, Entry)]>;

#[derive(Debug)]
pub(super) struct Listings(Recent<PathBuf, Result<Names, ReadError>>);

impl Default for Listings {
    fn default() -> Listings {
        Listings(Recent::new(MAX_NAMES_OF_LISTINGS))
    }
}

impl Listings {
    /// What is in a folder, which is no link.
    pub(super) fn of(&self, folder: &Path) -> Result<Names, ReadError> {
        self.0.get_or_weigh(
            (folder.to_owned(), 1),
            || list(folder).map_err(|error| ReadError::of(&error)),
            |names| names.as_ref().map_or(0, |names| names.len()),
        )
    }
}

fn list(folder: &Path) -> io::Result<Names> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let of = if kind.is_symlink() {
            Entry::Link
        } else if kind.is_dir() {
            Entry::Folder
        } else {
            Entry::File
        };
        names.push((entry.file_name(), of));
    }
    names.sort();
    Ok(names.into())
}
