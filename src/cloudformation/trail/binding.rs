//! Where org-formation deploys a resource of an annotated template to.
//!
//! Source: org-formation's `docs/cloudformation-resources.md`: the `Region` of a resource's `OrganizationBinding`, be it one of
//! `OrganizationBindings` by its name; of a binding without one, `DefaultOrganizationBindingRegion`.

use super::super::language::{Bindings, Evaluator, to_text};
use super::super::resources::Resource;
use crate::model::existing;
use crate::parse::Node;
use crate::resolved::{Hop, Resolved};

/// The Region that the binding of a resource names; `None` where that of the stack counts.
pub(super) fn bound_region(
    evaluator: &Evaluator<'_>,
    resource: &Resource<'_>,
) -> Option<Resolved<String>> {
    let template = evaluator.template;
    if !template.is_annotated {
        return None;
    }
    let binding = resource.node.get("OrganizationBinding")?;
    let is_named = binding.has_tag("Ref");
    let name = if is_named { binding.as_str() } else { None };
    let name = name.or_else(|| binding.get("Ref").and_then(Node::as_str));
    let Some(name) = name else {
        return region_of(evaluator, binding);
    };
    match template.member("OrganizationBindings", name) {
        Some(entry) => region_of(evaluator, &entry.value),
        None => Some(Resolved::unknown(format!(
            "the Region of the binding `{name}` is not in the template"
        ))),
    }
}

/// The Region that the template itself names for all resources whose binding names none.
pub(crate) fn default_region(evaluator: &Evaluator<'_>) -> Option<Resolved<String>> {
    let template = evaluator.template;
    if !template.is_annotated {
        return None;
    }
    let of_binding = template.part("DefaultOrganizationBinding");
    let of_binding = of_binding.and_then(|binding| region_of(evaluator, binding));
    let default = || template.part("DefaultOrganizationBindingRegion");
    of_binding.or_else(|| Some(named(evaluator, default()?)))
}

fn region_of(evaluator: &Evaluator<'_>, binding: &Node) -> Option<Resolved<String>> {
    Some(named(evaluator, binding.get("Region")?))
}

/// The Region that a node names; one stack is made in each of several.
fn named(evaluator: &Evaluator<'_>, node: &Node) -> Resolved<String> {
    let node = match node.items() {
        [only] => only,
        [] => node,
        _ => {
            let why = "org-formation deploys it to several Regions";
            return Resolved::unknown(why).via([Hop::value(node.span, "to these Regions")]);
        }
    };
    let region = evaluator.evaluate(node, &Bindings::default());
    let region = existing(region.and_then(&mut to_text));
    region.via([Hop::value(
        node.span,
        "org-formation deploys it to this Region",
    )])
}
