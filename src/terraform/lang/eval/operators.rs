//! Operators, and the conditional `c ? a : b`.

use hcl::edit::Span as _;
use hcl::edit::expr::{BinaryOp, BinaryOperator, Conditional, Expression, UnaryOp, UnaryOperator};

use super::evaluator::{Evaluator, Local};
use crate::resolved::{Case, Evidence, Hop, Resolved};
use crate::terraform::lang::came_by::{decided_by, with_parts};
use crate::terraform::lang::number::Number;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{
    Value, error, first_refused, in_bounds, refused, to_bool, to_number,
};

impl Evaluator<'_> {
    /// The outcome of a condition: what a branch assumes of it, or its value.
    fn condition(&self, expression: &Expression, local: &Local) -> Resolved<bool> {
        let text = self.text(expression);
        if let Some((_, holds)) = local.assumed.iter().rev().find(|(known, _)| *known == text) {
            return Resolved::known(*holds);
        }
        self.walk(expression, local)
            .choosing()
            .and_then(&mut operand_bool)
            .decided()
    }

    pub(super) fn conditional(&self, conditional: &Conditional, local: &Local) -> Resolved<Value> {
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
                    hops.push(Hop::chose(
                        self.span(conditional.cond_expr.span()),
                        format!("not decided: {why}"),
                    ));
                }
                let varies = Resolved::Varies {
                    cases,
                    from: Evidence {
                        hops,
                        ..Evidence::default()
                    },
                };
                varies.bounded().decided()
            }
        }
    }

    pub(super) fn unary(&self, operation: &UnaryOp, local: &Local) -> Resolved<Value> {
        let value = self.walk(&operation.expr, local).choosing();
        match operation.operator.value() {
            UnaryOperator::Not => value
                .and_then(&mut operand_bool)
                .map(&mut |value| Value::Bool(!value)),
            UnaryOperator::Neg => value.and_then(&mut |value| {
                to_number(&value).map(&mut |number| Value::Number(number.negated()))
            }),
        }
    }

    pub(super) fn binary(&self, operation: &BinaryOp, local: &Local) -> Resolved<Value> {
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
            return left
                .zip(&right)
                .map(&mut |(left, right)| {
                    Value::Bool(if decider {
                        left || right
                    } else {
                        left && right
                    })
                })
                .bounded()
                .decided();
        }
        let left = self.walk(&operation.lhs_expr, local).choosing();
        let right = self.walk(&operation.rhs_expr, local).choosing();
        if let Some(refused) = first_refused([&left, &right]) {
            return refused;
        }
        let parts = [&left, &right].map(with_parts).concat();
        let result = left
            .zip(&right)
            .and_then(&mut |(left, right)| match operator {
                Op::Eq | Op::NotEq => match left.same(&right) {
                    Some(same) => Resolved::known(Value::Bool(same == (operator == Op::Eq))),
                    None => Resolved::unknown("a part of what is compared is not known"),
                },
                _ => arithmetic(operator, &left, &right),
            })
            .bounded()
            .decided();
        decided_by(result, parts)
    }
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
        // Of anything else it is infinite, which `divided_by` does not follow.
        Op::Div => in_bounds(a.divided_by(b)),
        // The remainder by zero is the dividend (seen with 1.11).
        Op::Mod => in_bounds(a.modulo(b)),
        Op::Less => Resolved::known(Value::Bool(a < b)),
        Op::LessEq => Resolved::known(Value::Bool(a <= b)),
        Op::Greater => Resolved::known(Value::Bool(a > b)),
        Op::GreaterEq => Resolved::known(Value::Bool(a >= b)),
        Op::Eq | Op::NotEq | Op::And | Op::Or => Resolved::unknown("not an arithmetic operator"),
    };
    let (left, right) = (to_number(left), to_number(right));
    left.zip(&right).and_then(&mut |(a, b)| result(&a, &b))
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
