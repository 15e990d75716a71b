//! How often a resource or a module call exists: `count` and `for_each`.

use super::limits::MAX_INSTANCES;
use crate::quote::quoted;
use crate::resolved::{Case, Condition, Evidence, Hop, Resolved, Truth};
use crate::source::Span;
use crate::terraform::lang::syntax::{Attribute, Body, Expression};
use crate::terraform::lang::values::{Value, pairs, to_bool};

/// The instance key of a resource or a module call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    /// `[0]`, `["a"]`, or nothing.
    pub(crate) shown: String,
    pub(crate) each: Option<(Value, Resolved<Value>)>,
    pub(crate) index: Option<usize>,
    /// What `count` or `for_each` passed: it decides whether there is this instance.
    pub(crate) hops: Vec<Hop>,
}

impl Key {
    /// What tells it apart from the others of its block: what is shown of it may be cut.
    pub(crate) fn identity(&self) -> String {
        match &self.each {
            Some((key, _)) => format!("[\"{}\"]", key.as_text().unwrap_or_default()),
            None => self.shown.clone(),
        }
    }

    /// One that stands for all instances beyond those that are told apart: what is the same in all of them is known of it.
    fn of_the_others() -> Key {
        Key {
            shown: format!("[after {MAX_INSTANCES}]"),
            ..Key::default()
        }
    }
}

/// The instances of a block.
pub(crate) enum Keys {
    /// These, one at least.
    Known(Vec<Key>),
    /// `count` is 0, or `for_each` empty, for this reason.
    None { from: Evidence },
    /// It cannot be told; `created` says in which cases there are any.
    Undecided {
        why: String,
        created: Resolved<bool>,
    },
}

/// The instances of a block with that body. `evaluate` says what an expression beside the block comes to.
pub(crate) fn keys(body: &Body, evaluate: &dyn Fn(&Expression) -> Resolved<Value>) -> Keys {
    if let Some(count) = body.attribute("count") {
        let value = evaluate(&count.value).decided();
        match by_count(&value) {
            Some(keys) => known(keys, &count.value, &value),
            None => undecided(&count.value, "count", &value, &|value| {
                value
                    .as_number()
                    .map(|number| !number.is_zero() && !number.is_negative())
            }),
        }
    } else if let Some(for_each) = body.attribute("for_each") {
        let value = evaluate(&for_each.value).decided();
        match value.value().and_then(pairs) {
            // Of a set whose elements are not all known, the instances cannot be told apart.
            Some(pairs) if pairs.iter().any(|(key, _)| *key == Value::Null) => Keys::Undecided {
                why: "the keys of `for_each` are not known".into(),
                created: Resolved::known(true).written_at(for_each.value.span),
            },
            Some(pairs) => known(by_key(pairs), &for_each.value, &value),
            None => undecided(&for_each.value, "for_each", &value, &|value| {
                pairs(value).map(|pairs| !pairs.is_empty())
            }),
        }
    } else if let Some(enabled) = enabled(body) {
        let value = evaluate(&enabled.value).and_then(&mut to_bool).decided();
        match value.value() {
            Some(true) => known(
                vec![Key::default()],
                &enabled.value,
                &value.map(&mut Value::Bool),
            ),
            Some(false) => known(Vec::new(), &enabled.value, &value.map(&mut Value::Bool)),
            None => undecided(
                &enabled.value,
                "enabled",
                &value.map(&mut Value::Bool),
                &|value| match value {
                    Value::Bool(value) => Some(*value),
                    _ => None,
                },
            ),
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

fn by_count(value: &Resolved<Value>) -> Option<Vec<Key>> {
    let number = value.value().and_then(Value::as_number)?;
    let number = number.to_usize()?;
    let key = |index| Key {
        shown: format!("[{index}]"),
        each: None,
        index: Some(index),
        hops: Vec::new(),
    };
    let more = number > MAX_INSTANCES;
    let keys = (0..number.min(MAX_INSTANCES)).map(key);
    Some(keys.chain(more.then(Key::of_the_others)).collect())
}

fn by_key(pairs: Vec<(Value, Resolved<Value>)>) -> Vec<Key> {
    let more = pairs.len() > MAX_INSTANCES;
    let keys = pairs
        .into_iter()
        .take(MAX_INSTANCES)
        .map(|(key, value)| Key {
            shown: format!("[\"{}\"]", quoted(&key.as_text().unwrap_or_default())),
            each: Some((key, value)),
            index: None,
            hops: Vec::new(),
        });
    keys.chain(more.then(Key::of_the_others)).collect()
}

fn undecided(
    expression: &Expression,
    what: &str,
    value: &Resolved<Value>,
    any: &dyn Fn(&Value) -> Option<bool>,
) -> Keys {
    let why = match value {
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why.clone(),
        _ => format!("`{what}` depends on something outside the code"),
    };
    let created = value
        .clone()
        .choosing()
        .and_then(&mut |value| match any(&value) {
            Some(any) => Resolved::known(any),
            None => Resolved::unknown(format!("`{what}` is {}", value.shown())),
        })
        .decided()
        .written_at(expression.span);
    let created = match created {
        // An error in `count` is Terraform's to report.
        Resolved::Invalid { why, from, .. } => Resolved::unknown_from(why, from),
        Resolved::Unknown {
            why,
            term,
            mut from,
        } => {
            from.hops.push(Hop::chose(
                expression.span,
                format!("`{what}` is not known: {why}"),
            ));
            let truth = term.map_or_else(Truth::alone, |term| term.truth());
            let case = |exists: bool, holds| Case {
                when: Condition::new(
                    holds,
                    format!("`{what}` makes {}", if exists { "one" } else { "none" }),
                ),
                value: Resolved::known(exists),
            };
            Resolved::Varies {
                cases: vec![case(true, truth.yes), case(false, truth.no)],
                from: Evidence {
                    at: Some(expression.span),
                    ..from
                },
            }
        }
        other => other,
    };
    Keys::Undecided { why, created }
}
