//! Templates that are deployed merged with others.

use std::path::Path;

use crate::source::SourceMap;

/// What merges a file with others. Formica makes one stack of all `*.template.*` of a folder in which its configuration lies.
///
/// Source: Formica's documentation, "Template files" ("load all `*.template.(json|yaml|yml)` files from the current directory and
/// merge them into one CloudFormation stack") and its examples, for the names of its configuration.
pub(super) fn merged_by(file: &Path, sources: &SourceMap) -> Option<&'static str> {
    const ENDS: [&str; 3] = ["yaml", "yml", "json"];
    let name = file.file_name().and_then(|name| name.to_str());
    let stem = name.and_then(|name| name.rsplit_once('.'));
    let is_template =
        stem.is_some_and(|(stem, end)| stem.ends_with(".template") && ENDS.contains(&end));
    let is_file = |name: String| sources.leads_to_file(&file.with_file_name(name));
    let mut names = ["stack", "stack-set"]
        .into_iter()
        .flat_map(|stack| ENDS.map(|end| format!("{stack}.config.{end}")));
    (is_template && names.any(is_file)).then_some("Formica")
}
