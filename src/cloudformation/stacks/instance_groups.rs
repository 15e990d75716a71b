//! Where a StackSet deploys to: its groups of instances, each with Regions and parameters of its own.

use super::super::language::{
    Bindings, Branch, Evaluator, Found, account_not_known, call, left_open, to_texts, whole,
};
use super::passed_parameters::{Passed, Passing};
use crate::parse::Node;
use crate::resolved::{Constant, Domain, Hop, Instance, Resolved, Symbol, Term};

/// The instances of a StackSet in one Region that are given the same values.
#[derive(Clone, PartialEq)]
pub(super) struct Instances {
    pub(super) region: Resolved<String>,
    pub(super) account: Resolved<String>,
    /// `ParameterOverrides`, which win over the StackSet's `Parameters`.
    ///
    /// Source: `AWS::CloudFormation::StackSet StackInstances`.
    pub(super) overrides: Passed,
    /// Whether there are any.
    pub(super) exist: Resolved<bool>,
}

/// The instances of all groups; one of an unknown Region where none are written.
pub(super) fn instances(passing: &Passing<'_, '_>, groups: &Found<'_, '_>) -> Vec<Instances> {
    let mut out: Vec<Instances> = Vec::new();
    if let Found::Entry(placed) = groups {
        for branch in groups_in(passing.stack, &placed.entry.value, &placed.bindings) {
            for found in instances_of(passing, &branch) {
                if !out.contains(&found) {
                    out.push(found);
                }
            }
        }
    }
    if out.is_empty() {
        out.push(Instances {
            region: Resolved::unknown(
                "the Regions that the StackSet deploys to are not in its template",
            ),
            overrides: Passed::nothing(),
            account: account_not_known(),
            exist: Resolved::known(true),
        });
    }
    out
}

/// The groups of a list, with what `Fn::If` leaves of the list and of each item.
fn groups_in<'n>(stack: &Evaluator<'_>, node: &'n Node, bindings: &Bindings) -> Vec<Branch<'n>> {
    let mut out = Vec::new();
    for list in stack.branches(node, bindings) {
        if call(list.node).is_some() || list.node.items().is_empty() {
            out.push(list);
            continue;
        }
        for item in list.node.items() {
            for mut group in stack.branches(item, &list.bindings) {
                group.holds = group.holds.and(&list.holds);
                out.push(group);
            }
        }
    }
    out.retain(|group| !is_nothing(stack, group));
    out
}

/// Whether a branch leaves nothing: `AWS::NoValue`, or an empty list.
fn is_nothing(stack: &Evaluator<'_>, group: &Branch<'_>) -> bool {
    if group.holds.value() == Some(&false)
        || group.node.entries().is_empty() && call(group.node).is_none()
    {
        return true;
    }
    let value = call(group.node).map(|_| stack.evaluate(group.node, &group.bindings));
    matches!(value, Some(Resolved::Unset { .. }))
}

fn instances_of(passing: &Passing<'_, '_>, group: &Branch<'_>) -> Vec<Instances> {
    let Branch {
        node,
        bindings,
        holds,
    } = group;
    if let Some(call) = call(node) {
        return vec![Instances {
            region: Resolved::unknown(format!("`{}` makes the StackSet's instances", call.name)),
            overrides: Passed::unknown(format!(
                "`{}` makes the parameters of the StackSet's instances",
                call.name
            )),
            account: account_not_known(),
            exist: holds.clone(),
        }];
    }
    // Loops may make its members.
    let members = passing.stack.entries(node.entries(), bindings);
    let overrides = passing.passed_by(&members.find("ParameterOverrides"));
    let account = account_of(passing, &members.find("DeploymentTargets"));
    let (place, listed) = match members.find("Regions") {
        Found::Entry(placed) => {
            let regions = &placed.entry.value;
            let listed = passing.stack.evaluate(regions, &placed.bindings);
            (whole(regions), listed.and_then(&mut to_texts))
        }
        Found::Perhaps(gap) => (whole(node), left_open(&gap)),
        Found::Nothing => return Vec::new(),
    };
    let Some(names) = names_in(&listed) else {
        return vec![Instances {
            region: Resolved::unknown("the StackSet's Regions are not known"),
            overrides,
            account,
            exist: holds.clone(),
        }];
    };
    let arms = listed.arms().into_iter();
    let privacy = arms.map(|(_, arm)| arm.from().privacy).max();
    let privacy = privacy.unwrap_or_default();
    names
        .into_iter()
        .map(|name| {
            let hop = Hop::value(place, "the StackSet deploys to this Region");
            let deployed = listed
                .clone()
                .map(&mut |listed| listed.contains(name))
                .or_default(false)
                .decided();
            Instances {
                region: Resolved::known(name.clone()).via([hop]).private(privacy),
                overrides: overrides.clone(),
                account: account.clone(),
                exist: holds.clone().and(&deployed),
            }
        })
        .collect()
}

/// All names that a list may hold, each once; `None` where they are not known.
fn names_in(listed: &Resolved<Vec<String>>) -> Option<Vec<&String>> {
    let mut names: Vec<&String> = Vec::new();
    for (_, arm) in listed.arms() {
        match arm {
            Resolved::Known { value, .. } => names.extend(value),
            Resolved::Unset { .. } => {}
            _ => return None,
        }
    }
    names.sort();
    names.dedup();
    Some(names)
}

/// The account of a group's instances: one of those that it lists, where it lists them and nothing else.
///
/// Source: `AWS::CloudFormation::StackSet DeploymentTargets`.
fn account_of(passing: &Passing<'_, '_>, targets: &Found<'_, '_>) -> Resolved<String> {
    let Found::Entry(placed) = targets else {
        return account_not_known();
    };
    let (targets, bindings) = (Some(&placed.entry.value), &placed.bindings);
    let listed = targets.and_then(|targets| targets.get("Accounts"));
    let others = ["AccountFilterType", "AccountsUrl", "OrganizationalUnitIds"];
    let has_others = |targets: &Node| others.iter().any(|name| targets.get(name).is_some());
    let Some(listed) = listed.filter(|_| !targets.is_some_and(has_others)) else {
        return account_not_known();
    };
    let accounts = passing.stack.evaluate(listed, bindings);
    let accounts = accounts.and_then(&mut to_texts);
    match accounts.value().map(Vec::as_slice) {
        Some([only]) => {
            let hop = Hop::value(whole(listed), "the StackSet deploys to this account");
            let account = Resolved::known(only.clone()).via([hop]);
            account.private(accounts.from().privacy)
        }
        Some(several @ [_, ..]) => {
            let domain = Domain::of(several.iter().cloned().map(Constant::text));
            let root = Instance::root("account");
            let one = Symbol::declared("the account", whole(listed), root, domain);
            account_not_known().or_term(|| Term::Symbol(one))
        }
        _ => account_not_known(),
    }
}

/// What follows the address of a trail in the instances of a StackSet, where there are several.
pub(super) fn suffix(instances: &[Instances], index: usize) -> String {
    let region = instances[index].region.value();
    let same = |other: &&Instances| other.region.value() == region;
    let before = instances[..index].iter().filter(same).count();
    let number = if before > 0 {
        format!("#{}", before + 1)
    } else {
        String::new()
    };
    match region {
        Some(_) if instances.len() > 1 && instances[index].region.is_private() => {
            format!("@[Region {}]", index + 1)
        }
        Some(region) if instances.len() > 1 => format!("@{region}{number}"),
        _ => number,
    }
}
