//! How often a resource or a module call exists: `count` and `for_each`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::limits::MAX_INSTANCES;
use crate::quote::quoted;
use crate::resolved::{
    Constant, Evidence, Formula, Hop, Operand, Privacy, Resolved, Symbol, Term, Truth, map_cases,
};
use crate::source::Span;
use crate::terraform::lang::syntax::{Attribute, Body, Expression};
use crate::terraform::lang::values::{Value, error, pairs, refused, to_bool};

/// The instance key of a resource or a module call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    /// `[0]`, `["a"]`, or nothing.
    pub(crate) shown: String,
    pub(crate) each: Option<(Resolved<Value>, Resolved<Value>)>,
    pub(crate) index: Option<usize>,
    /// What `count` or `for_each` passed: it decides whether there is this instance.
    pub(crate) hops: Vec<Hop>,
    /// Why it is not known which instance it is: goes on from "because …".
    pub(crate) hidden: Option<String>,
    /// In which cases there is this instance, where that varies from key to key.
    pub(crate) exists: Option<Resolved<bool>>,
}

impl Key {
    /// What tells it apart from the others of its block: what is shown of it may be cut.
    pub(crate) fn identity(&self) -> String {
        match &self.each {
            Some(_) => format!("[\"{}\"]", self.text().unwrap_or_default()),
            None => self.shown.clone(),
        }
    }

    /// Whether there is this instance of a block that there is when `above` holds.
    pub(crate) fn created(&self, above: &Resolved<bool>) -> Resolved<bool> {
        match &self.exists {
            Some(exists) => above.clone().and(exists),
            None => above.clone().via(self.hops.clone()),
        }
    }

    /// The key of `for_each`.
    pub(crate) fn text(&self) -> Option<String> {
        self.each.as_ref()?.0.value()?.as_text()
    }

    /// One that stands for all instances, of which it is not known which there are.
    pub(crate) fn of_any(why: &str) -> Key {
        Key {
            hidden: Some(why.to_owned()),
            ..Key::default()
        }
    }

    /// One that stands for all instances beyond those that are told apart: what is the same in all of them is known of it.
    fn of_the_others() -> Key {
        Key {
            shown: format!("[after {MAX_INSTANCES}]"),
            hidden: Some(format!("there are more than {MAX_INSTANCES} instances")),
            ..Key::default()
        }
    }
}

/// The members of a map or set by their keys.
type Members = BTreeMap<String, Resolved<Value>>;

/// The instances of a block.
pub(crate) enum Keys {
    /// These, one at least.
    Known(Vec<Key>),
    /// `count` is 0, or `for_each` empty, for this reason.
    None { from: Evidence },
    /// It cannot be told; `created` says in which cases there are any, and each of `perhaps` in which there is that one.
    /// Where their keys are not known either, there are none of these.
    Undecided {
        why: String,
        created: Resolved<bool>,
        perhaps: Vec<Key>,
    },
}

/// The instances of a block with that body. `evaluate` says what an expression beside the block comes to.
pub(crate) fn keys(body: &Body, evaluate: &dyn Fn(&Expression) -> Resolved<Value>) -> Keys {
    let (count, for_each) = (body.attribute("count"), body.attribute("for_each"));
    if let (Some(_), Some(for_each)) = (count, for_each) {
        let both = error("for_each", "a block takes `count` or `for_each`, not both");
        undecided(&for_each.value, "for_each", &both, &|_| None, &any_at_all)
    } else if let Some(count) = count {
        let value = evaluate(&count.value).converted(&mut taken_by_count);
        let value = value.decided();
        let any = |value: &Value| value.as_number().map(|number| !number.is_zero());
        match by_count(&value) {
            Some(keys) => known(keys, &count.value, &value),
            None => undecided(&count.value, "count", &value, &any, &is_not_zero),
        }
    } else if let Some(for_each) = for_each {
        let value = without_sensitive_keys(evaluate(&for_each.value));
        let value = value.converted(&mut taken_by_for_each).decided();
        let privacy = value.from().privacy;
        let pairs_of = |value: &Value| pairs(value, privacy);
        match value.value().and_then(pairs_of) {
            // Of a set whose elements are not all known, the instances cannot be told apart.
            Some(pairs) if pairs.iter().any(|(key, _)| key.value().is_none()) => Keys::Undecided {
                why: "the keys of `for_each` are not known".into(),
                created: Resolved::known(true).written_at(for_each.value.span),
                perhaps: Vec::new(),
            },
            Some(pairs) => known(by_key(pairs), &for_each.value, &value),
            None => {
                let any = |value: &Value| pairs_of(value).map(|pairs| !pairs.is_empty());
                let keys = undecided(&for_each.value, "for_each", &value, &any, &any_at_all);
                key_by_key(keys, &for_each.value, &value)
            }
        }
    } else if let Some(enabled) = enabled(body) {
        let value = evaluate(&enabled.value).converted(&mut taken_by_enabled);
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
    let with_hops = |key| Key {
        hops: from.hops.clone(),
        ..key
    };
    Keys::Known(keys.into_iter().map(with_hops).collect())
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

/// A number of instances; what else is given is refused.
///
/// Source: `evaluateCountExpressionValue` of Terraform, `internal/terraform/eval_count.go`.
fn taken_by_count(value: Value) -> Resolved<Value> {
    let Some(number) = value.as_number() else {
        return refused(&value, "`count` takes a whole number");
    };
    if number.is_negative() {
        return refused(&value, "`count` cannot be negative");
    }
    match number.to_whole() {
        Some(_) => Resolved::known(value),
        None => refused(&value, "`count` takes a whole number"),
    }
}

/// What `for_each` takes; what else is given is refused.
///
/// Source: `newForEachEvaluator` of Terraform, `internal/terraform/eval_for_each.go`.
fn taken_by_for_each(value: Value) -> Resolved<Value> {
    let is_no_text = |item: &Resolved<Value>| {
        let item = item.value();
        item.is_some_and(|item| !matches!(item, Value::Text(_)))
    };
    match &value {
        Value::Map(_) | Value::Object(_) => Resolved::known(value),
        Value::Set(items) if !items.iter().any(is_no_text) => Resolved::known(value),
        Value::List(_) | Value::Tuple(_) => refused(
            &value,
            "`for_each` takes a map or a set of strings; `toset(…)` makes a set of a list",
        ),
        _ => refused(&value, "`for_each` takes a map or a set of strings"),
    }
}

fn taken_by_enabled(value: Value) -> Resolved<bool> {
    match value {
        Value::Null => refused(&value, "`enabled` cannot be null"),
        value => to_bool(value),
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
        },
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
    let key = |index| Key {
        shown: format!("[{index}]"),
        each: None,
        index: Some(index),
        ..Key::default()
    };
    let more = number > MAX_INSTANCES;
    let keys = (0..number.min(MAX_INSTANCES)).map(key);
    Some(keys.chain(more.then(Key::of_the_others)).collect())
}

/// The instances of `for_each`; of keys that are made of a data file's text, their numbers are shown.
fn by_key(pairs: Vec<(Resolved<Value>, Resolved<Value>)>) -> Vec<Key> {
    let more = pairs.len() > MAX_INSTANCES;
    let pairs = pairs.into_iter().take(MAX_INSTANCES).enumerate();
    let keys = pairs.map(|(at, (key, value))| {
        let text = key.value().and_then(Value::as_text).unwrap_or_default();
        Key {
            shown: if key.from().is_private() {
                format!("[key {}]", at + 1)
            } else {
                format!("[\"{}\"]", quoted(&text))
            },
            each: Some((key, value)),
            ..Key::default()
        }
    });
    keys.chain(more.then(Key::of_the_others)).collect()
}

/// The instances that there are in one case or another, each with its cases: `c ? { a = … } : {}`.
fn key_by_key(undecided: Keys, expression: &Expression, value: &Resolved<Value>) -> Keys {
    match (undecided, possible_keys(value)) {
        (Keys::Undecided { why, created, .. }, Some(names)) => {
            let members = value.clone().map(&mut |map| Rc::new(by_name(&map)));
            let names = names.into_iter();
            let perhaps = names.map(|name| perhaps(name, expression, &members));
            Keys::Undecided {
                why,
                created,
                perhaps: perhaps.collect(),
            }
        }
        (other, _) => other,
    }
}

/// All keys of all cases; `None` where one of them is not known or not shown, or they are too many.
fn possible_keys(value: &Resolved<Value>) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for (_, arm) in value.arms() {
        let map = match arm {
            Resolved::Known { value, from } if !from.is_private() => value,
            // There are no instances then: Terraform refuses it.
            Resolved::Invalid { .. } => continue,
            _ => return None,
        };
        for (key, _) in pairs(map, Privacy::Shown)? {
            let is_shown = !key.from().is_private();
            names.insert(key.value().filter(|_| is_shown)?.as_text()?);
        }
    }
    (names.len() <= MAX_INSTANCES).then_some(names)
}

/// The members of a `for_each`, to be looked up by their keys.
fn by_name(map: &Value) -> Members {
    let mut members = Members::new();
    for (key, member) in pairs(map, Privacy::Shown).into_iter().flatten() {
        if let Some(name) = key.value().and_then(Value::as_text) {
            members.entry(name).or_insert(member);
        }
    }
    members
}

/// The instance of a key that only some of a value's cases have, of which the members are given.
fn perhaps(name: String, expression: &Expression, members: &Resolved<Rc<Members>>) -> Key {
    let exists = members
        .clone()
        .choosing()
        .map(&mut |members| members.contains_key(&name))
        .decided()
        .written_at(expression.span);
    let of_name = members.clone().and_then(&mut |members| {
        let member = members.get(&name).cloned();
        member.unwrap_or_else(|| Resolved::unknown("there is no such instance then"))
    });
    Key {
        shown: format!("[\"{}\"]", quoted(&name)),
        each: Some((Resolved::known(Value::Text(name.clone())), of_name)),
        exists: Some(exists),
        ..Key::default()
    }
}

/// Whether a `count` that is not known makes an instance.
fn is_not_zero(count: &Term) -> Truth {
    let zeros = [Constant::Number("0".into()), Constant::Text("0".into())];
    let is_zero = zeros
        .iter()
        .filter_map(|zero| Some(count.equals(zero)?.yes))
        .try_fold(Formula::never(), |so_far, one| so_far.or(&one));
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
        if clause.name == name && what != "enabled" {
            let makes = |outcome: &str| {
                if outcome == "is true" {
                    "makes one"
                } else {
                    "makes none"
                }
            };
            clause.outcome = makes(&clause.outcome).to_owned();
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
    let is_open = |value: &Resolved<bool>| matches!(value, Resolved::Unknown { .. });
    let created = if created.arms().iter().any(|(_, arm)| is_open(arm)) {
        told_by_existence(created, what, expression)
    } else {
        created
    };
    Keys::Undecided {
        why,
        created,
        perhaps: Vec::new(),
    }
}
