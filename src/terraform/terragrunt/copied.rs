//! Which files of a unit's folder Terragrunt copies beside the module that it downloads.
//!
//! Source: Terragrunt's documentation of `terraform`, `exclude_from_copy`; `internal/util/file.go`, `newLegacyCopyFilter`: what it
//! names is left out, be it named by `include_in_copy`, too; hidden files and folders are, unless that names them.
//! `UpdateGetters`: a module is copied without them as well, by their paths in the folder that its source names before `//`.

use std::path::{Path, PathBuf};

use super::files::{Config, Reading, said_of_terraform};
use super::settings::why_of;
use crate::glob_bounds::too_much;
use crate::source::Span;
use crate::terraform::config::laid_over::{CopiedFrom, LaidOver, LeftOut};
use crate::terraform::config::path_globs::{PathGlobs, path_glob};
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::values::Value;

const EXCLUDED: &str = "exclude_from_copy";

const INCLUDED: &str = "include_in_copy";

/// What of a unit's folder is not copied.
#[derive(Debug, Default)]
pub(crate) struct NotCopied {
    left_out: LeftOut,
    /// Where there may be more of it, and why that is not known, a clause.
    pub(super) untold: Option<(Span, String)>,
}

impl NotCopied {
    /// Whether a file is left out, by its path in the folder that is copied.
    pub(crate) fn has(&self, name: impl AsRef<Path>) -> bool {
        self.left_out.has(name.as_ref())
    }

    /// What a module that lies in a folder of a local source is copied without.
    pub(super) fn of_source(&self, folder: &Path) -> CopiedFrom {
        CopiedFrom {
            folder: folder.to_owned(),
            except: self.left_out.clone(),
        }
    }

    /// What is laid over the module when the files of a unit's folder are copied.
    pub(crate) fn laid_over(&self, folder: &Path) -> LaidOver {
        LaidOver {
            folder: folder.to_owned(),
            except: self.left_out.clone(),
        }
    }
}

impl Reading<'_> {
    /// Where the unit's module lies in the folder that is copied with it.
    pub(super) fn within_copy(&self, layers: &[&Config]) -> PathBuf {
        let mut inner = layers.iter().rev();
        let source = inner.find_map(|layer| self.source_of(layer));
        let text = source
            .and_then(|source| source.text.ok())
            .unwrap_or_default();
        let within = text.split_once("//").map(|(_, within)| within);
        PathBuf::from(within.unwrap_or_default())
    }

    /// What of the unit's folder is not copied; later files win over those before.
    pub(super) fn not_copied(&self, layers: &[&Config]) -> NotCopied {
        let excluded = self.globs_of(EXCLUDED, layers);
        let included = self.globs_of(INCLUDED, layers);
        let untold = excluded.as_ref().err().or(included.as_ref().err());
        let untold = untold.cloned();
        NotCopied {
            untold,
            left_out: LeftOut {
                named: excluded.unwrap_or_default(),
                hidden_but: included.ok(),
            },
        }
    }

    /// The patterns of paths that an attribute of the `terraform` block holds. The error says where that cannot be told, and why,
    /// a clause.
    fn globs_of(&self, name: &str, layers: &[&Config]) -> Result<PathGlobs, (Span, String)> {
        let Some((layer, attribute)) = said_of_terraform(layers, name) else {
            return Ok(PathGlobs::default());
        };
        let untold = |why: String| (attribute.value.span, why);
        let list = self.evaluate_shape(layer, &attribute.value).decided();
        let items = list.value().and_then(Value::elements);
        let items = items.ok_or_else(|| untold(why_of(&list)))?;
        let mut patterns = Vec::new();
        for item in items {
            let pattern = GivenText::of(item).map(GivenText::into_unsaid);
            let pattern = pattern.ok_or_else(|| untold(why_of(item)))?;
            let pattern = pattern.strip_prefix("./").unwrap_or(&pattern);
            if let Some(why) = too_much(pattern) {
                return Err(untold(format!("one of its patterns {why}")));
            }
            if path_glob(pattern).is_none() {
                return Err(untold("one of its patterns is none".to_owned()));
            }
            patterns.push(pattern.to_owned());
        }
        let globs = PathGlobs::of(&patterns, &self.shared.globs);
        globs.ok_or_else(|| untold("its patterns are too many".to_owned()))
    }
}
