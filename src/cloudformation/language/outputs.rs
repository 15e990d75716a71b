//! Outputs of stacks that a template's resources make: `!GetAtt Network.Outputs.TrailFlag`.
//!
//! Source: `AWS::CloudFormation::Stack`, return values: "`Outputs.NestedStackOutputName`".

use super::evaluator::Evaluator;
use super::value::Value;
use crate::resolved::{Hop, Resolved};
use crate::source::Span;

/// What an attribute of a stack begins with that is one of its outputs.
const OUTPUTS: &str = "Outputs.";

impl Evaluator<'_> {
    /// The output of a stack that an attribute is, named at a place: `Network.Outputs.TrailFlag`.
    pub(super) fn output(&self, attribute: &str, at: Span) -> Option<Resolved<Value>> {
        let (resource, attribute) = attribute.split_once('.')?;
        let output = attribute.strip_prefix(OUTPUTS)?;
        let told = self.stacks?.output(self, resource, output)?;
        Some(if told.is_invalid() {
            told.via([Hop::value(at, "named here")])
        } else {
            told
        })
    }
}
