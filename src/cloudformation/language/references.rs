//! What a name stands for: a loop's variable, a pseudo parameter, a parameter, a resource.
//!
//! Source: the CloudFormation user guide's pseudo parameter reference.

use super::bindings::Bindings;
use super::evaluator::Evaluator;
use super::expanded::{Found, Section};
use super::gap::left_open;
use super::value::Value;
use crate::resolved::Resolved;
use crate::source::Span;

impl Evaluator<'_> {
    /// `Ref`, and a `${Name}` of `Fn::Sub`.
    pub(super) fn reference(&self, name: &str, at: Span, bindings: &Bindings) -> Resolved<Value> {
        if let Some(value) = bindings.loop_variable(name) {
            return value.clone();
        }
        if let Some(value) = self.pseudo_parameter(name).or_else(|| self.parameter(name)) {
            return value;
        }
        match self.declared(Section::Resources, name) {
            Found::Entry(_) => Resolved::unknown(format!(
                "`Ref {name}` is the identity of a resource, known only after deployment"
            )),
            Found::Perhaps(gap) => left_open(&gap),
            Found::Nothing => self.undeclared("parameter", Section::Parameters, name, at),
        }
    }

    fn pseudo_parameter(&self, name: &str) -> Option<Resolved<Value>> {
        let by_region = |of: fn(&str) -> &str| {
            self.region
                .clone()
                .map(&mut |region| Value::Text(of(&region).to_owned()))
        };
        Some(match name {
            "AWS::NoValue" => Resolved::unset(),
            "AWS::Region" => by_region(|region| region),
            "AWS::Partition" => by_region(partition_of),
            "AWS::URLSuffix" => by_region(url_suffix_of),
            "AWS::AccountId" | "AWS::StackName" | "AWS::StackId" | "AWS::NotificationARNs" => {
                Resolved::unknown(format!("`{name}` is known only at deployment"))
            }
            _ => return None,
        })
    }
}

/// The partition of a Region, by the beginning of its name (botocore's `partitions.json`).
fn partition_of(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        r if r.starts_with("us-isob-") => "aws-iso-b",
        r if r.starts_with("us-isof-") => "aws-iso-f",
        r if r.starts_with("us-iso-") => "aws-iso",
        r if r.starts_with("eu-isoe-") => "aws-iso-e",
        r if r.starts_with("eusc-") => "aws-eusc",
        _ => "aws",
    }
}

fn url_suffix_of(region: &str) -> &'static str {
    match partition_of(region) {
        "aws-cn" => "amazonaws.com.cn",
        _ => "amazonaws.com",
    }
}
