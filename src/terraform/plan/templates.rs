//! Templates of CloudFormation that a plan deploys. What is passed to them is told by the code.

use crate::model::{Dialect, Remark, Trail};
use crate::parse::Node;
use crate::resolved::{Resolved, Syntax};
use crate::terraform::config::module::is_stack;

/// The type of a trail in a template.
const TRAIL: &str = "AWS::CloudTrail::Trail";

/// What stands for the trails of a template that a resource of a plan or a state deploys.
pub(super) fn deployed(resource: &Node, values: &Node) -> Option<Trail> {
    let kind = resource.get("type")?.as_str()?;
    let is_managed = resource.get("mode").and_then(Node::as_str) != Some("data");
    let template = values.get("template_body")?.as_str()?;
    if !is_managed || !is_stack(kind) || !template.contains(TRAIL) {
        return None;
    }
    let address = &resource.entry("address")?.value;
    let name = address.as_str()?;
    let why = "templates that a plan or a state holds are not judged";
    let remark = Remark {
        span: address.span,
        label: "not followed",
        message: format!(
            "Cannot tell whether the trails in the template of `{name}` record global service events: {why}"
        ),
        help: Some("Check the code itself: its templates are judged with what it passes".into()),
        change: None,
    };
    let (dialect, syntax) = (Dialect::TerraformPlan, Syntax::Hcl);
    Some(Trail {
        created: Resolved::known(true),
        ..Trail::not_followed(name.to_owned(), dialect, syntax, why, remark)
    })
}
