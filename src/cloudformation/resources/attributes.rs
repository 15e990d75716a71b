//! The attributes of a resource: `Properties`, `Condition`, and what AWS refuses beside them.

use super::super::language::{Evaluator, whole};
use super::super::template::{TRAIL, TRAIL_PROPERTIES, has_open_part};
use crate::parse::{Entry, Node};
use crate::rendered::is_rendered_first;
use crate::resolved::{Assigned, Evidence, Place, Resolved, Written};
use crate::suggest;

/// The attributes that a resource may have.
///
/// Source: the `CloudFormation` user guide's resource attribute reference; cfn-lint takes `Description` and `Version`, too.
const ATTRIBUTES: [&str; 11] = [
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Description",
    "Metadata",
    PROPERTIES,
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
    "Version",
];

/// The key of a resource's properties.
pub(super) const PROPERTIES: &str = "Properties";

/// The properties of a trail that its verdict depends on: each says itself where it stands in a wrong place.
const JUDGED: [&str; 6] = [
    "AdvancedEventSelectors",
    "EventSelectors",
    "IncludeGlobalServiceEvents",
    "IsLogging",
    "IsMultiRegionTrail",
    "S3BucketName",
];

/// What to do about a property in a wrong place.
pub(in super::super) const MOVE_IT: &str = "Move it below `Properties`";

/// Where a resource without `Properties` has what is meant for them: under a key that is meant to be that, or, of a trail,
/// beside its `Type`.
pub(super) fn properties_elsewhere<'n>(resource: &'n Node, kind: &str) -> Option<&'n Node> {
    let mut entries = resource.entries().iter();
    let misspelt = entries.find(|entry| {
        let key = entry.key.as_str();
        !entry.value.entries().is_empty() && key.and_then(meant) == Some(PROPERTIES)
    });
    let has_them_beside = || kind == TRAIL && resource.entries().iter().any(is_property);
    match misspelt {
        Some(entry) => Some(&entry.value),
        None => has_them_beside().then_some(resource),
    }
}

fn is_property(entry: &Entry) -> bool {
    let key = entry.key.as_str();
    key.is_some_and(|key| TRAIL_PROPERTIES.contains(&key))
}

/// What org-formation takes out of a resource before it deploys it. `OrganizationBindings` is a section, and refused on a resource.
///
/// Source: org-formation's `src/parser/model/cloudformation-resource.ts`; `Foreach` is the older name of `ForeachAccount`.
const OF_ORG_FORMATION: [&str; 5] = [
    "DependsOnAccount",
    "DependsOnRegion",
    "Foreach",
    "ForeachAccount",
    "OrganizationBinding",
];

/// The attribute that a name stands for which is none.
fn meant(name: &str) -> Option<&'static str> {
    let is_none = !ATTRIBUTES.contains(&name) && !TRAIL_PROPERTIES.contains(&name);
    is_none
        .then(|| suggest::nearest(name, ATTRIBUTES))
        .flatten()
}

/// The first attribute that AWS refuses, if there is one: a resource has none of that name. A property of a trail that stands
/// there and not among its properties is for the property to say.
///
/// Source: `CloudFormation` answers "Invalid template resource property" (cloudtools/troposphere, pull request 140).
pub(super) fn refused_attribute(
    evaluator: &Evaluator<'_>,
    resource: &Node,
    kind: &str,
) -> Option<Resolved<bool>> {
    let template = evaluator.template;
    // Macros may know others, as that of SAM does.
    if !template.macros.is_empty() || template.has_transform("AWS::Serverless") {
        return None;
    }
    let properties = resource.get(PROPERTIES);
    let is_said = |name: &str| {
        JUDGED.contains(&name)
            && kind == TRAIL
            && properties.is_some_and(|properties| properties.get(name).is_none())
    };
    resource.entries().iter().find_map(|entry| {
        let name = entry.key.scalar_text()?;
        let is_none = !ATTRIBUTES.contains(&name.as_str());
        let may_be = OF_ORG_FORMATION.contains(&name.as_str())
            || name.starts_with("Fn::")
            || name.contains("${")
            || has_open_part(&name)
            || is_rendered_first(&name);
        (is_none && !may_be && !is_said(&name)).then(|| {
            let at = whole(&entry.key);
            let (why, written) = if kind == TRAIL && is_property(entry) {
                let why = match properties {
                    Some(_) => "it belongs in `Properties`, not beside it",
                    None => "it belongs below `Properties`",
                };
                (
                    why.to_owned(),
                    Some(Written::at(Place::Said(MOVE_IT.into()))),
                )
            } else {
                let of_org_formation = OF_ORG_FORMATION.iter().filter(|_| template.is_annotated);
                let near =
                    suggest::nearest(&name, ATTRIBUTES.iter().chain(of_org_formation).copied());
                let right = near.map(|near| Assigned::new(near, template.syntax));
                (
                    format!(
                        "a resource has no such attribute{}",
                        suggest::did_you_mean(&name, near)
                    ),
                    right.map(|right| Written::assigned(Place::Name(at), right)),
                )
            };
            Resolved::Invalid {
                text: name,
                why,
                from: Evidence::at(at),
            }
            .written(written)
        })
    })
}
