//! What makes a resource one that matters here.

use super::super::limits::MAX_SLIPS_OF_TYPE;
use crate::parse::{Entry, Node, Value};
use crate::suggest;

/// Resource types that a template must have one of to be worth evaluating.
pub(crate) const TRAIL: &str = "AWS::CloudTrail::Trail";
pub(crate) const STACK: &str = "AWS::CloudFormation::Stack";
pub(crate) const STACK_SET: &str = "AWS::CloudFormation::StackSet";
pub(crate) const SERVERLESS_APPLICATION: &str = "AWS::Serverless::Application";

/// The key of a resource's type.
pub(super) const TYPE: &str = "Type";

/// The version of a template that is annotated for an organization. Source: org-formation's `docs/organization-resources.md`.
const ANNOTATED: &str = "2010-09-09-OC";

/// The properties of a trail. Source: the `AWS::CloudTrail::Trail` reference.
pub(crate) const TRAIL_PROPERTIES: [&str; 17] = [
    "AdvancedEventSelectors",
    "AggregationConfigurations",
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
    "EnableLogFileValidation",
    "EventSelectors",
    "IncludeGlobalServiceEvents",
    "InsightSelectors",
    "IsLogging",
    "IsMultiRegionTrail",
    "IsOrganizationTrail",
    "KMSKeyId",
    "S3BucketName",
    "S3KeyPrefix",
    "SnsTopicName",
    "Tags",
    "TrailName",
];

/// Whether a text of JSON is the properties of a trail, with nothing beside them.
pub(crate) fn are_properties_of_a_trail(text: &str) -> bool {
    let Ok(serde_json::Value::Object(members)) = serde_json::from_str(text) else {
        return false;
    };
    let is_of_trails = |name: &String| TRAIL_PROPERTIES.contains(&name.as_str());
    !members.is_empty() && members.keys().all(is_of_trails)
}

/// The tag that puts a file in its place, in what org-formation reads.
pub(crate) const INCLUDE: &str = "Include";

/// Whether a tree says that it is annotated for an organization.
pub(crate) fn is_annotated(root: &Node) -> bool {
    root.get("AWSTemplateFormatVersion").and_then(Node::as_str) == Some(ANNOTATED)
}

/// Whether an item of a list that stands in the place of resources is a trail, or has one under a name.
pub(super) fn is_trail_of_list(item: &Node) -> bool {
    let is_trail =
        |resource: &Node| type_of(resource) == Some(TRAIL) && resource.get("Properties").is_some();
    is_trail(item) || item.entries().iter().any(|entry| is_trail(&entry.value))
}

/// A section that is meant to be `Resources`, where there is none: it has a trail under a name.
pub(super) fn misspelt_resources(root: &Node) -> Option<&Entry> {
    let has_trail = |section: &Node| {
        let mut resources = section.entries().iter().map(|entry| &entry.value);
        resources.any(|one| type_of(one) == Some(TRAIL) && one.get("Properties").is_some())
    };
    let is_meant = |key: &str| key != "Resources" && suggest::is_slip(key, "Resources");
    let mut sections = root.entries().iter();
    let found =
        sections.find(|entry| entry.key.as_str().is_some_and(is_meant) && has_trail(&entry.value));
    found.filter(|_| root.get("Resources").is_none())
}

/// Whether a resource has properties that only a trail has.
pub(crate) fn resembles_trail(resource: &Node) -> bool {
    let properties = resource.get("Properties").map_or(&[][..], Node::entries);
    properties.iter().any(|entry| {
        matches!(
            entry.key.as_str(),
            Some("IncludeGlobalServiceEvents" | "IsMultiRegionTrail")
        )
    })
}

/// Whether a text is meant to be a trail's type: in other letter case, with a blank at its end, with a slip or two
/// (`AWS::CloudTrail::Trial`), with its words put together otherwise (`AWS.CloudTrail.Trail`).
pub(crate) fn resembles_trail_type(text: &str) -> bool {
    let text = text.trim();
    let is_of_words = text
        .chars()
        .all(|c| c.is_ascii_alphabetic() || " .:/_-".contains(c));
    if is_of_words {
        let words = text.chars().filter(char::is_ascii_alphabetic);
        let words: String = words.map(|c| c.to_ascii_lowercase()).collect();
        if ["awscloudtrailtrail", "cloudtrailtrail"].contains(&words.as_str()) {
            return true;
        }
    }
    if text.len().abs_diff(TRAIL.len()) > MAX_SLIPS_OF_TYPE {
        return false;
    }
    // So many slips leave one of its words whole.
    let lower = text.to_ascii_lowercase();
    let has_word = lower.contains("trail") || lower.contains("cloud");
    has_word && suggest::is_slip(text, TRAIL)
}

/// The type of a resource that brings in a template which a text is meant to be: in other letter case, or with a slip or two.
///
/// Source: the resource types of `CloudFormation`'s `AWS::CloudFormation` and `AWS::Serverless` references, none of which is so near.
pub(crate) fn meant_stack_type(text: &str) -> Option<&'static str> {
    const TYPES: [&str; 3] = [SERVERLESS_APPLICATION, STACK, STACK_SET];
    let text = text.trim();
    let begins_so = text
        .get(.."AWS::".len())
        .is_some_and(|start| start.eq_ignore_ascii_case("AWS::"));
    if !begins_so || TYPES.contains(&text) {
        return None;
    }
    suggest::nearest(text, TYPES).filter(|near| suggest::is_slip(text, near))
}

/// Whether a resource is meant to be a trail by its properties, though there is no such type: `AWS::CloudTrail`.
///
/// Source: the resource types of `CloudFormation`'s `AWS::CloudTrail` reference.
pub(crate) fn is_meant_as_trail(text: &str, resource: &Node) -> bool {
    const OTHERS: [&str; 4] = ["Channel", "Dashboard", "EventDataStore", "ResourcePolicy"];
    text.strip_prefix("AWS::CloudTrail").is_some_and(|rest| {
        let is_other = |name: &str| OTHERS.contains(&name);
        !rest.strip_prefix("::").is_some_and(is_other) && !rest.contains("::MODULE")
    }) && resembles_trail(resource)
}

/// A trail's type under a key that is meant to be `Type`.
pub(crate) fn under_misspelt_type(resource: &Node) -> Option<&Entry> {
    let mut entries = resource.entries().iter();
    entries.find(|entry| {
        let is_trail = entry.value.as_str().is_some_and(resembles_trail_type);
        is_trail
            && entry
                .key
                .as_str()
                .is_some_and(|key| key != TYPE && suggest::nearest(key, [TYPE]).is_some())
    })
}

/// A resource's `Type`.
pub(crate) fn type_of(resource: &Node) -> Option<&str> {
    resource.get(TYPE).and_then(Node::as_str)
}

/// What the template's `Transform` calls: a name, a map with a `Name`, or a list of such.
pub(super) fn transform_calls(root: &Node) -> Vec<&Node> {
    match root.get("Transform") {
        Some(node) if matches!(node.value, Value::List(_)) => node.items().iter().collect(),
        Some(node) => vec![node],
        None => Vec::new(),
    }
}
