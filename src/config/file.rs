//! What the file may say.

use serde::Deserialize;

use super::shapes::{Choice, Deployment, Keyed, Keys, Members, OneOrSeveral, Scalar, Word};
use crate::diagnostic::Severity;
use crate::rules::Coverage;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct File {
    pub(super) coverage: Option<Word<Coverage>>,
    pub(super) assume_defaults: Option<bool>,
    pub(super) region: Option<String>,
    pub(super) fail_on: Option<Word<Severity>>,
    pub(super) select: Vec<String>,
    pub(super) ignore: Vec<String>,
    pub(super) severity: Members<Word<Severity>>,
    pub(super) cloudformation: Vec<Keyed<Templates>>,
    pub(super) terraform: Vec<Keyed<Roots>>,
}

/// Some templates and their deployments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Templates {
    pub(super) templates: OneOrSeveral,
    pub(super) deployments: Members<Deployment<TemplateValues>>,
}

/// Some root modules and their deployments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Roots {
    pub(super) roots: OneOrSeveral,
    pub(super) deployments: Members<Deployment<RootValues>>,
}

/// What one deployment gives templates.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct TemplateValues {
    /// Files of parameters.
    pub(super) parameters: OneOrSeveral,
    pub(super) values: Members<Scalar>,
    pub(super) region: Option<String>,
}

/// What one deployment gives root modules.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct RootValues {
    pub(super) var_files: OneOrSeveral,
    pub(super) vars: Members<Scalar>,
    /// A workspace may be called `1`.
    pub(super) workspace: Option<Scalar>,
    pub(super) region: Option<String>,
}

impl Keys for File {
    const EXPECTED: &'static str = "a map of options, such as `coverage: one-trail`";
}

impl Keys for Templates {
    const EXPECTED: &'static str = "a map with `templates` and `deployments`";
}

impl Keys for Roots {
    const EXPECTED: &'static str = "a map with `roots` and `deployments`";
}

impl Keys for TemplateValues {
    const EXPECTED: &'static str =
        "a file, a list of files, or a map with `parameters`, `values` and `region`";
}

impl Keys for RootValues {
    const EXPECTED: &'static str =
        "a file, a list of files, or a map with `var-files`, `vars`, `workspace` and `region`";
}

impl Choice for Coverage {
    fn words() -> Vec<&'static str> {
        Coverage::ALL.map(Coverage::as_str).to_vec()
    }
}

impl Choice for Severity {
    fn words() -> Vec<&'static str> {
        Severity::ALL.map(Severity::as_str).to_vec()
    }
}
