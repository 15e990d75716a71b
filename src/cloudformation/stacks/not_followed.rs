//! What is said of stacks whose template is not at hand.

use super::super::limits::MAX_STACK_DEPTH;
use super::super::resources::Resource;
use super::super::template::STACK_SET;
use super::child_templates::Location;
use crate::model::Remark;
use crate::parse::{Node, Value};

/// The remark on a template that is not followed; `None` where nothing says that there is a trail in it.
pub(super) fn remark(resource: &Resource<'_>, location: &Location) -> Option<Remark> {
    let (why, help) = match location {
        Location::Local(_) => return None,
        Location::Outside(outside) => {
            return Some(of(resource, &format!("its template {outside}"), None));
        }
        Location::Missing(path) => (
            match path {
                Some(path) => format!("there is no file `{path}` beside this template"),
                None => "there is no file at its path, which is not shown".to_owned(),
            },
            "Correct the path, or bring the file here first if something else makes it.",
        ),
        // Whoever uses the templates of others knows that they are not at hand.
        Location::Elsewhere(_) if !mentions_a_trail(resource) => return None,
        Location::Elsewhere(address) => (
            match address {
                Some(address) => format!("its template is at `{address}`"),
                None => "its template is at an address that is not shown".to_owned(),
            },
            "Check that template where it is kept, with the parameters that are passed here.",
        ),
        Location::Unknown(why) => (
            format!("which template it deploys is not known: {why}"),
            "Give the parameters that it depends on with `--parameter` or `--parameters`, or name a local file.",
        ),
    };
    Some(of(resource, &why, Some(help)))
}

/// The remark on a StackSet whose `TemplateBody` cannot be told.
pub(super) fn body_not_known(resource: &Resource<'_>, why: &str) -> Remark {
    let why = format!("its `TemplateBody` is not known: {why}");
    let help = "Give the parameters that it depends on with `--parameter` or `--parameters`.";
    of(resource, &why, Some(help))
}

/// The remark on what lies beyond the bounds.
pub(super) fn too_many(resource: &Resource<'_>) -> Remark {
    let why = format!(
        "there are too many stacks, or more than {MAX_STACK_DEPTH} in one another; this one and others are not judged"
    );
    let help = "Check the templates of the inner stacks by themselves.";
    of(resource, &why, Some(help))
}

fn of(resource: &Resource<'_>, why: &str, help: Option<&str>) -> Remark {
    let kind = match resource.kind {
        STACK_SET => "StackSet",
        _ => "Stack",
    };
    Remark {
        span: resource.declared,
        label: "not followed",
        message: format!(
            "{kind} `{}` could not be followed: {why}; there may be a trail in it",
            resource.shown
        ),
        help: help.map(str::to_owned),
    }
}

/// Whether the name, the address or the parameters of a stack speak of CloudTrail.
fn mentions_a_trail(resource: &Resource<'_>) -> bool {
    let speaks = |text: &str| {
        let text = text.to_lowercase().replace(['-', '_', '.'], "");
        text.contains("cloudtrail") || text.contains("globalserviceevents")
    };
    let mut open: Vec<&Node> = resource.node.get("Properties").into_iter().collect();
    let mut found = speaks(&resource.id);
    while let Some(node) = open.pop() {
        found |= node.as_str().is_some_and(speaks);
        match &node.value {
            Value::Scalar(_) => {}
            Value::List(items) => open.extend(items),
            Value::Map(entries) => {
                for entry in entries {
                    open.extend([&entry.key, &entry.value]);
                }
            }
        }
    }
    found
}
