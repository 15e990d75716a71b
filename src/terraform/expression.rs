//! What a Terraform expression comes to.
//!
//! `hcl::eval` knows neither unknown values nor Terraform's functions, so the walk over the tree is ours. A value that is
//! not known keeps its reason; one that depends on an undecided condition keeps both cases.

pub(super) mod template;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use hcl::edit::Span as _;
use hcl::edit::expr::{
    BinaryOp, BinaryOperator, Conditional, Expression, ForExpr, FuncCall, Object, ObjectKey,
    Traversal, TraversalOperator, UnaryOperator,
};

use super::functions;
use super::heredoc;
use super::types::{self, Type};
use super::value::{Value, error, first_refused, refused, to_bool, too_large, weight_of};
use crate::diagnostic::Label;
use crate::resolved::{Case, Evidence, Resolved};
use crate::source::{Input, Span};

/// How many expressions one attribute may take, and how large what it makes may grow, so that no input makes a run slow.
const MAX_STEPS: u32 = 50_000;
pub(super) const MAX_ELEMENTS: usize = 10_000;
/// How many expressions may be open in one another on one thread, those behind references among them: its stack bounds
/// them all together.
const MAX_DEPTH: usize = 1_000;
/// How much the references of one attribute may bring in, in [`Value::weight`].
const MAX_WEIGHT: usize = 100_000;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}
/// How many cases an expression may fan out into.
const MAX_ARMS: usize = 32;

/// What expressions can refer to: the module around them.
pub(super) trait Surroundings {
    /// The value of `var.x`, `local.x`, `module.m.out`, `each.key`, `aws_x.y`… `path` holds the names after the root as far as
    /// they are written as attributes; the answer says how many of them it took.
    fn reference(&self, root: &str, path: &[&str], at: Span) -> (Resolved<Value>, usize);
    /// A function that only exists here, such as Terragrunt's; `None` for all others.
    fn call(&self, _name: &str, _arguments: &[Resolved<Value>]) -> Option<Resolved<Value>> {
        None
    }
    /// The text of a file, for `file()`; the error is the reason.
    fn read_file(&self, path: &str) -> Result<String, String>;
    /// Whether a file is there; `None` where that cannot be told.
    fn file_exists(&self, path: &str) -> Option<bool>;
}

/// Evaluates the expressions of one file.
pub(super) struct Evaluator<'a> {
    pub(super) surroundings: &'a dyn Surroundings,
    pub(super) input: &'a Input<'a>,
    steps: Cell<u32>,
    /// What references have brought in.
    weight: Cell<usize>,
}

/// Variables of `for` expressions, and conditions whose outcome is given inside a branch.
#[derive(Clone, Default)]
struct Local {
    variables: Vec<(String, Resolved<Value>)>,
    assumed: Vec<(String, bool)>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(surroundings: &'a dyn Surroundings, input: &'a Input<'a>) -> Evaluator<'a> {
        Evaluator {
            surroundings,
            input,
            steps: Cell::new(0),
            weight: Cell::new(0),
        }
    }

    /// What a template of a string comes to; `.tf.json` writes expressions that way.
    pub(super) fn evaluate_template(
        &self,
        template: &hcl::edit::template::Template,
    ) -> Resolved<Value> {
        self.template(template, None, &Local::default())
    }

    /// What an expression comes to where conditions, given by their text, are known to hold or not.
    pub(super) fn evaluate(
        &self,
        expression: &Expression,
        assumed: &[(String, bool)],
    ) -> Resolved<Value> {
        let local = Local {
            variables: Vec::new(),
            assumed: assumed.to_vec(),
        };
        self.walk(expression, &local)
    }

    pub(super) fn span(&self, range: Option<Range<usize>>) -> Span {
        self.input.span(range.unwrap_or(0..0))
    }

    /// An expression's source text on one line.
    pub(super) fn text(&self, expression: &Expression) -> String {
        let range = expression.span().unwrap_or(0..0);
        self.input
            .text
            .get(range)
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn walk(&self, expression: &Expression, local: &Local) -> Resolved<Value> {
        let steps = self.steps.get();
        if steps >= MAX_STEPS {
            return Resolved::unknown("the expression takes too many steps to follow");
        }
        self.steps.set(steps + 1);
        let depth = DEPTH.get();
        if depth >= MAX_DEPTH {
            return Resolved::unknown(
                "the expressions it comes from are nested too deeply to follow",
            );
        }
        DEPTH.set(depth + 1);
        let out = self.step(expression, local);
        DEPTH.set(depth);
        out
    }

    fn step(&self, expression: &Expression, local: &Local) -> Resolved<Value> {
        match expression {
            Expression::Null(_) => Resolved::known(Value::Null),
            Expression::Bool(value) => Resolved::known(Value::Bool(*value.value())),
            Expression::Number(number) => {
                Resolved::known(Value::Number(number.value().as_f64().unwrap_or(f64::NAN)))
            }
            Expression::String(text) => Resolved::known(Value::Text(text.value().clone())),
            Expression::Array(array) => {
                whole_tuple(array.iter().map(|item| self.walk(item, local)).collect())
            }
            Expression::Object(object) => self.object(object, local),
            Expression::StringTemplate(template) => {
                let elements: Vec<_> = template.iter().collect();
                // A template of one interpolation keeps the value's type.
                if let [hcl::edit::template::Element::Interpolation(only)] = elements.as_slice() {
                    return self.walk(&only.expr, local);
                }
                self.elements(&elements, local, (false, false))
            }
            Expression::HeredocTemplate(heredoc) => {
                let template = heredoc::settled(
                    &heredoc.template,
                    heredoc.indent().is_some(),
                    self.input.text,
                );
                let elements: Vec<_> = template.iter().collect();
                self.elements(&elements, local, (false, false))
            }
            Expression::Parenthesis(inner) => self.walk(inner.inner(), local),
            Expression::Variable(name) => {
                self.refer(name.as_str(), &[], self.span(name.span()), local)
                    .0
            }
            Expression::Conditional(conditional) => self.conditional(conditional, local),
            Expression::FuncCall(call) => self.call(call, local),
            Expression::Traversal(traversal) => self.traverse(traversal, local),
            Expression::UnaryOp(operation) => {
                let value = self.walk(&operation.expr, local);
                match operation.operator.value() {
                    UnaryOperator::Not => value
                        .and_then(&mut operand_bool)
                        .map(&mut |value| Value::Bool(!value)),
                    UnaryOperator::Neg => value.and_then(&mut |value| match value.as_number() {
                        Some(number) => Resolved::known(Value::Number(-number)),
                        None => refused(&value, "a number is needed here"),
                    }),
                }
            }
            Expression::BinaryOp(operation) => self.binary(operation, local),
            Expression::ForExpr(for_expr) => self.for_each(for_expr, local),
        }
    }

    fn object(&self, object: &Object, local: &Local) -> Resolved<Value> {
        let mut members = BTreeMap::new();
        for (key, value) in object {
            let key = match key {
                ObjectKey::Ident(name) => name.as_str().to_owned(),
                ObjectKey::Expression(Expression::Variable(name)) => name.as_str().to_owned(),
                ObjectKey::Expression(expression) => match self.walk(expression, local) {
                    Resolved::Known { value, .. } => match value.as_text() {
                        Some(text) => text,
                        None => return refused(&value, "a key is a string"),
                    },
                    Resolved::Unknown { why, from } => {
                        return Resolved::Unknown {
                            why: format!("a key is not known: {why}"),
                            from,
                        };
                    }
                    _ => return Resolved::unknown("a key is not known"),
                },
            };
            members.insert(key, self.walk(value.expr(), local));
        }
        whole_object(members)
    }

    fn refer(
        &self,
        root: &str,
        path: &[&str],
        at: Span,
        local: &Local,
    ) -> (Resolved<Value>, usize) {
        let variable = local.variables.iter().rev().find(|(name, _)| name == root);
        let (value, taken) = match variable {
            Some((_, value)) => (value.clone(), 0),
            None => self.surroundings.reference(root, path, at),
        };
        let weight = self.weight.get();
        if weight > MAX_WEIGHT {
            return (too_large(), path.len());
        }
        self.weight.set(weight + weight_of(&value, MAX_WEIGHT));
        (value, taken)
    }

    fn traverse(&self, traversal: &Traversal, local: &Local) -> Resolved<Value> {
        let mut operators: &[_] = &traversal.operators;
        let value = if let Expression::Variable(root) = &traversal.expr {
            let path: Vec<&str> = operators
                .iter()
                .map_while(|operator| match operator.value() {
                    TraversalOperator::GetAttr(name) => Some(name.as_str()),
                    _ => None,
                })
                .collect();
            let at = self.span(traversal.span());
            let (value, taken) = self.refer(root.as_str(), &path, at, local);
            if taken > 0
                && let Some((_, holds)) = local.assumed.iter().rev().find(|(text, _)| {
                    self.input.text.get(traversal.span().unwrap_or(0..0)) == Some(text.as_str())
                })
                && value.value().is_none()
            {
                return Resolved::known(Value::Bool(*holds));
            }
            operators = &operators[taken..];
            value
        } else {
            self.walk(&traversal.expr, local)
        };
        self.follow(value, operators, local)
    }

    fn follow(
        &self,
        value: Resolved<Value>,
        operators: &[hcl::edit::Decorated<TraversalOperator>],
        local: &Local,
    ) -> Resolved<Value> {
        let mut value = value;
        for (at, operator) in operators.iter().enumerate() {
            let rest = &operators[at + 1..];
            let key = match operator.value() {
                TraversalOperator::GetAttr(name) => {
                    Resolved::known(Value::Text(name.as_str().into()))
                }
                TraversalOperator::LegacyIndex(at) => {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "an index past 2^52 is out of range anyway"
                    )]
                    let key = *at.value() as f64;
                    Resolved::known(Value::Number(key))
                }
                TraversalOperator::Index(key) => self.walk(key, local),
                // A splat applies what follows it to each element; the attribute-only form up to the next index.
                TraversalOperator::FullSplat(_) => return self.splat(value, rest, &[], local),
                TraversalOperator::AttrSplat(_) => {
                    let attributes = rest
                        .iter()
                        .take_while(|operator| {
                            matches!(operator.value(), TraversalOperator::GetAttr(_))
                        })
                        .count();
                    return self.splat(value, &rest[..attributes], &rest[attributes..], local);
                }
            };
            value =
                value.and_then(&mut |value| key.clone().and_then(&mut |key| index(&value, &key)));
        }
        value
    }

    fn splat(
        &self,
        value: Resolved<Value>,
        each: &[hcl::edit::Decorated<TraversalOperator>],
        after: &[hcl::edit::Decorated<TraversalOperator>],
        local: &Local,
    ) -> Resolved<Value> {
        let list = value.and_then(&mut |value| {
            let is_tuple = !matches!(value, Value::List(_) | Value::Set(_));
            let items = match value {
                Value::Null => Vec::new(),
                Value::List(items) | Value::Tuple(items) | Value::Set(items) => items,
                single => vec![Resolved::known(single)],
            };
            let items: Vec<_> = items
                .into_iter()
                .map(|item| self.follow(item, each, local))
                .collect();
            let out = whole_tuple(items);
            if is_tuple {
                return out;
            }
            // Of a list or a set it is a list, though HCL takes the way over a tuple.
            out.map(&mut |value| match value {
                Value::Tuple(items) => Value::List(items),
                other => other,
            })
        });
        self.follow(list, after, local)
    }

    /// The outcome of a condition: what a branch assumes of it, or its value.
    fn condition(&self, expression: &Expression, local: &Local) -> Resolved<bool> {
        let text = self.text(expression);
        if let Some((_, holds)) = local.assumed.iter().rev().find(|(known, _)| *known == text) {
            return Resolved::known(*holds);
        }
        self.walk(expression, local)
            .and_then(&mut operand_bool)
            .decided()
    }

    fn conditional(&self, conditional: &Conditional, local: &Local) -> Resolved<Value> {
        let said = self.text(&conditional.cond_expr);
        let outcome = self.condition(&conditional.cond_expr, local);
        let branch = |holds: bool| {
            let mut inner = local.clone();
            inner.assumed.push((said.clone(), holds));
            let expression = if holds {
                &conditional.true_expr
            } else {
                &conditional.false_expr
            };
            self.walk(expression, &inner)
        };
        match outcome {
            Resolved::Known { value, from } => {
                let other = if value {
                    &conditional.false_expr
                } else {
                    &conditional.true_expr
                };
                let kind = match branch(!value) {
                    // What is refused has a type all the same.
                    Resolved::Invalid { .. } => static_type(other),
                    other => types::type_of(&other),
                };
                unify(branch(value), &kind).via(from.hops)
            }
            Resolved::Invalid { text, why, from } => Resolved::Invalid { text, why, from },
            undecided => {
                let cases = [true, false]
                    .map(|holds| Case {
                        when: format!("`{said}` is {holds}"),
                        value: branch(holds),
                    })
                    .into();
                let mut hops = undecided.from().hops.clone();
                if let Resolved::Unknown { why, .. } = &undecided {
                    hops.push(Label::new(
                        self.span(conditional.cond_expr.span()),
                        format!("not decided: {why}"),
                    ));
                }
                bounded(Resolved::Varies {
                    cases,
                    from: Evidence { at: None, hops },
                })
                .decided()
            }
        }
    }

    fn binary(&self, operation: &BinaryOp, local: &Local) -> Resolved<Value> {
        use BinaryOperator as Op;
        let operator = *operation.operator.value();
        if matches!(operator, Op::And | Op::Or) {
            // The arm that decides: false for `&&`, true for `||`.
            let decider = operator == Op::Or;
            let left = self.condition(&operation.lhs_expr, local);
            let right = self.condition(&operation.rhs_expr, local);
            for arm in [&left, &right] {
                if arm.value() == Some(&decider)
                    && !matches!(&left, Resolved::Invalid { .. })
                    && !matches!(&right, Resolved::Invalid { .. })
                {
                    return arm.clone().map(&mut Value::Bool);
                }
            }
            return bounded(left.and_then(&mut |left| {
                right.clone().map(&mut |right| {
                    Value::Bool(if decider {
                        left || right
                    } else {
                        left && right
                    })
                })
            }))
            .decided();
        }
        let left = self.walk(&operation.lhs_expr, local);
        let right = self.walk(&operation.rhs_expr, local);
        if let Some(refused) = first_refused([&left, &right]) {
            return refused;
        }
        bounded(left.and_then(&mut |left| {
            right.clone().and_then(&mut |right| match operator {
                Op::Eq | Op::NotEq => match left.same(&right) {
                    Some(same) => Resolved::known(Value::Bool(same == (operator == Op::Eq))),
                    None => Resolved::unknown("a part of what is compared is not known"),
                },
                _ => arithmetic(operator, &left, &right),
            })
        }))
        .decided()
    }

    fn call(&self, call: &FuncCall, local: &Local) -> Resolved<Value> {
        let name = call.name.name.as_str();
        if call.name.is_namespaced() {
            let namespace: Vec<&str> = call
                .name
                .namespace
                .iter()
                .map(|part| part.as_str())
                .collect();
            // `core::` is the built-in functions' own namespace.
            if namespace != ["core"] {
                return Resolved::unknown(format!(
                    "the provider function `{}::{name}` is not evaluated",
                    namespace.join("::")
                ));
            }
        }
        let mut arguments: Vec<Resolved<Value>> = call
            .args
            .iter()
            .map(|argument| self.walk(argument, local))
            .collect();
        if call.args.expand_final()
            && let Some(last) = arguments.pop()
        {
            match last {
                Resolved::Known { value, .. } => match value {
                    Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
                        arguments.extend(items);
                    }
                    other => return refused(&other, "only a list can be expanded with `...`"),
                },
                Resolved::Unknown { why, from } => return Resolved::Unknown { why, from },
                Resolved::Invalid { text, why, from } => {
                    return Resolved::Invalid { text, why, from };
                }
                _ => return Resolved::unknown("the arguments expanded with `...` are not known"),
            }
        }
        let result = self
            .surroundings
            .call(name, &arguments)
            .unwrap_or_else(|| functions::call(name, &arguments, self.surroundings));
        bounded(result).decided()
    }

    fn for_each(&self, expression: &ForExpr, local: &Local) -> Resolved<Value> {
        let collection = self.walk(&expression.intro.collection_expr, local);
        collection.and_then(&mut |collection| {
            let Some(pairs) = pairs(&collection) else {
                return refused(
                    &collection,
                    "`for` runs over a list, a set, a map or an object",
                );
            };
            if pairs.is_empty()
                && let Some(invalid) = self.refused_condition(expression, local)
            {
                return invalid;
            }
            self.iterate(expression, pairs, local)
        })
    }

    /// The condition of a `for` is refused even where there is no element.
    fn refused_condition(&self, expression: &ForExpr, local: &Local) -> Option<Resolved<Value>> {
        let condition = expression.cond.as_ref()?;
        let mut inner = local.clone();
        let names = [
            &expression.intro.key_var,
            &Some(expression.intro.value_var.clone()),
        ];
        for name in names.into_iter().flatten() {
            let value = Resolved::unknown("there is no element");
            inner.variables.push((name.as_str().to_owned(), value));
        }
        let outcome = self
            .walk(&condition.expr, &inner)
            .and_then(&mut |value| operand_bool(value).map(&mut Value::Bool));
        matches!(outcome, Resolved::Invalid { .. }).then_some(outcome)
    }

    fn iterate(
        &self,
        expression: &ForExpr,
        pairs: Vec<(Value, Resolved<Value>)>,
        local: &Local,
    ) -> Resolved<Value> {
        let mut list = Vec::new();
        let mut object: BTreeMap<String, Resolved<Value>> = BTreeMap::new();
        let mut groups: BTreeMap<String, Vec<Resolved<Value>>> = BTreeMap::new();
        for (key, value) in pairs {
            let mut inner = local.clone();
            if let Some(name) = &expression.intro.key_var {
                inner
                    .variables
                    .push((name.as_str().to_owned(), Resolved::known(key)));
            }
            inner
                .variables
                .push((expression.intro.value_var.as_str().to_owned(), value));
            if let Some(condition) = &expression.cond {
                match self
                    .walk(&condition.expr, &inner)
                    .and_then(&mut operand_bool)
                    .decided()
                {
                    Resolved::Known { value: true, .. } => {}
                    Resolved::Known { value: false, .. } => continue,
                    Resolved::Unknown { why, from } => return Resolved::Unknown { why, from },
                    Resolved::Invalid { text, why, from } => {
                        return Resolved::Invalid { text, why, from };
                    }
                    _ => return Resolved::unknown("which elements a `for` keeps is not known"),
                }
            }
            let value = self.walk(&expression.value_expr, &inner);
            let Some(key) = &expression.key_expr else {
                list.push(value);
                continue;
            };
            let key = match self.walk(key, &inner) {
                Resolved::Known { value, .. } => match value.as_text() {
                    Some(text) => text,
                    None => return refused(&value, "a key is a string"),
                },
                Resolved::Unknown { why, from } => return Resolved::Unknown { why, from },
                Resolved::Invalid { text, why, from } => {
                    return Resolved::Invalid { text, why, from };
                }
                _ => return Resolved::unknown("the keys that a `for` makes are not known"),
            };
            if expression.grouping {
                groups.entry(key).or_default().push(value);
            } else if object.insert(key.clone(), value).is_some() {
                return error(format!("\"{key}\""), "two elements make the same key");
            }
        }
        if expression.key_expr.is_none() {
            whole_tuple(list)
        } else if expression.grouping {
            whole_object(
                groups
                    .into_iter()
                    .map(|(key, items)| (key, whole_tuple(items)))
                    .collect(),
            )
        } else {
            whole_object(object)
        }
    }
}

/// The keys and values of a collection, as `for` and `for_each` see them.
pub(super) fn pairs(collection: &Value) -> Option<Vec<(Value, Resolved<Value>)>> {
    Some(match collection {
        Value::List(items) | Value::Tuple(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "lists stay far below 2^52 elements"
                )]
                (Value::Number(at as f64), item.clone())
            })
            .collect(),
        Value::Set(items) => items
            .iter()
            .map(|item| (item.value().cloned().unwrap_or(Value::Null), item.clone()))
            .collect(),
        Value::Object(members) | Value::Map(members) => members
            .iter()
            .map(|(key, value)| (Value::Text(key.clone()), value.clone()))
            .collect(),
        _ => return None,
    })
}

/// An operand of a logical operator or a condition: null is an error there.
pub(super) fn operand_bool(value: Value) -> Resolved<bool> {
    if value == Value::Null {
        return refused(&value, "a condition cannot be null");
    }
    to_bool(value)
}

/// `value[key]`, and `value.key`.
pub(super) fn index(value: &Value, key: &Value) -> Resolved<Value> {
    match value {
        Value::List(items) | Value::Tuple(items) => match key.as_number() {
            Some(number) if number >= 0.0 && number.fract() == 0.0 => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a whole number that is not negative; past the end it is refused"
                )]
                let at = number as usize;
                items.get(at).cloned().unwrap_or_else(|| {
                    error(
                        format!("[{}]", key.shown()),
                        format!("the list has {} elements", items.len()),
                    )
                })
            }
            _ => error(format!("[{}]", key.shown()), "a list has no such index"),
        },
        Value::Object(members) | Value::Map(members) => {
            match key.as_text().and_then(|key| members.get(&key)) {
                Some(value) => value.clone(),
                None => error(format!("[{}]", key.shown()), "there is no such key"),
            }
        }
        Value::Null => error("null", "null has no attributes or elements"),
        other => refused(other, "it has no attributes or elements"),
    }
}

fn arithmetic(operator: BinaryOperator, left: &Value, right: &Value) -> Resolved<Value> {
    use BinaryOperator as Op;
    let (Some(a), Some(b)) = (left.as_number(), right.as_number()) else {
        let wrong = if left.as_number().is_none() {
            left
        } else {
            right
        };
        return refused(wrong, "a number is needed here");
    };
    Resolved::known(match operator {
        Op::Plus => Value::Number(a + b),
        Op::Minus => Value::Number(a - b),
        Op::Mul => Value::Number(a * b),
        Op::Div if b == 0.0 => return error("0", "division by zero"),
        // Terraform's own remainder by zero (seen with 1.11).
        Op::Mod if b == 0.0 => Value::Number(a),
        Op::Div => Value::Number(a / b),
        Op::Mod => Value::Number(a % b),
        Op::Less => Value::Bool(a < b),
        Op::LessEq => Value::Bool(a <= b),
        Op::Greater => Value::Bool(a > b),
        Op::GreaterEq => Value::Bool(a >= b),
        Op::Eq | Op::NotEq | Op::And | Op::Or => {
            return Resolved::unknown("not an arithmetic operator");
        }
    })
}

/// Both branches of a conditional have one type: a primitive beside a string becomes a string.
fn unify(chosen: Resolved<Value>, other: &Type) -> Resolved<Value> {
    let kind = types::type_of(&chosen);
    match types::unify(&[kind, other.clone()]) {
        Some(Type::Any) => chosen,
        Some(kind) => types::convert(chosen, &kind),
        None => error(
            "the conditional",
            "the types of its two branches have nothing in common",
        ),
    }
}

/// The type that an expression has whatever its operands are.
fn static_type(expression: &Expression) -> Type {
    use BinaryOperator as Op;
    match expression {
        Expression::Parenthesis(inner) => static_type(inner.inner()),
        Expression::StringTemplate(_) | Expression::HeredocTemplate(_) => Type::String,
        Expression::UnaryOp(operation) => match operation.operator.value() {
            UnaryOperator::Not => Type::Bool,
            UnaryOperator::Neg => Type::Number,
        },
        Expression::Conditional(conditional) => types::unify(&[
            static_type(&conditional.true_expr),
            static_type(&conditional.false_expr),
        ])
        .unwrap_or(Type::Any),
        Expression::BinaryOp(operation) => match operation.operator.value() {
            Op::Plus | Op::Minus | Op::Mul | Op::Div | Op::Mod => Type::Number,
            _ => Type::Bool,
        },
        _ => Type::Any,
    }
}

/// A tuple, unless one of its elements is refused.
fn whole_tuple(items: Vec<Resolved<Value>>) -> Resolved<Value> {
    first_refused(&items).unwrap_or_else(|| Resolved::known(Value::Tuple(items)))
}

/// An object, unless one of its members is refused.
fn whole_object(members: BTreeMap<String, Resolved<Value>>) -> Resolved<Value> {
    first_refused(members.values()).unwrap_or_else(|| Resolved::known(Value::Object(members)))
}

/// A value with at most so many cases; past that it is unknown.
fn bounded<T: Clone + PartialEq>(value: Resolved<T>) -> Resolved<T> {
    if value.arms().len() > MAX_ARMS {
        return Resolved::Unknown {
            why: format!("it has more than {MAX_ARMS} cases"),
            from: value.from().clone(),
        };
    }
    value
}
