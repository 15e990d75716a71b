//! `modules.json`, where `terraform init` notes which modules it installed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::Problem;
use crate::parse::{Node, json};
use crate::paths::lexical;
use crate::published;
use crate::source::{ReadError, SourceMap};

/// A module that `terraform init` installed.
#[derive(Clone, Debug)]
pub(crate) struct Installed {
    pub(crate) folder: PathBuf,
    /// The address that it was brought from.
    source: Option<String>,
    /// Of a registry's module.
    version: Option<String>,
}

impl Installed {
    /// Whether it is what a call asks for. Terraform refuses another one until `terraform init` brings what is asked for.
    pub(super) fn is_asked_for(&self, source: &str, constraint: Option<&str>) -> bool {
        let is_of_source = self
            .source
            .as_deref()
            .is_none_or(|installed| published::may_be_one(installed, source));
        let is_of_version = self.version.as_deref().is_none_or(|installed| {
            constraint.is_none_or(|constraint| published::may_take(constraint, installed))
        });
        is_of_source && is_of_version
    }
}

/// Whether nothing was ever installed below a root, which one look tells nearly everywhere.
pub(super) fn is_nothing_installed(root: &Path, sources: &SourceMap) -> bool {
    sources.is_absent(&root.join(".terraform")) && !sources.is_known(&root.join(LIST))
}

/// Where the list of installed modules lies.
const LIST: &str = ".terraform/modules/modules.json";

/// The modules that `terraform init` installed below a root, by the path of their calls (`audit`, `audit.inner`); the error says
/// why the list of them cannot be read.
///
/// Source: the manifest `.terraform/modules/modules.json` that Terraform writes:
/// `{"Modules": [{"Key", "Source", "Version", "Dir"}]}`.
pub(crate) fn installed_modules(
    root: &Path,
    sources: &SourceMap,
) -> Result<BTreeMap<String, Installed>, Problem> {
    let path = root.join(LIST);
    if is_nothing_installed(root, sources) {
        return Ok(BTreeMap::new());
    }
    let unread = |message: String| Problem {
        path: sources.name(&path),
        message,
    };
    let file = match sources.load(&path) {
        Ok(file) => file,
        Err(ReadError::Missing { .. }) => return Ok(BTreeMap::new()),
        Err(error) => return Err(unread(error.to_string())),
    };
    let parsed = json::parse(&file.input());
    let manifest = parsed.tree.filter(|_| parsed.errors.is_empty());
    let not_json = || unread("not valid JSON; `terraform init` writes it anew".to_owned());
    let manifest = manifest.ok_or_else(not_json)?;
    let modules = manifest.get("Modules").map_or(&[][..], |all| all.items());
    let text = |module: &Node, name: &str| module.get(name)?.as_str().map(str::to_owned);
    let installed = modules.iter().filter_map(|module| {
        let key = text(module, "Key").filter(|key| !key.is_empty())?;
        let installed = Installed {
            folder: lexical(&root.join(text(module, "Dir")?)),
            source: text(module, "Source"),
            version: text(module, "Version"),
        };
        Some((key, installed))
    });
    Ok(installed.collect())
}
