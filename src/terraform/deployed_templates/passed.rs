//! The parameters that a stack, or an instance of a StackSet, is given.
//!
//! Source: the provider's `expandParameters` and its schema, a map of strings; what is null in a map is left out of it.

use std::collections::BTreeMap;

use super::expressions::{Place, followed};
use super::misspelt;
use crate::resolved::{Hop, Resolved};
use crate::source::Span;
use crate::terraform::config::module::AWSCC_STACK_SET;
use crate::terraform::lang::syntax::Block;
use crate::terraform::lang::values::{Value, refused, to_text};

/// What a stack is given.
pub(super) struct Passed {
    by: String,
    given: Option<(Resolved<Value>, Span)>,
    /// Where the names and the values of an object that is written out stand.
    written: BTreeMap<String, (Span, Span)>,
    /// The names that are written out.
    pub(super) names: Vec<(String, Span)>,
}

impl Passed {
    /// What an argument of a resource passes, which is named by its address.
    pub(super) fn by(place: Place<'_, '_>, block: &Block, argument: &str, address: &str) -> Passed {
        let mut out = Passed {
            by: address.to_owned(),
            given: None,
            written: BTreeMap::new(),
            names: Vec::new(),
        };
        let Some(attribute) = misspelt::argument(block, argument) else {
            return out;
        };
        let value = place.evaluate(&attribute.value);
        if block.name() == AWSCC_STACK_SET {
            return Passed::listed(value, attribute.value.span, address);
        }
        let found = followed(place, &attribute.value);
        let sources = place.instance.root.modules.sources;
        let file = sources.get(found.expression.span.source);
        let members = found.expression.members(&file).unwrap_or_default();
        let members = members.into_iter();
        let members = members.map(|member| (member.name, (member.name_span, member.value.span)));
        out.written = members.collect();
        let is_known = |name: &String| {
            let members = value.value().and_then(Value::members);
            let member = members.and_then(|members| members.get(name));
            member.is_some_and(|value| value.value() != Some(&Value::Null))
        };
        let names = out.written.iter().filter(|(name, _)| is_known(name));
        out.names = names.map(|(name, (at, _))| (name.clone(), *at)).collect();
        out.given = Some((value, attribute.value.span));
        out
    }

    /// What is not known at all, be it anything.
    pub(super) fn not_known(address: &str, at: Span) -> Passed {
        let why = format!("what `{address}` passes is not known");
        Passed::of(Resolved::unknown(why), at, address)
    }

    /// What a list of `{ parameter_key, parameter_value }` passes.
    pub(super) fn listed(listed: Resolved<Value>, at: Span, address: &str) -> Passed {
        Passed::of(as_map(listed), at, address)
    }

    fn of(given: Resolved<Value>, at: Span, address: &str) -> Passed {
        Passed {
            by: address.to_owned(),
            given: Some((given, at)),
            written: BTreeMap::new(),
            names: Vec::new(),
        }
    }

    /// The value of a parameter; left out where none is passed.
    pub(super) fn value_of(&self, name: &str) -> Resolved<String> {
        let Some((given, at)) = &self.given else {
            return Resolved::unset();
        };
        let at = self.written.get(name).map_or(*at, |(_, value)| *value);
        let member = given.clone().and_then(&mut |given| match &given {
            Value::Object(members) | Value::Map(members) => {
                let member = members.get(name).cloned();
                member.unwrap_or_else(|| Resolved::known(Value::Null))
            }
            Value::Partly(partly) => {
                let key = Resolved::known(Value::text(name));
                partly.at(&key, Some(&Resolved::known(Value::Null)))
            }
            Value::Null => Resolved::known(Value::Null),
            other => refused(other, "a map of strings is needed here"),
        });
        let text = member.converted(&mut to_text);
        let by = &self.by;
        let hop = match &text {
            Resolved::Unset { .. } => Hop::chose(at, format!("`{by}` passes no `{name}`")),
            _ => Hop::value(at, format!("`{by}` passes `{name}`")),
        };
        text.via([hop])
    }
}

/// A list of parameters as a map of them.
fn as_map(listed: Resolved<Value>) -> Resolved<Value> {
    listed.and_then(&mut |listed| {
        if listed == Value::Null {
            return Resolved::known(listed);
        }
        let not_known = || Resolved::unknown("which parameters are passed is not known");
        let Some(items) = listed.elements() else {
            return not_known();
        };
        let mut out = BTreeMap::new();
        for item in items {
            let members = item.value().and_then(Value::members);
            let member = |name: &str| members.and_then(|members| members.get(name));
            let key = member("parameter_key").and_then(Resolved::value);
            let Some(key) = key.and_then(Value::as_text) else {
                return not_known();
            };
            let value = member("parameter_value").cloned();
            out.insert(key, value.unwrap_or_else(|| Resolved::known(Value::Null)));
        }
        Resolved::known(Value::Map(out.into()))
    })
}
