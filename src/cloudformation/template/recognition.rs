//! What makes a tree a template, or a service that makes one.

use super::misplaced::misplaced;
use super::shape::{
    INCLUDE, TRAIL, is_annotated, is_trail_of_list, misspelt_resources, resembles_trail, type_of,
    under_misspelt_type,
};
use crate::parse::{Entry, Node};
use crate::suggest;

/// Whether a tree has the shape of a template: a map of `Resources` with a member that has a `Type` or that a loop, a
/// macro or an include makes. Where a trail is written among them in the place of a member, it is meant to be one.
pub(crate) fn is_template(root: &Node) -> bool {
    let is_trail = |resource: &Node| type_of(resource) == Some(TRAIL);
    let may_include = is_annotated(root);
    let has_resources = root.get("Resources").is_some_and(|resources| {
        let is_one_trail = is_trail(resources) && resources.get("Properties").is_some();
        is_one_trail
            || resources.items().iter().any(is_trail_of_list)
            || resources.entries().iter().any(|entry| {
                let is_call = |key: &str| key.starts_with("Fn::");
                type_of(&entry.value).is_some()
                    || resembles_trail(&entry.value)
                    || under_misspelt_type(&entry.value).is_some()
                    || entry.key.as_str().is_some_and(is_call)
                    || entry.value.get("Fn::Transform").is_some()
                    || entry.value.has_tag("Transform")
                    || may_include && entry.value.has_tag(INCLUDE)
            })
            || may_include && resources.has_tag(INCLUDE)
    });
    // What looks at the whole tree comes last.
    has_resources
        || misspelt_resources(root).is_some()
        || root.get("AWSTemplateFormatVersion").is_some() && !misplaced(root).is_empty()
}

/// Whether a tree is a service of the Serverless Framework: it says what it is called or where it is deployed, and has resources
/// or a section that is meant to hold them.
///
/// Source: the Framework's guide, "Serverless.yml Reference": `service` and `provider` are required.
pub(super) fn is_service(root: &Node) -> bool {
    let has = |key: &str| root.get(key).is_some();
    let may_have_resources = || has("resources") || root.strings().contains(&TRAIL);
    (has("service") || has("provider"))
        && (may_have_resources() || misspelt_section(root).is_some())
}

/// A section of a service that is meant to be `resources`, where there is none.
pub(crate) fn misspelt_section(service: &Node) -> Option<&Entry> {
    let is_meant = |entry: &&Entry| {
        let key = entry.key.as_str();
        key.is_some_and(|key| key != "resources" && suggest::is_slip(key, "resources"))
    };
    let found = service.entries().iter().find(is_meant);
    found.filter(|_| service.get("resources").is_none())
}
