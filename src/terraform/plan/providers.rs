//! The Regions of a plan's provider configurations.
//!
//! Source: OpenTofu `internals/json-format`: `configuration.provider_config` holds each configuration by key, its
//! `expressions` as constants or references; a resource names its key in `provider_config_key`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::parts::{items, mentions_trail, part};
use crate::model::is_region;
use crate::parse::{Node, json};
use crate::resolved::{Hop, Resolved};
use crate::source::Input;
use crate::terraform::limits::MAX_PLANNED_MODULE_DEPTH;

/// Regions by the address of a trail's configuration, without instance keys (`module.audit.aws_cloudtrail.main`).
pub(crate) fn regions(
    configuration: &Input<'_>,
    variables: Option<&Input<'_>>,
) -> BTreeMap<String, Resolved<String>> {
    let mut keys = BTreeMap::new();
    if let Some(root) = part(configuration, "root_module") {
        provider_keys(&root, "", &mut keys, 0);
    }
    let Some(providers) = part(configuration, "provider_config") else {
        return BTreeMap::new();
    };
    let by_key: BTreeMap<String, Range<usize>> = json::members(providers.text)
        .unwrap_or_default()
        .into_iter()
        .collect();
    keys.into_iter()
        .filter_map(|(address, key)| {
            let provider = providers.slice(by_key.get(&key)?.clone());
            let region = part(&part(&provider, "expressions")?, "region")?;
            Some((address, region_of(&key, &region, variables)?))
        })
        .collect()
}

fn region_of(
    key: &str,
    expression: &Input<'_>,
    variables: Option<&Input<'_>>,
) -> Option<Resolved<String>> {
    let node = json::parse(expression).tree?;
    let constant = node.get("constant_value").cloned();
    let references: Vec<&str> = node
        .get("references")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(Node::as_str)
        .collect();
    let reference = references.first().copied();
    let value = constant.or_else(|| variable(key, &references, variables));
    Some(
        match (
            value.as_ref().and_then(Node::as_str),
            value.as_ref(),
            reference,
        ) {
            (Some(region), Some(node), _) => Resolved::known(region.to_owned()).via([Hop::value(
                node.span,
                format!("Region of the provider `{key}`"),
            )]),
            (_, _, Some(reference)) => Resolved::unknown(format!(
                "the plan does not say what `{reference}`, the Region of the provider `{key}`, comes to"
            )),
            _ => return None,
        },
    )
}

/// The Region that a root module's variable gives. Of an expression a plan holds only what it refers to, each reference before
/// those that it goes through (`var.aws.region`, `var.aws`), so another one beside it, and a value that is no Region, mean
/// that the expression is more than the reference.
fn variable(key: &str, references: &[&str], variables: Option<&Input<'_>>) -> Option<Node> {
    let (path, through) = references.split_first()?;
    // A module's variable is not the root's of the same name.
    let is_its_way = |other: &&str| {
        path.strip_prefix(*other)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    if key.contains(':') || !through.iter().all(is_its_way) {
        return None;
    }
    let mut names = path.strip_prefix("var.")?.split('.');
    let mut value = json::parse(&part(variables?, names.next()?)?)
        .tree?
        .get("value")?
        .clone();
    for name in names {
        value = value.get(name)?.clone();
    }
    value.as_str().filter(|text| is_region(text))?;
    Some(value)
}

/// The provider configuration of each trail, by its address.
fn provider_keys(
    module: &Input<'_>,
    prefix: &str,
    keys: &mut BTreeMap<String, String>,
    depth: usize,
) {
    if depth > MAX_PLANNED_MODULE_DEPTH || !mentions_trail(module) {
        return;
    }
    for resource in items(module, "resources")
        .iter()
        .filter(|item| mentions_trail(item))
    {
        let Some(node) = json::parse(resource).tree else {
            continue;
        };
        let text = |name: &str| node.get(name).and_then(Node::as_str);
        if let (Some(address), Some(key)) = (text("address"), text("provider_config_key")) {
            keys.insert(format!("{prefix}{address}"), key.to_owned());
        }
    }
    let Some(calls) = part(module, "module_calls") else {
        return;
    };
    for (name, range) in json::members(calls.text).unwrap_or_default() {
        if let Some(called) = part(&calls.slice(range), "module") {
            provider_keys(&called, &format!("{prefix}module.{name}."), keys, depth + 1);
        }
    }
}

/// An address without its instance keys, which may hold brackets and dots in quotes.
pub(crate) fn without_keys(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let (mut in_key, mut in_quotes, mut escaped) = (false, false, false);
    for c in address.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_quotes => escaped = true,
            '"' => in_quotes = !in_quotes,
            '[' if !in_quotes => in_key = true,
            ']' if !in_quotes => in_key = false,
            c if !in_key => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::without_keys;

    #[test]
    fn instance_keys_leave_an_address() {
        let plain = "module.audit.aws_cloudtrail.main";
        assert_eq!(without_keys(plain), plain);
        assert_eq!(
            without_keys("module.audit[\"a]\\\".b\"].aws_cloudtrail.main[0]"),
            plain
        );
    }
}
