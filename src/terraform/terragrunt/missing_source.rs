//! A source that leads to no folder: which one it means, and why what is there is none.
//!
//! Source: go-getter, `FileGetter`: of a folder that is not there it says so, and Terragrunt ends with that.

use std::path::{Path, PathBuf};

use super::elsewhere::is_address;
use super::files::{Reading, Source};
use crate::paths::lexical;
use crate::quote::quoted;
use crate::rendered::is_rendered_first;
use crate::resolved::{Evidence, Resolved};
use crate::source::{Kind, ReadError};
use crate::terraform::config::call_texts::{CallText, may_declare_a_trail};
use crate::terraform::config::files::files_of;
use crate::terraform::config::nearly_named::{missing_module, near};

impl Reading<'_> {
    /// The folder with a module that a source means which leads to none, where that is in this repository and git is not told
    /// to leave it out; `layer` is the folder of the file that names the source.
    pub(super) fn meant_by(&self, layer: &Path, source: &Source) -> Option<PathBuf> {
        let text = source.text.as_deref().ok()?;
        // A unit that a stack hands values to runs where that generates it.
        if source.is_private || is_address(text) || is_rendered_first(text) || self.is_of_stack() {
            return None;
        }
        let mut paths = self.places_of(layer, text).into_iter();
        paths.find_map(|(_, path)| missing_module(&self.folder, &path, self.sources))
    }

    /// Where the text of a local source may lead, each with the folder that it counts from: that of the unit, of the file that
    /// names the source (`layer`) or that a stack generates. `//` only separates the part that is copied.
    pub(super) fn places_of<'f>(&'f self, layer: &'f Path, text: &str) -> [(&'f Path, PathBuf); 3] {
        let text = text.replace("//", "/");
        let text = text.split('?').next().unwrap_or_default();
        let froms = [self.base.as_path(), layer, self.folder.as_path()];
        froms.map(|from| (from, lexical(&from.join(text))))
    }

    /// The one of the paths of a source that is a folder; `names` are those of the files that it may hold. The error is a clause,
    /// with the source as it is `shown`.
    pub(super) fn folder_among<'f>(
        &self,
        paths: &'f [PathBuf],
        names: &[&str],
        (shown, is_said): (&str, bool),
    ) -> Result<&'f PathBuf, String> {
        let mut folders = paths.iter();
        if let Some(folder) = folders.find(|path| self.sources.leads_to_folder(path)) {
            return Ok(folder);
        }
        let unopened = |path: &PathBuf| self.why_unopened(path, shown);
        if let Some(why) = paths.iter().find_map(unopened) {
            return Err(why);
        }
        let holds = |folder: &Path| {
            let mut names = names.iter();
            names.any(|name| self.sources.is_named(&folder.join(name)))
        };
        let meant = |path: &PathBuf| near(path, self.sources, &holds).filter(|_| is_said);
        let meant = paths.iter().find_map(meant);
        let meant = meant.map(|meant| self.sources.name(&meant));
        let meant = meant.map_or_else(String::new, |meant| format!(" (did you mean `{meant}`?)"));
        Err(format!("there is no folder {shown}{meant}"))
    }

    /// Why the text of a unit's source, which is `shown` and stands in a file in the folder `layer`, leads to no folder, a clause.
    pub(super) fn why_no_folder(&self, layer: &Path, text: &str, shown: &str) -> String {
        let mut paths = self.places_of(layer, text).into_iter();
        let unopened = paths.find_map(|(_, path)| self.why_unopened(&path, shown));
        unopened.unwrap_or_else(|| format!("there is no folder {shown}"))
    }

    /// Why what a source leads to is no folder, where something is there that cannot be opened: that is noted as lost.
    fn why_unopened(&self, path: &Path, shown: &str) -> Option<String> {
        match self.sources.kind(path) {
            Ok(Kind::Special) | Err(ReadError::Io { .. }) => {
                let read = self.load_code(path);
                read.err().map(|_| format!("{shown} cannot be opened"))
            }
            Err(ReadError::Outside(outside)) => Some(format!("{shown} {outside}")),
            _ => None,
        }
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
