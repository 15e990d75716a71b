//! The walk over an expression's tree.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use hcl::edit::expr::{Expression, FuncCall};
use hcl::edit::{Decorated, Formatted, Ident, Span as _};

use super::heredoc::settled;
use super::open::Open;
use super::variables::Variables;
use crate::resolved::{Case, Formula, Hop, Place, Privacy, Resolved, Symbol, Term, Whose};
use crate::source::{Input, Span};
use crate::terraform::lang::came_by::decided_by;
use crate::terraform::lang::ephemeral::MadeOf;
use crate::terraform::lang::facts::{privacy_within, weight_of};
use crate::terraform::lang::functions;
use crate::terraform::lang::made::made;
use crate::terraform::lang::number::{NotRead, Number};
use crate::terraform::lang::refused_parts::unless_refused;
use crate::terraform::lang::scope::{Scope, TOO_MANY_STEPS};
use crate::terraform::lang::values::{Value, in_bounds, refused};
use crate::terraform::limits::{
    BYTES_PER_STEP, ELEMENTS_PER_STEP, MAX_EXPRESSION_DEPTH, MAX_STEPS_OF_ATTRIBUTE,
};

/// Functions that give something else at each call.
const IMPURE: [&str; 4] = ["bcrypt", "plantimestamp", "timestamp", "uuid"];

/// Functions that look at arguments that are refused.
const TRY: [&str; 2] = ["can", "try"];

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Evaluates the expressions of one file.
pub(in crate::terraform::lang) struct Evaluator<'a> {
    pub(super) scope: &'a dyn Scope,
    pub(super) input: &'a Input<'a>,
    pub(super) steps: Cell<u32>,
    /// What references have brought in.
    pub(super) weight: Cell<usize>,
    /// Whether anything of the text that the expressions stand in may be said.
    pub(super) privacy: Privacy,
    /// The same of its literals. What is rendered is kept back as a whole.
    pub(super) of_literals: Privacy,
    /// The first reference to what is refused for good: then so is all that refers to it, wherever it does.
    pub(super) refused: RefCell<Option<Resolved<Value>>>,
}

/// Variables of `for` expressions, and what is known to hold inside a branch.
#[derive(Clone)]
pub(super) struct Local {
    pub(super) variables: Variables,
    pub(super) holds: Formula,
    /// Whether something else takes the place of what is refused.
    pub(super) is_tried: bool,
}

impl Default for Local {
    fn default() -> Local {
        Local {
            variables: Variables::default(),
            holds: Formula::always(),
            is_tried: false,
        }
    }
}

impl Local {
    /// The same inside a `for`, whose names stand for an element's key and value.
    pub(super) fn with_element(
        &self,
        key_name: Option<&Decorated<Ident>>,
        value_name: &Ident,
        (key, value): (Resolved<Value>, Resolved<Value>),
    ) -> Local {
        let mut variables = self.variables.clone();
        if let Some(name) = key_name {
            variables = variables.with(name.as_str(), key);
        }
        Local {
            variables: variables.with(value_name.as_str(), value),
            ..self.clone()
        }
    }
}

impl<'a> Evaluator<'a> {
    pub(in crate::terraform::lang) fn new(
        scope: &'a dyn Scope,
        input: &'a Input<'a>,
        privacy: Privacy,
    ) -> Evaluator<'a> {
        Evaluator {
            scope,
            input,
            steps: Cell::new(0),
            weight: Cell::new(0),
            privacy,
            of_literals: privacy,
            refused: RefCell::default(),
        }
    }

    /// What a template of a string comes to; `.tf.json` writes expressions that way.
    pub(super) fn evaluate_template(
        &self,
        template: &hcl::edit::template::Template,
    ) -> Resolved<Value> {
        self.or_refused(self.template(template, &Local::default()))
    }

    /// What an expression comes to where something is known to hold.
    pub(in crate::terraform::lang) fn evaluate(
        &self,
        expression: &Expression,
        holds: &Formula,
    ) -> Resolved<Value> {
        let local = Local {
            holds: holds.clone(),
            ..Local::default()
        };
        self.or_refused(self.walk(expression, &local))
    }

    /// What an expression comes to of which each case counts that is refused.
    pub(in crate::terraform::lang) fn evaluate_tried(
        &self,
        expression: &Expression,
    ) -> Resolved<Value> {
        let local = Local {
            is_tried: true,
            ..Local::default()
        };
        self.or_refused(self.walk(expression, &local))
    }

    /// What an expression comes to, unless it refers to what is refused for good.
    fn or_refused(&self, value: Resolved<Value>) -> Resolved<Value> {
        match self.refused.take() {
            Some(refused) if !value.is_refused_for_good() => refused.choosing(),
            _ => value,
        }
    }

    /// What is evaluated of another text, with the same bounds.
    pub(super) fn inside<R>(
        &self,
        input: &Input<'_>,
        scope: &dyn Scope,
        privacy: Privacy,
        evaluate: impl FnOnce(&Evaluator<'_>) -> R,
    ) -> R {
        let inner = Evaluator {
            scope,
            input,
            steps: Cell::new(self.steps.get()),
            weight: Cell::new(self.weight.get()),
            privacy,
            of_literals: self.of_literals,
            refused: RefCell::new(self.refused.take()),
        };
        let out = evaluate(&inner);
        self.refused.replace(inner.refused.take());
        self.steps.set(inner.steps.get());
        self.weight.set(inner.weight.get());
        out
    }

    pub(super) fn span(&self, range: Option<Range<usize>>) -> Span {
        self.input.span(range.unwrap_or(0..0))
    }

    /// A condition as messages quote it: its source text on one line.
    pub(super) fn quoted_at(&self, range: Option<Range<usize>>) -> String {
        if self.privacy != Privacy::Shown {
            return "a condition that is not shown".into();
        }
        let range = range.unwrap_or(0..0);
        let text = self.input.text.get(range).unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        format!("`{}`", words.join(" "))
    }

    pub(super) fn walk(&self, expression: &Expression, local: &Local) -> Resolved<Value> {
        match self.take(1) {
            Ok(()) => {
                let value = Evaluator::nested(|| self.step(expression, local));
                value.named_where(&|| Whose {
                    owner: self.scope.owner(),
                    at: self.span(expression.span()),
                })
            }
            Err(why) => Resolved::not_followed(why),
        }
    }

    /// Takes steps of the expression's and of its unit's; the error says that there are none left.
    pub(super) fn take(&self, steps: u32) -> Result<(), &'static str> {
        self.take_by(steps, &|steps| self.scope.take_steps(steps))
    }

    /// The same, where `of_unit` takes them of what the unit has.
    fn take_by(&self, steps: u32, of_unit: &dyn Fn(u32) -> bool) -> Result<(), &'static str> {
        let taken = self.steps.get().saturating_add(steps);
        if taken > MAX_STEPS_OF_ATTRIBUTE {
            // All that were left are spent: whoever asks for too much once would do so at each turn.
            let rest = MAX_STEPS_OF_ATTRIBUTE - self.steps.replace(MAX_STEPS_OF_ATTRIBUTE);
            self.scope.take_steps(rest);
            return Err("the expression takes too many steps to follow");
        }
        self.steps.set(taken);
        if !of_unit(steps) {
            return Err(TOO_MANY_STEPS);
        }
        Ok(())
    }

    /// The same value, with what its text or its elements are counted.
    pub(super) fn counted(&self, value: Resolved<Value>) -> Resolved<Value> {
        let units = match value.value() {
            Some(Value::Text(text)) => text.len() / BYTES_PER_STEP,
            Some(_) => weight_of(&value) / (2 * ELEMENTS_PER_STEP),
            None => 0,
        };
        match self.take(u32::try_from(units).unwrap_or(u32::MAX)) {
            Ok(()) => value,
            Err(why) => Resolved::not_followed(why),
        }
    }

    /// What something comes to that is evaluated inside what is open.
    pub(super) fn nested(f: impl FnOnce() -> Resolved<Value>) -> Resolved<Value> {
        let Some(_open) = Open::unless(&DEPTH, MAX_EXPRESSION_DEPTH) else {
            return Resolved::not_followed(
                "the expressions it comes from are nested too deeply to follow",
            );
        };
        f()
    }

    fn step(&self, expression: &Expression, local: &Local) -> Resolved<Value> {
        match expression {
            Expression::Null(_) => self.literal(Value::Null, expression),
            Expression::Bool(value) => self.literal(Value::Bool(*value.value()), expression),
            Expression::Number(number) => self.number(number),
            Expression::String(text) => {
                let value = Resolved::known(Value::text(text.value().clone()));
                let value = value.literal_text(self.span(expression.span()));
                value.private(self.of_literals)
            }
            Expression::Array(array) => {
                whole_tuple(array.iter().map(|item| self.walk(item, local)).collect())
            }
            Expression::Object(object) => self.object(object, local),
            Expression::StringTemplate(template) => self.quoted_template(template, local),
            Expression::HeredocTemplate(heredoc) => {
                let template = settled(
                    &heredoc.template,
                    heredoc.indent().is_some(),
                    self.input.text,
                );
                let elements: Vec<_> = template.iter().collect();
                self.elements(&elements, local, (false, false))
            }
            Expression::Parenthesis(inner) => {
                let mut value = self.walk(inner.inner(), local);
                let from = value.from_mut();
                let is_literal = from.is_literal_at(self.span(inner.inner().span()));
                if let Some(written) = from.written.as_deref_mut().filter(|_| is_literal) {
                    written.place = Place::Text(self.span(expression.span()));
                }
                value
            }
            Expression::Variable(name) if self.stands_in(name) => self.set_aside(name, local),
            Expression::Variable(name) => {
                self.refer(name.as_str(), &[], self.span(name.span()), local)
                    .0
            }
            Expression::Conditional(conditional) => self.conditional(conditional, local),
            Expression::FuncCall(call) => self.call(call, local),
            Expression::Traversal(traversal) => self.traverse(traversal, local),
            Expression::UnaryOp(operation) => self.unary(operation, local),
            Expression::BinaryOp(operation) => self.binary(operation, local),
            Expression::ForExpr(for_expr) => self.for_each(for_expr, local),
        }
    }

    fn literal(&self, value: Value, expression: &Expression) -> Resolved<Value> {
        Resolved::known(value).literal(self.span(expression.span()))
    }

    /// A number, by its digits: the parser keeps no more of them than a machine's float has.
    fn number(&self, number: &Formatted<hcl::Number>) -> Resolved<Value> {
        let written = number.span().and_then(|range| self.input.text.get(range));
        let parsed = match written.map(Number::parse) {
            Some(Ok(number)) => Some(number),
            // A machine's float would be zero, or infinite.
            Some(Err(NotRead::OutOfBounds)) => None,
            _ => Number::parse(&number.value().to_string()).ok(),
        };
        in_bounds(parsed).private(self.of_literals)
    }

    fn call(&self, call: &FuncCall, local: &Local) -> Resolved<Value> {
        let name = call.name.name.as_str();
        let namespace: Vec<&str> = call
            .name
            .namespace
            .iter()
            .map(|part| part.as_str())
            .collect();
        // `core::` is the built-in functions' own namespace.
        if !matches!(namespace.as_slice(), [] | ["core"]) {
            return Resolved::not_followed(format!(
                "the provider function `{}::{name}` is not evaluated",
                namespace.join("::")
            ));
        }
        let inner = Local {
            is_tried: local.is_tried || TRY.contains(&name),
            ..local.clone()
        };
        let mut arguments: Vec<Resolved<Value>> = call
            .args
            .iter()
            .map(|argument| self.walk(argument, &inner))
            .collect();
        let missed = self.missed(call, &arguments).into_iter();
        let passed = missed.chain(functions::hops_passed(name, &arguments));
        let passed: Vec<Hop> = passed.collect();
        let ephemeral = MadeOf::function(name, &arguments);
        if call.args.expand_final()
            && let Some(last) = arguments.pop()
        {
            match expanded(last) {
                Ok(last) => arguments.extend(last),
                Err(why) => return why,
            }
        }
        let is_pure = !IMPURE.contains(&name);
        let operands = is_pure.then(|| Operands::of(name, &arguments));
        if TRY.contains(&name) {
            arguments = self.perhaps_refused(&call.args, arguments, local);
        }
        arguments = self.with_types_of_null(name, &call.args, arguments, local);
        let is_perhaps_refused = local.is_tried && functions::is_perhaps_refused(name, &arguments);
        let result = match self.applied(call, arguments, inner.is_tried) {
            Ok(result) => result,
            Err(given) => return given,
        };
        let result = if is_perhaps_refused {
            functions::or_refused(name, result)
        } else {
            result
        };
        let result = self.counted(result.told_apart());
        let result = match operands {
            Some(operands) => operands.made(result),
            None => result.or_term(|| Term::Symbol(Symbol::not_followed())),
        };
        ephemeral.make(decided_by(result, passed))
    }

    /// What a function makes of its arguments. The error is what the whole call comes to.
    fn applied(
        &self,
        call: &FuncCall,
        arguments: Vec<Resolved<Value>>,
        is_tried: bool,
    ) -> Result<Resolved<Value>, Resolved<Value>> {
        let name = call.name.name.as_str();
        let steps = functions::steps_of(name, &arguments);
        let taken = match functions::decoding(name, &arguments) {
            Some(decoding) => self.take_by(steps, &|steps| {
                self.scope.take_steps_of_decoding(&decoding, steps)
            }),
            None => self.take(steps),
        };
        taken.map_err(Resolved::not_followed)?;
        if let Some(result) = self.scope.call(name, &arguments) {
            return Err(result.told_apart());
        }
        Ok(match name {
            "templatefile" | "templatestring" => {
                let at = self.span(call.name.name.span());
                self.render(name, arguments, at, is_tried)
            }
            "regex" | "regexall" => functions::regex_of_few(name, &arguments, is_tried)
                .unwrap_or_else(|| functions::call(name, arguments, self.scope, is_tried)),
            _ => functions::call(name, arguments, self.scope, is_tried),
        })
    }
}

/// The arguments that a list with `...` stands for. The error is what the call comes to where that is not known.
fn expanded(list: Resolved<Value>) -> Result<Vec<Resolved<Value>>, Resolved<Value>> {
    let privacy = privacy_within(&list);
    match list {
        Resolved::Known { value, .. } => match value {
            Value::Partly(partly) => Err(partly.unknown()),
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => Ok(items.into_inner()),
            other => {
                let refused = refused(&other, "only a list can be expanded with `...`");
                Err(refused.private(privacy))
            }
        },
        Resolved::Unknown { why, from, .. } => Err(Resolved::unknown_from(why, from)),
        refused @ Resolved::Invalid { .. } => Err(refused),
        _ => Err(Resolved::unknown(
            "the arguments expanded with `...` are not known",
        )),
    }
}

/// What an operation makes of its operands where that is not known: what is made of the same is the same.
pub(super) struct Operands<'n> {
    by: &'n str,
    of: Of,
}

enum Of {
    /// Of those that are known and no collections it is worked out when it is asked for: hardly ever.
    Scalars(Vec<Resolved<Value>>),
    Others {
        term: Option<Term>,
        /// All of them, where one varies.
        varying: Vec<Resolved<Value>>,
    },
}

impl<'n> Operands<'n> {
    pub(super) fn of(by: &'n str, values: &[Resolved<Value>]) -> Operands<'n> {
        let is_scalar =
            |value: &Resolved<Value>| value.value().is_some_and(|value| value.kind().is_none());
        if values.iter().all(is_scalar) {
            let of = Of::Scalars(values.to_vec());
            return Operands { by, of };
        }
        let varies = |value: &Resolved<Value>| matches!(value, Resolved::Varies { .. });
        let varying = values.iter().any(varies).then(|| values.to_vec());
        let of = Of::Others {
            term: made(by, values),
            varying: varying.unwrap_or_default(),
        };
        Operands { by, of }
    }

    fn term(&self) -> Option<Term> {
        match &self.of {
            Of::Scalars(values) => made(self.by, values),
            Of::Others { term, .. } => term.clone(),
        }
    }

    /// All of them, where one varies.
    fn varying(&self) -> &[Resolved<Value>] {
        match &self.of {
            Of::Scalars(_) => &[],
            Of::Others { varying, .. } => varying,
        }
    }

    /// A value that is made of them, in each of its cases as what it is made of there.
    pub(super) fn made(&self, value: Resolved<Value>) -> Resolved<Value> {
        match value {
            Resolved::Unknown { term: None, .. } => value.with_term(self.term()),
            Resolved::Varies { cases, from } if !self.varying().is_empty() => {
                let cases = cases.into_iter().map(|case| {
                    let there = self.varying().iter().cloned();
                    let there: Vec<_> = there.map(|value| value.under(&case.when.holds)).collect();
                    Case {
                        value: Operands::of(self.by, &there).made(case.value),
                        when: case.when,
                    }
                });
                let cases = cases.collect();
                Resolved::Varies { cases, from }
            }
            other => other,
        }
    }
}

/// A tuple, where none of its elements is refused.
pub(super) fn whole_tuple(items: Vec<Resolved<Value>>) -> Resolved<Value> {
    unless_refused(Value::Tuple(items.into()))
}
