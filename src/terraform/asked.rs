//! What a run was asked about: modules around it are read for context, and only what touches it is reported.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::calls::Graph;
use super::{folder_of, is_of_module};
use crate::discover::{Found, Origin};
use crate::model::{Trail, Unit};
use crate::resolved::Resolved;
use crate::source::{SourceId, SourceMap};

/// The files that were given, by name or below a folder.
pub(super) struct Asked {
    files: HashSet<PathBuf>,
    folders: HashSet<PathBuf>,
    /// Folders of which everything is reported when they are roots.
    whole_roots: HashSet<PathBuf>,
    /// Whether a file of values is among those given by name: which roots take it, only judging them tells.
    values: bool,
}

impl Asked {
    pub(super) fn new(files: &[&Found]) -> Asked {
        let paths = |which: fn(Origin) -> bool| {
            files
                .iter()
                .filter(move |file| which(file.origin))
                .map(|file| file.path.clone())
        };
        let folders = |which: fn(Origin) -> bool| paths(which).map(|path| folder_of(&path));
        Asked {
            files: paths(|origin| origin != Origin::Context).collect(),
            folders: folders(|origin| origin != Origin::Context).collect(),
            whole_roots: folders(|origin| origin == Origin::InFolder).collect(),
            values: files
                .iter()
                .any(|file| file.origin == Origin::ByName && !is_of_module(file)),
        }
    }

    /// Whether a root module, run in a folder, may reach a file that was asked for; others have nothing to say.
    pub(super) fn concerns(&self, run_in: &Path, root: &Path, graph: &Graph) -> bool {
        self.values
            || self.folders.contains(run_in)
            || graph
                .below(root)
                .iter()
                .any(|folder| self.folders.contains(folder))
    }

    /// Keeps what touches a file that was asked for: the trail lies there, or its value comes from there. Of a root module
    /// in a folder that was given as a whole, everything stays.
    pub(super) fn keep(&self, unit: &mut Unit, run_in: Option<&Path>, sources: &SourceMap) {
        if run_in.is_some_and(|folder| self.whole_roots.contains(folder)) {
            return;
        }
        let is_wanted = |source: SourceId| self.files.contains(sources.get(source).path());
        for scope in &mut unit.scopes {
            scope.trails.retain(|trail| {
                is_wanted(trail.declared.source)
                    || evidence_sources(trail).into_iter().any(is_wanted)
            });
            scope
                .unreadable
                .retain(|unreadable| is_wanted(unreadable.span.source));
            scope.remarks.retain(|remark| is_wanted(remark.span.source));
        }
    }
}

fn evidence_sources(trail: &Trail) -> Vec<SourceId> {
    fn of<T>(value: &Resolved<T>, out: &mut Vec<SourceId>) {
        let arms = value.arms().into_iter().map(|(_, arm)| arm.from());
        for from in arms.chain([value.from()]) {
            let hops = from.hops.iter().filter_map(|hop| hop.span);
            out.extend(hops.chain(from.at).map(|span| span.source));
        }
    }
    let mut out = Vec::new();
    of(&trail.created, &mut out);
    of(&trail.include_global_service_events, &mut out);
    of(&trail.is_multi_region_trail, &mut out);
    of(&trail.is_logging, &mut out);
    of(&trail.management_events, &mut out);
    of(&trail.home_region, &mut out);
    out
}
