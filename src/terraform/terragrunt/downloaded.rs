//! The copy of a unit's module that Terragrunt downloaded: it is read where it is sure to be what the unit asks for.
//!
//! Source: Terragrunt, `internal/tf/source.go`, `NewSource`: a package lies in `.terragrunt-cache/W/H` below the unit's folder, or
//! in that of `download_dir`, where W is made of the unit's folder and H of the package's address, with the version that was
//! downloaded in `.terragrunt-source-version`; `internal/runner/run/download_source.go`, `AlreadyHaveLatestCode`: another
//! version is downloaded anew.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::files::{Config, Reading, Source, said_of_terraform};
use super::source_url::{SourceUrl, fingerprint};
use crate::paths::lexical;
use crate::terraform::config::files::holds_module;
use crate::terraform::config::value_files::automatic_files;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::limits::MAX_MANIFEST;

const CACHE: &str = ".terragrunt-cache";
const VERSION: &str = ".terragrunt-source-version";

/// Where Terragrunt notes which files of the unit's folder it copied over the module.
///
/// Source: `internal/runner/run/download_source.go`, `ModuleManifestName`; `internal/util/file.go`, `fileManifest`: paths, written by
/// Go's `encoding/gob`.
const MANIFEST: &str = ".terragrunt-module-manifest";

/// A module of a unit that is not the unit's own folder.
#[derive(Debug)]
pub(super) struct UnitModule {
    pub(super) folder: PathBuf,
    /// Where it is a copy that Terragrunt downloaded: the names of those of its files that Terragrunt copied there.
    pub(super) left_in_copy: Option<Vec<String>>,
}

impl UnitModule {
    /// One that lies where the unit says.
    pub(super) fn here(folder: PathBuf) -> UnitModule {
        UnitModule {
            folder,
            left_in_copy: None,
        }
    }
}

/// What Terragrunt downloaded of a unit's module.
pub(super) enum Downloaded {
    Copy(UnitModule),
    /// There are copies, and none of them is sure to be the one that is asked for.
    Unsure {
        /// A clause.
        why: &'static str,
        /// The modules in them.
        folders: Vec<PathBuf>,
    },
    Nothing,
}

impl Reading<'_> {
    /// The copy of the module that a source outside of this repository names.
    pub(super) fn downloaded(&self, source: &Source, layers: &[&Config]) -> Downloaded {
        let address = self.address_of(source, layers);
        let url = address.as_deref().and_then(SourceUrl::parse);
        let (Some(url), Some(cache)) = (url, self.cache_of(layers)) else {
            return Downloaded::Nothing;
        };
        let units = self.sources.folders_in(&cache);
        if units.is_empty() {
            return Downloaded::Nothing;
        }
        let of_unit = fingerprint(&self.base.to_string_lossy());
        // Others share a folder of downloads: what lies there of them is theirs.
        let is_own = cache.starts_with(&self.base);
        let units = units.iter().filter(|name| is_own || **name == *of_unit);
        let copies = units.map(|name| cache.join(name).join(url.folder_name()));
        let module = |copy: &Path| copy.join(&url.within);
        let copies: Vec<PathBuf> = copies
            .filter(|copy| holds_module(&module(copy), self.sources))
            .collect();
        let wanted = url.version();
        let is_wanted = |copy: &&PathBuf| wanted.is_some() && self.version_in(copy) == wanted;
        let current: Vec<&PathBuf> = copies.iter().filter(is_wanted).collect();
        let is_of_unit = |copy: &&&PathBuf| {
            let unit = copy.parent().and_then(Path::file_name);
            unit == Some(OsStr::new(&of_unit))
        };
        let copy = match current.as_slice() {
            [only] => Some(*only),
            several => several.iter().find(is_of_unit).copied(),
        };
        if let Some(copy) = copy {
            let folder = module(copy);
            let left = self.left_in(&folder);
            return Downloaded::Copy(UnitModule {
                folder,
                left_in_copy: Some(left),
            });
        }
        let why = match (copies.as_slice(), current.as_slice()) {
            ([], _) => return Downloaded::Nothing,
            _ if wanted.is_none() => {
                "which version of it is the one in `.terragrunt-cache` is not known"
            }
            (_, []) => "the copy of it in `.terragrunt-cache` is of another version",
            _ => "`.terragrunt-cache` holds several copies of it",
        };
        let folders = copies.iter().map(|copy| module(copy)).collect();
        Downloaded::Unsure { why, folders }
    }

    /// What a source comes to with the version that stands beside it.
    ///
    /// Source: Terragrunt's documentation of `terraform`, `version`; `internal/runner/run/download_source.go`,
    /// `resolveTerraformModuleVersion`: of a registry's modules only.
    pub(super) fn address_of(&self, source: &Source, layers: &[&Config]) -> Option<String> {
        let text = source.text.as_deref().ok()?;
        let said = said_of_terraform(layers, "version");
        let said = said.filter(|_| text.starts_with("tfr://") && !text.contains('?'));
        let Some((layer, version)) = said else {
            return Some(text.to_owned());
        };
        let version = GivenText::of(&self.evaluate_shape(layer, &version.value).decided());
        let version = version.map_or_else(|| ">= 0".to_owned(), GivenText::into_unsaid);
        Some(format!("{text}?version={version}"))
    }

    /// Where Terragrunt downloads to for the unit; `None` where that is not known.
    ///
    /// Source: Terragrunt's documentation of `download_dir`, and of the flag of that name, which wins.
    fn cache_of(&self, layers: &[&Config]) -> Option<PathBuf> {
        let of_environment = ["TG_DOWNLOAD_DIR", "TERRAGRUNT_DOWNLOAD"].iter();
        let mut of_environment = of_environment.filter_map(std::env::var_os);
        if let Some(given) = of_environment.next().filter(|_| self.options.tf_env) {
            return Some(PathBuf::from(given)).filter(|path| path.is_absolute());
        }
        let mut inner = layers.iter().rev();
        let said = inner.find_map(|layer| Some((*layer, layer.body.attribute("download_dir")?)));
        let Some((layer, said)) = said else {
            return Some(self.base.join(CACHE));
        };
        let value = self.evaluate_shape(layer, &said.value).decided();
        let text = GivenText::of(&value)?;
        // A relative one counts from wherever Terragrunt is started.
        let path = Path::new(text.said()?);
        path.is_absolute().then(|| lexical(path))
    }

    /// What Terragrunt noted of the version of a copy.
    fn version_in(&self, copy: &Path) -> Option<String> {
        let file = self.sources.load(&copy.join(VERSION)).ok()?;
        Some(file.text().trim().to_owned())
    }

    /// The files in a module's copy that Terragrunt copied from the unit's folder when it last ran. It takes them away first when
    /// it does so anew.
    fn left_in(&self, folder: &Path) -> Vec<String> {
        let manifest = folder.join(MANIFEST);
        let manifest = self.sources.bytes_within(&manifest, MAX_MANIFEST);
        let manifest = manifest.unwrap_or_default();
        let of_module = self.sources.files_in(folder).unwrap_or_default();
        let values = automatic_files(folder, self.sources);
        let files = of_module.into_iter().chain(values);
        let names_of = files.filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
        names_of.filter(|name| names(&manifest, name)).collect()
    }
}

/// Whether a manifest names a file of its folder. Behind the text of a path, only control characters follow.
fn names(manifest: &[u8], name: &str) -> bool {
    let name = format!("/{name}");
    let at = memchr::memmem::find_iter(manifest, name.as_bytes());
    let mut ends = at.map(|at| manifest.get(at + name.len()));
    ends.any(|next| next.is_none_or(u8::is_ascii_control))
}
