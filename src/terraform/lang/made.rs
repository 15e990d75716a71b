//! What operations make of values that are not known: of the same they make the same.

use super::results_of::domain_of_result;
use super::values::{Partly, Times, Value, constant, short_constant};
use crate::resolved::{Domain, Operand, Resolved, Symbol, Term};
use crate::terraform::limits::MAX_OPERANDS;

/// What an operation makes of operands of which one is not known at least, where it always makes the same of the same.
pub(crate) fn made(by: &str, of: &[Resolved<Value>]) -> Option<Term> {
    let operands: Option<Vec<Operand>> = of.iter().map(|value| operand(value, 0)).collect();
    let made = Symbol::made_within(by, operands?, domain(by, of));
    Some(Term::Symbol(if PREDICATES.contains(&by) {
        made.as_flag()
    } else {
        made
    }))
}

/// What an operation makes, as far as its name and the types of its operands tell.
fn domain(by: &str, of: &[Resolved<Value>]) -> Domain {
    match (by, of) {
        (
            "[]",
            [
                Resolved::Unknown {
                    term: Some(term), ..
                },
                key,
            ],
        ) => {
            let key = key.value().and_then(constant);
            term.domain().member(key.as_ref())
        }
        (name, _) => domain_of_result(name),
    }
}

/// What makes a truth value that is never null, whatever it is given.
///
/// Source: `terraform metadata functions -json` of Terraform 1.11.4, the functions with `return_type` `bool` (`tobool` may give
/// null); function reference, for `contains`, which has none there.
const PREDICATES: [&str; 10] = [
    "<",
    "alltrue",
    "anytrue",
    "can",
    "cidrcontains",
    "contains",
    "endswith",
    "fileexists",
    "startswith",
    "strcontains",
];

fn operand(value: &Resolved<Value>, depth: usize) -> Option<Operand> {
    let value = match value {
        Resolved::Known { value, .. } => value,
        Resolved::Unknown {
            term: Some(term), ..
        } => return term.symbol().map(Operand::Symbol),
        _ => return None,
    };
    if value.kind().is_none() {
        return short_constant(value).map(Operand::Constant);
    }
    let kind = match value {
        Value::List(_) => "list",
        Value::Tuple(_) => "tuple",
        Value::Set(_) => "set",
        Value::Partly(partly) => return entries_operand(partly, depth),
        // Members by name are not put together.
        _ => return None,
    };
    let items = value.elements()?;
    if items.len() > MAX_OPERANDS || depth > MAX_OPERANDS {
        return None;
    }
    let items: Option<Vec<Operand>> = items.iter().map(|item| operand(item, depth + 1)).collect();
    Some(Operand::Symbol(Symbol::made(kind, items?)))
}

/// A collection of which not all is known, as what its entries make.
fn entries_operand(partly: &Partly, depth: usize) -> Option<Operand> {
    if partly.entries.len() > MAX_OPERANDS || depth > MAX_OPERANDS {
        return None;
    }
    let mut of = Vec::new();
    for entry in &partly.entries {
        match &entry.times {
            Times::Once if partly.kind.is_keyed() => {
                of.push(operand(&entry.key, depth + 1)?);
                of.push(operand(&entry.value, depth + 1)?);
            }
            Times::Once => of.push(operand(&entry.value, depth + 1)?),
            Times::AnyNumber { of: all } => {
                let all = vec![Operand::Symbol(all.clone()?)];
                of.push(Operand::Symbol(Symbol::made("each", all)));
            }
        }
    }
    let by = format!("{:?}", partly.kind);
    Some(Operand::Symbol(Symbol::made(by, of)))
}
