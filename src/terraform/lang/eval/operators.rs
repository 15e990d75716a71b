//! Operators, and the conditional `c ? a : b`.

use hcl::edit::Span as _;
use hcl::edit::expr::{BinaryOp, BinaryOperator, Conditional, Expression, UnaryOp, UnaryOperator};

use super::evaluator::{Evaluator, Local, Operands};
use crate::resolved::{Formula, Hop, Privacy, Resolved, Term};
use crate::terraform::lang::came_by::{decided_by, with_parts};
use crate::terraform::lang::counts;
use crate::terraform::lang::ephemeral::MadeOf;
use crate::terraform::lang::equality::{equal, truth_value};
use crate::terraform::lang::few;
use crate::terraform::lang::number::Number;
use crate::terraform::lang::private::private;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{
    Value, error, first_refused, in_bounds, refused, to_bool, to_number,
};

impl Evaluator<'_> {
    /// The outcome of a condition.
    fn condition(&self, expression: &Expression, local: &Local) -> Resolved<bool> {
        types::open_as(self.walk(expression, local), &Type::Bool)
            .choosing()
            .converted(&mut operand_bool)
            .decided()
    }

    pub(super) fn conditional(&self, conditional: &Conditional, local: &Local) -> Resolved<Value> {
        let mut outcome = self.condition(&conditional.cond_expr, local);
        let written = |outcome: bool| {
            if outcome {
                &conditional.true_expr
            } else {
                &conditional.false_expr
            }
        };
        let branch = |outcome: bool, holds: &Formula| {
            let mut inner = local.clone();
            inner.holds = inner.holds.narrowed(holds);
            self.walk(written(outcome), &inner)
        };
        if let Resolved::Known { value, from } = outcome {
            let other = written(!value);
            let always = Formula::always();
            let passed_over = branch(!value, &always);
            let ephemeral = MadeOf::whole([&passed_over]);
            let kind = self.type_as_written(&passed_over, other, local);
            let chosen = branch(value, &always);
            let own = self.type_as_written(&chosen, written(value), local);
            let privacy = from.privacy;
            let chosen = unify(chosen, own, &kind).via(from.into_hops());
            // To Terraform, what a sensitive condition chooses is sensitive; of the text of a data file it tells nothing.
            let chosen = match privacy {
                Privacy::Shown | Privacy::Hidden | Privacy::Unmarked => chosen,
                privacy => private(chosen, privacy),
            };
            return ephemeral.make(chosen);
        }
        if let Resolved::Unknown { why, from, .. } = &mut outcome {
            from.hops.push(Hop::chose(
                self.span(conditional.cond_expr.span()),
                format!("not decided: {why}"),
            ));
        }
        let name = self.quoted_at(conditional.cond_expr.span());
        let mut kinds = Vec::new();
        let mut ephemeral = MadeOf::whole([&outcome]);
        let why = outcome.why_not_followed();
        let chosen = outcome.choose_as_cases(&name, &mut |outcome, holds| {
            let value = branch(outcome, holds);
            kinds.push(match type_of_all(&value) {
                Type::Any => self.type_as_written(&value, written(outcome), local),
                kind => kind,
            });
            ephemeral.note(&value);
            value
        });
        let chosen = match types::unify(&kinds) {
            Some(kind) if kinds.iter().all(|kind| !matches!(kind, Type::Any)) => {
                types::convert(chosen, &kind)
            }
            Some(_) => chosen,
            // Whatever the condition comes to.
            None => nothing_in_common(),
        };
        ephemeral.make(chosen.if_all_agree(why))
    }

    pub(super) fn unary(&self, operation: &UnaryOp, local: &Local) -> Resolved<Value> {
        match operation.operator.value() {
            UnaryOperator::Not => truth_value(
                self.walk(&operation.expr, local)
                    .converted(&mut operand_bool)
                    .negated(),
            ),
            UnaryOperator::Neg => {
                let value = self.walk(&operation.expr, local).choosing();
                value.and_then(&mut |value| {
                    to_number(&value).map(&mut |number| Value::Number(number.negated()))
                })
            }
        }
    }

    pub(super) fn binary(&self, operation: &BinaryOp, local: &Local) -> Resolved<Value> {
        use BinaryOperator as Op;
        let operator = *operation.operator.value();
        if matches!(operator, Op::And | Op::Or) {
            let operands = [&operation.lhs_expr, &operation.rhs_expr];
            let arms = operands.map(|operand| self.condition(operand, local));
            if let Some(refused) = arms.iter().find(|arm| arm.is_invalid()) {
                return truth_value(refused.clone());
            }
            let name = self.quoted_at(operation.span());
            let ephemeral = MadeOf::whole(&arms);
            let together = Resolved::together(arms.into(), operator == Op::Or, &name);
            return ephemeral.make(truth_value(together));
        }
        let left = self.walk(&operation.lhs_expr, local).choosing();
        let right = self.walk(&operation.rhs_expr, local).choosing();
        if let Some(refused) = first_refused([&left, &right]) {
            return refused;
        }
        let parts = [&left, &right].map(with_parts).concat();
        let ephemeral = MadeOf::parts([&left, &right]);
        if matches!(operator, Op::Eq | Op::NotEq) {
            let written = [&operation.lhs_expr, &operation.rhs_expr];
            let equal = equal(&left, &right);
            let equal = self.equal_by_types(equal, (&left, &right), written, local);
            let result = truth_value(if operator == Op::Eq {
                equal
            } else {
                equal.negated()
            });
            return ephemeral.make(decided_by(result, parts));
        }
        let is_order = matches!(
            operator,
            Op::Less | Op::LessEq | Op::Greater | Op::GreaterEq
        );
        let result = if is_order {
            ordered(operator, left, right)
        } else {
            worked_out(operator, left, right)
        };
        ephemeral.make(decided_by(result, parts))
    }
}

/// Which of two numbers is less: all four operators come to that one question, so that they decide one another.
fn ordered(
    operator: BinaryOperator,
    left: Resolved<Value>,
    right: Resolved<Value>,
) -> Resolved<Value> {
    use BinaryOperator as Op;
    let (lesser, greater) = match operator {
        Op::Less | Op::GreaterEq => (left, right),
        _ => (right, left),
    };
    let less = match counts::less(&lesser, &greater) {
        Some(truth) => {
            let of = if lesser.value().is_none() {
                lesser
            } else {
                greater
            };
            let less = of.choosing().and_then(&mut |_| Resolved::unknown(""));
            let less = less.with_term(Some(Term::Truth(truth)));
            less.settled(&Formula::always())
        }
        None => worked_out(Op::Less, lesser, greater),
    };
    match operator {
        Op::Less | Op::Greater => less,
        _ => truth_value(less.converted(&mut operand_bool).negated()),
    }
}

/// What arithmetic makes of two values.
fn worked_out(
    operator: BinaryOperator,
    left: Resolved<Value>,
    right: Resolved<Value>,
) -> Resolved<Value> {
    let both = [left, right];
    let operands = Operands::of(operator.as_str(), &both);
    let [left, right] = both.map(few::told_apart);
    let result = left
        .zip(&right)
        .and_then(&mut |(left, right)| arithmetic(operator, &left, &right))
        .bounded()
        .decided();
    operands.made(result.with_term(None))
}

/// An operand of a logical operator or a condition: null is an error there.
pub(crate) fn operand_bool(value: Value) -> Resolved<bool> {
    if value == Value::Null {
        return refused(&value, "a condition cannot be null");
    }
    to_bool(value)
}

fn arithmetic(operator: BinaryOperator, left: &Value, right: &Value) -> Resolved<Value> {
    use BinaryOperator as Op;
    let result = |a: &Number, b: &Number| match operator {
        Op::Plus => in_bounds(a.plus(b)),
        Op::Minus => in_bounds(a.minus(b)),
        Op::Mul => in_bounds(a.times(b)),
        Op::Div if a.is_zero() && b.is_zero() => error("0 / 0", "division of zero by zero"),
        Op::Div if b.is_zero() => {
            Resolved::unknown("what is divided by zero is infinite, which is not followed")
        }
        Op::Div => in_bounds(a.divided_by(b)),
        // The remainder by zero is the dividend (seen with 1.11).
        Op::Mod => in_bounds(a.modulo(b)),
        Op::Less => Resolved::known(Value::Bool(a < b)),
        _ => Resolved::unknown("not an arithmetic operator"),
    };
    let (left, right) = (to_number(left), to_number(right));
    left.zip(&right).and_then(&mut |(a, b)| result(&a, &b))
}

/// Both branches of a conditional have one type: a primitive beside a string becomes a string.
fn unify(chosen: Resolved<Value>, own: Type, other: &Type) -> Resolved<Value> {
    if let Some(Value::Partly(partly)) = chosen.value() {
        return if types::keeps_its_elements(partly, other) {
            chosen
        } else {
            partly.unknown()
        };
    }
    match types::unify(&[own, other.clone()]) {
        Some(Type::Any) => chosen,
        Some(kind) => types::convert_among(chosen, &kind),
        None => nothing_in_common(),
    }
}

fn nothing_in_common() -> Resolved<Value> {
    error(
        "the conditional",
        "the types of its two branches have nothing in common",
    )
}

/// The type that a value has in all of its cases.
fn type_of_all(value: &Resolved<Value>) -> Type {
    let arms = value.arms().into_iter();
    let kinds: Vec<Type> = arms.map(|(_, arm)| types::type_of(arm)).collect();
    let is_open = kinds.iter().any(|kind| matches!(kind, Type::Any));
    let kind = types::unify(&kinds).filter(|_| !is_open);
    kind.unwrap_or(Type::Any)
}
