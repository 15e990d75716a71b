//! What a name stands for: a loop's variable, a pseudo parameter, a parameter, a resource.
//!
//! Source: the CloudFormation user guide's pseudo parameter reference.

use super::bindings::Bindings;
use super::evaluator::Evaluator;
use super::expanded::{Found, Section};
use super::gap::left_open;
use super::value::Value;
use crate::resolved::{Constant, Domain, Evidence, Naming, Operand, Resolved, Symbol, Term};
use crate::source::Span;

/// What `CloudFormation` itself gives a value.
pub(crate) const PSEUDO_PARAMETERS: [&str; 8] = [
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::NoValue",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// Whether a name is meant for a pseudo parameter and is none.
pub(super) fn is_no_pseudo_parameter(name: &str) -> bool {
    let start = name.get(..5).unwrap_or_default();
    start.eq_ignore_ascii_case("AWS::") && !PSEUDO_PARAMETERS.contains(&name)
}

impl Evaluator<'_> {
    /// `Ref`, and a `${Name}` of `Fn::Sub`.
    pub(super) fn reference(&self, name: &str, at: Span, bindings: &Bindings) -> Resolved<Value> {
        self.value_of(name, at, bindings).settled(bindings.holds())
    }

    fn value_of(&self, name: &str, at: Span, bindings: &Bindings) -> Resolved<Value> {
        if let Some((value, _)) = bindings.loop_variable(name) {
            return value.clone();
        }
        if let Some(value) = self
            .pseudo_parameter(name, at)
            .or_else(|| self.parameter(name))
        {
            return value;
        }
        match self.declared(Section::Resources, name) {
            Found::Entry(_) => self.outside(
                name,
                format!("`Ref {name}` is the identity of a resource, known only after deployment"),
            ),
            Found::Perhaps(gap) => left_open(&gap),
            Found::Nothing => self.undeclared("parameter", Section::Parameters, name, at),
        }
    }

    fn pseudo_parameter(&self, name: &str, at: Span) -> Option<Resolved<Value>> {
        // Always the same in one Region.
        let by_region = |of: fn(&str) -> &str| {
            let value = self.site.region.clone();
            let value = value.map(&mut |region| Value::Text(of(&region).to_owned()));
            match &self.site.region {
                Resolved::Unknown {
                    term: Some(Term::Symbol(region)),
                    ..
                } if name == "AWS::Partition" => {
                    value.with_term(Some(Term::Symbol(partition_symbol(region))))
                }
                Resolved::Unknown {
                    term: Some(Term::Symbol(region)),
                    ..
                } => value.with_term(Some(Term::Symbol(made_of_region(name, region)))),
                _ => value,
            }
        };
        Some(match name {
            "AWS::NoValue" => Resolved::unset().literal(at),
            "AWS::Region" => self
                .site
                .region
                .clone()
                .converted(&mut |region| Resolved::known(Value::Text(region))),
            "AWS::Partition" => by_region(partition_of),
            "AWS::URLSuffix" => by_region(url_suffix_of),
            "AWS::AccountId" => self
                .site
                .account
                .clone()
                .converted(&mut |account| Resolved::known(Value::Text(account))),
            "AWS::StackName" | "AWS::StackId" | "AWS::NotificationARNs" => {
                self.outside(name, format!("`{name}` is known only at deployment"))
            }
            _ => return None,
        })
    }

    /// What only the deployment knows, always the same in all stacks of one account and Region.
    pub(super) fn outside_all(&self, name: &str, why: String) -> Resolved<Value> {
        let symbol = Symbol::named_text(name, self.site.instance.clone());
        Resolved::unknown(why).with_term(Some(Term::Symbol(symbol)))
    }

    /// What only the deployed stack knows, always the same in it.
    pub(super) fn outside(&self, name: &str, why: String) -> Resolved<Value> {
        Resolved::Unknown {
            why,
            term: Some(Term::Symbol(Symbol::named_text(
                name,
                self.instance.clone(),
            ))),
            from: Evidence::default(),
        }
    }

    /// An attribute of a resource, named at a place. What only the deployed stack knows is another one in each turn of a loop.
    pub(super) fn attribute(
        &self,
        name: &str,
        (why, at): (String, Span),
        bindings: &Bindings,
    ) -> Resolved<Value> {
        if let Some(output) = self.output(name, at) {
            return output.settled(bindings.holds());
        }
        match bindings.turn() {
            Some(turn) => self.outside(&format!("Fn::GetAtt {name} {}", turn.join(" ")), why),
            None => Resolved::unknown(why),
        }
    }
}

/// What the partition of a Region is that is not known.
pub(crate) fn partition_symbol(region: &Symbol) -> Symbol {
    let of = vec![Operand::Symbol(region.clone())];
    Symbol::made_within("AWS::Partition", of, Domain::Named(Naming::Partition))
}

fn made_of_region(name: &str, region: &Symbol) -> Symbol {
    Symbol::made(name, vec![Operand::Symbol(region.clone())]).as_text()
}

/// What a function that always gives the same makes of its operands, where it cannot be told; as far as they are known or
/// have an identity themselves.
pub(super) fn made_of(by: &str, operands: &[&Resolved<Value>]) -> Option<Term> {
    let operand = |value: &&Resolved<Value>| match value {
        Resolved::Known { value, .. } => Some(Operand::Constant(Constant::text(value.as_text()?))),
        Resolved::Unknown {
            term: Some(term), ..
        } => Some(Operand::Symbol(term.symbol()?.as_text())),
        _ => None,
    };
    let of: Option<Vec<Operand>> = operands.iter().map(operand).collect();
    Some(Term::Symbol(Symbol::made(by, of?).as_text()))
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
