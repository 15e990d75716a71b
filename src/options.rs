//! What is requested of a run.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::{cloudformation, rules, terraform};

/// Everything [`crate::lint()`] needs to know.
#[derive(Clone, Debug, Default)]
pub struct LintOptions {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// A text that is read in place of a file.
    pub stdin: Option<Stdin>,
    /// Texts that stand in for files on disk, by path (an editor's unsaved buffers).
    pub overlay: HashMap<PathBuf, String>,
    /// Looks into files that `.gitignore` and `.ignore` name, too.
    pub no_ignore: bool,
    pub cloudformation: cloudformation::Options,
    pub terraform: terraform::Options,
    pub rules: rules::Options,
}

/// Standard input and the name it is treated as.
#[derive(Clone, Debug)]
pub struct Stdin {
    /// By its ending the text is read, and by it reports name the text.
    pub name: PathBuf,
    /// Whether the name was given; otherwise only the text can tell what it is.
    pub is_named: bool,
    pub bytes: Vec<u8>,
}
