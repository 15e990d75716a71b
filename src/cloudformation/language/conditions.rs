//! Conditions, three-valued: true, false, or undecided with its reason.

use super::super::limits::{MAX_CONDITION_DEPTH, MAX_NODES_OF_CONDITIONS, MAX_OPERANDS};
use super::bindings::Bindings;
use super::call::{call, wrong_shape};
use super::evaluator::Evaluator;
use super::evidence::whole;
use super::expanded::{Found, Section};
use super::gap::left_open;
use super::value::{Value, to_bool, to_name};
use crate::parse::Node;
use crate::rendered::{self, is_rendered_first};
use crate::resolved::{
    Constant, Equality, Evidence, Formula, Hop, Place, Resolved, Term, Truth, Written,
};
use crate::source::Span;

impl Evaluator<'_> {
    /// Whether conditions take a text apart, found once for all resources.
    pub(crate) fn has_splitting_conditions(&self) -> bool {
        *self.splits.get_or_init(|| {
            let conditions = self.template.section("Conditions").iter();
            let mut open: Vec<&Node> = conditions.map(|condition| &condition.value).collect();
            while let Some(node) = open.pop() {
                if call(node).is_some_and(|call| call.name == "Fn::Split") {
                    return true;
                }
                open.extend(node.items());
                open.extend(node.entries().iter().map(|entry| &entry.value));
            }
            false
        })
    }

    /// The outcome of a named condition; `used_at` is where it is named.
    pub(crate) fn condition(
        &self,
        name: &str,
        used_at: Span,
        bindings: &Bindings,
    ) -> Resolved<bool> {
        if let Some(kept) = self.outcomes.borrow().get(name) {
            return kept.clone().settled(bindings.holds());
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
            Found::Perhaps(gap) => return self.kept_open(name, left_open(&gap), bindings),
            Found::Nothing => {
                let outcome = self.undeclared("condition", Section::Conditions, name, used_at);
                return self.kept_open(name, outcome, bindings);
            }
        };
        if bindings.open.len() >= MAX_CONDITION_DEPTH {
            return Resolved::not_followed(format!(
                "more than {MAX_CONDITION_DEPTH} conditions refer to one another"
            ));
        }
        let expression = &declared.entry.value;
        if !self.take_step() {
            return Resolved::not_followed("the conditions take too many steps to follow");
        }
        let inner = bindings.inside(name, &declared.bindings);
        let outcome = mended_where_given(self.condition_expression(expression, &inner))
            .choosing()
            .decided();
        let said = match &outcome {
            Resolved::Known { value, .. } => format!("condition `{name}` is {value}"),
            // Where no hop says why, the condition's own must.
            Resolved::Unknown { why, from, .. } if from.hops.is_empty() => {
                format!("condition `{name}` is not decided: {why}")
            }
            _ => format!("condition `{name}` is not decided"),
        };
        let outcome = outcome.via([Hop::chose(whole(expression), said)]);
        if self.is_exhausted() {
            return outcome.settled(bindings.holds());
        }
        // What cannot be put as a formula is at least always the same: the outcome of this condition here.
        let mut kept = identified(outcome);
        let mut nodes = self.nodes.borrow_mut();
        if !nodes.take(&kept, MAX_NODES_OF_CONDITIONS) {
            let why = "the template's conditions are made of too much together to follow";
            kept = identified(Resolved::not_followed(why));
        }
        let mut outcomes = self.outcomes.borrow_mut();
        outcomes.insert(name.to_owned(), kept.clone());
        kept.settled(bindings.holds())
    }

    /// The outcome of a condition that stands elsewhere, if anywhere: wherever it is named it is the same one.
    fn kept_open(
        &self,
        name: &str,
        outcome: Resolved<bool>,
        bindings: &Bindings,
    ) -> Resolved<bool> {
        // While the section is expanded, it may yet turn out to be declared.
        if !matches!(outcome, Resolved::Unknown { .. })
            || self.section(Section::Conditions).is_none()
        {
            return outcome;
        }
        let kept = identified(outcome);
        let mut outcomes = self.outcomes.borrow_mut();
        outcomes.insert(name.to_owned(), kept.clone());
        kept.settled(bindings.holds())
    }

    /// What a condition's expression comes to.
    pub(super) fn condition_expression(&self, node: &Node, bindings: &Bindings) -> Resolved<bool> {
        let Some(call) = call(node) else {
            return self.evaluate(node, bindings).converted(&mut to_bool);
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
                .deeper(|| self.condition_expression(one, bindings))
                .negated(),
            ("Fn::And", [_, _, ..]) if items.len() <= MAX_OPERANDS => {
                self.fold(items, bindings, false)
            }
            ("Fn::Or", [_, _, ..]) if items.len() <= MAX_OPERANDS => {
                self.fold(items, bindings, true)
            }
            ("Fn::Equals", [left, right]) => self.equals(left, right, bindings),
            ("Fn::Equals", _) => wrong_shape(node, "`Fn::Equals` takes a list of two values"),
            ("Fn::Not", _) => wrong_shape(node, "`Fn::Not` takes a list of one condition"),
            ("Fn::And" | "Fn::Or", _) => {
                let why = format!("`{}` takes a list of two to ten conditions", call.name);
                wrong_shape(node, why)
            }
            _ => self.evaluate(node, bindings).converted(&mut to_bool),
        }
    }

    /// `Fn::And`, or `Fn::Or` where `any` of the conditions is enough.
    fn fold(&self, items: &[Node], bindings: &Bindings, any: bool) -> Resolved<bool> {
        let arms = items.iter().map(|item| {
            self.deeper(|| self.condition_expression(item, bindings))
                .decided()
        });
        Resolved::together(arms.collect(), any, "the condition")
    }

    pub(super) fn equals(&self, left: &Node, right: &Node, bindings: &Bindings) -> Resolved<bool> {
        let left = unless_rendered(self.evaluate(left, bindings));
        let right = unless_rendered(self.evaluate(right, bindings));
        Equality {
            constant: &|value: &Value| value.as_text().map(Constant::text),
            known: &compare,
        }
        .of(&left, &right)
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
                    .and_then(&mut to_name),
            ),
        };
        let Some(name) = name else {
            return wrong_shape(node, "`Fn::If` takes a condition's name first");
        };
        let mut branch = |outcome, holds: &Formula| {
            let branch = if outcome { yes } else { no };
            take(branch, &bindings.assuming(holds))
        };
        let is_private = name.is_private();
        let chosen = name.and_then(&mut |name| {
            let shown = if is_private { "a condition" } else { &name };
            self.condition(&name, condition.span, bindings)
                .choose(shown, &mut branch)
        });
        self.named(chosen, node)
    }
}

/// What a value that is refused makes of a condition: it is mended where it is given, whatever the condition decides about.
fn mended_where_given(outcome: Resolved<bool>) -> Resolved<bool> {
    let mut outcome = outcome.in_cases(&mut mended_where_given);
    if let Resolved::Invalid { from, .. } = &mut outcome
        && let Some(written) = from.written.as_deref()
        && let Place::Text(at) = written.place
        && let Some(assigned) = &written.assigned
    {
        let help = format!("Give `{}` a value that is allowed", assigned.name);
        // What the help is about comes last.
        from.hops.sort_by_key(|hop| hop.span() == Some(at));
        from.written = Some(Written::said(help));
    }
    outcome
}

/// An outcome that is something by itself, in each of its cases, where nothing more is known of it.
fn identified(outcome: Resolved<bool>) -> Resolved<bool> {
    let outcome = outcome.in_cases(&mut identified);
    outcome.or_term(|| Term::Truth(Truth::alone()))
}

/// A text that something fills in before it is compared is not known.
fn unless_rendered(value: Resolved<Value>) -> Resolved<Value> {
    let value = value.in_cases(&mut unless_rendered);
    match value {
        Resolved::Known {
            value: Value::Text(text),
            from,
        } if is_rendered_first(&text) => Resolved::unknown_from(rendered::WHY, from),
        value => value,
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
