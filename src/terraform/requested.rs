//! What was requested of a run: modules around it are read for context, and only what touches it is reported.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::discover::{Found, Origin};
use crate::model::Judged;
use crate::paths::folder_of;
use crate::source::{SourceId, SourceMap};
use crate::terraform::config::call_graph::Graph;
use crate::terraform::config::files::is_of_module;

/// The files that were given, by name or below a folder.
pub(crate) struct Requested {
    files: HashSet<PathBuf>,
    folders: HashSet<PathBuf>,
    /// Folders of which everything is reported when they are roots.
    whole_roots: HashSet<PathBuf>,
    /// Whether a file of values or of data is among those given by name: which roots read it, only judging them tells.
    values: bool,
}

impl Requested {
    /// `data` are no files of modules, but modules may read them.
    pub(crate) fn new(files: &[&Found], data: &[&Found]) -> Requested {
        let paths = |which: fn(Origin) -> bool| {
            files
                .iter()
                .chain(data)
                .filter(move |file| which(file.origin))
                .map(|file| file.path.clone())
        };
        let folders = |which: fn(Origin) -> bool| paths(which).map(|path| folder_of(&path));
        Requested {
            files: paths(|origin| origin != Origin::Context).collect(),
            folders: folders(|origin| origin != Origin::Context).collect(),
            whole_roots: folders(|origin| origin == Origin::InFolder).collect(),
            values: files
                .iter()
                .chain(data)
                .any(|file| file.origin == Origin::ByName && !is_of_module(file)),
        }
    }

    /// Whether a root module, run in a folder, may reach a file that was requested; others have nothing to say.
    pub(crate) fn concerns(&self, run_in: &Path, root: &Path, graph: &Graph) -> bool {
        self.values
            || self.folders.contains(run_in)
            || graph
                .below([root.to_owned()])
                .iter()
                .any(|folder| self.folders.contains(folder))
    }

    /// Keeps what touches a file that was requested: the trail lies there, or its value comes from there. Of a root module
    /// in a folder that was given as a whole, everything stays.
    pub(crate) fn keep(&self, judged: &mut Judged, run_in: Option<&Path>, sources: &SourceMap) {
        if run_in.is_some_and(|folder| self.whole_roots.contains(folder)) {
            return;
        }
        let is_wanted = |source: SourceId| self.files.contains(sources.get(source).path());
        judged.keep_touching(&is_wanted);
    }
}
