//! How often a resource or a module call exists: `count` and `for_each`.

use super::limits::MAX_INSTANCES;
use crate::quote::quoted;
use crate::resolved::{Case, Evidence, Hop, Resolved};
use crate::source::{SourceMap, Span};
use crate::terraform::lang::syntax::{Attribute, Body, Expression, Form};
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
        /// Conditions, by their text, that hold wherever there is an instance.
        assumed: Vec<(String, bool)>,
    },
}

/// The instances of a block with that body. `evaluate` says what an expression beside the block comes to.
pub(crate) fn keys(
    body: &Body,
    evaluate: &dyn Fn(&Expression) -> Resolved<Value>,
    sources: &SourceMap,
) -> Keys {
    if let Some(count) = body.attribute("count") {
        let value = evaluate(&count.value).decided();
        match by_count(&value) {
            Some(keys) => known(keys, &count.value, &value),
            None => undecided(&count.value, "count", &value, sources, &|value| {
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
                assumed: Vec::new(),
            },
            Some(pairs) => known(by_key(pairs), &for_each.value, &value),
            None => undecided(&for_each.value, "for_each", &value, sources, &|value| {
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
                sources,
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
    sources: &SourceMap,
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
        .written_at(expression.span);
    let created = match created {
        // An error in `count` is Terraform's to report.
        Resolved::Invalid { why, from, .. } => Resolved::Unknown { why, from },
        Resolved::Unknown { why, mut from } => {
            from.hops.push(Hop::chose(
                expression.span,
                format!("`{what}` is not known: {why}"),
            ));
            Resolved::Varies {
                cases: [true, false]
                    .map(|exists| Case {
                        when: format!("`{what}` makes {}", if exists { "one" } else { "none" }),
                        value: Resolved::known(exists),
                    })
                    .into(),
                from: Evidence {
                    at: Some(expression.span),
                    ..from
                },
            }
        }
        other => other,
    };
    Keys::Undecided {
        why,
        created,
        assumed: condition_of(expression, sources),
    }
}

/// `count = var.enabled ? 1 : 0`: wherever the block exists, the condition holds.
fn condition_of(expression: &Expression, sources: &SourceMap) -> Vec<(String, bool)> {
    use hcl::edit::Span as _;
    let Form::Hcl(inner) = &expression.form else {
        return Vec::new();
    };
    let hcl::edit::expr::Expression::Conditional(conditional) = inner.as_ref() else {
        return Vec::new();
    };
    let is_zero = |branch: &hcl::edit::expr::Expression| {
        branch
            .as_number()
            .is_some_and(|number| number.as_f64() == Some(0.0))
            || branch
                .as_array()
                .is_some_and(hcl::edit::expr::Array::is_empty)
    };
    let holds = match (
        is_zero(&conditional.true_expr),
        is_zero(&conditional.false_expr),
    ) {
        (false, true) => true,
        (true, false) => false,
        _ => return Vec::new(),
    };
    let file = sources.get(expression.span.source);
    let input = expression.input(&file);
    let text = conditional
        .cond_expr
        .span()
        .and_then(|range| input.text.get(range))
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    vec![(text, holds)]
}
