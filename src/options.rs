//! What a run is asked to do.

use std::collections::HashMap;
use std::path::PathBuf;

use globset::GlobMatcher;

use crate::diagnostic::Severity;
use crate::rules::{Coverage, Selection};

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
    pub template_deployments: Vec<TemplateDeployment>,
    /// Values of root module variables, in order; later ones win.
    pub variables: Vec<VariableInput>,
    /// Whether `TF_VAR_*` of the environment count.
    pub tf_env: bool,
    /// The selected Terraform workspace.
    pub workspace: Option<String>,
    /// Named deployments of root modules.
    pub root_deployments: Vec<RootDeployment>,
    /// Which rules run, and how bad their findings are.
    pub selection: Selection,
    /// The lowest severity that fails a run, where the configuration says; the library itself fails none.
    pub fail_on: Option<Severity>,
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

/// One deployment of some templates.
#[derive(Clone, Debug)]
pub struct TemplateDeployment {
    pub name: String,
    /// Matches absolute paths.
    pub templates: GlobMatcher,
    pub region: Option<String>,
    pub parameters: Vec<ParameterInput>,
}

/// One deployment of some root modules.
#[derive(Clone, Debug)]
pub struct RootDeployment {
    pub name: String,
    /// Matches absolute paths of folders.
    pub roots: GlobMatcher,
    pub workspace: Option<String>,
    /// The Region of providers that name none.
    pub region: Option<String>,
    pub variables: Vec<VariableInput>,
}
