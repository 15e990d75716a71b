//! Conditions, three-valued: true, false, or undecided with its reason.

use super::super::limits::MAX_CONDITION_DEPTH;
use super::bindings::Bindings;
use super::call::{call, wrong_shape};
use super::evaluator::Evaluator;
use super::evidence::whole;
use super::expanded::{Found, Section};
use super::gap::left_open;
use super::value::{Value, to_bool, to_text};
use crate::parse::Node;
use crate::resolved::{Case, Evidence, Hop, Resolved};
use crate::source::Span;

impl Evaluator<'_> {
    /// The outcome of a named condition; `used_at` is where it is named.
    pub(crate) fn condition(
        &self,
        name: &str,
        used_at: Span,
        bindings: &Bindings,
    ) -> Resolved<bool> {
        if let Some((_, outcome)) = bindings
            .assumed
            .iter()
            .rev()
            .find(|(known, _)| known == name)
        {
            return Resolved::known(*outcome);
        }
        if bindings.open.iter().any(|open| open == name) {
            return Resolved::Invalid {
                text: name.to_owned(),
                why: "the condition refers to itself".into(),
                from: Evidence::hop(Hop::chose(used_at, "here it comes back to itself")),
            };
        }
        let declared = match self.declared(Section::Conditions, name) {
            Found::Entry(declared) => declared,
            Found::Perhaps(gap) => return left_open(&gap),
            Found::Nothing => {
                return self.undeclared("condition", Section::Conditions, name, used_at);
            }
        };
        if bindings.open.len() >= MAX_CONDITION_DEPTH {
            return Resolved::unknown(format!(
                "more than {MAX_CONDITION_DEPTH} conditions refer to one another"
            ));
        }
        let expression = &declared.entry.value;
        if !self.take_step() {
            return Resolved::unknown("the conditions take too many steps to follow");
        }
        let mut inner = bindings.clone();
        inner.loops.clone_from(&declared.bindings.loops);
        inner.open.push(name.to_owned());
        let outcome = self
            .condition_expression(expression, &inner)
            .choosing()
            .decided();
        let said = match &outcome {
            Resolved::Known { value, .. } => format!("condition `{name}` is {value}"),
            // Where no hop says why, the condition's own must.
            Resolved::Unknown { why, from } if from.hops.is_empty() => {
                format!("condition `{name}` is not decided: {why}")
            }
            _ => format!("condition `{name}` is not decided"),
        };
        outcome.via([Hop::chose(whole(expression), said)])
    }

    /// What a condition's expression comes to.
    fn condition_expression(&self, node: &Node, bindings: &Bindings) -> Resolved<bool> {
        let Some(call) = call(node) else {
            return self.evaluate(node, bindings).and_then(&mut to_bool);
        };
        let items = call.argument.items();
        match (call.name.as_str(), items) {
            ("Condition", _) => match self.name_in(&call, bindings) {
                Some(name) => {
                    name.and_then(&mut |name| self.condition(&name, whole(node), bindings))
                }
                None => wrong_shape(node, "`Condition` takes a condition's name"),
            },
            ("Fn::Not", [one]) => self
                .condition_expression(one, bindings)
                .map(&mut |value| !value),
            ("Fn::And", [_, ..]) => self.fold(items, bindings, false),
            ("Fn::Or", [_, ..]) => self.fold(items, bindings, true),
            ("Fn::Equals", [left, right]) => self.equals(left, right, bindings),
            ("Fn::Equals", _) => wrong_shape(node, "`Fn::Equals` takes a list of two values"),
            ("Fn::Not", _) => wrong_shape(node, "`Fn::Not` takes a list of one condition"),
            ("Fn::And" | "Fn::Or", _) => {
                wrong_shape(node, format!("`{}` takes a list of conditions", call.name))
            }
            _ => self.evaluate(node, bindings).and_then(&mut to_bool),
        }
    }

    /// `Fn::And` (`decider` false) and `Fn::Or` (`decider` true): one arm that comes to the decider decides, whatever the
    /// others are; otherwise all must be known.
    fn fold(&self, items: &[Node], bindings: &Bindings, decider: bool) -> Resolved<bool> {
        let arms: Vec<Resolved<bool>> = items
            .iter()
            .map(|item| self.condition_expression(item, bindings).decided())
            .collect();
        if let Some(deciding) = arms.iter().find(|arm| arm.value() == Some(&decider)) {
            return deciding.clone();
        }
        Resolved::all(arms).map(&mut |values: Vec<bool>| {
            if decider {
                values.contains(&true)
            } else {
                !values.contains(&false)
            }
        })
    }

    fn equals(&self, left: &Node, right: &Node, bindings: &Bindings) -> Resolved<bool> {
        let left = self.evaluate(left, bindings);
        let right = self.evaluate(right, bindings);
        left.zip(&right)
            .and_then(&mut |(left, right)| compare(&left, &right))
    }

    /// `Fn::If`: the branch of a decided condition, or both as cases.
    pub(super) fn choose(
        &self,
        node: &Node,
        items: &[Node],
        bindings: &Bindings,
    ) -> Resolved<Value> {
        self.choose_by(node, items, bindings, &mut |branch, bindings| {
            self.evaluate(branch, bindings)
        })
    }

    /// What `take` makes of the branches of `Fn::If`: of one where its condition is decided, or of both as cases.
    pub(crate) fn choose_by<'n, T: Clone + PartialEq>(
        &self,
        node: &Node,
        items: &'n [Node],
        bindings: &Bindings,
        take: &mut dyn FnMut(&'n Node, &Bindings) -> Resolved<T>,
    ) -> Resolved<T> {
        let [condition, yes, no] = items else {
            return wrong_shape(node, "`Fn::If` takes a condition's name and two values");
        };
        let name = match call(condition) {
            Some(call) if call.name == "Condition" => self.name_in(&call, bindings),
            _ => Some(
                self.evaluate(condition, bindings)
                    .choosing()
                    .and_then(&mut to_text),
            ),
        };
        match name {
            Some(name) => name.and_then(&mut |name| {
                let outcome = self.condition(&name, condition.span, bindings).decided();
                choose_among(&name, outcome, [yes, no], bindings, take)
            }),
            None => wrong_shape(node, "`Fn::If` takes a condition's name first"),
        }
    }
}

/// What `take` makes of a condition's branches, the one for where it holds first.
fn choose_among<'n, T: Clone + PartialEq>(
    name: &str,
    outcome: Resolved<bool>,
    [yes, no]: [&'n Node; 2],
    bindings: &Bindings,
    take: &mut dyn FnMut(&'n Node, &Bindings) -> Resolved<T>,
) -> Resolved<T> {
    match outcome {
        Resolved::Known { value, from } => {
            let branch = if value { yes } else { no };
            take(branch, &bindings.assuming(name, value)).via(from.hops)
        }
        Resolved::Invalid { text, why, from } => Resolved::Invalid { text, why, from },
        undecided => {
            let mut case = |holds: bool, branch: &'n Node| Case {
                when: format!("{name} is {holds}"),
                value: take(branch, &bindings.assuming(name, holds)),
            };
            let both = Resolved::Varies {
                cases: vec![case(true, yes), case(false, no)],
                from: Evidence {
                    at: None,
                    hops: undecided.from().hops.clone(),
                    is_private: undecided.from().is_private,
                },
            };
            both.bounded().decided()
        }
    }
}

/// `Fn::Equals` compares strings, case-sensitively; a boolean is the string `true` or `false`.
fn compare(left: &Value, right: &Value) -> Resolved<bool> {
    match (left.as_text(), right.as_text()) {
        (Some(left), Some(right)) => Resolved::known(left == right),
        (None, None) => {
            let (Value::List(a), Value::List(b)) = (left, right) else {
                return Resolved::unknown("`Fn::Equals` compares maps here");
            };
            let texts = |items: &[Resolved<Value>]| -> Option<Vec<String>> {
                items
                    .iter()
                    .map(|item| item.value().and_then(Value::as_text))
                    .collect()
            };
            match (texts(a), texts(b)) {
                (Some(a), Some(b)) => Resolved::known(a == b),
                _ => Resolved::unknown("`Fn::Equals` compares lists that are not known here"),
            }
        }
        _ => Resolved::known(false),
    }
}
