//! The type that an expression has by its text, whatever its operands are: a value that is not known has a type all the same, and
//! so has a null, or a collection without elements, by what made it.
//!
//! Source: `terraform metadata functions -json` of Terraform 1.11.4, and `Type` of the functions in go-cty's `cty/function/stdlib`.

use std::cell::Cell;
use std::collections::BTreeMap;

use hcl::edit::Decorated;
use hcl::edit::expr::{
    BinaryOperator, Expression, FuncCall, Object, TraversalOperator, UnaryOperator,
};

use super::evaluator::{Evaluator, Local};
use super::open::Open;
use crate::resolved::Resolved;
use crate::terraform::lang::object_keys::plain_name;
use crate::terraform::lang::results_of::domain_of_result;
use crate::terraform::lang::types::{self, Type, required};
use crate::terraform::lang::values::{Kind, Value};
use crate::terraform::limits::MAX_NAMES_OF_TYPE;

thread_local! {
    /// How many names led to the one whose type is asked for.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

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
            (Some(Value::Partly(partly)), Type::Any) if partly.kind == Kind::Set => {
                Type::Set(Box::new(Type::Any))
            }
            (_, kind) if kind.is_open() => {
                let written = self.written_type(written, local);
                written.map_or(kind.clone(), |written| kind.filled(&written))
            }
            (_, kind) => kind,
        }
    }

    /// The type that an expression has by its text, `any` where it has none, as `null` has; `None` where it does not tell.
    pub(super) fn written_type(&self, expression: &Expression, local: &Local) -> Option<Type> {
        use BinaryOperator as Op;
        self.take(1).ok()?;
        Some(match expression {
            Expression::Null(_) => Type::Any,
            Expression::Bool(_) => Type::Bool,
            Expression::Number(_) => Type::Number,
            Expression::String(_)
            | Expression::StringTemplate(_)
            | Expression::HeredocTemplate(_) => Type::String,
            Expression::Parenthesis(inner) => return self.written_type(inner.inner(), local),
            Expression::UnaryOp(operation) => match operation.operator.value() {
                UnaryOperator::Not => Type::Bool,
                UnaryOperator::Neg => Type::Number,
            },
            Expression::BinaryOp(operation) => match operation.operator.value() {
                Op::Plus | Op::Minus | Op::Mul | Op::Div | Op::Mod => Type::Number,
                _ => Type::Bool,
            },
            Expression::Conditional(conditional) => {
                let branches = [&conditional.true_expr, &conditional.false_expr];
                let kinds = branches.map(|branch| self.written_type(branch, local));
                types::unify(&kinds.into_iter().collect::<Option<Vec<_>>>()?)?
            }
            Expression::Array(items) => {
                let kinds = items.iter().map(|item| self.written_type(item, local));
                Type::Tuple(kinds.collect::<Option<_>>()?)
            }
            Expression::Object(members) => return self.type_of_object(members, local),
            Expression::FuncCall(call) if call.name.namespace.is_empty() => {
                return self.type_of_call(call, local);
            }
            Expression::Traversal(traversal) => {
                let kind = self.type_of_path(&traversal.expr, &traversal.operators, local)?;
                // What is left open within what is declared has the type of what is given.
                let is_bare = matches!(kind, Type::Any) && traversal.operators.len() == 1;
                return (is_bare || !kind.is_open()).then_some(kind);
            }
            _ => return None,
        })
    }

    /// The same of an expression that a name stands for.
    pub(in crate::terraform::lang) fn type_elsewhere(
        &self,
        expression: &Expression,
    ) -> Option<Type> {
        let _open = Open::unless(&DEPTH, MAX_NAMES_OF_TYPE)?;
        self.written_type(expression, &Local::default())
    }

    fn type_of_object(&self, members: &Object, local: &Local) -> Option<Type> {
        let members = members.iter().map(|(key, value)| {
            let kind = self.written_type(value.expr(), local)?;
            Some((plain_name(key)?.to_owned(), required(kind)))
        });
        let members: Option<BTreeMap<_, _>> = members.collect();
        Some(Type::Object(members?))
    }

    /// The type of what is reached from an expression; `None` where that is not known.
    pub(super) fn type_of_path(
        &self,
        root: &Expression,
        operators: &[Decorated<TraversalOperator>],
        local: &Local,
    ) -> Option<Type> {
        let (kind, rest) = match root {
            Expression::Variable(root) => {
                let (first, rest) = operators.split_first()?;
                let TraversalOperator::GetAttr(name) = first.value() else {
                    return None;
                };
                if self.stands_in(root) || local.variables.has(root.as_str()) {
                    return None;
                }
                let kind = self.scope.type_of(root.as_str(), name.as_str())?;
                (kind, rest)
            }
            root => (self.written_type(root, local)?, operators),
        };
        rest.iter().try_fold(kind, |kind, operator| {
            let name = match operator.value() {
                TraversalOperator::GetAttr(name) => Some(name.as_str()),
                TraversalOperator::Index(Expression::String(name)) => Some(name.value().as_str()),
                TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_) => None,
                TraversalOperator::FullSplat(_) | TraversalOperator::AttrSplat(_) => return None,
            };
            match (kind, name) {
                (Type::Object(mut attributes), Some(name)) => Some(attributes.remove(name)?.kind),
                (Type::Map(element), _) | (Type::List(element), None) => Some(*element),
                _ => None,
            }
        })
    }

    fn type_of_call(&self, call: &FuncCall, local: &Local) -> Option<Type> {
        let name = call.name.name.as_str();
        let arguments = || call.args.iter().map(|one| self.written_type(one, local));
        let first = || arguments().next().flatten();
        let element = || first().and_then(Type::into_element);
        let list = |kind: Type| Type::List(Box::new(kind));
        let set = |kind: Type| Type::Set(Box::new(kind));
        let all = || arguments().collect::<Option<Vec<Type>>>();
        Some(match name {
            _ if call.args.expand_final() => return None,
            "sensitive" | "nonsensitive" | "ephemeralasnull" => first()?,
            "tolist" | "distinct" => list(element()?),
            "chunklist" => list(list(element()?)),
            "toset" => set(element()?),
            "setunion" | "setintersection" | "setsubtract" => {
                let elements = all()?.into_iter().map(Type::into_element);
                set(types::unify(&elements.collect::<Option<Vec<_>>>()?)?)
            }
            "setproduct" => {
                let kinds = all()?;
                let is_set = kinds.iter().any(|kind| matches!(kind, Type::Set(_)));
                let elements = kinds.into_iter().map(Type::into_element);
                let row = Type::Tuple(elements.collect::<Option<_>>()?);
                if is_set { set(row) } else { list(row) }
            }
            "tomap" => match first()? {
                Type::Any => Type::Map(Box::new(Type::Any)),
                Type::Map(element) => Type::Map(element),
                Type::Object(members) => {
                    let kinds: Vec<Type> = members.into_values().map(|one| one.kind).collect();
                    Type::Map(Box::new(types::unify(&kinds)?))
                }
                _ => return None,
            },
            "coalesce" => types::unify(&all()?)?,
            "lookup" | "element" | "one" => match first()? {
                Type::Map(element) | Type::List(element) | Type::Set(element) => *element,
                _ => return None,
            },
            "reverse" | "slice" | "concat" => match types::unify(&all_lists(all()?)?)? {
                Type::List(element) => list(*element),
                _ => return None,
            },
            name => match types::type_in(&domain_of_result(name)) {
                kind if kind.is_open() => return None,
                kind => kind,
            },
        })
    }
}

/// The arguments that are lists, as those before the numbers of `slice`; `None` where one is of another type.
fn all_lists(kinds: Vec<Type>) -> Option<Vec<Type>> {
    let lists = kinds
        .into_iter()
        .filter(|kind| !matches!(kind, Type::Number));
    let lists: Vec<Type> = lists.collect();
    let are_lists = lists.iter().all(|kind| matches!(kind, Type::List(_)));
    are_lists.then_some(lists)
}
