//! A unit's source that leads to no folder: which one it means.
//!
//! Source: go-getter, `FileGetter`: of a folder that is not there it says so, and Terragrunt ends with that.

use std::path::{Path, PathBuf};

use super::elsewhere::is_address;
use super::files::{Reading, Source};
use crate::paths::lexical;
use crate::quote::quoted;
use crate::rendered::is_rendered_first;
use crate::resolved::{Evidence, Resolved};
use crate::terraform::config::call_texts::{CallText, may_declare_a_trail};
use crate::terraform::config::files::files_of;
use crate::terraform::config::nearly_named::missing_module;

impl Reading<'_> {
    /// The folder with a module that a source means which leads to none, where that is in this repository and git is not told
    /// to leave it out; `layer` is the folder of the file that names the source.
    pub(super) fn meant_by(&self, layer: &Path, source: &Source) -> Option<PathBuf> {
        let text = source.text.as_deref().ok()?;
        // A unit that a stack hands values to runs where that generates it.
        if source.is_private || is_address(text) || is_rendered_first(text) || self.is_of_stack() {
            return None;
        }
        let text = text.replace("//", "/");
        let text = text.split('?').next()?;
        let froms = [self.base.as_path(), layer, self.folder.as_path()];
        let mut paths = froms.iter().map(|from| lexical(&from.join(text)));
        paths.find_map(|path| missing_module(&self.folder, &path, self.sources))
    }

    /// What comes of a source that means another folder.
    pub(super) fn refused_source(&self, source: &Source, meant: &Path) -> Resolved<bool> {
        let text = source.text.as_deref().unwrap_or_default();
        let meant = self.sources.name(meant);
        let said = if text.starts_with('/') {
            "source".to_owned()
        } else {
            format!("source = \"{}\"", quoted(text))
        };
        Resolved::Invalid {
            text: said,
            why: format!("there is no such folder; did you mean `{meant}`?"),
            from: Evidence::at(source.at),
        }
        .remedied(format!("Name the folder `{meant}`"))
    }

    /// Whether a folder's own files may make a trail.
    pub(super) fn makes_trails(&self, folder: &Path) -> bool {
        let (primary, _) = files_of(folder, self.sources);
        primary.iter().any(|path| {
            self.sources.load_of_module(path).is_ok_and(|file| {
                let mut calls = CallText::all_of(&file).into_iter();
                may_declare_a_trail(file.text()) || calls.any(|call| call.of_trails)
            })
        })
    }

    fn is_of_stack(&self) -> bool {
        self.values.is_some() || self.base != self.folder
    }
}
