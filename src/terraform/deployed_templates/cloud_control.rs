//! Resources of the Cloud Control API that are trails or deploy templates: `aws_cloudcontrolapi_resource`.
//!
//! Source: the AWS provider's reference of it: `type_name` is a type of `CloudFormation`'s registry, `desired_state` the JSON of
//! its properties. What is left out there is what `CloudFormation` makes of it.

use super::around::Around;
use super::body::{Body, How, NotKnown, bodies};
use super::expressions::Place;
use crate::cloudformation::{DeployedTemplate, Parts};
use crate::parse::{Node, Value as Tree};
use crate::resolved::Resolved;
use crate::source::Span;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::Value;

/// The argument that holds the properties.
pub(super) const STATE: &str = "desired_state";

/// The type of a resource of the Cloud Control API.
pub(super) fn type_of(place: Place<'_, '_>, block: &Block) -> Option<Resolved<Value>> {
    let kind = block.body.attribute("type_name")?;
    Some(place.evaluate(&kind.value))
}

/// The templates that a resource may be; `None` where it is of a type that makes no trail, or of one that is not known.
pub(super) fn states(place: Place<'_, '_>, block: &Block, how: How<'_>) -> Option<Vec<Body>> {
    let kind = type_of(place, block)?;
    let kind = kind.value().and_then(Value::as_text)?;
    let kind = Some(kind).filter(|kind| DeployedTemplate::makes_trails(kind))?;
    let state = block.body.attribute(STATE)?;
    let around = Around {
        kind,
        name: block.labels.get(1).cloned().unwrap_or_default(),
        header: block.header,
    };
    let how = How {
        around: Some(&around),
        ..how
    };
    let found = bodies(place, &state.value, how).into_iter();
    let found = found.map(|body| Body {
        what: body
            .what
            .or_else(|not_known| Ok(of_nothing(&around, not_known, state.value.span))),
        ..body
    });
    Some(found.collect())
}

/// The template of a resource whose properties are not known: it is there all the same.
fn of_nothing(around: &Around, NotKnown { why, .. }: NotKnown, at: Span) -> DeployedTemplate {
    let mut parts = Parts::default();
    let entry = parts.open_entries(why, at);
    let properties = Node::at(at, Tree::Map(vec![entry]));
    DeployedTemplate::Object(Box::new(around.of(properties)), parts)
}
