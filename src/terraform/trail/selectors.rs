//! Event selectors, from objects of Terraform's language to the model.

use crate::model::{
    AdvancedSelector, EventSelector, FieldSelector, ManagementEvents, management_events,
};
use crate::resolved::{Evidence, Resolved, Written};
use crate::terraform::lang::values::{Value, refused, to_bool, to_text};

/// What to do about both kinds of selectors on one trail.
const ONE_KIND: &str = "Remove the basic event selectors, and let an advanced one have `eventCategory` equal to `Management`; or remove the advanced ones";

/// A list of objects; left out is an empty one.
pub(crate) fn objects(value: Resolved<Value>) -> Resolved<Vec<Value>> {
    value
        .or_default(Value::List(Vec::new()))
        .and_then(&mut |value| {
            let Some(items) = value.elements() else {
                return refused(&value, "event selectors are a list");
            };
            Resolved::all(items.iter().cloned())
        })
}

/// Which management events the selectors of two lists of objects take.
pub(crate) fn selected(
    basic: Resolved<Vec<Value>>,
    advanced: &Resolved<Vec<Value>>,
) -> Resolved<ManagementEvents> {
    basic
        .zip(advanced)
        .and_then(&mut |(basic, advanced)| {
            if !basic.is_empty() && !advanced.is_empty() {
                return of_both_kinds();
            }
            let basic: Vec<EventSelector> = basic.iter().map(event_selector).collect();
            let advanced: Vec<AdvancedSelector> = advanced.iter().map(advanced_selector).collect();
            management_events(&basic, &advanced)
        })
        .decided()
}

/// Source: `ConflictsWith` in the schema of `aws_cloudtrail`; API reference of `PutEventSelectors`.
fn of_both_kinds() -> Resolved<ManagementEvents> {
    Resolved::Invalid {
        text: "a basic event selector beside an advanced one".into(),
        why: "a trail takes one of both kinds".into(),
        from: Evidence {
            written: Some(Written::said(ONE_KIND)),
            ..Evidence::default()
        },
    }
}

fn member(object: &Value, name: &str) -> Resolved<Value> {
    match object.members() {
        Some(members) => members
            .get(name)
            .cloned()
            .map_or_else(Resolved::unset, |value| {
                value.and_then(&mut |value| match value {
                    Value::Null => Resolved::unset(),
                    value => Resolved::known(value),
                })
            }),
        None => Resolved::unknown("a selector is no object"),
    }
}

fn texts(value: Resolved<Value>) -> Resolved<Vec<String>> {
    value.and_then(&mut |value| {
        let Some(items) = value.elements() else {
            return refused(&value, "a list of strings is needed here");
        };
        Resolved::all(items.iter().map(|item| item.clone().and_then(&mut to_text)))
    })
}

fn event_selector(object: &Value) -> EventSelector {
    EventSelector {
        include_management_events: member(object, "include_management_events")
            .and_then(&mut to_bool),
        read_write_type: member(object, "read_write_type").and_then(&mut to_text),
        excluded_sources: texts(member(object, "exclude_management_event_sources")),
    }
}

fn advanced_selector(object: &Value) -> AdvancedSelector {
    let fields = match objects(fields_of(object)) {
        Resolved::Known { value, .. } => value.iter().map(field_selector).collect(),
        Resolved::Invalid { text, why, from } => {
            vec![FieldSelector::refused(Resolved::Invalid {
                text,
                why,
                from,
            })]
        }
        other => vec![FieldSelector::unknown(other.from().clone())],
    };
    AdvancedSelector { fields }
}

/// The field selectors: `field_selectors` in the Cloud Control provider, `field_selector` in a plan of the AWS provider.
fn fields_of(object: &Value) -> Resolved<Value> {
    match member(object, "field_selectors") {
        Resolved::Unset { .. } => member(object, "field_selector"),
        given => given,
    }
}

/// An operator's values. An empty list is no operator: the provider sends none (`expandFieldSelector` asks for a length above
/// zero), and a plan has such a list for each operator that is left out.
fn operator(object: &Value, name: &str) -> Resolved<Vec<String>> {
    texts(member(object, name)).and_then(&mut |values| {
        if values.is_empty() {
            Resolved::unset()
        } else {
            Resolved::known(values)
        }
    })
}

fn field_selector(object: &Value) -> FieldSelector {
    FieldSelector {
        field: member(object, "field").and_then(&mut to_text),
        equals: operator(object, "equals"),
        not_equals: operator(object, "not_equals"),
        other_operators: [
            "starts_with",
            "not_starts_with",
            "ends_with",
            "not_ends_with",
        ]
        .iter()
        .any(|name| !matches!(operator(object, name), Resolved::Unset { .. })),
    }
}
