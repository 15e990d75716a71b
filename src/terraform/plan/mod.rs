//! Plans and states as `terraform show -json` prints them.
//!
//! Source: OpenTofu `internals/json-format`: `planned_values` holds what will be, with provider defaults filled in;
//! `resource_changes[].change.after_unknown` says what is known only after apply; a state has `values` instead.

mod parts;
mod providers;

use std::collections::BTreeMap;

use crate::diagnostic::Unreadable;
use crate::model::{Account, Attribute, Dialect, Judged, ManagementEvents, Trail};
use crate::parse::{Node, json};
use crate::resolved::Resolved;
use crate::source::{Input, SourceFile};
use crate::terraform::config::module::{AWSCC_TRAIL, TRAIL};
use crate::terraform::lang::json_values::from_json;
use crate::terraform::lang::values::{Value, to_bool, to_text};
use crate::terraform::trail::selectors::{objects, selected};
use parts::{MAX_MODULES, items, mentions_trail, part};

/// The members that hold a plan's or a state's resources.
const BODIES: [&str; 3] = ["planned_values", "values", "resource_changes"];

/// Whether a JSON text has the shape of a plan or a state.
pub(crate) fn is_plan(text: &str) -> bool {
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

/// Judges the trails of a plan or a state. Only what leads to a trail is read as a tree; the rest is skipped.
pub(crate) fn judge_plan(file: &SourceFile) -> Judged {
    let input = file.input();
    let mut judged = Judged {
        parsed: vec![file.id()],
        ..Judged::default()
    };
    if let Some(at) = file.not_utf8_at() {
        judged.accounts.push(Account {
            unreadable: vec![Unreadable::not_utf8(file, at)],
            ..Account::default()
        });
        return judged;
    }
    let Some(members) = json::members(input.text) else {
        judged.accounts.push(Account {
            unreadable: json::parse(&input).errors,
            ..Account::default()
        });
        return judged;
    };
    let member = |name: &str| {
        members
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, range)| input.slice(range.clone()))
    };
    let mut account = Account::default();
    let changes = member("resource_changes");
    let context = PlanContext {
        unknowns: changes.as_ref().map(unknowns).unwrap_or_default(),
        regions: member("configuration").map_or_else(BTreeMap::new, |configuration| {
            providers::regions(&configuration, member("variables").as_ref())
        }),
    };
    if let Some(values) = member("planned_values").or_else(|| member("values")) {
        if let Some(module) = part(&values, "root_module") {
            walk(&module, &context, &mut account, 0);
        }
    } else if let Some(changes) = &changes {
        take_changes(changes, &context, &mut account);
    }
    judged.accounts.push(account);
    judged
}

/// What a plan says about its trails outside of their values, by address.
struct PlanContext {
    /// `after_unknown`
    unknowns: BTreeMap<String, Node>,
    /// The Regions of their providers.
    regions: BTreeMap<String, Resolved<String>>,
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
            let address = node.get("address")?.as_str()?.to_owned();
            Some((address, node.get("change")?.get("after_unknown")?.clone()))
        })
        .collect()
}

/// The trails of `resource_changes`, for a plan that was cut down to them. What is deleted only has no `after`.
fn take_changes(changes: &Input<'_>, context: &PlanContext, account: &mut Account) {
    for range in json::elements(changes.text).unwrap_or_default() {
        let change = changes.slice(range);
        if !mentions_trail(&change) {
            continue;
        }
        let parsed = json::parse(&change);
        account.unreadable.extend(parsed.errors);
        if let Some(node) = &parsed.tree
            && let Some(after) = node.get("change").and_then(|change| change.get("after"))
        {
            account.trails.extend(trail(node, after, context));
        }
    }
}

fn walk(module: &Input<'_>, context: &PlanContext, account: &mut Account, depth: usize) {
    if depth > MAX_MODULES || !mentions_trail(module) {
        return;
    }
    for resource in items(module, "resources")
        .iter()
        .filter(|item| mentions_trail(item))
    {
        let parsed = json::parse(resource);
        account.unreadable.extend(parsed.errors);
        if let Some(node) = &parsed.tree
            && let Some(values) = node.get("values")
        {
            account.trails.extend(trail(node, values, context));
        }
    }
    for child in items(module, "child_modules") {
        walk(&child, context, account, depth + 1);
    }
}

fn trail(node: &Node, values: &Node, context: &PlanContext) -> Option<Trail> {
    let kind = node.get("type")?.as_str()?;
    let is_data = node.get("mode").and_then(Node::as_str) == Some("data");
    if is_data || values.is_null() || (kind != TRAIL && kind != AWSCC_TRAIL) {
        return None;
    }
    let entry = node.entry("address")?;
    let address = entry.value.as_str()?.to_owned();
    let planned = Planned {
        values,
        unknown: context.unknowns.get(&address),
        region: context.regions.get(&providers::without_keys(&address)),
        dialect: if kind == AWSCC_TRAIL {
            Dialect::Awscc
        } else {
            Dialect::Terraform
        },
    };
    Some(Trail {
        address,
        dialect: Dialect::TerraformPlan,
        declared: entry.value.span,
        deployment: None,
        created: Resolved::known(true),
        include_global_service_events: planned.flag(Attribute::IncludeGlobalServiceEvents),
        is_multi_region_trail: planned.flag(Attribute::IsMultiRegionTrail),
        is_logging: planned.flag(Attribute::IsLogging),
        management_events: planned.management_events(),
        home_region: planned.home_region(),
    })
}

/// The attributes of one trail in a plan.
struct Planned<'n> {
    values: &'n Node,
    unknown: Option<&'n Node>,
    /// The Region of its provider, where the plan's configuration says.
    region: Option<&'n Resolved<String>>,
    /// Whose attribute names it has.
    dialect: Dialect,
}

impl Planned<'_> {
    fn value(&self, name: &str) -> Resolved<Value> {
        let after_apply = self
            .unknown
            .and_then(|unknown| unknown.get(name))
            .is_some_and(|unknown| unknown.scalar_text().as_deref() == Some("true"));
        let Some(node) = self.values.get(name) else {
            return if after_apply {
                Resolved::unknown(format!("`{name}` is known only after apply"))
            } else {
                Resolved::unset()
            };
        };
        if node.is_null() {
            return Resolved::unset().written_at(node.span);
        }
        from_json(&as_json(node)).written_at(node.span)
    }

    fn flag(&self, attribute: Attribute) -> Resolved<bool> {
        let value = self
            .value(self.dialect.name_of(attribute))
            .and_then(&mut to_bool);
        // The model takes a plan to be of the AWS provider, whose default is another.
        if self.dialect == Dialect::Awscc && attribute == Attribute::IncludeGlobalServiceEvents {
            return value.or_default(self.dialect.flag_default());
        }
        value
    }

    /// The provider's `region` (version 6), the Region in the trail's ARN, or that of its provider's configuration.
    fn home_region(&self) -> Resolved<String> {
        for name in ["region", "home_region"] {
            let value = self.value(name).and_then(&mut to_text);
            if value.value().is_some_and(|region| !region.is_empty()) {
                return value;
            }
        }
        let from_arn = self
            .value("arn")
            .and_then(&mut to_text)
            .and_then(&mut |arn: String| match arn.split(':').nth(3) {
                Some(region) if !region.is_empty() => Resolved::known(region.to_owned()),
                _ => Resolved::unset(),
            });
        match (from_arn, self.region) {
            (known @ Resolved::Known { .. }, _) => known,
            (_, Some(region)) => region.clone(),
            // That the ARN is made at apply says nothing about the Region.
            (_, None) => Resolved::unset(),
        }
    }

    fn management_events(&self) -> Resolved<ManagementEvents> {
        let basic = self.value(self.dialect.name_of(Attribute::EventSelectors));
        let advanced = self.value(self.dialect.name_of(Attribute::AdvancedEventSelectors));
        let at = basic.from().at.or(advanced.from().at);
        let out = selected(objects(basic), &objects(advanced));
        match (at, &out) {
            (Some(at), Resolved::Known { .. }) => out.written_at(at),
            _ => out,
        }
    }
}

/// A tree as a JSON value.
fn as_json(node: &Node) -> serde_json::Value {
    use crate::parse::{Scalar, Value as Tree};
    match &node.value {
        Tree::Scalar(Scalar::Null) => serde_json::Value::Null,
        Tree::Scalar(Scalar::Bool(value)) => (*value).into(),
        Tree::Scalar(Scalar::Number(text)) => text
            .parse::<serde_json::Number>()
            .map_or_else(|_| text.clone().into(), Into::into),
        Tree::Scalar(Scalar::String(text)) => text.clone().into(),
        Tree::List(items) => items.iter().map(as_json).collect::<Vec<_>>().into(),
        Tree::Map(entries) => serde_json::Value::Object(
            entries
                .iter()
                .filter_map(|entry| Some((entry.key.as_str()?.to_owned(), as_json(&entry.value))))
                .collect(),
        ),
    }
}
