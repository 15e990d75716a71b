//! The words of a task of org-formation, and those that are meant by misspelt ones.
//!
//! Source: org-formation's `src/build-tasks/build-task-provider.ts` ("unknown configuration type") and `src/parser/validator.ts`
//! ("unexpected attribute").

use super::from_nodes::syntax_of;
use crate::parse::{Entry, Node};
use crate::resolved::{Assigned, Evidence, Place, Resolved, Written};
use crate::source::SourceFile;
use crate::suggest;

/// The type of a task that deploys a template.
pub(super) const UPDATE_STACKS: &str = "update-stacks";

/// The types of tasks, those of plugins among them.
const TYPES: [&str; 9] = [
    "annotate-organization",
    "apply-tf",
    "cdk",
    "copy-to-s3",
    "include",
    "register-type",
    "update-organization",
    "update-serverless.com",
    UPDATE_STACKS,
];

/// The attributes of such a task.
const ATTRIBUTES: [&str; 29] = [
    "CloudFormationRoleName",
    "DefaultOrganizationBinding",
    "DefaultOrganizationBindingRegion",
    "DeletionProtection",
    "DependsOn",
    "DisableStackRollbacks",
    "FailedStackTolerance",
    "FilePath",
    "ForceDeploy",
    "LogVerbose",
    "LogicalName",
    "MaxConcurrentStacks",
    "OrganizationBinding",
    "OrganizationBindingRegion",
    "OrganizationBindings",
    "OrganizationFile",
    PARAMETERS,
    "Skip",
    "StackDescription",
    "StackName",
    "StackPolicy",
    "Tags",
    "TaskRoleName",
    "TaskViaRoleArn",
    "Template",
    "TemplatingContext",
    "TerminationProtection",
    "Type",
    "UpdateProtection",
];

/// What gives a task its values.
const PARAMETERS: &str = "Parameters";

/// The type that a task has, or is meant to have.
pub(super) fn kind_of(task: &Node) -> Option<&str> {
    let written = task.get("Type")?.as_str()?;
    let is_meant = !TYPES.contains(&written)
        && task.get("Template").is_some()
        && suggest::is_one_slip(written, UPDATE_STACKS);
    Some(if is_meant { UPDATE_STACKS } else { written })
}

/// The attribute that a name is meant for which is none.
fn meant(name: &str) -> Option<&'static str> {
    let near = suggest::nearest(name, ATTRIBUTES).filter(|near| suggest::is_slip(name, near));
    near.filter(|_| !ATTRIBUTES.contains(&name))
}

/// What a task passes, be it under a misspelt name.
pub(super) fn parameters_of(task: &Node) -> Option<&Node> {
    let is_meant = |entry: &&Entry| entry.key.as_str().and_then(meant) == Some(PARAMETERS);
    let misspelt = || task.entries().iter().find(is_meant);
    let own = task.get(PARAMETERS);
    own.or_else(|| misspelt().map(|entry| &entry.value))
}

/// The first misspelt word of a task that deploys a template, refused.
pub(super) fn refused_word(task: &Node, file: &SourceFile) -> Option<Resolved<bool>> {
    let kind = task.get("Type")?;
    let written = kind.as_str()?;
    if written != UPDATE_STACKS {
        let refused = Resolved::Invalid {
            text: written.to_owned(),
            why: format!(
                "org-formation knows no such type of task{}",
                suggest::did_you_mean(written, [UPDATE_STACKS])
            ),
            from: Evidence::at(kind.span),
        };
        let help = format!("Write `{UPDATE_STACKS}`");
        return Some(refused.written(Some(Written::at(Place::Said(help.into())))));
    }
    task.entries().iter().find_map(|entry| {
        let name = entry.key.as_str()?;
        let right = meant(name)?;
        let refused = Resolved::Invalid {
            text: name.to_owned(),
            why: format!(
                "org-formation knows no such attribute of a task{}",
                suggest::did_you_mean(name, [right])
            ),
            from: Evidence::at(entry.key.span),
        };
        let right = Assigned::new(right, syntax_of(file));
        Some(refused.written(Some(Written::assigned(Place::Name(entry.key.span), right))))
    })
}
