//! What the command line and the configuration say about templates.

use std::path::{Path, PathBuf};

use crate::paths::MeantPaths;

use crate::model::GivenRegion;
use crate::source::{GivenAt, InFile};

/// How templates are read and which values their parameters have.
#[derive(Clone, Debug)]
pub struct Options {
    /// The Region that stacks are in (`us-east-1`), where no code says.
    pub region: Option<GivenRegion>,
    /// Whether a parameter's default counts as its value.
    pub assume_defaults: bool,
    /// Where the configuration says so.
    pub assume_defaults_at: Option<InFile>,
    /// Values for every template, in order; later ones win.
    pub parameters: Vec<ParameterInput>,
    /// Named deployments of the templates that a glob matches.
    pub deployments: Vec<TemplateDeployment>,
}

impl Default for Options {
    /// Nothing is given, and defaults count.
    fn default() -> Options {
        Options {
            region: None,
            assume_defaults: true,
            assume_defaults_at: None,
            parameters: Vec::new(),
            deployments: Vec::new(),
        }
    }
}

impl Options {
    /// The files that values for every template come from.
    pub(crate) fn parameter_files(&self) -> impl Iterator<Item = &Path> {
        files_of(&self.parameters)
    }

    /// The files that values for the named deployments come from.
    pub(crate) fn configured_files(&self) -> impl Iterator<Item = &Path> {
        let deployments = self.deployments.iter();
        deployments.flat_map(|deployment| files_of(&deployment.parameters))
    }
}

fn files_of(inputs: &[ParameterInput]) -> impl Iterator<Item = &Path> {
    inputs.iter().filter_map(|input| match input {
        ParameterInput::File(path) => Some(path.as_path()),
        ParameterInput::Value { .. } => None,
    })
}

/// Where a template's parameter values come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterInput {
    File(PathBuf),
    Value {
        key: String,
        value: String,
        /// Where the configuration gives it.
        at: Option<GivenAt>,
    },
}

/// One deployment of some templates.
#[derive(Clone, Debug)]
pub struct TemplateDeployment {
    pub name: String,
    /// Where the configuration names it.
    pub at: Option<InFile>,
    /// Matches absolute paths.
    pub templates: MeantPaths,
    pub region: Option<GivenRegion>,
    pub parameters: Vec<ParameterInput>,
}
