//! What a run is asked to do.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::cloudformation;
use crate::rules::{Coverage, Selection};
use crate::terraform;

/// Everything [`crate::lint`] needs to know.
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
    pub coverage: Coverage,
    /// The Region that stacks and default providers are in, where no code says.
    pub region: Option<String>,
    /// Whether defaults of parameters and variables are not to count as their values.
    pub distrust_defaults: bool,
    /// Values of template parameters, in order; later ones win.
    pub parameters: Vec<ParameterInput>,
    /// Named deployments of templates.
    pub template_deployments: Vec<cloudformation::Deployment>,
    /// Values of root module variables, in order; later ones win.
    pub variables: Vec<VariableInput>,
    /// Whether `TF_VAR_*` of the environment count.
    pub tf_env: bool,
    /// The selected Terraform workspace.
    pub workspace: Option<String>,
    /// Named deployments of root modules.
    pub root_deployments: Vec<terraform::Deployment>,
    /// Which rules run, and how bad their findings are.
    pub selection: Selection,
}

/// Standard input and the name it is treated as.
#[derive(Clone, Debug)]
pub struct Stdin {
    pub name: PathBuf,
    pub bytes: Vec<u8>,
}

/// Where a template's parameter values come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterInput {
    File(PathBuf),
    Value { key: String, value: String },
}

/// Where a root module's variable values come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableInput {
    File(PathBuf),
    Value { name: String, value: String },
}
