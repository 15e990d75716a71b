//! Plans and states as `terraform show -json` prints them, and `terraform.tfstate` itself.
//!
//! Source: OpenTofu `internals/json-format`: `planned_values` holds what will be, with provider defaults filled in;
//! `resource_changes[].change.after_unknown` says what is known only after apply; a state has `values` instead.

mod context;
mod drift;
mod incomplete;
mod parts;
mod planned;
mod providers;
mod raw_state;
mod shape;
mod templates;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Unreadable;
use crate::model::{Account, Dialect, Judged, Remark, Trail};
use crate::parse::{Node, json};
use crate::resolved::{Resolved, Syntax};
use crate::source::{Input, SourceFile};
use crate::terraform::limits::MAX_PLANNED_MODULE_DEPTH;
use context::PlanContext;
pub(crate) use incomplete::of_empty_state;
use parts::{items, mentions_trail, part};
use planned::{Planned, dialect_of, sensitive_members};
use shape::is_raw_state;
pub(crate) use shape::{looks_like_plan, names_stacks, plan_of};

/// Judges the trails of a plan or a state; `input` is what [`plan_of`] found in the file. Only what leads to a trail is read as a tree; the rest is skipped.
/// `region` is given for where it does not say its own.
pub(crate) fn judge_plan(
    file: &SourceFile,
    input: &Input<'_>,
    region: Option<&Resolved<String>>,
) -> Judged {
    file.mark_as_values();
    Judged {
        accounts: vec![account_of(file, input, region)],
        parsed: vec![file.id()],
        ..Judged::default()
    }
}

fn account_of(file: &SourceFile, input: &Input<'_>, region: Option<&Resolved<String>>) -> Account {
    let broken = |unreadable| Account {
        unreadable,
        ..Account::default()
    };
    if let Some(at) = file.not_utf8_at() {
        return broken(vec![Unreadable::not_utf8(file, at)]);
    }
    let Some(members) = json::members(input.text) else {
        return broken(json::parse(input).errors);
    };
    let member = |name: &str| {
        members
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, range)| input.slice(range.clone()))
    };
    let mut account = Account::default();
    let changes = member("resource_changes");
    let mut unknown = changes.as_ref().map(unknowns).unwrap_or_default();
    if let Some(deferred) = member("deferred_changes") {
        unknown.extend(unknowns(&deferred));
    }
    let context = PlanContext {
        file,
        unknowns: unknown,
        regions: member("configuration").map_or_else(BTreeMap::new, |configuration| {
            providers::regions(&configuration, member("variables").as_ref())
        }),
        given: region.cloned(),
    };
    if let Some(values) = member("planned_values").or_else(|| member("values")) {
        if let Some(module) = part(&values, "root_module") {
            walk(&Module::root(module), &context, &mut account);
        }
        // A filter may have cut off what will be, and left what changes.
        if let Some(changes) = &changes {
            take_changes(changes, &context, &mut account);
        }
    } else if let Some(changes) = &changes {
        take_changes(changes, &context, &mut account);
    } else if is_raw_state(input.text) {
        raw_state::take_resources(input, &context, &mut account);
    } else if let Some(values) = member("prior_state").and_then(|state| part(&state, "values")) {
        // A plan of which nothing is left but what there is.
        if let Some(module) = part(&values, "root_module") {
            walk(&Module::root(module), &context, &mut account);
        }
    }
    if let Some(deferred) = member("deferred_changes") {
        take_deferred(&deferred, &context, &mut account);
    }
    account.remarks.extend(incomplete::remark(input, &account));
    if let Some(drift) = member("resource_drift") {
        account.remarks.extend(drift::remarks(&drift, &context));
    }
    account
}

/// `after_unknown` by address.
fn unknowns(changes: &Input<'_>) -> BTreeMap<String, Node> {
    json::elements(changes.text)
        .unwrap_or_default()
        .into_iter()
        .map(|range| changes.slice(range))
        .filter(mentions_trail)
        .filter_map(|change| {
            let node = json::parse(&change).tree?;
            // What is deferred stands one level deeper.
            let node = node.get("resource_change").unwrap_or(&node);
            let address = node.get("address")?.as_str()?.to_owned();
            Some((address, node.get("change")?.get("after_unknown")?.clone()))
        })
        .collect()
}

/// The trails of `resource_changes` that are not known by then, for a plan that was cut down. What is deleted only has no `after`.
fn take_changes(changes: &Input<'_>, context: &PlanContext<'_>, account: &mut Account) {
    let known = account.trails.iter();
    let known: BTreeSet<String> = known.map(|trail| trail.address.clone()).collect();
    for range in json::elements(changes.text).unwrap_or_default() {
        let change = changes.slice(range);
        if !mentions_trail(&change) {
            continue;
        }
        let parsed = json::parse(&change);
        account.unreadable.extend(parsed.errors);
        if let Some(node) = &parsed.tree
            && let Some(change) = node.get("change")
            && let Some(after) = change.get("after")
        {
            let sensitive = change.get("after_sensitive");
            let made = trail(node, after, sensitive, context);
            let is_new = |trail: &Trail| !known.contains(&trail.address);
            if let Some(trail) = made.filter(is_new) {
                account.add(trail);
            }
        }
    }
}

/// The trails whose changes the plan puts off: whether they will be made as it says, a later plan tells.
///
/// Source: `deferred_changes` of Terraform's JSON plan, `internal/command/jsonplan`: each with its `resource_change`.
fn take_deferred(deferred: &Input<'_>, context: &PlanContext<'_>, account: &mut Account) {
    for range in json::elements(deferred.text).unwrap_or_default() {
        let one = deferred.slice(range);
        let Some(change) = part(&one, "resource_change").filter(mentions_trail) else {
            continue;
        };
        let parsed = json::parse(&change);
        account.unreadable.extend(parsed.errors);
        let Some(node) = &parsed.tree else {
            continue;
        };
        let part = |name| node.get("change").and_then(|change| change.get(name));
        let made = |after| trail(node, after, part("after_sensitive"), context);
        let Some(mut trail) = part("after").and_then(made) else {
            continue;
        };
        trail.created = Resolved::unknown("the plan defers its change to a later plan");
        account.add(trail);
    }
}

/// A module's values.
struct Module<'a> {
    text: Input<'a>,
    /// How many modules lie around it.
    depth: usize,
}

impl<'a> Module<'a> {
    fn root(text: Input<'a>) -> Module<'a> {
        Module { text, depth: 0 }
    }
}

fn walk(module: &Module<'_>, context: &PlanContext<'_>, account: &mut Account) {
    let Module { ref text, depth } = *module;
    if !mentions_trail(text) {
        return;
    }
    if depth > MAX_PLANNED_MODULE_DEPTH {
        account.add(too_deep(text));
        return;
    }
    for resource in items(text, "resources")
        .iter()
        .filter(|item| mentions_trail(item))
    {
        let parsed = json::parse(resource);
        account.unreadable.extend(parsed.errors);
        if let Some(node) = &parsed.tree
            && let Some(values) = node.get("values")
        {
            let sensitive = node.get("sensitive_values");
            if let Some(trail) = trail(node, values, sensitive, context) {
                account.add(trail);
            }
        }
    }
    for text in items(text, "child_modules") {
        let depth = depth + 1;
        walk(&Module { text, depth }, context, account);
    }
}

/// What stands for the trails of a module that lies too deep.
fn too_deep(module: &Input<'_>) -> Trail {
    let address = part(module, "address").and_then(|address| json::parse(&address).tree);
    let span = address
        .as_ref()
        .map_or_else(|| module.span(0..1), |address| address.span);
    let address = address.as_ref().and_then(Node::as_str).unwrap_or_default();
    let why = format!("modules are followed {MAX_PLANNED_MODULE_DEPTH} deep");
    let remark = Remark::new(
        span,
        "not followed",
        format!(
            "Cannot tell whether the trails of `{address}` record global service events: {why}"
        ),
    )
    .help("Check the code itself".to_owned());
    let (dialect, syntax) = (Dialect::TerraformPlan, Syntax::Hcl);
    Trail::not_followed(address.to_owned(), dialect, syntax, &why, remark)
}

/// `sensitive` says which of the values are.
fn trail(
    node: &Node,
    values: &Node,
    sensitive: Option<&Node>,
    context: &PlanContext<'_>,
) -> Option<Trail> {
    if values.is_null() {
        return None;
    }
    let Some(dialect) = dialect_of(node) else {
        return templates::deployed(node, values);
    };
    let entry = node.entry("address")?;
    let address = entry.value.as_str()?.to_owned();
    let planned = Planned {
        values,
        unknown: context.unknowns.get(&address),
        region: (context.regions.get(&providers::without_keys(&address)))
            .or(context.given.as_ref()),
        sensitive: sensitive_members(sensitive, values),
        dialect,
    };
    planned.hide_sensitive(context.file);
    Some(planned.trail(address, entry.value.span))
}
