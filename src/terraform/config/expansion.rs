//! How often a resource or a module call exists: `count` and `for_each`.

use crate::quote::quoted;
use crate::resolved::{Case, Evidence, Hop, Resolved};
use crate::source::{SourceMap, Span};
use crate::terraform::lang::limits::MAX_ELEMENTS;
use crate::terraform::lang::syntax::{Body, Expression, Form};
use crate::terraform::lang::values::{Value, pairs};

/// How many instances of one block are made.
const MAX_INSTANCES: usize = MAX_ELEMENTS / 100;

/// The instance key of a resource or a module call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    /// `[0]`, `["a"]`, or nothing.
    pub(crate) shown: String,
    pub(crate) each: Option<(Value, Resolved<Value>)>,
    pub(crate) index: Option<usize>,
}

/// The instances of a block.
pub(crate) enum Keys {
    /// These, one at least.
    Known(Vec<Key>),
    /// `count` is 0, or `for_each` empty, there.
    None { at: Span },
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
    let keys = if let Some(count) = body.attribute("count") {
        let value = evaluate(&count.value).decided();
        match by_count(&value) {
            Some(keys) => Keys::Known(keys),
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
            Some(pairs) => Keys::Known(by_key(pairs)),
            None => undecided(&for_each.value, "for_each", &value, sources, &|value| {
                pairs(value).map(|pairs| !pairs.is_empty())
            }),
        }
    } else {
        Keys::Known(vec![Key::default()])
    };
    match (keys, meta_argument(body)) {
        (Keys::Known(keys), Some(at)) if keys.is_empty() => Keys::None { at },
        (keys, _) => keys,
    }
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
    let number = number.to_usize()?.min(MAX_INSTANCES);
    let key = |index| Key {
        shown: format!("[{index}]"),
        each: None,
        index: Some(index),
    };
    Some((0..number).map(key).collect())
}

fn by_key(pairs: Vec<(Value, Resolved<Value>)>) -> Vec<Key> {
    pairs
        .into_iter()
        .take(MAX_INSTANCES)
        .map(|(key, value)| Key {
            shown: format!("[\"{}\"]", quoted(&key.as_text().unwrap_or_default())),
            each: Some((key, value)),
            index: None,
        })
        .collect()
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
