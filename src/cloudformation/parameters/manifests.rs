//! What the files of deployment tools say that are no tasks: the manifest of Customizations for AWS Control Tower, the customizations
//! of the Landing Zone Accelerator, deployment files of Git sync.
//!
//! Sources: AWS Control Tower user guide, "The `CfCT` manifest file" and "The resources section of the `CfCT` manifest file"; the
//! Landing Zone Accelerator's configuration reference, `CustomizationsConfig`.

use std::sync::Arc;

use super::from_nodes::{give, set_of, syntax_of};
use super::said::{Said, regions_in};
use super::values::ParameterSet;
use crate::parse::Node;
use crate::resolved::Assigned;
use crate::source::SourceFile;

/// The resources of the manifest of Customizations for AWS Control Tower, of its versions 2021-03-15 and 2020-01-01.
pub(super) fn of_manifest<'n>(root: &'n Node, file: &SourceFile) -> Vec<Said<'n>> {
    let resources = ["resources", "cloudformation_resources"];
    let resources = resources.iter().filter_map(|key| root.get(key));
    let resources = resources.flat_map(Node::items).filter_map(|resource| {
        let method = resource.get("deploy_method").and_then(Node::as_str);
        let template = resource
            .get("resource_file")
            .or(resource.get("template_file"));
        let parameters = resource.get("parameters").map_or(&[][..], Node::items);
        let regions = resource.get("regions");
        Some(Said {
            template: template.filter(|_| method.is_none_or(|method| method == "stack_set"))?,
            name: text(resource, "name"),
            regions: regions_in(
                regions
                    .filter(|regions| !regions.items().is_empty())
                    .or_else(|| root.get("region")),
                file,
                &|_| None,
            ),
            values: named(parameters, ("parameter_key", "parameter_value"), file),
            parameter_file: resource.get("parameter_file"),
            included: None,
            is_from_root: false,
            refused: None,
            unread: Arc::default(),
        })
    });
    resources.collect()
}

/// The custom stacks of the Landing Zone Accelerator.
pub(super) fn of_accelerator<'n>(root: &'n Node, file: &SourceFile) -> Vec<Said<'n>> {
    let kinds = ["cloudFormationStacks", "cloudFormationStackSets"];
    let custom = root.get("customizations");
    let stacks = kinds.iter().filter_map(|key| custom?.get(key));
    let stacks = stacks.flat_map(Node::items).filter_map(|stack| {
        let parameters = stack.get("parameters").map_or(&[][..], Node::items);
        Some(Said {
            template: stack.get("template")?,
            name: text(stack, "name"),
            regions: regions_in(stack.get("regions"), file, &|_| None),
            values: named(parameters, ("name", "value"), file),
            parameter_file: None,
            included: None,
            is_from_root: false,
            refused: None,
            unread: Arc::default(),
        })
    });
    stacks.collect()
}

/// What a deployment file of Git sync deploys.
///
/// Source: `CloudFormation` user guide, "Working with Git sync": `template-file-path` is the full path from the repository's root.
pub(super) fn of_git_sync<'n>(root: &'n Node, file: &SourceFile) -> Option<Said<'n>> {
    let template = root.get("template-file-path")?;
    let parameters = root.get("parameters");
    Some(Said {
        template,
        name: Some(file.name().to_owned()),
        regions: Vec::new(),
        values: parameters.map_or_else(
            || ParameterSet::of(file, None),
            |parameters| set_of(None, parameters, file),
        ),
        parameter_file: None,
        included: None,
        is_from_root: true,
        refused: None,
        unread: Arc::default(),
    })
}

/// The parameters of a list, each with its name and its value under a key.
fn named(parameters: &[Node], (name, value): (&str, &str), file: &SourceFile) -> ParameterSet {
    let mut set = ParameterSet::of(file, None);
    for parameter in parameters {
        let key = parameter.get(name);
        if let Some((key, text)) = key.and_then(|key| Some((key, key.scalar_text()?))) {
            let assigned = Assigned::new(value, syntax_of(file));
            give(
                &mut set,
                file,
                &text,
                parameter.get(value),
                (key.span, assigned),
            );
        }
    }
    set
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key)
        .filter(|node| node.tag.is_none())
        .and_then(Node::scalar_text)
}
