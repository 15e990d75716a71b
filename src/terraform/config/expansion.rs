//! How often a resource or a module call exists: `count` and `for_each`.

use super::element_keys::{instances, of_cases, of_elements};
use super::instance_keys::{Key, Keys};
use crate::resolved::{
    Constant, Formula, Hop, Operand, Privacy, Resolved, Symbol, Term, Truth, map_cases,
};
use crate::source::Span;
use crate::terraform::lang::ephemeral::{is_ephemeral, refused_as_ephemeral};
use crate::terraform::lang::keys::key_text;
use crate::terraform::lang::partly::{entries, keyed_of};
use crate::terraform::lang::syntax::{Attribute, Body, Expression, Form};
use crate::terraform::lang::types::{self, Type};
use crate::terraform::lang::values::{Entry, Kind, Value, error, refused, to_bool};
use crate::terraform::limits::MAX_INSTANCES_OF_BLOCK;

/// The instances of a block with that body. `evaluate` says what an expression beside the block comes to.
pub(crate) fn keys(body: &Body, evaluate: &dyn Fn(&Expression) -> Resolved<Value>) -> Keys {
    let (count, for_each) = (body.attribute("count"), body.attribute("for_each"));
    let meta = for_each.or(count);
    if let (Some(_), Some(for_each)) = (count, for_each) {
        let both = error("for_each", "a block takes `count` or `for_each`, not both")
            .remedied_here("Remove one of them");
        undecided(&for_each.value, "for_each", &both, &|_| None, &any_at_all)
    } else if let (Some(meta), Some(enabled)) = (meta, enabled(body)) {
        let why = format!("a block takes `enabled` or `{}`, not both", meta.name);
        let both = error("enabled", why).remedied_here("Remove one of them");
        undecided(&enabled.value, "enabled", &both, &|_| None, &any_at_all)
    } else if let Some(count) = count {
        let value = told_in_the_state("count", evaluate(&count.value));
        let value = value.converted(&mut taken_by_count);
        let value = value.decided();
        let any = |value: &Value| value.as_number().map(|number| !number.is_zero());
        if let Some(keys) = by_count(&value) {
            return known(keys, &count.value, &value);
        }
        let mut keys = undecided(&count.value, "count", &value, &any, &is_not_zero);
        if let Keys::Undecided { is_first, .. } = &mut keys {
            *is_first = is_one_at_most(&value);
        }
        keys
    } else if let Some(for_each) = for_each {
        let value = unless_an_open_list(evaluate(&for_each.value));
        let value = without_sensitive_keys(told_in_the_state("for_each", value));
        let written = &for_each.value;
        let value = value.converted(&mut |value| taken_by_for_each(value, written));
        let value = value.decided();
        by_element(&for_each.value, &value)
    } else if let Some(enabled) = enabled(body) {
        let value = told_in_the_state("enabled", evaluate(&enabled.value));
        let value = value.converted(&mut taken_by_enabled);
        let value = value.decided();
        let value = value.converted(&mut |value| Resolved::known(Value::Bool(value)));
        let is_on = |value: &Value| match value {
            Value::Bool(value) => Some(*value),
            _ => None,
        };
        match value.value().and_then(is_on) {
            Some(true) => known(vec![Key::default()], &enabled.value, &value),
            Some(false) => known(Vec::new(), &enabled.value, &value),
            None => undecided(&enabled.value, "enabled", &value, &is_on, &Term::truth),
        }
    } else {
        Keys::Known(vec![Key::default()])
    }
}

/// `lifecycle { enabled = … }`, on a resource or a module call.
///
/// Source: "The `enabled` Meta-Argument" of OpenTofu, 1.11 and later; Terraform has none.
fn enabled(body: &Body) -> Option<&Attribute> {
    let mut lifecycle = body.blocks_of("lifecycle");
    lifecycle.find_map(|block| block.body.attribute("enabled"))
}

/// The instances that a known `count` or `for_each` makes.
fn known(keys: Vec<Key>, expression: &Expression, value: &Resolved<Value>) -> Keys {
    let mut from = value.clone().choosing().from().clone();
    if keys.is_empty() {
        from.at = Some(expression.span);
        return Keys::None { from };
    }
    Keys::Known(with_hops(keys, value))
}

/// The same instances, with what the value came by that makes them.
fn with_hops(keys: Vec<Key>, value: &Resolved<Value>) -> Vec<Key> {
    let hops = value.clone().choosing().from().hops.clone();
    let with_hops = |key| Key {
        hops: hops.clone(),
        ..key
    };
    keys.into_iter().map(with_hops).collect()
}

/// The value that stands for all instances of a block with that body, which says how often it exists: a list under `count`, an
/// object under `for_each`. `element` makes the value of one of them.
///
/// Source: "References to Named Values" of the Terraform language, "Resources".
pub(super) fn all_instances(
    body: &Body,
    evaluate: &dyn Fn(&Expression) -> Resolved<Value>,
    element: &dyn Fn(&Key) -> Resolved<Value>,
) -> Resolved<Value> {
    let all = match (body.attribute("count"), body.attribute("for_each")) {
        (Some(count), None) => told_in_the_state("count", evaluate(&count.value))
            .choosing()
            .converted(&mut taken_by_count)
            .and_then(&mut |count| {
                let number = count.as_number().and_then(|number| number.to_usize());
                match number.filter(|number| *number <= MAX_INSTANCES_OF_BLOCK) {
                    Some(number) => {
                        let items = (0..number).map(|at| element(&Key::numbered(at)));
                        Resolved::known(Value::Tuple(items.collect()))
                    }
                    None => Resolved::unknown(format!(
                        "there are more than {MAX_INSTANCES_OF_BLOCK} instances"
                    )),
                }
            }),
        (None, Some(for_each)) => {
            without_sensitive_keys(told_in_the_state("for_each", evaluate(&for_each.value)))
                .choosing()
                .converted(&mut |value| taken_by_for_each(value, &for_each.value))
                .and_then(&mut |collection| {
                    let privacy = Privacy::default();
                    let made = entries(&collection, privacy)
                        .unwrap_or_default()
                        .into_iter();
                    let made = made.map(|entry| {
                        let shown = key_text(&entry.key);
                        let key = |shown| Key {
                            shown,
                            each: Some((entry.key.clone(), entry.value.clone())),
                            ..Key::default()
                        };
                        let one = match shown {
                            Some(shown) => element(&key(format!("[\"{shown}\"]"))),
                            None => element(&key("[…]".into())).without_terms(),
                        };
                        entry.as_often(entry.key.clone(), one)
                    });
                    Resolved::known(keyed_of(false, made.collect()))
                })
        }
        _ => Resolved::unknown("how many instances there are is not known"),
    };
    all.decided()
}

/// Where a block says how often it exists.
pub(crate) fn meta_argument(body: &Body) -> Option<Span> {
    ["count", "for_each"]
        .iter()
        .find_map(|meta| body.attribute(meta))
        .map(|attribute| attribute.value.span)
}

/// Where a block says how often it exists, or whether it does.
pub(crate) fn expanded_at(body: &Body) -> Option<Span> {
    meta_argument(body).or_else(|| Some(enabled(body)?.value.span))
}

/// What to do about another `count`.
const WHOLE_NUMBER: &str = "Write a whole number, `0` or more";

/// A number of instances; what else is given is refused.
///
/// Source: `evaluateCountExpressionValue` of Terraform, `internal/terraform/eval_count.go`.
fn taken_by_count(value: Value) -> Resolved<Value> {
    let Some(number) = value.as_number() else {
        return refused(&value, "`count` takes a whole number").remedied_here(WHOLE_NUMBER);
    };
    if number.is_negative() {
        return refused(&value, "`count` cannot be negative").remedied_here(WHOLE_NUMBER);
    }
    match number.to_whole() {
        Some(_) => Resolved::known(value),
        None => refused(&value, "`count` takes a whole number").remedied_here(WHOLE_NUMBER),
    }
}

/// What to do about another `for_each`.
const MAP_OR_SET: &str = "Write a map, or a set of strings: `toset([\"…\"])`";

/// Why it takes no list, and what to do about one.
const NO_LIST: &str =
    "`for_each` takes a map or a set of strings; `toset(…)` makes a set of a list";
const SET_OF_LIST: &str = "Write `toset(…)` around it";

/// The value of a `for_each`: what is not known and of the type of a list is refused whatever it is.
///
/// Source: Terraform 1.11.4, "Invalid `for_each` argument", which `validate` says before any value is given.
fn unless_an_open_list(value: Resolved<Value>) -> Resolved<Value> {
    let Resolved::Unknown { from, .. } = &value else {
        return value;
    };
    if !matches!(types::type_of(&value), Type::List(_) | Type::Tuple(_)) {
        return value;
    }
    let refused = error("a list", NO_LIST).remedied_here(SET_OF_LIST);
    refused.and_before(from.hops.iter().cloned())
}

/// What `for_each` takes; what else is given is refused.
///
/// Source: `newForEachEvaluator` of Terraform, `internal/terraform/eval_for_each.go`.
fn taken_by_for_each(value: Value, written: &Expression) -> Resolved<Value> {
    let is_no_text = |item: &Resolved<Value>| {
        let item = item.value();
        item.is_some_and(|item| !matches!(item, Value::Text(_)))
    };
    match &value {
        Value::Map(_) | Value::Object(_) => Resolved::known(value),
        Value::Set(items) if !items.iter().any(is_no_text) => Resolved::known(value),
        // An empty one that a condition chose is a set where the value beside it is one, which nobody may know yet.
        Value::Tuple(items) if items.is_empty() && !is_array(written) => Resolved::known(value),
        Value::Partly(partly) if partly.kind.is_keyed() => Resolved::known(value),
        Value::Partly(partly) if partly.kind == Kind::Set => {
            let mut once = partly.entries.iter().filter(|entry| entry.is_once());
            if once.any(|entry| is_no_text(&entry.value)) {
                refused(&value, "`for_each` takes a map or a set of strings")
                    .remedied_here(MAP_OR_SET)
            } else {
                Resolved::known(value)
            }
        }
        Value::List(_) | Value::Tuple(_) | Value::Partly(_) => {
            refused(&value, NO_LIST).remedied_here(SET_OF_LIST)
        }
        _ => {
            refused(&value, "`for_each` takes a map or a set of strings").remedied_here(MAP_OR_SET)
        }
    }
}

fn is_array(written: &Expression) -> bool {
    match &written.form {
        Form::Hcl(written) => matches!(*written.tree(), hcl::edit::expr::Expression::Array(_)),
        Form::Json(written) => written.as_str().is_none(),
    }
}

fn taken_by_enabled(value: Value) -> Resolved<bool> {
    match value {
        Value::Null => refused(&value, "`enabled` cannot be null"),
        value => to_bool(value),
    }
}

/// How often something exists is kept in the state, so what is ephemeral as a whole is refused: values of `for_each` under other keys
/// are not.
///
/// Source: Terraform 1.11.4, "derived from an ephemeral value".
fn told_in_the_state(argument: &str, value: Resolved<Value>) -> Resolved<Value> {
    match value {
        refused @ Resolved::Invalid { .. } => refused,
        value if is_ephemeral(&value) => {
            let why = format!(
                "`{argument}` takes no ephemeral value: which instances exist is kept in the state"
            );
            refused_as_ephemeral(&value, &why).remedied_here("Use a value that is not ephemeral")
        }
        value => value.in_cases(&mut |case| told_in_the_state(argument, case)),
    }
}

/// Sensitive keys are refused: they would show in addresses. Sensitive values under other keys are not.
///
/// Source: `ensureNotSensitive` of the same file; a set is as sensitive as its elements.
fn without_sensitive_keys(value: Resolved<Value>) -> Resolved<Value> {
    let is_known = matches!(value, Resolved::Known { .. } | Resolved::Varies { .. });
    match value {
        value if is_known && value.from().privacy == Privacy::Sensitive => Resolved::Invalid {
            text: "(not shown)".into(),
            why: "`for_each` takes no sensitive value, whose keys would show in addresses".into(),
            from: value.from().clone(),
        }
        .remedied_here(
            "Use keys that are not sensitive; `nonsensitive(…)` shows what is no secret",
        ),
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, without_sensitive_keys),
            from,
        },
        value => value,
    }
}

fn by_count(value: &Resolved<Value>) -> Option<Vec<Key>> {
    let number = value.value().and_then(Value::as_number)?;
    let number = number.to_usize()?;
    let more = number > MAX_INSTANCES_OF_BLOCK;
    let keys = (0..number.min(MAX_INSTANCES_OF_BLOCK)).map(Key::numbered);
    Some(keys.chain(more.then(Key::of_the_others)).collect())
}

/// Whether a `count` makes one instance in some cases, and none in all others.
fn is_one_at_most(count: &Resolved<Value>) -> bool {
    let is_told = |(_, arm): &(_, &Resolved<Value>)| {
        let number = arm.value().and_then(Value::as_number);
        arm.is_invalid()
            || number
                .and_then(|number| number.to_usize())
                .is_some_and(|number| number <= 1)
    };
    count.arms().iter().all(is_told)
}

/// The instances of `for_each`: one for each element, as far as it is known which there are.
fn by_element(expression: &Expression, value: &Resolved<Value>) -> Keys {
    let privacy = value.from().privacy;
    let elements = |value: &Value| instances(value, privacy);
    let told = |exists: Resolved<bool>| told_where_open(exists, "for_each", expression);
    if let Some(elements) = value.value().and_then(elements) {
        let is_sure = elements.iter().all(Entry::is_once);
        let keys = of_elements(elements, &told);
        if is_sure {
            return known(keys, expression, value);
        }
        let created = if keys.iter().any(|key| key.exists.is_none()) {
            Resolved::known(true).written_at(expression.span)
        } else {
            told(Resolved::unknown("which elements it has is not known"))
        };
        return Keys::Undecided {
            why: "the keys of `for_each` are not known".into(),
            created,
            is_first: false,
            perhaps: with_hops(keys, value),
        };
    }
    let any = |value: &Value| {
        let elements = elements(value)?;
        let is_any = elements.iter().any(Entry::is_once);
        (is_any || elements.is_empty()).then_some(is_any)
    };
    let mut keys = undecided(expression, "for_each", value, &any, &any_at_all);
    if let Keys::Undecided { perhaps: all, .. } = &mut keys {
        *all = of_cases(value, expression, &told).unwrap_or_default();
    }
    keys
}

/// Whether a `count` that is not known makes an instance.
fn is_not_zero(count: &Term) -> Truth {
    let zeros = [Constant::Number("0".into()), Constant::text("0")];
    let is_zero = zeros
        .iter()
        .filter_map(|zero| Some(count.equals(zero)?.yes));
    let is_zero = Formula::any_of(is_zero.collect());
    is_zero.map_or_else(Truth::alone, |is_zero| Truth::holding(is_zero).negated())
}

/// Whether a `for_each` that is not known has an element: that is always the same of the same.
fn any_at_all(of: &Term) -> Truth {
    match of.symbol() {
        Some(symbol) => {
            let any = Symbol::made("for_each", vec![Operand::Symbol(symbol)]);
            Truth::equals(&any, &Constant::Bool(true))
        }
        None => Truth::alone(),
    }
}

/// Whether a `count` or `for_each` makes anything, case by case where it varies.
fn existence(
    value: Resolved<Value>,
    any: &dyn Fn(Value) -> Resolved<bool>,
    exists: &dyn Fn(&Term) -> Truth,
) -> Resolved<bool> {
    match value {
        Resolved::Unknown { why, term, from } => Resolved::Unknown {
            why,
            term: term.map(|term| Term::Truth(exists(&term))),
            from,
        },
        Resolved::Varies { cases, from } => Resolved::Varies {
            cases: map_cases(cases, |value| existence(value, any, exists)),
            from,
        },
        other => other.and_then(&mut |value| any(value)),
    }
}

/// What exists in some cases or not, by whether it does: where it does, what makes it so holds of all that it is given.
fn told_by_existence(
    created: Resolved<bool>,
    what: &str,
    expression: &Expression,
) -> Resolved<bool> {
    let why = match &created {
        Resolved::Unknown { why, .. } => format!("`{what}` is not known: {why}"),
        _ => format!("`{what}` is not known in all cases"),
    };
    let name = format!("`{what}`");
    let mut created = created
        .choose(&name, &mut |exists, _| Resolved::known(exists))
        .and_before([Hop::chose(expression.span, why)])
        .written_at(expression.span);
    created.each_clause(&mut |clause| {
        if *clause.name == name && what != "enabled" {
            let makes = |outcome: &str| {
                if outcome == "is true" {
                    "makes one"
                } else {
                    "makes none"
                }
            };
            clause.outcome = makes(&clause.outcome).into();
        }
    });
    created
}

fn undecided(
    expression: &Expression,
    what: &str,
    value: &Resolved<Value>,
    any: &dyn Fn(&Value) -> Option<bool>,
    exists: &dyn Fn(&Term) -> Truth,
) -> Keys {
    let why = match value {
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why.clone(),
        _ => format!("`{what}` depends on something outside the code"),
    };
    let there_is = |value: Value| match any(&value) {
        Some(any) => Resolved::known(any),
        None => Resolved::unknown(format!("`{what}` is {}", value.shown())),
    };
    let created = existence(value.clone().choosing(), &there_is, exists)
        .decided()
        .written_at(expression.span);
    Keys::Undecided {
        why,
        created: told_where_open(created, what, expression),
        is_first: false,
        perhaps: Vec::new(),
    }
}

/// Whether something exists, told by that where it is open in one case at least.
fn told_where_open(exists: Resolved<bool>, what: &str, expression: &Expression) -> Resolved<bool> {
    let is_open = |value: &Resolved<bool>| matches!(value, Resolved::Unknown { .. });
    if exists.arms().iter().any(|(_, arm)| is_open(arm)) {
        told_by_existence(exists, what, expression)
    } else {
        exists
    }
}
