//! `modules.json`, where `terraform init` notes which modules it installed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::parse::{Node, json};
use crate::paths::lexical;
use crate::published;
use crate::source::SourceMap;

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

/// The modules that `terraform init` installed below a root, by the path of their calls (`audit`, `audit.inner`).
///
/// Source: the manifest `.terraform/modules/modules.json` that Terraform writes:
/// `{"Modules": [{"Key", "Source", "Version", "Dir"}]}`.
pub(crate) fn installed_modules(root: &Path, sources: &SourceMap) -> BTreeMap<String, Installed> {
    let path = root.join(".terraform/modules/modules.json");
    let Ok(file) = sources.load(&path) else {
        return BTreeMap::new();
    };
    let Some(manifest) = json::parse(&file.input()).tree else {
        return BTreeMap::new();
    };
    let modules = manifest.get("Modules").map_or(&[][..], |all| all.items());
    let text = |module: &Node, name: &str| module.get(name)?.as_str().map(str::to_owned);
    modules
        .iter()
        .filter_map(|module| {
            let key = text(module, "Key").filter(|key| !key.is_empty())?;
            let installed = Installed {
                folder: lexical(&root.join(text(module, "Dir")?)),
                source: text(module, "Source"),
                version: text(module, "Version"),
            };
            Some((key, installed))
        })
        .collect()
}
