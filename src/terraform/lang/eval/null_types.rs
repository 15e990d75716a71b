//! The type that a null has: one that only stands as `null` has none, and some functions take none of these.

use hcl::edit::Decorated;
use hcl::edit::expr::{Expression, FuncArgs, TraversalOperator};

use super::evaluator::{Evaluator, Local};
use crate::resolved::{Resolved, map_cases};
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Value, refused};

impl Evaluator<'_> {
    /// The arguments of `coalescelist`, which takes a null only where its type is that of a list.
    ///
    /// Source: Terraform 1.11.4, "coalescelist arguments must be lists or tuples".
    pub(super) fn with_lists_for_null(
        &self,
        written: &FuncArgs,
        values: Vec<Resolved<Value>>,
        local: &Local,
    ) -> Vec<Resolved<Value>> {
        let written = written.iter().map(Some).chain(std::iter::repeat(None));
        let with_types = values.into_iter().zip(written).map(|(value, written)| {
            if !is_null_in_a_case(&value) {
                return value;
            }
            let kind = written.and_then(|written| self.type_of_null(written, local));
            match kind {
                Some(Type::List(_) | Type::Tuple(_)) => value,
                Some(_) => instead_of_null(value, &|| {
                    refused(&Value::Null, "`coalescelist` takes lists")
                }),
                None => instead_of_null(value, &|| {
                    Resolved::unknown("whether a null has the type of a list is not known")
                }),
            }
        });
        with_types.collect()
    }

    /// The type of an expression that comes to null, `any` where it has none; `None` where that is not known.
    fn type_of_null(&self, expression: &Expression, local: &Local) -> Option<Type> {
        match expression {
            Expression::Null(_) => Some(Type::Any),
            Expression::Parenthesis(inner) => self.type_of_null(inner.inner(), local),
            Expression::Conditional(conditional) => {
                let branches = [&conditional.true_expr, &conditional.false_expr];
                let kinds = branches.map(|branch| self.type_of_branch(branch, local));
                let mut kinds = kinds.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
                let typed = kinds.clone().find(|kind| !matches!(kind, Type::Any));
                typed.or_else(|| kinds.next())
            }
            Expression::FuncCall(call) if call.name.namespace.is_empty() => {
                let any = Box::new(Type::Any);
                match call.name.name.as_str() {
                    "tolist" => Some(Type::List(any)),
                    "toset" => Some(Type::Set(any)),
                    "tomap" => Some(Type::Map(any)),
                    _ => None,
                }
            }
            Expression::Traversal(traversal) => {
                self.declared_type(&traversal.expr, &traversal.operators, local)
            }
            _ => None,
        }
    }

    /// The type that a traversal of names alone has where it is null, by what it leads to; `None` where that is not known.
    pub(super) fn declared_type(
        &self,
        root: &Expression,
        operators: &[Decorated<TraversalOperator>],
        local: &Local,
    ) -> Option<Type> {
        let Expression::Variable(root) = root else {
            return None;
        };
        let names = operators.iter().map(|operator| match operator.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        });
        let path: Vec<&str> = names.collect::<Option<_>>()?;
        let is_local = |(name, _): &(String, _)| name == root.as_str();
        if local.variables.iter().any(is_local) {
            return None;
        }
        self.scope.type_of_null(root.as_str(), &path)
    }

    fn type_of_branch(&self, branch: &Expression, local: &Local) -> Option<Type> {
        let value = self.walk(branch, local);
        if is_null_in_a_case(&value) {
            return self.type_of_null(branch, local);
        }
        match types::type_of(&value) {
            Type::Any => None,
            kind => Some(kind),
        }
    }
}

fn is_null_in_a_case(value: &Resolved<Value>) -> bool {
    let arms = value.arms().into_iter();
    let mut values = arms.filter_map(|(_, arm)| arm.value());
    values.any(|value| *value == Value::Null)
}

pub(super) fn instead_of_null(
    value: Resolved<Value>,
    instead: &dyn Fn() -> Resolved<Value>,
) -> Resolved<Value> {
    match value {
        Resolved::Known {
            value: Value::Null,
            from,
        } => instead().and_before(from.hops),
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |case| instead_of_null(case, instead)),
            from,
        },
        other => other,
    }
}
