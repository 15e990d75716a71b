//! A section that no template has.

use super::include::is_call;
use super::open_marks::has_open_part;
use super::shape::transform_calls;
use crate::parse::Node;
use crate::rendered::is_rendered_first;
use crate::source::Span;
use crate::suggest;

/// The sections of a template.
///
/// Source: the user guide's "Template anatomy".
const SECTIONS: [&str; 11] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

/// The section that SAM's transform takes out.
const GLOBALS: &str = "Globals";

/// A section that is none.
#[derive(Clone, Debug)]
pub(crate) struct NoSection {
    pub(crate) name: String,
    pub(crate) at: Span,
    /// What is meant; `None` for what SAM alone knows.
    pub(crate) meant: Option<&'static str>,
}

/// The first section of a template that is misspelt, or SAM's without its transform. What is near none may be another tool's that
/// takes it out, and so may all be that a transform is given.
///
/// Source: `CloudFormation` answers "Template format error: Invalid template property or properties [Conditons]"; cfn-lint's E1001.
pub(super) fn no_section(root: &Node) -> Option<NoSection> {
    let is_open = |key: &Node| {
        let name = key.as_str();
        name.is_none_or(|name| has_open_part(name) || is_rendered_first(name))
    };
    let mut entries = root.entries().iter();
    let is_made_of = entries.any(|entry| is_call(entry) || is_open(&entry.key));
    if is_made_of || root.get("Resources").is_none() || !transform_calls(root).is_empty() {
        return None;
    }
    root.entries().iter().find_map(|entry| {
        let name = entry.key.as_str()?;
        if SECTIONS.contains(&name) {
            return None;
        }
        let meant = suggest::nearest(name, SECTIONS).filter(|near| suggest::is_slip(name, near));
        (meant.is_some() || name == GLOBALS).then(|| NoSection {
            name: name.to_owned(),
            at: entry.key.span,
            meant,
        })
    })
}
