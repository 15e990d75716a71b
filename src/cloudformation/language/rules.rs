//! What the rules of a template require of its parameters.
//!
//! Source: `CloudFormation` user guide, "Rules": where the condition of a rule holds, or it has none, a stack is made or
//! updated only if all of its assertions hold.

use super::bindings::Bindings;
use super::call::call;
use super::evaluator::Evaluator;
use super::evidence::whole;
use super::inherited::Inherited;
use super::named::RefusedName;
use crate::parse::{Entry, Node};
use crate::resolved::{Assumption, Assumptions, Hop, Resolved};
use crate::source::Span;

impl Evaluator<'_> {
    /// What is assumed wherever the stack exists: that the assertions of its rules hold, and those of the stacks above it. What is
    /// not known of one says nothing.
    pub(crate) fn required(&self) -> &Assumptions {
        self.required.get_or_init(|| {
            let rules = self.template.section("Rules").iter();
            let own = rules.flat_map(|rule| self.required_by(rule));
            self.inherited.required.and(own.collect())
        })
    }

    /// What holds in the stacks that its resources make.
    pub(crate) fn handed_down(&self) -> Inherited {
        Inherited {
            required: self.required().clone(),
            given: self.given().clone(),
        }
    }

    /// The first of its rules of which an assertion does not hold, refused. Who deploys a template may give other values than its
    /// defaults, unless it is deployed by another one.
    pub(crate) fn violated_rule(&self, is_nested: bool) -> Option<RefusedName> {
        let bindings = Bindings::default().assuming(self.given());
        let declared = self.template.section("Parameters");
        let is_declared = |at: Span| declared.iter().any(|entry| entry.value.span.covers(at));
        let may_be_given = |hop: &Hop| {
            let is_own = hop.span().is_some_and(is_declared);
            hop.is_default && !(is_nested && is_own)
        };
        let is_settled = |outcome: &Resolved<bool>, wanted| {
            outcome.value() == Some(&wanted) && !outcome.from().hops.iter().any(may_be_given)
        };
        self.template.section("Rules").iter().find_map(|rule| {
            let condition = rule.value.get("RuleCondition");
            let applies = condition.map(|one| self.rule_expression(one, &bindings));
            if applies.is_some_and(|applies| !is_settled(&applies, true)) {
                return None;
            }
            let assertions = rule.value.get("Assertions").map_or(&[][..], Node::items);
            assertions.iter().find_map(|one| {
                let assertion = one.get("Assert")?;
                let outcome = self.rule_expression(assertion, &bindings);
                is_settled(&outcome, false).then(|| {
                    let mut from = outcome.choosing().from().clone();
                    from.at = Some(whole(assertion));
                    Resolved::Invalid {
                        text: rule.key.as_str().unwrap_or_default().to_owned(),
                        why: "what this rule asserts does not hold, so that the stack is not made"
                            .into(),
                        from,
                    }
                    .remedied("Give the parameters values for which it holds")
                })
            })
        })
    }

    fn required_by(&self, rule: &Entry) -> Vec<Assumption> {
        let bindings = Bindings::default().assuming(self.given());
        let applies = match rule.value.get("RuleCondition") {
            Some(condition) => self.outcome_of_rule(condition, &bindings),
            None => Some(Resolved::known(true)),
        };
        let Some(applies) = applies.map(|applies| applies.truth().yes) else {
            return Vec::new();
        };
        let name = rule.key.as_str().unwrap_or_default();
        let assertions = rule.value.get("Assertions").map_or(&[][..], Node::items);
        let assertions = assertions.iter().filter_map(|one| one.get("Assert"));
        let required = assertions.filter_map(|assertion| {
            let holds = self.outcome_of_rule(assertion, &bindings)?.truth().yes;
            Some(Assumption {
                holds: applies.not().or(&holds)?,
                hop: Hop::chose(whole(assertion), format!("rule `{name}` requires this")),
            })
        });
        required.collect()
    }

    /// Whether a condition of a rule holds; `None` where nothing can be said of it.
    fn outcome_of_rule(&self, node: &Node, bindings: &Bindings) -> Option<Resolved<bool>> {
        let outcome = self.rule_expression(node, bindings);
        let is_told = |arm: &Resolved<bool>| match arm {
            Resolved::Known { .. } => true,
            Resolved::Unknown { term, .. } => term.is_some(),
            _ => false,
        };
        let is_known = outcome.arms().iter().all(|(_, arm)| is_told(arm));
        is_known.then_some(outcome)
    }

    fn rule_expression(&self, node: &Node, bindings: &Bindings) -> Resolved<bool> {
        let all = |items: &[Node], any| {
            let arms = items.iter().map(|item| {
                self.deeper(|| self.rule_expression(item, bindings))
                    .decided()
            });
            Resolved::together(arms.collect(), any, "the rule")
        };
        let Some(call) = call(node) else {
            return self.condition_expression(node, bindings);
        };
        match (call.name.as_str(), call.argument.items()) {
            ("Fn::And", items @ [_, ..]) => all(items, false),
            ("Fn::Or", items @ [_, ..]) => all(items, true),
            ("Fn::Not", [one]) => self
                .deeper(|| self.rule_expression(one, bindings))
                .negated(),
            ("Fn::Contains", [list, value]) if !list.items().is_empty() => {
                let items = list.items().iter();
                let arms = items.map(|item| self.equals(item, value, bindings));
                Resolved::together(arms.collect(), true, "the rule")
            }
            _ => self.condition_expression(node, bindings),
        }
    }
}
