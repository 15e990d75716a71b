//! Which calls are read: those of the folders from which a trail may be reached, as far as the paths that files name tell.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::manifest::is_nothing_installed;
use crate::discover::Found;
use crate::paths::{PathMap, PathSet, lexical};
use crate::source::SourceMap;

/// The files of a run of which some call.
pub(super) struct Callers<'t> {
    pub(super) files: &'t [Cow<'t, Found>],
    /// Those that call, by their places.
    pub(super) calling: Vec<usize>,
    /// Folders with files of a module.
    pub(super) known: &'t PathSet,
}

impl Callers<'_> {
    /// Of the files that call, those of the folders that may lead to some others or to what is not known, and by folder all other
    /// ones.
    pub(super) fn leading_to(
        self,
        targets: Vec<OsString>,
        sources: &SourceMap,
    ) -> (Vec<usize>, PathMap<Vec<usize>>) {
        let mut open = targets;
        let mut callers: PathMap<Vec<usize>> = PathMap::default();
        for &at in &self.calling {
            match self.named_by(&self.files[at], sources) {
                Some(named) => {
                    for folder in named {
                        callers.entry(folder.into()).or_default().push(at);
                    }
                }
                None => open.push(self.files[at].folder().into()),
            }
        }
        open.extend(self.endless(&callers));
        let mut leading = PathSet::default();
        while let Some(folder) = open.pop() {
            for at in callers.remove(&folder).into_iter().flatten() {
                open.push(self.files[at].folder().into());
            }
            leading.insert(folder);
        }
        let leads = |at: &usize| leading.contains(self.files[*at].folder().as_os_str());
        let (leading, others): (Vec<usize>, Vec<usize>) = self.calling.into_iter().partition(leads);
        let mut left: PathMap<Vec<usize>> = PathMap::default();
        for at in others {
            let folder = self.files[at].folder().into();
            left.entry(folder).or_default().push(at);
        }
        (leading, left)
    }

    /// The folders whose calls lead into a circle: it is refused, be there a trail or not.
    fn endless(&self, callers: &PathMap<Vec<usize>>) -> Vec<OsString> {
        let mut calls: PathMap<usize> = PathMap::default();
        for &at in callers.values().flatten() {
            *calls.entry(self.files[at].folder().into()).or_default() += 1;
        }
        let mut ends: Vec<&OsStr> = callers.keys().map(OsString::as_os_str).collect();
        ends.retain(|called| !calls.contains_key(*called));
        while let Some(end) = ends.pop() {
            for &at in callers.get(end).into_iter().flatten() {
                let folder = self.files[at].folder().as_os_str();
                let left = calls.get_mut(folder).map(|left| {
                    *left -= 1;
                    *left
                });
                ends.extend((left == Some(0)).then_some(folder));
            }
        }
        let left = calls.into_iter().filter(|(_, left)| *left > 0);
        left.map(|(folder, _)| folder).collect()
    }

    /// The folders that a file's calls lead to at most, each of them one of the run; `None` where that is not known.
    fn named_by(&self, file: &Found, sources: &SourceMap) -> Option<Vec<PathBuf>> {
        let folder = file.folder();
        let is_no_link = |folder: &PathBuf| sources.real_folder(folder) == *folder;
        let named = file.named_sources.as_ref()?;
        if !is_no_link(&folder.to_owned()) || !is_nothing_installed(folder, sources) {
            return None;
        }
        let mut out = Vec::with_capacity(named.len());
        for source in named {
            let called = lexical(&folder.join(source));
            let is_known = self.known.contains(called.as_os_str()) && is_no_link(&called);
            // Of a provider's address, as a rule nothing is there.
            if is_known {
                out.push(called);
            } else if source.starts_with('.') {
                return None;
            }
        }
        Some(out)
    }
}
