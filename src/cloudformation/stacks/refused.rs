//! What AWS refuses about a resource that makes stacks: misspelt properties, and parameters that a template does not declare.
//!
//! Sources: cfn-lint's E3002 (unknown properties) and E3043 (parameters of nested stacks); `CloudFormation` answers
//! "Encountered unsupported property" and "Parameters: [X] do not exist in the template".

use super::super::language::{Entries, Evaluator, Found, RefusedName, call};
use super::super::resources::Resource;
use super::super::template::{SERVERLESS_APPLICATION, STACK, STACK_SET, Template, has_open_part};
use crate::parse::{Entry, Node};
use crate::quote::quoted;
use crate::resolved::{Assigned, Evidence, Hop, Place, Resolved, Syntax, Written};
use crate::source::Span;
use crate::suggest;

/// What to do where no template is named.
const NAME_A_TEMPLATE: &str = "Name the template that it deploys";

/// What to do where something else than a template stands as one.
pub(super) const WRITE_IT_THERE: &str =
    "Write the template's text there, or name where it is in `TemplateURL`";

/// What to do where a parameter has no value.
const PASS_IT: &str = "Pass a value of it, or give it a default";

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
        STACK => &["TemplateURL"],
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
    let why = if resource.kind == STACK && !is_left_out(&"TemplateBody") {
        "CloudFormation requires it, and takes no `TemplateBody` of a nested stack"
    } else {
        "CloudFormation requires it, and it is left out"
    };
    Some(Resolved::Invalid {
        text: names[0].to_owned(),
        why: why.into(),
        from: Evidence::at(resource.declared).changed_by(Written::said(NAME_A_TEMPLATE)),
    })
}

/// A word in the place of a StackSet's template, refused.
///
/// Source: the `AWS::CloudFormation::StackSet` reference: `TemplateBody` is "the structure that contains the template body".
pub(super) fn no_template(word: &str, at: Span) -> Resolved<bool> {
    Resolved::Invalid {
        text: quoted(word),
        why: "`TemplateBody` takes the text of a template, not where it is".into(),
        from: Evidence::at(at).changed_by(Written::said(WRITE_IT_THERE)),
    }
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
    let near = suggest::nearest(name, template.said_keys(declared));
    let why = format!(
        "the template declares no parameter of that name{}",
        suggest::did_you_mean(name, near)
    );
    Some(renamed(name, why, (*at, near, syntax)))
}

/// The first parameter without a default that a template declares and nothing is passed for, refused. `by` is what deploys it.
///
/// Source: `CloudFormation` answers "Parameters: [X] must have values".
pub(in super::super) fn not_passed(
    is_passed: &dyn Fn(&str) -> bool,
    template: &Template,
    by: Span,
) -> Option<RefusedName> {
    if !template.macros.is_empty() || template.not_followed.is_some() {
        return None;
    }
    let mut declared = template.section("Parameters").iter();
    let (name, key) = declared.find_map(|entry| {
        let name = entry.key.as_str().filter(|name| !has_open_part(name))?;
        let own = entry.value.entries();
        let may_be_default = |own: &Entry| {
            let key = own.key.as_str();
            key.is_none_or(|key| key == "Default" || key.starts_with("Fn::"))
        };
        let is_none = !name.starts_with("Fn::")
            && !own.is_empty()
            && !own.iter().any(may_be_default)
            && !is_passed(name);
        is_none.then_some((name, entry.key.span))
    })?;
    let said = format!("parameter `{name}` is declared without a default");
    Some(Resolved::Invalid {
        text: name.to_owned(),
        why: "CloudFormation requires a value of this parameter, and none is passed".into(),
        from: Evidence {
            at: Some(by),
            ..Evidence::hop(Hop::chose(key, said)).changed_by(Written::said(PASS_IT))
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
