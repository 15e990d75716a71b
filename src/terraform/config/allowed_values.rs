//! The texts that the validations of a variable leave: Terraform refuses all others.
//!
//! Source: the Terraform language, "Custom conditions", input variable validation. `contains` takes no null, and null equals no
//! text.

use std::collections::BTreeSet;

use hcl::edit::expr::{BinaryOperator, Expression, TraversalOperator};

use crate::resolved::{Constant, Domain};
use crate::terraform::lang::syntax::{Block, Form};
use crate::terraform::lang::values::Value;

/// What a variable that takes texts may be, where its validations list that.
pub(super) fn allowed(variable: &Block) -> Option<Domain> {
    let name = variable.name();
    let mut left: Option<BTreeSet<String>> = None;
    for validation in variable.body.blocks_of("validation") {
        let condition = validation.body.attribute("condition");
        let Some(Form::Hcl(condition)) = condition.map(|condition| &condition.value.form) else {
            continue;
        };
        left = both(left, listed(condition, name));
    }
    let left = left.filter(|texts| !texts.is_empty())?;
    Some(Domain::of(left.into_iter().map(Constant::Text)))
}

/// The texts that a condition lists; `None` where it may hold of others.
fn listed(condition: &Expression, name: &str) -> Option<BTreeSet<String>> {
    match condition {
        Expression::Parenthesis(inner) => listed(inner.inner(), name),
        Expression::FuncCall(call) if call.name.name.as_str() == "contains" => {
            let mut arguments = call.args.iter();
            let (Some(Expression::Array(texts)), Some(of), None) =
                (arguments.next(), arguments.next(), arguments.next())
            else {
                return None;
            };
            let is_plain = call.name.namespace.is_empty() && !call.args.expand_final();
            let texts: Option<_> = texts.iter().map(text).collect();
            texts.filter(|_| is_plain && is_variable(of, name))
        }
        Expression::BinaryOp(operation) => {
            let (left, right) = (&operation.lhs_expr, &operation.rhs_expr);
            match operation.operator.value() {
                BinaryOperator::Eq if is_variable(left, name) => Some([text(right)?].into()),
                BinaryOperator::Eq if is_variable(right, name) => Some([text(left)?].into()),
                BinaryOperator::Or => {
                    let (left, right) = (listed(left, name)?, listed(right, name)?);
                    Some(left.union(&right).cloned().collect())
                }
                BinaryOperator::And => both(listed(left, name), listed(right, name)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What two lists have in common, of which one may not be there.
fn both(
    one: Option<BTreeSet<String>>,
    other: Option<BTreeSet<String>>,
) -> Option<BTreeSet<String>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.intersection(&other).cloned().collect()),
        (one, other) => one.or(other),
    }
}

fn text(expression: &Expression) -> Option<String> {
    match expression {
        Expression::String(text) => Value::text(text.value()).as_text(),
        _ => None,
    }
}

fn is_variable(expression: &Expression, name: &str) -> bool {
    let Expression::Traversal(traversal) = expression else {
        return false;
    };
    let [only] = traversal.operators.as_slice() else {
        return false;
    };
    matches!(&traversal.expr, Expression::Variable(root) if root.as_str() == "var")
        && matches!(only.value(), TraversalOperator::GetAttr(attribute) if attribute.as_str() == name)
}
