//! The texts of a run, by path.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::encoding::decoded;
use super::error::{ReadError, plain_io_error};
use super::file::SourceFile;
use super::file::Text;
use super::span::SourceId;
use super::texts::Texts;
use crate::paths::{absolute, relative, shares_a_folder};

/// All texts of a run. Shared between threads; each file is read once.
#[derive(Debug)]
pub struct SourceMap {
    texts: Texts,
    /// Texts that stand in for what is on disk (an editor's unsaved buffers), by path.
    overlay: HashMap<PathBuf, String>,
    working_directory: Option<PathBuf>,
    /// Whether paths outside of the working directory are printed from the file system's root.
    absolute_names: bool,
}

impl Default for SourceMap {
    /// One without an overlay, for a run in the working directory.
    fn default() -> SourceMap {
        SourceMap::new(&[], &HashMap::new())
    }
}

impl SourceMap {
    /// `given` are the paths of the run: where one of them is absolute, paths outside of the working directory are printed
    /// so. `overlay` maps paths to texts that are taken instead of what is on disk.
    #[must_use]
    pub fn new(given: &[PathBuf], overlay: &HashMap<PathBuf, String>) -> SourceMap {
        SourceMap {
            texts: Texts::default(),
            overlay: overlay
                .iter()
                .map(|(path, text)| (absolute(path), text.clone()))
                .collect(),
            working_directory: std::env::current_dir().ok(),
            absolute_names: given.iter().any(|path| path.is_absolute()),
        }
    }

    /// The names of the texts that lie in a folder without perhaps being on disk: those taken in so far and those that
    /// stand in for files.
    #[must_use]
    pub fn names_in(&self, folder: &Path) -> Vec<String> {
        let folder = absolute(folder);
        let stand_ins = self
            .overlay
            .keys()
            .filter(|path| path.parent() == Some(&folder));
        let mut names: Vec<String> = self
            .texts
            .paths_in(&folder)
            .iter()
            .chain(stand_ins)
            .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// The text that stands in for a file, if one does.
    #[must_use]
    pub fn overlaid(&self, path: &Path) -> Option<&str> {
        self.overlay.get(&absolute(path)).map(String::as_str)
    }

    /// The file of that id. Ids are only ever made by this map, so it is always there.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Arc<SourceFile> {
        self.texts.get(id)
    }

    /// The file at a path, read at its first use. Two spellings of one path, relative or absolute, are one source.
    pub fn load(&self, path: &Path) -> Result<Arc<SourceFile>, ReadError> {
        let path = absolute(path);
        if let Some(known) = self.texts.by_path(&path) {
            return Ok(known);
        }
        let bytes = match self.overlay.get(&path) {
            Some(text) => text.clone().into_bytes(),
            None => std::fs::read(&path).map_err(|error| ReadError::Io {
                why: plain_io_error(&error),
            })?,
        };
        self.add(&path, bytes)
    }

    /// Adds a text under a path, from bytes already read (standard input, a file just scanned). A path that
    /// is already there keeps its first text.
    pub fn add(
        &self,
        path: impl AsRef<Path>,
        bytes: Vec<u8>,
    ) -> Result<Arc<SourceFile>, ReadError> {
        let path = absolute(path.as_ref());
        let name = self.name(&path);
        if u32::try_from(bytes.len()).is_err() {
            return Err(ReadError::TooLarge);
        }
        let text = match decoded(&bytes) {
            Some(text) => Text::Decoded(text),
            None => match String::from_utf8(bytes) {
                Ok(text) => Text::AsItIs(text),
                Err(error) => Text::NotUtf8 {
                    at: error.utf8_error().valid_up_to(),
                    text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
                },
            },
        };
        Ok(self.texts.add(path, name, text))
    }

    /// A path as it is printed: `/` between the parts, relative to the working directory where it can be.
    #[must_use]
    pub fn name(&self, path: &Path) -> String {
        let path = absolute(path);
        let shown = match &self.working_directory {
            Some(here) if path.starts_with(here) => relative(here, &path),
            Some(here) if !self.absolute_names && shares_a_folder(here, &path) => {
                relative(here, &path)
            }
            _ => path,
        };
        shown.to_string_lossy().replace('\\', "/")
    }
}
