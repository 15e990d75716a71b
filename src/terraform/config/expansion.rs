//! How often a resource or a module call exists: `count` and `for_each`.

use crate::diagnostic::Label;
use crate::resolved::{Case, Evidence, Resolved};
use crate::terraform::config::instance::{Instance, Key};
use crate::terraform::lang::limits::MAX_ELEMENTS;
use crate::terraform::lang::syntax::{Body, Expression};
use crate::terraform::lang::values::{Value, pairs};

/// The instances of a block.
pub(crate) enum Keys {
    /// These; none where `count` is 0 or `for_each` is empty.
    Known(Vec<Key>),
    /// It cannot be told; `created` says in which cases there are any.
    Undecided {
        why: String,
        created: Resolved<bool>,
        /// Conditions, by their text, that hold wherever there is an instance.
        assumed: Vec<(String, bool)>,
    },
}

/// The instances of a block with that body, in an instance of its module.
pub(crate) fn keys(instance: &Instance<'_>, body: &Body, around: &Key) -> Keys {
    if let Some(count) = body.attribute("count") {
        let value = instance.evaluate(&count.value, around).decided();
        let number = value.value().and_then(Value::as_number);
        return match number {
            Some(number) if number >= 0.0 && number.fract() == 0.0 => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a whole number that is not negative; more instances than the bound are alike"
                )]
                let number = (number as usize).min(MAX_ELEMENTS / 100);
                Keys::Known(
                    (0..number)
                        .map(|index| Key {
                            shown: format!("[{index}]"),
                            each: None,
                            index: Some(index),
                        })
                        .collect(),
                )
            }
            _ => undecided(instance, &count.value, "count", &value, &|value| {
                value.as_number().map(|number| number > 0.0)
            }),
        };
    }
    if let Some(for_each) = body.attribute("for_each") {
        let value = instance.evaluate(&for_each.value, around).decided();
        return match value.value().and_then(pairs) {
            // Of a set whose elements are not all known, the instances cannot be told apart.
            Some(pairs) if pairs.iter().any(|(key, _)| *key == Value::Null) => Keys::Undecided {
                why: "the keys of `for_each` are not known".into(),
                created: Resolved::known(true).written_at(for_each.value.span),
                assumed: Vec::new(),
            },
            Some(pairs) => Keys::Known(
                pairs
                    .into_iter()
                    .take(MAX_ELEMENTS / 100)
                    .map(|(key, value)| Key {
                        shown: format!("[\"{}\"]", key.as_text().unwrap_or_default()),
                        each: Some((key, value)),
                        index: None,
                    })
                    .collect(),
            ),
            None => undecided(instance, &for_each.value, "for_each", &value, &|value| {
                pairs(value).map(|pairs| !pairs.is_empty())
            }),
        };
    }
    Keys::Known(vec![Key::default()])
}

fn undecided(
    instance: &Instance<'_>,
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
        .and_then(&mut |value| match any(&value) {
            Some(any) => Resolved::known(any),
            None => Resolved::unknown(format!("`{what}` is {}", value.shown())),
        })
        .written_at(expression.span);
    let created = match created {
        // An error in `count` is Terraform's to report.
        Resolved::Invalid { why, from, .. } => Resolved::Unknown { why, from },
        Resolved::Unknown { why, mut from } => {
            from.hops.push(Label::new(
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
                    hops: from.hops,
                },
            }
        }
        other => other,
    };
    Keys::Undecided {
        why,
        created,
        assumed: condition_of(instance, expression),
    }
}

/// `count = var.enabled ? 1 : 0`: wherever the block exists, the condition holds.
fn condition_of(instance: &Instance<'_>, expression: &Expression) -> Vec<(String, bool)> {
    use crate::terraform::lang::syntax::Form;
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
    let file = instance.root.library.sources.get(expression.span.source);
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
