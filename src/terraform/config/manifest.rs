//! `modules.json`, where `terraform init` notes which modules it installed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::parse::json;
use crate::paths::lexical;
use crate::source::SourceMap;

/// The modules that `terraform init` installed below a root, by the path of their calls (`audit`, `audit.inner`).
///
/// Source: the manifest `.terraform/modules/modules.json` that Terraform writes: `{"Modules": [{"Key", "Source", "Dir"}]}`.
pub(crate) fn installed_modules(root: &Path, sources: &SourceMap) -> BTreeMap<String, PathBuf> {
    let path = root.join(".terraform/modules/modules.json");
    let Ok(file) = sources.load(&path) else {
        return BTreeMap::new();
    };
    let Some(manifest) = json::parse(&file.input()).tree else {
        return BTreeMap::new();
    };
    manifest
        .get("Modules")
        .map_or(&[][..], |modules| modules.items())
        .iter()
        .filter_map(|module| {
            let key = module.get("Key")?.as_str()?;
            let dir = module.get("Dir")?.as_str()?;
            (!key.is_empty()).then(|| (key.to_owned(), lexical(&root.join(dir))))
        })
        .collect()
}
