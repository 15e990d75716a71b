//! What the files of Terragrunt are called.

use std::path::{Path, PathBuf};

use crate::source::{SourceFile, SourceMap};

/// The names of a unit's file; the first one counts where both are there.
///
/// Source: Terragrunt, `pkg/config/config.go`, `DefaultTerragruntConfigPaths`.
pub(super) const UNITS: [&str; 2] = ["terragrunt.hcl.json", "terragrunt.hcl"];

/// The name of a stack's file.
pub(super) const STACK: &str = "terragrunt.stack.hcl";

/// The file that stands in for the one of a unit, where it is there: Terragrunt reads that one in its place.
pub(crate) fn stand_in_for(path: &Path, sources: &SourceMap) -> Option<PathBuf> {
    let [first, second] = UNITS;
    let other = path.with_file_name(first);
    let is_second = path.file_name().is_some_and(|name| name == second);
    (is_second && sources.is_named(&other)).then_some(other)
}

/// Whether a file is one of Terragrunt's by its name.
pub(super) fn is_named_as_config(file: &SourceFile) -> bool {
    is_config_name(file.name())
}

fn is_config_name(name: &str) -> bool {
    name.ends_with(".hcl") || name.ends_with(".hcl.json")
}

/// Whether a file is one of a unit, or of what units share: it is no stack, and no file of values.
pub(super) fn is_of_unit(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let others = [".stack.hcl", ".values.hcl"];
    is_config_name(&name) && !others.iter().any(|end| name.ends_with(end))
}
