//! What an expression of a template comes to.

use std::cell::Cell;

use super::super::limits::MAX_STEPS;
use super::super::template::Template;
use super::bindings::Bindings;
use super::call::{Call, call, is_loop};
use super::value::{Members, ParameterValues, Value, text_or_dynamic_reference};
use crate::parse::{self, Entry, Node, Scalar};
use crate::resolved::{Hop, Resolved};

/// A template with everything that a deployment gives it from outside.
pub(crate) struct Evaluator<'a> {
    pub(crate) template: &'a Template,
    /// Values given for parameters: by a file, the command line, or the stack above.
    pub(super) supplied: ParameterValues,
    /// The Region it is deployed to.
    pub(crate) region: Resolved<String>,
    /// Whether a parameter's default counts as its value.
    pub(crate) assume_defaults: bool,
    steps: Cell<u32>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(
        template: &'a Template,
        supplied: ParameterValues,
        region: Resolved<String>,
        assume_defaults: bool,
    ) -> Evaluator<'a> {
        Evaluator {
            template,
            supplied,
            region,
            assume_defaults,
            steps: Cell::new(0),
        }
    }

    /// Begins to count steps anew.
    pub(crate) fn reset_steps(&self) {
        self.steps.set(0);
    }

    /// Counts one more step; false when there have been too many.
    pub(super) fn take_step(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        self.steps.get() <= MAX_STEPS
    }

    /// What a node comes to.
    pub(crate) fn evaluate(&self, node: &Node, bindings: &Bindings) -> Resolved<Value> {
        if !self.take_step() {
            return Resolved::unknown("the expression takes too many steps to follow");
        }
        let out = match call(node) {
            Some(call) => self.intrinsic(&call, node, bindings),
            None => self.literal(node, bindings),
        };
        match node.anchored_at {
            Some(span) => out.via([Hop::value(
                span,
                "the YAML alias stands for this; `aws cloudformation package` resolves it",
            )]),
            None => out,
        }
    }

    /// What the argument of a call comes to.
    pub(super) fn argument(&self, call: &Call<'_>, bindings: &Bindings) -> Resolved<Value> {
        if call.tagged {
            self.literal(call.argument, bindings)
        } else {
            self.evaluate(call.argument, bindings)
        }
    }

    /// A scalar, a list or a map that is no call itself.
    fn literal(&self, node: &Node, bindings: &Bindings) -> Resolved<Value> {
        match &node.value {
            parse::Value::Scalar(scalar) => scalar_value(scalar),
            parse::Value::List(items) => Resolved::known(Value::List(
                items
                    .iter()
                    .map(|item| self.evaluate(item, bindings))
                    .collect(),
            )),
            parse::Value::Map(entries) => match self.members(entries, bindings) {
                Ok(members) => Resolved::known(Value::Map(members)),
                Err(why) => Resolved::unknown(why),
            },
        }
    }

    /// The members of a map, loops expanded. The error says why they are not known.
    fn members(&self, entries: &[Entry], bindings: &Bindings) -> Result<Members, String> {
        let mut members = Vec::with_capacity(entries.len());
        for entry in entries {
            let Some(key) = entry.key.scalar_text() else {
                continue;
            };
            if key == "Fn::Transform" {
                return Err("a macro (`Fn::Transform`) makes this value".into());
            }
            if is_loop(&key) {
                members.extend(self.loop_members(&entry.value, bindings)?);
            } else {
                members.push((key, self.evaluate(&entry.value, bindings)));
            }
        }
        Ok(members)
    }
}

fn scalar_value(scalar: &Scalar) -> Resolved<Value> {
    match scalar {
        Scalar::Null => Resolved::unset(),
        Scalar::Bool(value) => Resolved::known(Value::Bool(*value)),
        Scalar::Number(text) => Resolved::known(Value::Number(text.clone())),
        Scalar::String(text) => text_or_dynamic_reference(text.clone()),
    }
}
