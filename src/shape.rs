//! Which front end a file of YAML or JSON is for.

use crate::discover::{Found, is_code_of_service};
use crate::model::Judged;
use crate::resolved::Resolved;
use crate::source::SourceFile;
use crate::terraform::plan::{judge_plan, names_stacks, plan_of};
use crate::{awscli, cloudformation, unrecognised};

/// What a file of YAML or JSON is, by its mentions and its shape.
pub(crate) enum Shape {
    Plan(Box<Judged>),
    Output,
    Template,
    /// Code that makes a template with a trail.
    Code,
    Other,
}

/// The shape of a file. `region` is where a plan's providers create what they do, where it does not say.
pub(crate) fn shape_of(
    found: &Found,
    file: &SourceFile,
    region: Option<&Resolved<String>>,
) -> Shape {
    let mentions = &found.mentions;
    if is_code_of_service(&found.path) {
        return if mentions.cloudformation_trail {
            Shape::Code
        } else {
            Shape::Other
        };
    }
    // What is no template as it stands may be one once it is rendered.
    let is_rendered = unrecognised::is_rendered(file.name());
    if is_rendered && (unrecognised::is_filled_in(file) || !cloudformation::is_template(file)) {
        return Shape::Other;
    }
    let has_trail =
        mentions.terraform_trail || mentions.cloudformation_trail && names_stacks(file.text());
    let plan = has_trail.then(|| plan_of(file)).flatten();
    if let Some(plan) = plan {
        Shape::Plan(Box::new(judge_plan(file, &plan, region)))
    } else if mentions.awscli && !mentions.cloudformation_trail && awscli::is_awscli(file) {
        Shape::Output
    } else if mentions.cloudformation_trail
        || mentions.nested_template
        || mentions.service
        || mentions.deploys
        // Properties of a trail whose type is not written out.
        || (mentions.awscli && cloudformation::is_template(file))
    {
        Shape::Template
    } else {
        Shape::Other
    }
}
