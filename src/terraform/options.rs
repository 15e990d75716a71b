//! What the command line and the configuration say about root modules.

use std::path::{Path, PathBuf};

use crate::paths::MeantPaths;

use crate::model::GivenRegion;
use crate::source::{GivenAt, InFile};

/// How root modules are read and which values their variables have.
#[derive(Clone, Debug)]
pub struct Options {
    /// The Region of providers that name none.
    pub region: Option<GivenRegion>,
    /// Whether a root variable's default counts as its value.
    pub assume_defaults: bool,
    /// Where the configuration says so.
    pub assume_defaults_at: Option<InFile>,
    /// Values for every root module, in order; later ones win.
    pub variables: Vec<VariableInput>,
    /// Whether `TF_VAR_*` of the environment count.
    pub tf_env: bool,
    /// Whether the built-in table tells which trails modules make that are not installed.
    pub known_modules: bool,
    /// The selected workspace.
    pub workspace: Option<String>,
    /// Named deployments of the root modules that a glob matches.
    pub deployments: Vec<RootDeployment>,
}

impl Default for Options {
    /// Nothing is given, and defaults count.
    fn default() -> Options {
        Options {
            region: None,
            assume_defaults: true,
            assume_defaults_at: None,
            variables: Vec::new(),
            tf_env: false,
            known_modules: true,
            workspace: None,
            deployments: Vec::new(),
        }
    }
}

impl Options {
    /// The files that values for every root module come from.
    pub(crate) fn variable_files(&self) -> impl Iterator<Item = &Path> {
        files_of(&self.variables)
    }

    /// The files that values for the named deployments come from.
    pub(crate) fn configured_files(&self) -> impl Iterator<Item = &Path> {
        let deployments = self.deployments.iter();
        deployments.flat_map(RootDeployment::variable_files)
    }
}

impl RootDeployment {
    /// The files that its values come from.
    pub(crate) fn variable_files(&self) -> impl Iterator<Item = &Path> {
        files_of(&self.variables)
    }
}

fn files_of(inputs: &[VariableInput]) -> impl Iterator<Item = &Path> {
    inputs.iter().filter_map(|input| match input {
        VariableInput::File(path) => Some(path.as_path()),
        VariableInput::Value { .. } => None,
    })
}

/// Where a root module's variable values come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableInput {
    File(PathBuf),
    Value {
        name: String,
        value: String,
        /// Where the configuration gives it.
        at: Option<GivenAt>,
    },
}

/// One deployment of some root modules.
#[derive(Clone, Debug)]
pub struct RootDeployment {
    pub name: String,
    /// Where the configuration names it.
    pub at: Option<InFile>,
    /// Matches absolute paths of folders.
    pub roots: MeantPaths,
    pub workspace: Option<String>,
    /// The Region of providers that name none.
    pub region: Option<GivenRegion>,
    pub variables: Vec<VariableInput>,
}
