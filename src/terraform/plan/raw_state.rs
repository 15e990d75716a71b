//! The trails of `terraform.tfstate` itself.
//!
//! Source: Terraform's `internal/states/statefile/version4.go`: `resources` by module, type and name, each with its `instances`,
//! whose `attributes` hold all values. A `deposed` instance waits for its deletion.

use super::parts::{items, mentions_trail};
use super::planned::{Planned, dialect_of};
use crate::model::{Account, Trail};
use crate::parse::{Node, Scalar, Value, json};
use crate::source::Input;

pub(super) fn take_resources(state: &Input<'_>, account: &mut Account) {
    for resource in items(state, "resources")
        .iter()
        .filter(|item| mentions_trail(item))
    {
        let parsed = json::parse(resource);
        account.unreadable.extend(parsed.errors);
        if let Some(node) = &parsed.tree {
            account.trails.extend(trails(node).into_iter().flatten());
        }
    }
}

fn trails(resource: &Node) -> Option<Vec<Trail>> {
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
            let planned = Planned {
                values: instance
                    .get("attributes")
                    .filter(|values| !values.is_null())?,
                unknown: None,
                region: None,
                dialect,
            };
            let key = instance.get("index_key").map_or_else(String::new, key);
            Some(planned.trail(format!("{address}{key}"), name.span))
        });
    Some(trails.collect())
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
