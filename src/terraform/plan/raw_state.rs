//! The trails of `terraform.tfstate` itself.
//!
//! Source: Terraform's `internal/states/statefile/version4.go`: `resources` by module, type and name, each with its `instances`,
//! whose `attributes` hold all values. A `deposed` instance waits for its deletion. What Terraform 0.11 wrote and nothing has
//! changed since has `attributes_flat` instead: texts, those of lists under keys such as `event_selector.0.read_write_type`.

use super::context::PlanContext;
use super::parts::{items, mentions_trail};
use super::planned::{Planned, dialect_of};
use crate::model::{Account, Trails};
use crate::parse::{Entry, Node, Scalar, Value, json};
use crate::resolved::Resolved;
use crate::source::Input;

pub(super) fn take_resources(state: &Input<'_>, context: &PlanContext<'_>, account: &mut Account) {
    for resource in items(state, "resources")
        .iter()
        .filter(|item| mentions_trail(item))
    {
        let parsed = json::parse(resource);
        account.unreadable.extend(parsed.errors);
        if let Some(node) = &parsed.tree {
            let made = trails(node, context).into_iter().flatten();
            account.trails.extend(made);
        }
    }
}

fn trails(resource: &Node, context: &PlanContext<'_>) -> Option<Trails> {
    let dialect = dialect_of(resource)?;
    let text = |key| resource.get(key).and_then(Node::as_str);
    let name = resource.get("name")?;
    let module = text("module").map_or_else(String::new, |module| format!("{module}."));
    let address = format!("{module}{}.{}", text("type")?, name.as_str()?);
    let instances = resource.get("instances").map_or(&[][..], Node::items);
    let trails = instances
        .iter()
        .filter(|instance| instance.get("deposed").is_none())
        .filter_map(|instance| {
            let held = |key| instance.get(key).filter(|values| !values.is_null());
            let flat = held("attributes_flat");
            let planned = Planned {
                values: held("attributes").or(flat)?,
                unknown: None,
                sensitive: sensitive_attributes(instance),
                region: context.given.as_ref(),
                dialect,
            };
            planned.hide_sensitive(context.file);
            let key = instance.get("index_key").map_or_else(String::new, key);
            let mut trail = planned.trail(format!("{address}{key}"), name.span);
            if planned.values.entries().iter().any(is_flat_selector) {
                trail.management_events = Resolved::unknown(
                    "the state holds its event selectors in the form of Terraform 0.11",
                );
            }
            Some(trail)
        });
    Some(trails.map(Box::new).collect())
}

/// The attributes in which something is sensitive: a state has the path of each such part.
///
/// Source: `sensitive_attributes` of Terraform's `internal/states/statefile/version4.go`.
fn sensitive_attributes(instance: &Node) -> Vec<&str> {
    let paths = instance.get("sensitive_attributes");
    let paths = paths.map_or(&[][..], Node::items).iter();
    // Before Terraform 0.15, a path was no list.
    let steps = paths.map(|path| path.items().first().unwrap_or(path));
    steps
        .filter_map(|step| step.get("value")?.as_str())
        .collect()
}

/// Whether an attribute is one of an event selector, or says that there are some.
fn is_flat_selector(attribute: &Entry) -> bool {
    let name = attribute.key.as_str().unwrap_or_default();
    let is_none = attribute.value.scalar_text().as_deref() == Some("0");
    (name.starts_with("event_selector.") || name.starts_with("advanced_event_selector."))
        && !(name.ends_with(".#") && is_none)
}

/// An instance's key as addresses have it: `[0]`, `["prod"]`.
fn key(node: &Node) -> String {
    match &node.value {
        Value::Scalar(Scalar::String(text)) => {
            format!("[\"{}\"]", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
        _ => format!("[{}]", node.scalar_text().unwrap_or_default()),
    }
}
