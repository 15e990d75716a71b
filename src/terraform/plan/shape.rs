//! Which texts are plans or states, by the keys of their outermost object.

use crate::parse::json;
use crate::source::{Input, SourceFile};

/// The members that only plans and states have. Those of a plan that failed may hold no resources.
const BODIES: [&str; 6] = [
    "planned_values",
    "values",
    "resource_changes",
    "prior_state",
    "configuration",
    "errored",
];

/// What of a file's text is a plan or a state: all of it, or what lies between the lines that other programs printed.
pub(crate) fn plan_of(file: &SourceFile) -> Option<Input<'_>> {
    let input = file.input();
    let found = json::beginnings(&input).find(|found| {
        let text = found.value().text;
        is_shown(text) || is_raw_state(text)
    })?;
    // A second one must not be passed over.
    let speaks_of_trails = memchr::memmem::find(found.behind().as_bytes(), b"cloudtrail").is_some();
    Some(if speaks_of_trails {
        found.from_there
    } else {
        found.value()
    })
}

/// Whether a text has what only plans and states have, in whatever form.
pub(crate) fn looks_like_plan(text: &str) -> bool {
    const WORDS: [[&str; 2]; 4] = [
        ["\"format_version\"", "\"planned_values\""],
        ["\"format_version\"", "\"resource_changes\""],
        ["\"format_version\"", "\"values\""],
        ["\"lineage\"", "\"serial\""],
    ];
    let has = |word: &&str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    WORDS.iter().any(|words| words.iter().all(&has))
}

/// Whether a text names the type of a resource that deploys templates of `CloudFormation`.
pub(crate) fn names_stacks(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"_cloudformation_stack").is_some()
}

/// Whether a JSON text has the shape of what `terraform show -json` prints.
fn is_shown(text: &str) -> bool {
    let head = text.trim_start();
    if !head.starts_with('{') || memchr::memmem::find(head.as_bytes(), b"format_version").is_none()
    {
        return false;
    }
    if let Some(members) = json::members(text) {
        let has = |name: &str| members.iter().any(|(key, _)| key == name);
        return has("format_version") && BODIES.into_iter().any(has);
    }
    // One that was cut off is one all the same: it must not pass as clean.
    head[1..].trim_start().starts_with("\"format_version\"")
        && BODIES.iter().any(|body| {
            memchr::memmem::find(head.as_bytes(), format!("\"{body}\"").as_bytes()).is_some()
        })
}

/// Whether a JSON text has the shape of `terraform.tfstate` itself.
///
/// Source: Terraform's `internal/states/statefile/version4.go`.
pub(super) fn is_raw_state(text: &str) -> bool {
    const KEYS: [&str; 3] = ["version", "terraform_version", "resources"];
    let head = text.trim_start();
    if !head.starts_with('{') || memchr::memmem::find(head.as_bytes(), b"\"lineage\"").is_none() {
        return false;
    }
    if let Some(members) = json::members(text) {
        return KEYS
            .into_iter()
            .all(|name| members.iter().any(|(key, _)| key == name));
    }
    head[1..].trim_start().starts_with("\"version\"")
}
