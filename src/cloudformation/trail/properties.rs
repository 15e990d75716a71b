//! The properties of a trail, evaluated.

use super::super::language::{Bindings, Evaluator, Value, call, to_bool, whole};
use super::selectors::selected_events;
use crate::model::{Attribute, Dialect, ManagementEvents};
use crate::parse::{self, Entry, Node, Scalar};
use crate::resolved::{Evidence, Hop, Resolved};
use crate::source::Span;

/// The properties of one trail.
pub(super) struct Properties<'a> {
    pub(super) evaluator: &'a Evaluator<'a>,
    pub(super) node: Option<&'a Node>,
    pub(super) bindings: &'a Bindings,
}

impl Properties<'_> {
    /// A property's value, with the place where it is written.
    fn property(&self, attribute: Attribute) -> Resolved<Value> {
        let name = Dialect::CloudFormation.name_of(attribute);
        if let Some((why, span)) = self.evaluator.template.macros.first() {
            return Resolved::Unknown {
                why: why.clone(),
                from: Evidence::hop(Hop::chose(*span, "the macro is called here")),
            };
        }
        let Some(node) = self.node else {
            return Resolved::unset();
        };
        if let Some(call) = call(node) {
            return Resolved::unknown(format!(
                "`{}` makes all of the trail's properties",
                call.name
            ));
        }
        let given: Vec<&Entry> = node
            .entries()
            .iter()
            .filter(|entry| entry.key.as_str() == Some(name))
            .collect();
        match given.as_slice() {
            [] => Resolved::unset(),
            [entry] => {
                let out = self.evaluator.evaluate(&entry.value, self.bindings);
                // Null on the property itself: the place to point at is the key where there is no text.
                let at = match &entry.value.value {
                    parse::Value::Scalar(Scalar::Null) if entry.value.span.range().is_empty() => {
                        entry.key.span
                    }
                    _ => whole(&entry.value),
                };
                self.made(out, at)
            }
            [.., last] => Resolved::Unknown {
                why: format!("`{name}` is given more than once"),
                from: Evidence::at(whole(&last.value)),
            },
        }
    }

    /// A value with its place, and with what makes it where it is written nowhere.
    fn made(&self, mut value: Resolved<Value>, at: Span) -> Resolved<Value> {
        let mut place = at;
        for part in self.evaluator.template.made.at(at) {
            value = if part.hops.is_empty() {
                value.via([Hop::value(part.by, "the template's text is made here")])
            } else {
                value.via(part.hops.clone())
            };
            if place.range().is_empty() {
                place = part.by;
            }
        }
        value.written_at(place)
    }

    pub(super) fn flag(&self, attribute: Attribute) -> Resolved<bool> {
        self.property(attribute).and_then(&mut to_bool).decided()
    }

    pub(super) fn management_events(&self) -> Resolved<ManagementEvents> {
        let basic = self.property(Attribute::EventSelectors);
        let advanced = self.property(Attribute::AdvancedEventSelectors);
        let at = basic.from().at.or(advanced.from().at);
        let out = selected_events(basic, &advanced);
        match at {
            Some(at) if !matches!(out, Resolved::Unset { .. }) => out.written_at(at),
            _ => out,
        }
        .decided()
    }
}
