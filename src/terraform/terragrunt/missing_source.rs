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
use crate::source::ReadError;
use crate::suggest::nearest;
use crate::terraform::config::call_texts::{CallText, may_declare_a_trail};
use crate::terraform::config::files::{files_of, holds_module};

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
        let root = self.sources.repository_root(&self.folder)?;
        let froms = [self.base.as_path(), layer, self.folder.as_path()];
        froms.iter().find_map(|from| {
            let path = lexical(&from.join(text));
            let is_missing = matches!(self.sources.kind(&path), Err(ReadError::Missing { .. }));
            let is_left_out = self.sources.is_git_ignored(&path.join("main.tf"));
            if !is_missing || !path.starts_with(root) || is_left_out {
                return None;
            }
            let is_module = |folder: &Path| holds_module(folder, self.sources);
            self.near(&path, &is_module)
                .filter(|meant| meant.starts_with(root))
        })
    }

    /// The folder whose path is that of one that is not there but for one name, where `holds` says that it may be meant.
    pub(super) fn near(&self, path: &Path, holds: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
        let is_there = |folder: &&Path| self.sources.leads_to_folder(folder);
        let around = path.ancestors().skip(1).find(is_there)?;
        let below = path.strip_prefix(around).ok()?;
        let mut parts = below.components();
        let missing = parts.next()?.as_os_str().to_str()?;
        let folders = self.sources.folders_in(around);
        let names = folders.iter().filter_map(|name| name.to_str());
        let names = names.filter(|name| !name.starts_with('.'));
        let meant = around.join(nearest(missing, names)?);
        let meant = lexical(&meant.join(parts.as_path()));
        holds(&meant).then_some(meant)
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
