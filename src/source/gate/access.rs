//! What is requested of the gate.

use std::collections::HashMap;
use std::path::PathBuf;

/// What a run may open, as its user requested it.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The files and folders to look at. They are the user's own; with each comes the repository that it lies in.
    pub paths: Vec<PathBuf>,
    /// The path that a text stands for which no file holds.
    pub stands_for: Option<PathBuf>,
    /// Files that the command line names: of values, of a configuration. They are the user's own.
    pub named: Vec<PathBuf>,
    /// The folder of the configuration, and the files that it names. Those are opened that lie in its repository, or its folder.
    pub configured: Option<(PathBuf, Vec<PathBuf>)>,
    /// Texts that are taken instead of what is on disk (an editor's unsaved buffers), by path.
    pub overlay: HashMap<PathBuf, String>,
    /// Whether files count wherever they lie.
    pub allow_outside: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    /// A pipe, a device, a socket.
    Special,
}

/// How far one who opens a file may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Reach {
    Inside,
    /// Into the folders of modules, too, that local sources name where there is no repository.
    Modules,
}
