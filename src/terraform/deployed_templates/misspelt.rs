//! Arguments of stacks by a wrong name.

use crate::resolved::Resolved;
use crate::terraform::argument_names::{meant, names, refused};
use crate::terraform::config::module::{AWSCC_STACK, AWSCC_STACK_SET, CLOUD_CONTROL, STACK_SET};
use crate::terraform::lang::syntax::{Attribute, Block};

/// Source: `resourceStack` of the AWS provider, `internal/service/cloudformation/stack.go`.
const OF_STACK: [&str; 16] = [
    "capabilities",
    "disable_rollback",
    "iam_role_arn",
    "name",
    "notification_arns",
    "on_failure",
    "parameters",
    "policy_body",
    "policy_url",
    "region",
    "tags",
    "tags_all",
    "template_body",
    "template_url",
    "timeout_in_minutes",
    "timeouts",
];

/// Source: `resourceStackSet` of the AWS provider, `internal/service/cloudformation/stack_set.go`.
const OF_STACK_SET: [&str; 17] = [
    "administration_role_arn",
    "auto_deployment",
    "call_as",
    "capabilities",
    "description",
    "execution_role_name",
    "managed_execution",
    "name",
    "operation_preferences",
    "parameters",
    "permission_model",
    "region",
    "tags",
    "tags_all",
    "template_body",
    "template_url",
    "timeouts",
];

/// Source: the reference of `awscc_cloudformation_stack`.
const OF_AWSCC_STACK: [&str; 15] = [
    "capabilities",
    "description",
    "disable_rollback",
    "enable_termination_protection",
    "notification_arns",
    "parameters",
    "role_arn",
    "stack_name",
    "stack_policy_body",
    "stack_policy_url",
    "stack_status_reason",
    "tags",
    "template_body",
    "template_url",
    "timeout_in_minutes",
];

/// Source: the reference of `awscc_cloudformation_stack_set`.
const OF_AWSCC_STACK_SET: [&str; 15] = [
    "administration_role_arn",
    "auto_deployment",
    "call_as",
    "capabilities",
    "description",
    "execution_role_name",
    "managed_execution",
    "operation_preferences",
    "parameters",
    "permission_model",
    "stack_instances_group",
    "stack_set_name",
    "tags",
    "template_body",
    "template_url",
];

/// Source: the reference of `aws_cloudcontrolapi_resource`.
const OF_CLOUD_CONTROL: [&str; 7] = [
    "desired_state",
    "region",
    "role_arn",
    "schema",
    "timeouts",
    "type_name",
    "type_version_id",
];

fn schema_of(block: &Block) -> &'static [&'static str] {
    match block.name() {
        STACK_SET => &OF_STACK_SET,
        AWSCC_STACK => &OF_AWSCC_STACK,
        AWSCC_STACK_SET => &OF_AWSCC_STACK_SET,
        CLOUD_CONTROL => &OF_CLOUD_CONTROL,
        _ => &OF_STACK,
    }
}

/// An argument of a stack, by its name or by a misspelt one.
pub(super) fn argument<'b>(block: &'b Block, name: &str) -> Option<&'b Attribute> {
    let misspelt = || {
        let mut written = block.body.attributes.iter();
        written.find(|written| meant(&written.name, schema_of(block)) == Some(name))
    };
    block.body.attribute(name).or_else(misspelt)
}

/// The first misspelt name in a stack, refused.
pub(super) fn refused_name(block: &Block) -> Option<Resolved<bool>> {
    let what = match block.name() {
        STACK_SET | AWSCC_STACK_SET => "a StackSet",
        CLOUD_CONTROL => "such a resource",
        _ => "a stack",
    };
    names(&block.body).find_map(|written| {
        let right = meant(written.text, schema_of(block))?;
        Some(refused(&written, right, what, block.syntax))
    })
}
