//! Configurations of Formica, which deploy what the templates around them make together.
//!
//! Source: Formica's documentation, "Configuration file".

use std::path::Path;

use super::super::template::{STACK_NAMES, first_document, is_configuration, is_of_parameters};
use super::from_nodes::set_of;
use super::said::{OneRegion, regions_in};
use super::values::ParameterSet;
use crate::diagnostic::Problem;
use crate::parse::Node;
use crate::source::{SourceMap, Span};

/// What a configuration deploys, once for each Region that it names: what the stack is called, where that is said, and what it is
/// given.
pub(super) fn of_formica(
    path: &Path,
    sources: &SourceMap,
) -> Result<Vec<(String, Span, ParameterSet)>, Problem> {
    let problem = |message: String| Problem {
        path: sources.name(path),
        message,
    };
    let file = sources.load(path);
    let file = file.map_err(|error| problem(error.to_string()))?;
    let root = first_document(&file).map_err(|errors| {
        let first = errors.into_iter().next();
        problem(first.map_or_else(
            || "it cannot be parsed".into(),
            |error| error.message.into(),
        ))
    })?;
    if !is_of_parameters(&file, is_configuration(file.path()), sources) {
        file.keep_unsaid();
    }
    let at = Span::beginning(file.id());
    let Some(root) = root else {
        let values = ParameterSet::of(&file, None);
        return Ok(vec![(file.name().to_owned(), at, values)]);
    };
    let names = STACK_NAMES.iter().find_map(|key| root.get(key));
    let name = names.and_then(Node::as_str).filter(|_| !file.is_unsaid());
    let name = name.unwrap_or(file.name());
    let values = match root.get("parameters") {
        Some(parameters) => set_of(None, parameters, &file),
        None => ParameterSet::of(&file, None),
    };
    let is_set = root.get(STACK_NAMES[1]).is_some();
    let regions = regions_in(
        root.get(if is_set { "regions" } else { "region" }),
        &file,
        &|_| None,
    );
    if regions.is_empty() {
        return Ok(vec![(name.to_owned(), at, values)]);
    }
    let is_one = regions.len() == 1;
    let in_region = |region: OneRegion| {
        let mut values = values.clone();
        values.region = Some(region.value);
        let shown = region.name.filter(|_| !is_one && !file.is_unsaid());
        let name = shown.map_or_else(|| name.to_owned(), |region| format!("{name} ({region})"));
        (name, at, values)
    };
    Ok(regions.into_iter().map(in_region).collect())
}
