//! The type that an expression has by its text, whatever its operands are: one whose value is not known has a type all the same.

use hcl::edit::expr::{BinaryOperator, Expression, TraversalOperator, UnaryOperator};

use super::evaluator::{Evaluator, Local};
use crate::resolved::Resolved;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Kind, Value};

impl Evaluator<'_> {
    /// The type of a value, as far as it or its text tells it.
    pub(super) fn type_as_written(
        &self,
        value: &Resolved<Value>,
        written: &Expression,
        local: &Local,
    ) -> Type {
        match (value.value(), types::type_of(value)) {
            // A null has the type of what stands beside it.
            (Some(Value::Null), kind) => kind,
            (Some(Value::Partly(partly)), Type::Any) if partly.kind == Kind::Set => {
                Type::Set(Box::new(Type::Any))
            }
            (_, Type::Any) => self.written_type(written, local),
            (_, kind) => kind,
        }
    }

    /// The type that an expression has by its text; `any` where it does not tell.
    pub(super) fn written_type(&self, expression: &Expression, local: &Local) -> Type {
        use BinaryOperator as Op;
        match expression {
            Expression::Parenthesis(inner) => self.written_type(inner.inner(), local),
            Expression::StringTemplate(_) | Expression::HeredocTemplate(_) => Type::String,
            Expression::UnaryOp(operation) => match operation.operator.value() {
                UnaryOperator::Not => Type::Bool,
                UnaryOperator::Neg => Type::Number,
            },
            Expression::Conditional(conditional) => types::unify(&[
                self.written_type(&conditional.true_expr, local),
                self.written_type(&conditional.false_expr, local),
            ])
            .unwrap_or(Type::Any),
            Expression::BinaryOp(operation) => match operation.operator.value() {
                Op::Plus | Op::Minus | Op::Mul | Op::Div | Op::Mod => Type::Number,
                _ => Type::Bool,
            },
            Expression::FuncCall(call) if call.name.namespace.is_empty() => {
                match call.name.name.as_str() {
                    "toset" | "setunion" | "setintersection" | "setsubtract" | "setproduct" => {
                        Type::Set(Box::new(Type::Any))
                    }
                    _ => Type::Any,
                }
            }
            Expression::Traversal(traversal) => {
                let Expression::Variable(root) = &traversal.expr else {
                    return Type::Any;
                };
                let operators = traversal.operators.iter();
                let names = operators.map(|operator| match operator.value() {
                    TraversalOperator::GetAttr(name) => Some(name.as_str()),
                    _ => None,
                });
                let is_local = |(name, _): &(String, _)| name == root.as_str();
                if root.as_str() != "var" || local.variables.iter().any(is_local) {
                    return Type::Any;
                }
                let path = names.collect::<Option<Vec<_>>>();
                let kind = path.and_then(|path| self.scope.type_of_null(root.as_str(), &path));
                kind.unwrap_or(Type::Any)
            }
            _ => Type::Any,
        }
    }
}
