//! The files that the CDK uploads beside a stack's template, by their hashes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::super::template::{first_document, local_path};
use crate::source::SourceMap;

/// What the names of the manifests end with.
const MANIFEST: &str = ".assets.json";

/// Templates by the hash that their address ends with.
type ByHash = BTreeMap<String, PathBuf>;

/// A folder's place, filled by whoever asks first.
type Slot = Arc<OnceLock<ByHash>>;

/// The assets of the folders that were asked for so far.
pub(crate) struct CdkAssets<'a> {
    pub(super) sources: &'a SourceMap,
    folders: Mutex<BTreeMap<PathBuf, Slot>>,
}

impl<'a> CdkAssets<'a> {
    pub(crate) fn new(sources: &'a SourceMap) -> CdkAssets<'a> {
        CdkAssets {
            sources,
            folders: Mutex::default(),
        }
    }

    /// The template in a folder that an address means, which is given by the strings it is made of.
    pub(super) fn template_at(&self, folder: &Path, strings: &[&str]) -> Option<PathBuf> {
        let hash = strings.iter().find_map(|text| hash_in(text))?;
        let slot = {
            let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(folders.entry(folder.to_owned()).or_default())
        };
        slot.get_or_init(|| self.read(folder)).get(hash).cloned()
    }

    /// The templates that the manifests of a folder name.
    ///
    /// Source: `aws-cdk` cloud assembly schema, asset manifest: `files.HASH.source.path`.
    fn read(&self, folder: &Path) -> ByHash {
        let mut out = ByHash::new();
        let listed = self.sources.files_in(folder).unwrap_or_default();
        let manifests = listed.into_iter().filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.ends_with(MANIFEST))
        });
        for path in manifests {
            let Ok(file) = self.sources.load(&path) else {
                continue;
            };
            let Ok(Some(root)) = first_document(&file) else {
                continue;
            };
            for entry in root.get("files").map_or(&[][..], |files| files.entries()) {
                let source = entry
                    .value
                    .get("source")
                    .and_then(|source| source.get("path"));
                let path = source
                    .and_then(|path| path.as_str())
                    .and_then(|path| local_path(folder, path, self.sources));
                if let (Some(hash), Some(path)) = (entry.key.as_str(), path) {
                    out.insert(hash.to_owned(), path);
                }
            }
        }
        out
    }
}

/// The hash that an address ends with: `…/HASH.json`.
fn hash_in(text: &str) -> Option<&str> {
    let name = text.rsplit('/').next()?.strip_suffix(".json")?;
    let is_hash = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then_some(name)
}
