//! Templates of CloudFormation that a plan deploys. What is passed to them is told by the code.

use crate::model::{Dialect, Remark, Trail};
use crate::parse::Node;
use crate::resolved::{Resolved, Syntax};
use crate::terraform::config::module::{CLOUD_CONTROL, is_stack};

/// The type of a trail in a template.
const TRAIL: &str = "AWS::CloudTrail::Trail";

/// What stands for the trail that a resource of a plan or a state is, or for those of the template that it deploys.
pub(super) fn deployed(resource: &Node, values: &Node) -> Option<Trail> {
    let kind = resource.get("type")?.as_str()?;
    let is_managed = resource.get("mode").and_then(Node::as_str) != Some("data");
    let text = |name: &str| values.get(name).and_then(Node::as_str).unwrap_or_default();
    let is_trail = kind == CLOUD_CONTROL && text("type_name") == TRAIL;
    let is_stack = is_stack(kind) && text("template_body").contains(TRAIL);
    if !is_managed || !is_trail && !is_stack {
        return None;
    }
    let address = &resource.entry("address")?.value;
    let name = address.as_str()?;
    let (what, why) = if is_trail {
        let why = "what a plan or a state holds of a Cloud Control resource is not judged";
        (format!("`{name}` records"), why)
    } else {
        let why = "templates that a plan or a state holds are not judged";
        (
            format!("the trails in the template of `{name}` record"),
            why,
        )
    };
    let remark = Remark::new(
        address.span,
        "not followed",
        format!("Cannot tell whether {what} global service events: {why}"),
    )
    .help("Check the code itself: its templates are judged with what it passes".to_owned());
    let (dialect, syntax) = (Dialect::TerraformPlan, Syntax::Hcl);
    Some(Trail {
        created: Resolved::known(true),
        ..Trail::not_followed(name.to_owned(), dialect, syntax, why, remark)
    })
}
