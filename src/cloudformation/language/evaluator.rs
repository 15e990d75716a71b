//! What an expression of a template comes to.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::super::limits::{MAX_EXPRESSION_DEPTH, MAX_STEPS_OF_RESOURCE};
use super::super::template::{Template, has_open_part};
use super::bindings::Bindings;
use super::call::{Call, call, long_call};
use super::evidence::whole;
use super::expanded::Sections;
use super::gap::{Pattern, left_open};
use super::inherited::Inherited;
use super::named::RefusedName;
use super::open_parts::Making;
use super::placeholders::filled;
use super::site::Site;
use super::value::{Members, ParameterValues, Value, to_name, weight};
use crate::budget::Budget;
use crate::model::LEADER;
use crate::parse::{self, Entry, Node, Scalar};
use crate::resolved::{
    Assigned, Assumptions, Defaults, Formula, Hop, Instance, Nodes, Privacy, Resolved, Symbol,
    Syntax, Whose,
};
use crate::source::Span;

/// What knows the stacks that the resources of a template make.
pub(crate) trait StacksBelow {
    /// An output of the stack that a resource of a stack makes. `None` where the resource makes no stack, or its template is
    /// not at hand.
    fn output(
        &self,
        stack: &Evaluator<'_>,
        resource: &str,
        output: &str,
    ) -> Option<Resolved<Value>>;
}

/// A template with everything that a deployment gives it from outside.
pub(crate) struct Evaluator<'a> {
    pub(crate) template: &'a Template,
    /// Values given for parameters: by a file, the command line, or the stack above.
    pub(super) supplied: ParameterValues,
    /// Where it is deployed to.
    pub(crate) site: Site,
    /// Which defaults of parameters count.
    pub(crate) defaults: &'a Defaults,
    pub(super) sections: Sections<'a>,
    /// Which stack it is.
    pub(crate) instance: Instance,
    /// The stack as a sentence names it, where it is one of several.
    pub(crate) called: Arc<str>,
    /// What the template around it makes of its text.
    pub(crate) made: Making,
    /// What knows the stacks that its resources make.
    pub(crate) stacks: Option<&'a dyn StacksBelow>,
    /// What holds because the stacks above it exist.
    pub(crate) inherited: Inherited,
    /// What holds wherever the stack is deployed.
    pub(super) given: OnceCell<Formula>,
    /// What is assumed wherever the stack exists.
    pub(super) required: OnceCell<Assumptions>,
    steps: Cell<u32>,
    /// What all of its unit may take together.
    budget: &'a Budget,
    /// How many expressions are open in one another.
    depth: Cell<u32>,
    /// The outcomes of named conditions.
    pub(super) outcomes: RefCell<HashMap<String, Resolved<bool>>>,
    /// What their formulas are made of.
    pub(super) nodes: RefCell<Nodes>,
    /// Whether conditions take a text apart.
    pub(super) splits: OnceCell<bool>,
    /// That of the same stack where it is deployed to the leader Region.
    in_leader: OnceCell<Box<Evaluator<'a>>>,
    /// What is refused of the names in conditions, and in those that they lead to.
    pub(super) refused_of_conditions: OnceCell<HashMap<String, Rc<[RefusedName]>>>,
    /// What stands for parameters that are not known, by their names and where they are declared.
    pub(super) symbols: RefCell<HashMap<(String, Span), Symbol>>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(
        template: &'a Template,
        supplied: ParameterValues,
        site: Site,
        defaults: &'a Defaults,
        instance: Instance,
        budget: &'a Budget,
    ) -> Evaluator<'a> {
        Evaluator {
            template,
            supplied,
            site,
            defaults,
            sections: Sections::default(),
            instance,
            called: "the root stack".into(),
            made: Making::default(),
            stacks: None,
            inherited: Inherited::default(),
            given: OnceCell::new(),
            required: OnceCell::new(),
            steps: Cell::new(0),
            budget,
            depth: Cell::new(0),
            outcomes: RefCell::default(),
            nodes: RefCell::default(),
            splits: OnceCell::new(),
            in_leader: OnceCell::new(),
            refused_of_conditions: OnceCell::new(),
            symbols: RefCell::default(),
        }
    }

    /// That of a stack which a resource of this one makes, for a value of this one.
    pub(crate) fn below<'t>(
        &self,
        template: &'t Template,
        supplied: ParameterValues,
        site: Site,
        instance: Instance,
    ) -> Evaluator<'t>
    where
        'a: 't,
    {
        Evaluator {
            stacks: self.stacks,
            depth: self.depth.clone(),
            ..Evaluator::new(
                template,
                supplied,
                site,
                self.defaults,
                instance,
                self.budget,
            )
        }
    }

    /// That of the same stack where it is deployed to a Region.
    pub(crate) fn in_region(&self, region: &str) -> Evaluator<'a> {
        Evaluator {
            called: Arc::clone(&self.called),
            made: self.made.clone(),
            stacks: self.stacks,
            inherited: self.inherited.clone(),
            ..Evaluator::new(
                self.template,
                self.supplied.clone(),
                self.site.in_region(Resolved::known(region.to_owned())),
                self.defaults,
                self.instance.clone(),
                self.budget,
            )
        }
    }

    /// That of the same stack where it is deployed to the leader Region, made at the first question.
    pub(crate) fn in_the_leader(&self) -> &Evaluator<'a> {
        self.in_leader
            .get_or_init(|| Box::new(self.in_region(LEADER)))
    }

    /// What the stack is called that a resource of this one makes.
    pub(crate) fn called_below(&self, shown: &str) -> Arc<str> {
        match self.called.strip_suffix('`') {
            Some(above) => format!("{above}/{shown}`").into(),
            None => format!("`{shown}`").into(),
        }
    }

    /// Begins to count steps anew.
    pub(crate) fn reset_steps(&self) {
        self.steps.set(0);
    }

    /// Goes on counting from a number of steps; hands back where it stood.
    pub(super) fn replace_steps(&self, steps: u32) -> u32 {
        self.steps.replace(steps)
    }

    /// Whether steps are left.
    pub(super) fn has_steps(&self) -> bool {
        self.steps.get() <= MAX_STEPS_OF_RESOURCE && !self.budget.is_spent()
    }

    /// Counts one more step; false when there have been too many.
    pub(super) fn take_step(&self) -> bool {
        self.take_steps(1)
    }

    /// Counts some more steps; false when there have been too many.
    fn take_steps(&self, count: u32) -> bool {
        self.steps.set(self.steps.get().saturating_add(count));
        self.budget.take(count) && self.has_steps()
    }

    /// What an expression gives, once the steps that it takes to hand it on are counted.
    pub(super) fn weighed(&self, value: Resolved<Value>) -> Resolved<Value> {
        match weight(&value) {
            0 => value,
            steps if self.take_steps(steps) => value,
            _ => too_many_steps(),
        }
    }

    /// Whether there have been too many steps.
    pub(super) fn is_exhausted(&self) -> bool {
        !self.has_steps()
    }

    /// What comes of an expression in the one that is open; unknown where too many are.
    pub(super) fn deeper<T>(&self, take: impl FnOnce() -> Resolved<T>) -> Resolved<T> {
        let depth = self.depth.get();
        if depth >= MAX_EXPRESSION_DEPTH {
            return Resolved::not_followed(format!(
                "more than {MAX_EXPRESSION_DEPTH} expressions lie in one another"
            ));
        }
        self.depth.set(depth + 1);
        let out = take();
        self.depth.set(depth);
        out
    }

    /// What a node comes to.
    pub(crate) fn evaluate(&self, node: &Node, bindings: &Bindings) -> Resolved<Value> {
        // What is written out as one text is known, whatever else is too much.
        if !self.take_step() && !is_plain(node) {
            return too_many_steps();
        }
        let out = self.deeper(|| match call(node) {
            Some(call) => self.intrinsic(&call, node, bindings),
            None => self.literal(node, bindings),
        });
        let out = self.named(self.weighed(out), node);
        match node.anchored_at {
            // What is anchored may stand in other places too: it is changed where the alias stands.
            Some(span) => out.not_written().via([Hop::value(
                span,
                "a YAML alias or merge key stands for this; `aws cloudformation package` resolves it",
            )]),
            None => out,
        }
    }

    /// The same, with where the conditions stand that it depends on.
    pub(crate) fn named<T>(&self, value: Resolved<T>, node: &Node) -> Resolved<T> {
        value.named_where(&|| Whose {
            owner: Some(Arc::clone(&self.called)),
            at: node.span,
        })
    }

    /// What the argument of a call comes to.
    pub(super) fn argument(&self, call: &Call<'_>, bindings: &Bindings) -> Resolved<Value> {
        if !call.tagged {
            return self.evaluate(call.argument, bindings);
        }
        // Without its tag the argument may be a call of its own: `!Length {Ref: L}`.
        match long_call(call.argument) {
            Some(inner) => self.intrinsic(&inner, call.argument, bindings),
            None => self.literal(call.argument, bindings),
        }
    }

    /// The name that a call's argument comes to; `None` where it cannot be one.
    pub(crate) fn name_in(&self, call: &Call<'_>, bindings: &Bindings) -> Option<Resolved<String>> {
        match self.argument(call, bindings) {
            Resolved::Known {
                value: Value::List(_) | Value::Map(_),
                ..
            }
            | Resolved::Unset { .. } => None,
            value => Some(value.choosing().and_then(&mut to_name)),
        }
    }

    /// A scalar, a list or a map that is no call itself.
    fn literal(&self, node: &Node, bindings: &Bindings) -> Resolved<Value> {
        match &node.value {
            parse::Value::Scalar(scalar) => {
                let value = self.scalar(scalar, bindings);
                let is_made = node.as_str().is_some_and(has_open_part);
                let is_written =
                    !is_made && value.from().hops.is_empty() && !node.span.range().is_empty();
                if is_written {
                    self.said(value.literal(whole(node)), node)
                } else {
                    self.said(value, node)
                }
            }
            parse::Value::List(items) => Resolved::known(Value::List(
                items
                    .iter()
                    .map(|item| self.evaluate(item, bindings))
                    .collect(),
            )),
            parse::Value::Map(entries) => self.members(entries, bindings).map(&mut Value::Map),
        }
    }

    /// The value of a text, of which nothing is said where it is one of a file of values.
    pub(super) fn said(&self, value: Resolved<Value>, node: &Node) -> Resolved<Value> {
        if self.template.is_said(node) {
            value
        } else {
            value.private(Privacy::Hidden)
        }
    }

    /// How a name is given a value beside an entry: an included file of JSON is one of YAML, too.
    pub(crate) fn syntax_of(&self, beside: Option<&Entry>) -> Syntax {
        let is_quoted = beside.is_some_and(|entry| {
            let name = entry.key.as_str().unwrap_or_default();
            entry.key.span.range().len() == name.len() + 2
                && entry.key.span.source != self.template.source()
        });
        if is_quoted {
            Syntax::Json
        } else {
            self.template.syntax
        }
    }

    /// The value of an entry, which can be changed there.
    pub(crate) fn assigned(&self, value: Resolved<Value>, entry: &Entry) -> Resolved<Value> {
        match entry.key.as_str() {
            Some(name) if !entry.value.span.range().is_empty() => {
                let name = Assigned::new(name, self.syntax_of(Some(entry)));
                value.assigned(&name, whole(&entry.value))
            }
            _ => value,
        }
    }

    /// The members of a map, loops expanded.
    fn members(&self, map: &[Entry], bindings: &Bindings) -> Resolved<Members> {
        let entries = self.entries(map, bindings);
        if let Some(gap) = &entries.rewritten {
            return left_open(gap);
        }
        let mut members = Members::default();
        members
            .open
            .extend(entries.beside.map(|gap| (Pattern::anything(), gap)));
        for placed in entries.placed {
            if let Some(open) = placed.open {
                members.open.push((open.pattern, open.why));
            } else {
                let entry = placed.entry;
                let value = self.evaluate(&entry.value, &placed.bindings);
                let value = self.assigned(value, entry);
                members.keys.push((placed.key.clone(), entry.key.span));
                members.known.push((placed.key, value));
            }
        }
        Resolved::known(members)
    }

    fn scalar(&self, scalar: &Scalar, bindings: &Bindings) -> Resolved<Value> {
        match scalar {
            Scalar::Null => Resolved::unset(),
            Scalar::Bool(value) => Resolved::known(Value::Bool(*value)),
            Scalar::Number(text) => Resolved::known(Value::Number(text.clone())),
            Scalar::String(text) => filled(text, bindings).and_then(&mut |text| self.text(text)),
        }
    }
}

/// Whether a node is a scalar that nothing is put into.
fn is_plain(node: &Node) -> bool {
    let is_scalar = matches!(node.value, parse::Value::Scalar(_));
    is_scalar && call(node).is_none() && !node.as_str().is_some_and(has_open_part)
}

fn too_many_steps() -> Resolved<Value> {
    Resolved::not_followed("the expression takes too many steps to follow")
}
