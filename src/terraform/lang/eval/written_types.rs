//! The type that an expression has by its text, whatever its operands are: one whose value is not known has a type all the same.

use hcl::edit::expr::{BinaryOperator, Expression, UnaryOperator};

use super::evaluator::{Evaluator, Local};
use crate::resolved::Resolved;
use crate::terraform::lang::object_keys::bare_word;
use crate::terraform::lang::results_of::domain_of_result;
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
        if value.is_invalid() {
            // What is refused has no type that the other branch takes.
            return Type::Any;
        }
        match (value.value(), types::type_of(value)) {
            // A null has the type of what stands beside it.
            (Some(Value::Null), kind) => kind,
            (Some(Value::Partly(partly)), Type::Any) if partly.kind == Kind::Set => {
                Type::Set(Box::new(Type::Any))
            }
            (_, Type::Any) => self.written_type(written, local),
            (_, kind) => self.with_written(kind, written, local),
        }
    }

    /// A type of what is written out, with those of its members that are not known.
    fn with_written(&self, kind: Type, written: &Expression, local: &Local) -> Type {
        let member = |kind: Type, written: &Expression| match kind {
            Type::Any => self.written_type(written, local),
            kind => self.with_written(kind, written, local),
        };
        match (kind, written) {
            (kind, Expression::Parenthesis(inner)) => self.with_written(kind, inner.inner(), local),
            (Type::Tuple(kinds), Expression::Array(items)) if kinds.len() == items.len() => {
                let members = kinds.into_iter().zip(items.iter());
                Type::Tuple(
                    members
                        .map(|(kind, written)| member(kind, written))
                        .collect(),
                )
            }
            (Type::Object(mut members), Expression::Object(object)) => {
                for (key, value) in object {
                    let attribute = bare_word(key).and_then(|name| members.get_mut(name));
                    if let Some(attribute) = attribute {
                        let kind = std::mem::replace(&mut attribute.kind, Type::Any);
                        attribute.kind = member(kind, value.expr());
                    }
                }
                Type::Object(members)
            }
            (kind, _) => kind,
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
                types::type_in(&domain_of_result(call.name.name.as_str()))
            }
            Expression::Traversal(traversal) => {
                let root = &traversal.expr;
                let is_of_variables =
                    matches!(root, Expression::Variable(root) if root.as_str() == "var");
                let kind =
                    is_of_variables.then(|| self.declared_type(root, &traversal.operators, local));
                kind.flatten().unwrap_or(Type::Any)
            }
            _ => Type::Any,
        }
    }
}
