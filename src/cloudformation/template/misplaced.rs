//! Trails that are written where a template has no resources: a level too high or too low, or in a section that is none.

use super::shape::{TRAIL, TYPE, type_of};
use crate::diagnostic::Unreadable;
use crate::parse::{Entry, Node, Value};
use crate::source::Span;
use crate::suggest;

/// The sections that hold members which are no resources.
const OF_OTHERS: [&str; 4] = ["Conditions", "Mappings", "Outputs", "Parameters"];

/// The keys at the top that may hold anything, or what other tools than `CloudFormation` read.
///
/// Source: the user guide's "Template anatomy"; SAM's specification; org-formation's `src/parser/validator.ts`; Rain's modules.
const NOT_LOOKED_AT: [&str; 13] = [
    "AWSTemplateFormatVersion",
    "DefaultOrganizationBinding",
    "Definitions",
    "Description",
    "Globals",
    "Hooks",
    "Metadata",
    "Modules",
    "Organization",
    "OrganizationBinding",
    "OrganizationBindings",
    "Rules",
    "Transform",
];

/// A trail that stands elsewhere than among the resources.
pub(super) struct Misplaced<'n> {
    trail: &'n Entry,
    /// What it stands in, but for one at the top.
    around: Option<&'n Entry>,
    /// Whether that is a resource.
    is_in_resource: bool,
}

/// The trails of a template that are written elsewhere than among its resources, and not taken from there by an alias.
///
/// Source: `CloudFormation` answers "Invalid template property or properties [Trail]", "Invalid template resource property
/// 'Trail'", "Unrecognized parameter type" and the like.
pub(super) fn misplaced(root: &Node) -> Vec<Misplaced<'_>> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let at = |trail: &Node| trail.get(TYPE).map(|kind| kind.span);
    // By an alias, which stands for it there.
    let is_deployed = |trail: &Node| resources.iter().any(|one| at(&one.value) == at(trail));
    let mut out = Vec::new();
    for section in root.entries() {
        let Some(name) = section.key.as_str() else {
            continue;
        };
        if name == "Resources" {
            for resource in resources {
                below(resource, (resource, true), &mut out);
            }
        } else if OF_OTHERS.contains(&name) {
            below(section, (section, false), &mut out);
        } else if is_trail(section) {
            out.push(Misplaced {
                trail: section,
                around: None,
                is_in_resource: false,
            });
        } else if !is_left_alone(name) {
            below(section, (section, false), &mut out);
        }
    }
    out.retain(|found| !is_deployed(&found.trail.value));
    out
}

fn is_left_alone(name: &str) -> bool {
    NOT_LOOKED_AT.contains(&name) || name.starts_with("Fn::") || name.contains("${")
}

/// The trails below an entry. What a resource is made of, and what describes it, may be anything.
fn below<'n>(entry: &'n Entry, around: (&'n Entry, bool), out: &mut Vec<Misplaced<'n>>) {
    let may_be_anything = |member: &Entry| {
        let name = member.key.as_str().unwrap_or_default();
        matches!(name, "Properties" | "Metadata" | "Resources") || name.starts_with("Fn::")
    };
    // A custom resource may take the type and the properties of whatever it makes.
    let are_its_own = |member: &Entry| member.key.as_str() == Some("Properties");
    for member in entry.value.entries() {
        if is_trail(member) && !are_its_own(member) {
            out.push(Misplaced {
                trail: member,
                around: Some(around.0),
                is_in_resource: around.1,
            });
        } else if !may_be_anything(member) {
            below(member, around, out);
        }
    }
}

/// The trails that stand as a property of another resource: what each is called, where it stands, and why it is none, a clause. A
/// custom resource may take anything.
pub(super) fn as_properties(root: &Node) -> Vec<(String, Span, String)> {
    let resources = root.get("Resources").map_or(&[][..], Node::entries).iter();
    let of_aws = resources.filter(|resource| {
        let kind = type_of(&resource.value).unwrap_or_default();
        kind.starts_with("AWS::") && kind != "AWS::CloudFormation::CustomResource"
    });
    let properties = of_aws.flat_map(|resource| {
        let properties = resource.value.get("Properties");
        let properties = properties.map_or(&[][..], Node::entries).iter();
        properties.map(move |property| (resource, property))
    });
    properties
        .filter(|(_, property)| is_trail(property))
        .map(|(resource, property)| {
            let name = |entry: &Entry| entry.key.scalar_text().unwrap_or_default();
            let why = format!("it stands among the properties of `{}`", name(resource));
            (name(property), property.key.span, why)
        })
        .collect()
}

/// Whether a trail is written under a name.
fn is_trail(entry: &Entry) -> bool {
    let properties = entry.value.get("Properties");
    let has_properties = properties.is_some_and(|all| matches!(all.value, Value::Map(_)));
    type_of(&entry.value) == Some(TRAIL) && has_properties
}

impl Misplaced<'_> {
    /// What is said of it.
    pub(super) fn unreadable(&self) -> Unreadable {
        let name = self.trail.key.scalar_text().unwrap_or_default();
        let around = self.around.and_then(|around| around.key.scalar_text());
        let message = match around {
            None => format!(
                "A template has no section `{name}`: this trail stands beside `Resources`, not in it"
            ),
            Some(resource) if self.is_in_resource => {
                format!(
                    "`{name}` stands in the resource `{resource}`, which is not where a trail is deployed from"
                )
            }
            Some(section) => {
                let near = (!OF_OTHERS.contains(&section.as_str()))
                    .then(|| suggest::nearest(&section, ["Resources"]));
                format!(
                    "`{name}` stands in `{section}`, where a template has no resources{}",
                    suggest::did_you_mean(&section, near.flatten())
                )
            }
        };
        Unreadable {
            span: self.trail.key.span,
            message: message.into(),
            label: "a trail that is no resource here".into(),
            help: Some("Write it below `Resources`, as deep as the other resources".into()),
            others: Vec::new(),
        }
    }
}
