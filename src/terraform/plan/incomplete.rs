//! Plans that do not tell of all trails, and states that tell of nothing.
//!
//! Source: OpenTofu `internals/json-format`: "`errored` indicates whether planning failed", "`complete` indicates that all resources
//! have successfully planned changes"; `configuration` has the resources as they are written.

use std::collections::BTreeSet;

use super::parts::{items, mentions_trail, part};
use super::planned::dialect_of;
use super::providers::without_keys;
use super::shape::is_raw_state;
use crate::model::{Account, Remark};
use crate::parse::json;
use crate::source::{Input, SourceFile, Span};
use crate::terraform::limits::{MAX_PLANNED_MODULE_DEPTH, MAX_TRAILS_NAMED};

/// What is said of a plan that failed, or is not complete, and of whose trails some are not planned.
pub(super) fn remark(plan: &Input<'_>, account: &Account) -> Option<Remark> {
    let flag = |name: &str| part(plan, name).map(|value| (value.text.trim() == "true", value));
    let (why, at) = match (flag("errored"), flag("complete")) {
        (Some((true, at)), _) => ("The plan failed", at),
        (_, Some((false, at))) => ("The plan is not complete", at),
        _ => return None,
    };
    let configuration = part(plan, "configuration");
    let what = match &configuration {
        Some(configuration) => {
            let mut written = Vec::new();
            if let Some(module) = part(configuration, "root_module") {
                trails_of(&module, "", 0, &mut written);
            }
            let planned = account.trails.iter();
            let planned: BTreeSet<String> =
                planned.map(|trail| without_keys(&trail.address)).collect();
            written.retain(|address| !planned.contains(address));
            named(&written)?
        }
        None if account.trails.is_empty() => "the trails of its code".to_owned(),
        None => return None,
    };
    Some(
        Remark::new(
            at.span(0..at.text.len()),
            "not all is planned",
            format!(
                "{why}, so cannot tell from it whether {what} will record global service events"
            ),
        )
        .help("Make a plan of the whole code that succeeds, or check the code itself".to_owned()),
    )
}

/// The addresses of the trails that a module's configuration has, and those of the modules it calls.
fn trails_of(module: &Input<'_>, prefix: &str, depth: usize, out: &mut Vec<String>) {
    if depth > MAX_PLANNED_MODULE_DEPTH || !mentions_trail(module) {
        return;
    }
    for resource in items(module, "resources")
        .iter()
        .filter(|item| mentions_trail(item))
    {
        if let Some(node) = json::parse(resource).tree
            && dialect_of(&node).is_some()
            && let Some(address) = node.get("address").and_then(|address| address.as_str())
        {
            out.push(format!("{prefix}{address}"));
        }
    }
    let Some(calls) = part(module, "module_calls") else {
        return;
    };
    for (name, range) in json::members(calls.text).unwrap_or_default() {
        if let Some(called) = part(&calls.slice(range), "module") {
            trails_of(&called, &format!("{prefix}module.{name}."), depth + 1, out);
        }
    }
}

/// Some addresses in a sentence; `None` where there are none.
fn named(addresses: &[String]) -> Option<String> {
    let shown = addresses.iter().take(MAX_TRAILS_NAMED);
    let shown: Vec<String> = shown.map(|address| format!("`{address}`")).collect();
    let more = addresses.len().saturating_sub(MAX_TRAILS_NAMED);
    let last = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!shown.is_empty()).then(|| format!("{}{last}", shown.join(", ")))
}

/// What is said of a state without resources: it is one, and there was nothing to judge.
pub(crate) fn of_empty_state(file: &SourceFile) -> Option<Remark> {
    let input = file.input();
    let mut values = json::beginnings(&input).map(|found| found.value());
    let state = values.find(is_empty_state)?;
    Some(
        Remark::new(
            beginning(&state),
            "no resources",
            "This state has no resources: no trail was checked",
        )
        .help("Check the plan, or the code itself".to_owned()),
    )
}

fn is_empty_state(state: &Input<'_>) -> bool {
    if is_raw_state(state.text) {
        return items(state, "resources").is_empty();
    }
    let members = json::members(state.text).unwrap_or_default();
    members.iter().any(|(key, _)| key == "format_version")
        && members
            .iter()
            .all(|(key, _)| matches!(&**key, "format_version" | "terraform_version" | "checks"))
}

/// The first line of a text.
fn beginning(input: &Input<'_>) -> Span {
    input.span(0..input.text.lines().next().map_or(0, str::len))
}
