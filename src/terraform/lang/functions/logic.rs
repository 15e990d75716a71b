//! Functions that look at whether their arguments are known or fail: `try`, `can`, `coalesce`, conversions, `alltrue`…

use super::arguments::known_elements;
use super::results::boolean;
use crate::terraform::lang::instead::{Lacking, or_instead};

use crate::resolved::{Case, MAX_CASES, Privacy, Resolved, Term, Truth, map_cases};
use crate::terraform::lang::ephemeral::as_null;
use crate::terraform::lang::equality::truth_value;
use crate::terraform::lang::partly::each_entry;
use crate::terraform::lang::private::private;
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Kind, Value, error, first_refused, not_sensitive, refused};

/// The result, or `None` where the function is another room's.
pub(crate) fn call(name: &str, arguments: &[Resolved<Value>]) -> Option<Resolved<Value>> {
    Some(match (name, arguments) {
        ("try", _) => try_in_order(arguments),
        ("can", [one]) => can(one),
        ("coalesce", _) => coalesce(arguments),
        ("coalescelist", _) => coalesce_list(arguments),
        ("tobool", [one]) => types::convert(one.clone(), &Type::Bool),
        ("tostring", [one]) => types::convert(one.clone(), &Type::String),
        ("tonumber", [one]) => types::convert(one.clone(), &Type::Number),
        ("tolist", [one]) => types::convert(one.clone(), &Type::List(Box::new(Type::Any))),
        ("toset", [one]) => types::convert(one.clone(), &Type::Set(Box::new(Type::Any))),
        ("tomap", [one]) => types::convert(one.clone(), &Type::Map(Box::new(Type::Any))),
        ("sensitive", [one]) => private(one.clone(), Privacy::Sensitive),
        // Which of its values are sensitive is not followed as far as that.
        ("flip_sensitive", [one]) => not_sensitive(private(one.clone(), Privacy::Unmarked)),
        ("nonsensitive", [one]) => not_sensitive(one.clone()),
        ("ephemeralasnull", [one]) => as_null(one.clone()),
        ("alltrue", [one]) => fold(one, false),
        ("anytrue", [one]) => fold(one, true),
        _ => return None,
    })
}

/// The first argument that does not fail, in each case. One that is not known ends the search: it may or may not fail.
fn try_in_order(arguments: &[Resolved<Value>]) -> Resolved<Value> {
    let Some((last, before)) = arguments.split_last() else {
        return error("try", "it takes at least one argument");
    };
    let before = before.iter().rev();
    before.fold(last.clone(), |rest, argument| {
        let failing = count_failing(argument);
        // What cannot all be told apart is not copied for each case first.
        let rest = match failing.saturating_mul(rest.count_cases()) {
            cases if cases > MAX_CASES => rest.not_told_apart(),
            _ => rest,
        };
        or_rest(argument, &rest).bounded()
    })
}

/// In how many of its cases an argument fails.
fn count_failing(argument: &Resolved<Value>) -> usize {
    match argument {
        Resolved::Varies { cases, .. } => {
            let counts = cases.iter().map(|case| count_failing(&case.value));
            counts.sum()
        }
        one => usize::from(one.is_invalid()),
    }
}

/// An argument of `try`, with what the arguments after it come to in each case where it fails.
fn or_rest(argument: &Resolved<Value>, rest: &Resolved<Value>) -> Resolved<Value> {
    match argument {
        refused if refused.is_refused_for_good() => refused.clone(),
        Resolved::Invalid { .. } => rest.clone(),
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases.clone(), |case| or_rest(&case, rest)),
            from: from.clone(),
        },
        other => other.clone(),
    }
}

/// Whether an argument does not fail, in each case.
fn can(argument: &Resolved<Value>) -> Resolved<Value> {
    match argument {
        refused if refused.is_refused_for_good() => refused.clone(),
        Resolved::Invalid { .. } => boolean(false),
        Resolved::Known { .. } => boolean(true),
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases.clone(), |case| can(&case)),
            from: from.clone(),
        }
        .decided(),
        other => other.clone().choosing().map(&mut |_| Value::Bool(true)),
    }
}

/// The first argument that is neither null nor an empty string.
fn coalesce(arguments: &[Resolved<Value>]) -> Resolved<Value> {
    if let Some(refused) = first_refused(arguments) {
        return refused;
    }
    // All arguments take one type: beside a string, a primitive becomes a string.
    let kinds: Vec<Type> = arguments.iter().map(types::type_of).collect();
    let Some(kind) = types::unify(&kinds) else {
        return error("coalesce", "the arguments have no type in common");
    };
    let is_changed = |argument: &&Resolved<Value>| matches!(argument.value(), Some(Value::Partly(partly)) if !types::keeps_its_elements(partly, &kind));
    if arguments.iter().any(|argument| is_changed(&argument)) {
        return Resolved::unknown("the types of the elements of a collection are not known");
    }
    let none = error("coalesce", "all arguments are null or empty");
    let numbered = arguments.iter().enumerate();
    numbered.rev().fold(none, |next, (at, argument)| {
        let argument = types::convert_among(argument.clone(), &kind);
        let name = format!("argument {} of `coalesce`", at + 1);
        or_instead(argument, Lacking::NullOrEmpty, &name, &|_| next.clone())
    })
}

fn coalesce_list(arguments: &[Resolved<Value>]) -> Resolved<Value> {
    if let Some(refused) = first_refused(arguments) {
        return refused;
    }
    let values = || arguments.iter().filter_map(Resolved::value);
    let is_list = |value: &&Value| value.kind().is_some_and(Kind::is_ordered);
    let mut others = values().filter(|value| **value != Value::Null && !is_list(value));
    if let Some(wrong) = others.next() {
        return refused(wrong, "`coalescelist` takes lists");
    }
    let none = error("coalescelist", "all arguments are empty");
    arguments.iter().rev().fold(none, |next, argument| {
        let lacking = Lacking::NullOrNoElements;
        or_instead(argument.clone(), lacking, "a list", &|_| next.clone())
    })
}

/// Whether an element is true, which null is not; `None` where it has no identity.
fn is_true(element: &Resolved<Value>) -> Option<Resolved<bool>> {
    Some(match element {
        Resolved::Known { value, from } => Resolved::Known {
            value: *value == Value::Bool(true),
            from: from.clone(),
        },
        Resolved::Unknown {
            why,
            term: Some(term),
            from,
        } => {
            let term = Some(Term::Truth(Truth::holding(term.truth().yes)));
            Resolved::unknown_from(why.clone(), from.clone()).with_term(term)
        }
        Resolved::Varies { cases, from } => {
            let case = |case: &Case<Value>| {
                let value = is_true(&case.value)?;
                let when = case.when.clone();
                Some(Case { when, value })
            };
            Resolved::Varies {
                cases: cases.iter().map(case).collect::<Option<_>>()?,
                from: from.clone(),
            }
        }
        _ => return None,
    })
}

/// `alltrue` (decider false) and `anytrue` (decider true): one element that comes to the decider decides.
fn fold(list: &Resolved<Value>, decider: bool) -> Resolved<Value> {
    list.clone().choosing().and_then(&mut |list| {
        let elements = each_entry(&list, Privacy::Shown);
        let Some(elements) = elements.filter(|_| !list.kind().is_some_and(Kind::is_keyed)) else {
            return refused(&list, "a list of booleans is needed here");
        };
        let neutral = Value::Bool(!decider);
        let mut converted = Vec::with_capacity(elements.len());
        converted.extend(elements.filter_map(|element| {
            let item = types::convert(element.value.clone(), &Type::Bool);
            if element.is_once() {
                return Some(item);
            }
            // However many there are of these, they decide nothing.
            let decides = item.value() != Some(&neutral);
            decides.then(|| {
                Resolved::unknown_from("how many there are is not known", item.from().clone())
            })
        }));
        if let Some(refused) = first_refused(&converted) {
            return refused;
        }
        if let Some(deciding) = converted
            .iter()
            .find(|item| item.value() == Some(&Value::Bool(decider)))
        {
            return made_by(boolean(decider), std::slice::from_ref(deciding));
        }
        if let Some(arms) = converted.iter().map(is_true).collect::<Option<Vec<_>>>()
            && arms.iter().any(|arm| arm.value().is_none())
        {
            let name = if decider { "`anytrue`" } else { "`alltrue`" };
            return truth_value(Resolved::together(arms, decider, name));
        }
        match known_elements(&converted) {
            // Null counts as false.
            Ok(values) => {
                let outcome = boolean(if decider {
                    values.contains(&Value::Bool(true))
                } else {
                    values.iter().all(|value| *value == Value::Bool(true))
                });
                made_by(outcome, &converted)
            }
            Err(why) => why,
        }
    })
}

/// An outcome that these elements decide.
fn made_by(outcome: Resolved<Value>, elements: &[Resolved<Value>]) -> Resolved<Value> {
    elements.iter().rev().fold(outcome, |outcome, element| {
        let decided = element.clone().choosing();
        decided.and_then(&mut |_| outcome.clone())
    })
}
