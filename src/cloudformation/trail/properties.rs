//! The properties of a trail, evaluated.

use super::super::language::{
    Bindings, Entries, Evaluator, Found, Value, call, left_open, to_bool, whole,
};
use super::super::resources::Resource;
use super::super::template::TRAIL_PROPERTIES;
use super::selectors::selected_events;
use crate::model::{Attribute, Dialect, ManagementEvents};
use crate::parse::{self, Entry, Node, Scalar};
use crate::resolved::{Evidence, Formula, Hop, Resolved};
use crate::source::Span;
use crate::suggest;

/// The properties of one trail.
pub(super) struct Properties<'a, 't> {
    pub(super) evaluator: &'a Evaluator<'t>,
    node: Option<&'a Node>,
    entries: Entries<'a>,
    /// What holds wherever the trail exists.
    holds: Formula,
}

impl<'a, 't> Properties<'a, 't> {
    /// Those of a resource.
    pub(super) fn of(
        evaluator: &'a Evaluator<'t>,
        resource: &Resource<'a>,
        bindings: &Bindings,
    ) -> Properties<'a, 't> {
        let (node, entries) = resource.properties(evaluator, bindings);
        Properties {
            evaluator,
            node,
            entries,
            holds: bindings.holds().clone(),
        }
    }

    /// A property's value, with the place where it is written.
    fn property(&self, attribute: Attribute) -> Resolved<Value> {
        let name = Dialect::CloudFormation.name_of(attribute);
        if let Some((why, span)) = self.evaluator.template.macros.first() {
            return Resolved::Unknown {
                term: None,
                why: why.clone(),
                from: Evidence::hop(Hop::chose(*span, "the macro is called here")),
            };
        }
        if let Some(call) = self.node.and_then(call) {
            return Resolved::unknown(format!(
                "`{}` makes all of the trail's properties",
                call.name
            ));
        }
        match self.entries.find(name) {
            Found::Entry(placed) => {
                let key = &placed.entry.key;
                // The entry may stand for other properties too.
                let made = (key.as_str() != Some(name)).then(|| {
                    Hop::chose(
                        key.span,
                        format!("this is `{name}` in one turn of the loop"),
                    )
                });
                let out = self
                    .evaluator
                    .evaluate(&placed.entry.value, &placed.bindings)
                    .via(made);
                self.made(out, place(placed.entry))
            }
            Found::Perhaps(gap) => left_open(&gap),
            Found::Nothing => self.misspelt(name).unwrap_or_else(Resolved::unset),
        }
    }

    /// What a property comes to that stands there by a wrong name only.
    fn misspelt(&self, name: &str) -> Option<Resolved<Value>> {
        let unknown = |key: &str| !TRAIL_PROPERTIES.contains(&key);
        let meant = |key: &str| suggest::nearest(key, TRAIL_PROPERTIES) == Some(name);
        let placed = self.entries.placed.iter().find(|placed| {
            let key = placed.key.as_str();
            placed.gap.is_none() && unknown(key) && meant(key)
        })?;
        Some(Resolved::Invalid {
            text: placed.key.clone(),
            why: format!("a trail has no such property; did you mean `{name}`?"),
            from: Evidence::at(placed.entry.key.span),
        })
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
        let value = self.property(attribute).converted(&mut to_bool);
        value.decided().settled(&self.holds)
    }

    /// Whether it logs, which a template must say.
    ///
    /// Source: the schema of `AWS::CloudTrail::Trail` requires `IsLogging` and `S3BucketName`.
    pub(super) fn logging(&self) -> Resolved<bool> {
        match self.flag(Attribute::IsLogging) {
            Resolved::Unset { from } => Resolved::Invalid {
                text: Dialect::CloudFormation.name_of(Attribute::IsLogging).into(),
                why: "it is left out, and CloudFormation requires it".into(),
                from,
            },
            given => given,
        }
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

/// Where a property's value is written. For a null without a text of its own, that is the key.
fn place(entry: &Entry) -> Span {
    match &entry.value.value {
        parse::Value::Scalar(Scalar::Null) if entry.value.span.range().is_empty() => entry.key.span,
        _ => whole(&entry.value),
    }
}
