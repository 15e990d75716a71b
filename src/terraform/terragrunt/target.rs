//! Where a file is written that Terragrunt generates.
//!
//! Source: Terragrunt, `internal/codegen/generate.go`, `WriteToFile`: a relative path counts from the copy of the module that
//! Terraform runs in, and an absolute one is taken as it is; what lies beside the unit is copied over the module.

use std::path::{Path, PathBuf};

use super::added::Added;
use super::files::Reading;
use crate::paths::lexical;
use crate::terraform::config::contents::Content;
use crate::terraform::config::files::is_module_file;
use crate::terraform::config::value_files::is_automatic;
use crate::terraform::lang::given_text::GivenText;

/// The ends of names that say what a file is.
const ENDS: [&str; 10] = [
    "_override.tf.json",
    "_override.tofu.json",
    "_override.tf",
    "_override.tofu",
    ".auto.tfvars.json",
    ".auto.tfvars",
    ".tf.json",
    ".tofu.json",
    ".tf",
    ".tofu",
];

/// Where a file is written that is one of a module, or of its values.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    /// Whether it is written to the module's copy, and not beside the unit to be copied from there.
    is_in_module: bool,
    pub(super) name: String,
}

impl Reading<'_> {
    /// Where a block writes to that has a path.
    pub(super) fn target(
        &self,
        path: &GivenText,
        block: &str,
        module: &Path,
        out: &Added,
    ) -> Option<Target> {
        let given = Path::new(path.unsaid());
        let is_in_module = !given.is_absolute() || module == self.folder;
        let written = if is_in_module {
            lexical(&module.join(given))
        } else {
            lexical(given)
        };
        let name = written.file_name()?.to_str()?;
        let within = written.parent()?;
        let is_there = if is_in_module {
            within == module
        } else {
            within == self.base || within == self.folder
        };
        let is_taken = is_module_file(name) || is_automatic(name);
        if !is_there || !is_taken || (!is_in_module && out.not_copied.has(name)) {
            return None;
        }
        let mut target = Target {
            is_in_module,
            name: name.to_owned(),
        };
        // The name of a file that is there is no secret, nor is one that all know.
        let is_known = name.starts_with("terraform.tfvars");
        if path.said().is_none() && !is_known && !self.replaces(&target, module, out) {
            target.name = stand_in(name, block);
        }
        Some(target)
    }

    /// The file that lies where one is written.
    pub(super) fn there(&self, target: &Target, module: &Path, out: &Added) -> Option<PathBuf> {
        let own = self.folder.join(&target.name);
        if !target.is_in_module {
            return self.sources.is_named(&own).then_some(own);
        }
        let of_module = module.join(&target.name);
        match out.of_name(&target.name) {
            Some(Content::File(copied)) => Some(copied.clone()),
            // It is left out, or was generated.
            Some(Content::Part(..) | Content::Made(_)) => None,
            None => self.sources.is_named(&of_module).then_some(of_module),
        }
    }

    /// Whether the module has another file of that name when Terraform runs.
    pub(super) fn replaces(&self, target: &Target, module: &Path, out: &Added) -> bool {
        out.of_name(&target.name).is_some() || self.sources.is_named(&module.join(&target.name))
    }
}

/// What a file is called whose name is not to be said, by the block that writes it.
fn stand_in(name: &str, block: &str) -> String {
    let end = ENDS.iter().find(|end| name.ends_with(*end));
    format!("({block}, not shown){}", end.copied().unwrap_or_default())
}
