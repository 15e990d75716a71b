//! What AWS refuses about a resource that makes stacks: misspelt properties, and parameters that a template does not declare.
//!
//! Sources: cfn-lint's E3002 (unknown properties) and E3043 (parameters of nested stacks); `CloudFormation` answers
//! "Encountered unsupported property" and "Parameters: [X] do not exist in the template".

use super::super::language::{Entries, Evaluator, Found, RefusedName, call, has_open_part};
use super::super::resources::Resource;
use super::super::template::{SERVERLESS_APPLICATION, STACK_SET, Template};
use crate::parse::{Entry, Node};
use crate::resolved::{Assigned, Evidence, Place, Resolved, Syntax, Written};
use crate::source::Span;
use crate::suggest;

/// What to do where no template is named.
const NAME_A_TEMPLATE: &str = "Name the template that it deploys";

/// The properties of a nested stack. Source: the registry's schema of `AWS::CloudFormation::Stack`.
const OF_STACKS: [&str; 15] = [
    "Capabilities",
    "Description",
    "DisableRollback",
    "EnableTerminationProtection",
    "NotificationARNs",
    "Parameters",
    "RoleARN",
    "StackName",
    "StackPolicyBody",
    "StackPolicyURL",
    "StackStatusReason",
    "Tags",
    "TemplateBody",
    "TemplateURL",
    "TimeoutInMinutes",
];

/// Those of a StackSet. Source: the `AWS::CloudFormation::StackSet` reference.
const OF_STACK_SETS: [&str; 15] = [
    "AdministrationRoleARN",
    "AutoDeployment",
    "CallAs",
    "Capabilities",
    "Description",
    "ExecutionRoleName",
    "ManagedExecution",
    "OperationPreferences",
    "Parameters",
    "PermissionModel",
    "StackInstancesGroup",
    "StackSetName",
    "Tags",
    "TemplateBody",
    "TemplateURL",
];

/// Those of an application. Source: the AWS SAM reference of `AWS::Serverless::Application`.
const OF_APPLICATIONS: [&str; 5] = [
    "Location",
    "NotificationARNs",
    "Parameters",
    "Tags",
    "TimeoutInMinutes",
];

/// The keys of a StackSet's parameter, and of a group of its instances.
const OF_PARAMETERS: [&str; 4] = [
    "ParameterKey",
    "ParameterValue",
    "ResolvedValue",
    "UsePreviousValue",
];
const OF_GROUPS: [&str; 3] = ["DeploymentTargets", "ParameterOverrides", "Regions"];

fn properties_of(kind: &str) -> &'static [&'static str] {
    match kind {
        STACK_SET => &OF_STACK_SETS,
        SERVERLESS_APPLICATION => &OF_APPLICATIONS,
        _ => &OF_STACKS,
    }
}

/// The one of some names that a key stands for which is none of them.
fn meant(key: &str, among: &[&'static str]) -> Option<&'static str> {
    let is_none = !among.contains(&key);
    let slip = among.iter().find(|name| suggest::is_slip(key, name));
    slip.copied().filter(|_| is_none)
}

/// A property of a resource that makes stacks, by its name or by a misspelt one.
pub(super) fn property<'e, 'n>(
    properties: &'e Entries<'n>,
    kind: &str,
    name: &str,
) -> Found<'e, 'n> {
    match properties.find(name) {
        Found::Nothing => {
            let mut placed = properties.placed.iter();
            let misspelt = placed.find(|placed| {
                placed.left_open().is_none()
                    && meant(&placed.key, properties_of(kind)) == Some(name)
            });
            misspelt.map_or(Found::Nothing, Found::Entry)
        }
        found => found,
    }
}

/// The first misspelt key of such a resource, refused.
pub(super) fn misspelt(
    kind: &str,
    properties: Option<&Node>,
    syntax: Syntax,
) -> Option<RefusedName> {
    let properties = properties?;
    let what = match kind {
        STACK_SET => "a StackSet",
        SERVERLESS_APPLICATION => "an application",
        _ => "a stack",
    };
    let own = properties.entries().iter();
    let own = own.map(|entry| (&entry.key, properties_of(kind), what));
    let inner = ["Parameters", "StackInstancesGroup"].into_iter();
    let inner = inner.filter(|_| kind == STACK_SET).flat_map(|name| {
        let (keys, what) = match name {
            "Parameters" => (&OF_PARAMETERS[..], "a parameter of a StackSet"),
            _ => (&OF_GROUPS[..], "a group of instances"),
        };
        let items = properties.get(name).map_or(&[][..], Node::items);
        let entries = items.iter().flat_map(Node::entries);
        entries.map(move |entry| (&entry.key, keys, what))
    });
    own.chain(inner).find_map(|(key, among, what)| {
        let near = meant(key.as_str()?, among)?;
        Some(renamed(
            key.as_str()?,
            format!("{what} has no such property; did you mean `{near}`?"),
            (key.span, Some(near), syntax),
        ))
    })
}

/// The property that such a resource must have and has not: what names its template. A macro may add it.
pub(super) fn left_out(stack: &Evaluator<'_>, resource: &Resource<'_>) -> Option<RefusedName> {
    let names: &[&str] = match resource.kind {
        SERVERLESS_APPLICATION => &["Location"],
        _ => &["TemplateURL", "TemplateBody"],
    };
    let (node, properties) = resource.properties(stack, resource.bindings());
    let is_written_out = node.is_none_or(|node| call(node).is_none());
    let is_left_out = |name: &&str| match property(&properties, resource.kind, name) {
        Found::Entry(placed) => {
            let value = stack.evaluate(&placed.entry.value, &placed.bindings);
            matches!(value, Resolved::Unset { .. })
        }
        Found::Perhaps(_) => false,
        Found::Nothing => true,
    };
    let is_made = resource.node.get("Metadata").is_some_and(|metadata| {
        // The CDK notes there which file it is.
        metadata.get("aws:asset:path").is_some()
    });
    if !is_written_out
        || is_made
        || !stack.template.macros.is_empty()
        || !names.iter().all(is_left_out)
    {
        return None;
    }
    Some(Resolved::Invalid {
        text: names[0].to_owned(),
        why: "CloudFormation requires it, and it is left out".into(),
        from: Evidence {
            written: Some(Written::said(NAME_A_TEMPLATE)),
            ..Evidence::at(resource.declared)
        },
    })
}

/// The first of the names which are passed that a template does not declare, refused.
pub(in super::super) fn not_declared(
    names: &[(String, Span)],
    template: &Template,
    syntax: Syntax,
) -> Option<RefusedName> {
    let declared = template.section("Parameters");
    let is_made = |key: &str| key.starts_with("Fn::") || has_open_part(key);
    let mut keys = declared.iter().filter_map(|entry| entry.key.as_str());
    if !template.macros.is_empty() || template.not_followed.is_some() || keys.any(is_made) {
        return None;
    }
    let (name, at) = names
        .iter()
        .find(|(name, _)| template.member("Parameters", name).is_none())?;
    let near = suggest::nearest(name, declared.iter().filter_map(|entry| entry.key.as_str()));
    let why = format!(
        "the template declares no parameter of that name{}",
        suggest::did_you_mean(name, near)
    );
    Some(renamed(name, why, (*at, near, syntax)))
}

/// The first parameter that a template must be given and that nothing is passed for, refused at the place of what passes.
///
/// Source: `CloudFormation` answers "Parameters: [X] must have values".
pub(in super::super) fn not_passed(
    passed: &dyn Fn(&str) -> Resolved<String>,
    template: &Template,
    at: Span,
) -> Option<RefusedName> {
    if !template.macros.is_empty() {
        return None;
    }
    let declared = template.section("Parameters").iter();
    let needs = |entry: &&Entry| {
        let is_made = |key: &Entry| key.key.as_str().is_none_or(|key| key.starts_with("Fn::"));
        let own = entry.value.entries();
        !is_made(entry)
            && !own.is_empty()
            && own
                .iter()
                .all(|own| !is_made(own) && own.key.as_str() != Some("Default"))
    };
    let mut names = declared
        .filter(needs)
        .filter_map(|entry| entry.key.as_str());
    let name = names
        .find(|name| !has_open_part(name) && matches!(passed(name), Resolved::Unset { .. }))?;
    Some(Resolved::Invalid {
        text: name.to_owned(),
        why: "the template has no default for this parameter, and nothing is passed for it".into(),
        from: Evidence {
            written: Some(Written::said(format!("Pass `{name}` in `parameters`"))),
            ..Evidence::at(at)
        },
    })
}

fn renamed(
    name: &str,
    why: String,
    (at, near, syntax): (Span, Option<&str>, Syntax),
) -> RefusedName {
    let right = near.map(|near| Assigned::new(near, syntax));
    Resolved::Invalid {
        text: name.to_owned(),
        why,
        from: Evidence::at(at),
    }
    .written(right.map(|right| Written::assigned(Place::Name(at), right)))
}
