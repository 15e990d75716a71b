//! What is in folders, each looked into once as long as it is asked for again.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::error::ReadError;
use super::super::limits::MAX_BYTES_OF_LISTINGS;
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

/// What was listed; of a folder with too many names to keep, that it was.
#[derive(Debug)]
pub(super) struct Listings(Recent<PathBuf, Result<Option<Names>, ReadError>>);

impl Default for Listings {
    fn default() -> Listings {
        Listings(Recent::new(MAX_BYTES_OF_LISTINGS))
    }
}

impl Listings {
    /// What is in a folder, which is no link.
    pub(super) fn of(&self, folder: &Path) -> Result<Names, ReadError> {
        let mut large = None;
        let kept = self.0.get_or_weigh(
            (folder.to_owned(), folder.as_os_str().len()),
            || {
                let names = list(folder)?;
                if weight(&names) <= MAX_BYTES_OF_LISTINGS {
                    return Ok(Some(names));
                }
                large = Some(names);
                Ok(None)
            },
            |names| names.iter().flatten().map(weight).sum(),
        )?;
        kept.or(large).map_or_else(|| list(folder), Ok)
    }
}

/// How many bytes the names in a folder are, with what holds each.
fn weight(names: &Names) -> usize {
    let names = names.iter();
    names
        .map(|(name, _)| size_of::<(OsString, Entry)>() + name.len())
        .sum()
}

fn list(folder: &Path) -> Result<Names, ReadError> {
    let names = read(folder).map_err(|error| ReadError::of(&error))?;
    Ok(names.into())
}

fn read(folder: &Path) -> io::Result<Vec<(OsString, Entry)>> {
    let entries = std::fs::read_dir(folder)?;
    let mut names = entries
        .map(|entry| {
            let entry = entry?;
            let kind = entry.file_type()?;
            let of = if kind.is_symlink() {
                Entry::Link
            } else if kind.is_dir() {
                Entry::Folder
            } else {
                Entry::File
            };
            Ok((entry.file_name(), of))
        })
        .collect::<io::Result<Vec<_>>>()?;
    names.sort_unstable();
    Ok(names)
}
