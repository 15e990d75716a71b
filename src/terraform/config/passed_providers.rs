//! The provider configurations that a module asks its callers for.

use hcl::edit::expr::{Expression, TraversalOperator};

use crate::parse::Node;
use crate::terraform::lang::object_keys::plain_name;
use crate::terraform::lang::syntax::{Attribute, Form};

/// The names of the provider configurations that callers pass: `configuration_aliases` of a required provider.
pub(super) fn passed_by_callers(provider: &Attribute) -> Vec<String> {
    const ALIASES: &str = "configuration_aliases";
    match &provider.value.form {
        Form::Hcl(value) => {
            let tree = value.tree();
            let object = tree.as_object();
            let mut members = object.into_iter().flat_map(|object| object.iter());
            let aliases = members.find(|(key, _)| plain_name(key) == Some(ALIASES));
            let aliases = aliases.and_then(|(_, value)| value.expr().as_array());
            let aliases = aliases.into_iter().flat_map(|aliases| aliases.iter());
            aliases.filter_map(provider_name).collect()
        }
        Form::Json(value) => {
            let aliases = value.get(ALIASES).map_or(&[][..], Node::items);
            let names = aliases.iter().filter_map(Node::as_str);
            names.map(str::to_owned).collect()
        }
    }
}

/// `aws.audit`
fn provider_name(reference: &Expression) -> Option<String> {
    let traversal = reference.as_traversal()?;
    let base = traversal.expr.as_variable()?;
    let [alias] = traversal.operators.as_slice() else {
        return None;
    };
    match alias.value() {
        TraversalOperator::GetAttr(alias) => Some(format!("{}.{}", base.as_str(), alias.as_str())),
        _ => None,
    }
}
