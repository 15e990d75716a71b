//! The parameters that a stack, or an instance of a StackSet, is given.
//!
//! Source: the provider's `expandParameters` and its schema, a map of strings; what is null in a map is left out of it.

use std::collections::BTreeMap;

use hcl::edit::Span as _;
use hcl::edit::expr::{Expression as Hcl, ObjectKey};

use super::expressions::{Place, followed};
use crate::resolved::{Hop, Resolved};
use crate::source::Span;
use crate::terraform::lang::syntax::{Block, Expression, Form};
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
        let Some(attribute) = block.body.attribute(argument) else {
            return out;
        };
        let value = place.evaluate(&attribute.value);
        let found = followed(place, &attribute.value);
        out.written = members(found.place, &found.expression);
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
        let passes = format!("`{}` passes `{name}`", self.by);
        text.via([Hop::value(at, passes)])
    }
}

/// Where the names and the values of an object stand that is written out.
fn members(place: Place<'_, '_>, object: &Expression) -> BTreeMap<String, (Span, Span)> {
    let sources = place.instance.root.modules.sources;
    let file = sources.get(object.span.source);
    let mut out = BTreeMap::new();
    match &object.form {
        Form::Hcl(inner) => {
            let input = object.input(&file);
            for (key, value) in inner
                .as_object()
                .into_iter()
                .flat_map(|object| object.iter())
            {
                let (name, at) = match key {
                    ObjectKey::Ident(name) | ObjectKey::Expression(Hcl::Variable(name)) => {
                        (name.as_str(), name.span())
                    }
                    ObjectKey::Expression(Hcl::String(name)) => {
                        (name.value().as_str(), name.span())
                    }
                    ObjectKey::Expression(_) => continue,
                };
                let (Some(at), Some(value)) = (at, value.expr().span()) else {
                    continue;
                };
                out.insert(name.to_owned(), (input.span(at), input.span(value)));
            }
        }
        Form::Json(node) => {
            for entry in node.entries() {
                if let Some(name) = entry.key.as_str() {
                    out.insert(name.to_owned(), (entry.key.span, entry.value.span));
                }
            }
        }
    }
    out
}
