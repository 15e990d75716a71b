//! What a file and those that it includes come to together: its inputs.
//!
//! Source: Terragrunt, `pkg/config/include.go`: what is included is merged below the file, the later include over the earlier
//! one, each by its own strategy.

use std::collections::BTreeMap;

use super::files::{Config, Merge, Reading};
use super::names::is_named_as_config;
use crate::resolved::{Hop, Resolved};
use crate::terraform::config::root_inputs::{Inputs, Missing};
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::syntax::Form;
use crate::terraform::lang::values::Value;

impl Reading<'_> {
    /// The inputs of a file with those of what it includes.
    pub(super) fn inputs_of(&self, config: &Config) -> Inputs {
        let mut merged = self.own_inputs(config);
        for include in config.includes.iter().rev() {
            let included = match &include.config {
                Ok(included) => self.inputs_of(included),
                Err(why) => Inputs::lost(Missing {
                    how: format!("in a file that {} includes, but {why}", config.file.name()),
                    at: Some(include.at),
                }),
            };
            merged = match include.merge {
                Merge::No => merged,
                Merge::Shallow => over(included, merged, &|_, value| value),
                Merge::Deep => over(included, merged, &merged_deeply),
            };
        }
        merged
    }

    /// The inputs that a file gives itself.
    fn own_inputs(&self, config: &Config) -> Inputs {
        let name = config.file.name();
        let mut out = Inputs::default();
        if let Some(broken) = config.unreadable.first() {
            out.missing = Some(Missing {
                how: format!("in what could not be read of {name}"),
                at: Some(broken.span),
            });
        }
        let Some(attribute) = config.body.attribute("inputs") else {
            return out;
        };
        let at = attribute.value.span;
        let value = self.evaluate(config, &attribute.value).decided();
        // What is read of a data file as a whole came by that.
        let mut read = value.from().hops.clone();
        read.retain(|hop| {
            let file = hop.span().map(|at| self.sources.get(at.source));
            file.is_some_and(|file| !is_named_as_config(&file))
        });
        let (members, not_known) = members_of(value);
        if let Some(why) = not_known {
            out.missing = Some(Missing {
                how: format!("by the inputs of {name}, which are not known{why}"),
                at: Some(at),
            });
        }
        let members = members.into_iter().map(|(input, value)| {
            let hop = Hop::value(at, format!("{name} gives input `{input}`"));
            let known = &value.from().hops;
            let read = read.iter().filter(|hop| !known.contains(hop));
            let read: Vec<Hop> = read.cloned().collect();
            (input, value.via(read).via([hop]))
        });
        out.values = members.collect();
        let is_object =
            matches!(&attribute.value.form, Form::Hcl(expression) if expression.tree().is_object());
        out.written = is_object.then_some(attribute.name_span);
        out
    }
}

/// Some inputs over others; `both` says what comes of one that both give.
fn over(
    below: Inputs,
    above: Inputs,
    both: &dyn Fn(Resolved<Value>, Resolved<Value>) -> Resolved<Value>,
) -> Inputs {
    if above.missing.is_some() {
        // What is above may give whatever is below, too.
        return above;
    }
    let mut values = below.values;
    for (name, value) in above.values {
        let value = match values.remove(&name) {
            Some(other) => both(other, value),
            None => value,
        };
        values.insert(name, value);
    }
    Inputs {
        values,
        missing: below.missing,
        written: above.written.or(below.written),
        ..Inputs::default()
    }
}

/// Two values merged deeply: maps key by key, lists one after the other, and of all else the one above.
///
/// Source: Terragrunt's documentation of `include`, `merge_strategy`.
pub(super) fn merged_deeply(below: Resolved<Value>, above: Resolved<Value>) -> Resolved<Value> {
    let (
        Resolved::Known {
            value: low,
            from: low_from,
        },
        Resolved::Known { value: high, from },
    ) = (&below, &above)
    else {
        let is_scalar =
            |value: &Resolved<Value>| value.value().is_some_and(|value| value.kind().is_none());
        return if is_scalar(&below) || is_scalar(&above) {
            above
        } else {
            Resolved::unknown("Terragrunt merges it deeply with what is not known")
        };
    };
    let value = match (low, high) {
        (Value::Object(low) | Value::Map(low), Value::Object(high) | Value::Map(high)) => {
            let mut members: BTreeMap<_, _> = low.clone().into_iter().collect();
            for (name, value) in high {
                let value = match members.remove(name) {
                    Some(other) => merged_deeply(other, value.clone()),
                    None => value.clone(),
                };
                members.insert(name.clone(), value);
            }
            Value::Object(members.into())
        }
        (
            Value::List(low) | Value::Tuple(low) | Value::Set(low),
            Value::List(high) | Value::Tuple(high) | Value::Set(high),
        ) => Value::Tuple(low.iter().chain(high).cloned().collect()),
        (Value::Partly(_), high) | (high, Value::Partly(_)) if high.kind().is_some() => {
            return Resolved::unknown("Terragrunt merges it deeply with what is not known");
        }
        _ => return above,
    };
    let hops = from.hops.iter().chain(&low_from.hops).cloned();
    let privacy = from.privacy.max(low_from.privacy);
    Resolved::known(value).via(hops).private(privacy)
}

/// The members of a file's `inputs` that are known, and why others are not; that goes on from "which are not known".
fn members_of(inputs: Resolved<Value>) -> (BTreeMap<String, Resolved<Value>>, Option<String>) {
    match inputs {
        Resolved::Known { value, .. } => match value {
            Value::Object(members) | Value::Map(members) => (members.into_iter().collect(), None),
            Value::Partly(partly) if partly.kind.is_keyed() => {
                let why = match partly.unknown::<Value>() {
                    Resolved::Unknown { why, .. } => format!(": {why}"),
                    _ => String::new(),
                };
                let sure = partly.entries.iter().filter(|entry| entry.is_once());
                let keys = sure.map(|entry| &entry.key);
                let member = |key: &Resolved<Value>| {
                    let name = GivenText::of(key)?.into_unsaid();
                    let value = partly.at(&Resolved::known(key.value()?.clone()), None);
                    Some((name, value))
                };
                (keys.filter_map(member).collect(), Some(why))
            }
            _ => (BTreeMap::new(), Some(String::new())),
        },
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => {
            (BTreeMap::new(), Some(format!(": {why}")))
        }
        _ => (BTreeMap::new(), Some(String::new())),
    }
}
