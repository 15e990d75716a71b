//! What a run is asked to do.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::rules::Coverage;

/// Everything that decides a run besides the files themselves.
#[derive(Clone, Debug, Default)]
pub struct LintOptions {
    /// Files and folders to look at. Nothing is added to it: empty means none.
    pub paths: Vec<PathBuf>,
    /// A text to look at beside `paths`.
    pub stdin: Option<Stdin>,
    /// Texts that stand in for what is on disk (an editor's unsaved buffers), by path.
    pub overlay: HashMap<PathBuf, String>,
    /// Look at files that `.gitignore` and its kin leave out.
    pub no_ignore: bool,
    pub coverage: Coverage,
    /// The Region of `AWS::Region` and of Terraform providers that name none.
    pub region: Option<String>,
    /// Values of `CloudFormation` parameters; a later one wins.
    pub parameters: Vec<ParameterInput>,
    /// Values of a Terraform root module's variables; a later one wins.
    pub variables: Vec<VariableInput>,
    /// Take `TF_VAR_*` from the environment.
    pub tf_env: bool,
    /// `terraform.workspace`
    pub workspace: Option<String>,
    /// Ids of the only rules to run; empty means all.
    pub select: Vec<&'static str>,
    /// Ids of rules not to run. It wins over `select`.
    pub ignore: Vec<&'static str>,
}

/// Standard input, read to its end.
#[derive(Clone, Debug)]
pub struct Stdin {
    /// The path it is judged and printed as.
    pub name: PathBuf,
    pub bytes: Vec<u8>,
}

/// Where `CloudFormation` parameters get values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterInput {
    File(PathBuf),
    Value { key: String, value: String },
}

/// Where Terraform variables get values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableInput {
    File(PathBuf),
    Value { name: String, value: String },
}
