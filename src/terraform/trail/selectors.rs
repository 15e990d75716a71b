//! Event selectors, from objects of Terraform's language to the model.

use crate::model::{
    AdvancedSelector, EventSelector, FieldSelector, ManagementEvents, advanced_takes, basic_takes,
    management_events, taken_together,
};
use crate::resolved::{Case, Condition, Evidence, Privacy, Resolved, Truth, Written};
use crate::terraform::lang::partly::entries;
use crate::terraform::lang::values::{Entry, Value, refused, to_bool, to_text};

/// What to do about both kinds of selectors on one trail.
const ONE_KIND: &str = "Remove the basic event selectors, and let an advanced one have `eventCategory` equal to `Management`; or remove the advanced ones";

/// A list of objects; left out is an empty one.
pub(crate) fn objects(value: Resolved<Value>) -> Resolved<Vec<Entry>> {
    value
        .or_default(Value::List(Vec::new().into()))
        .and_then(&mut |value| {
            let privacy = Privacy::default();
            let is_list = value.kind().is_some_and(|kind| !kind.is_keyed());
            let Some(entries) = entries(&value, privacy).filter(|_| is_list) else {
                return refused(&value, "event selectors are a list");
            };
            let each = entries.into_iter().map(|entry| {
                let value = entry.value.clone();
                value.map(&mut |value| entry.as_often(entry.key.clone(), Resolved::known(value)))
            });
            Resolved::all(each)
        })
}

/// Which management events the selectors of two lists of objects take.
pub(crate) fn selected(
    basic: Resolved<Vec<Entry>>,
    advanced: Resolved<Vec<Entry>>,
) -> Resolved<ManagementEvents> {
    let both = basic.zip(&advanced);
    // There may be thousands: each is let go as soon as its selector is made.
    drop(advanced);
    both.and_then(&mut |(basic, advanced)| {
        let (basic, any_basic) = told_apart(basic);
        let (advanced, any_advanced) = told_apart(advanced);
        if !basic.is_empty() && !advanced.is_empty() {
            return of_both_kinds();
        }
        // Beside one of the other kind there are none: both are refused.
        let any_basic = any_basic.into_iter().filter(|_| advanced.is_empty());
        let any_advanced = any_advanced.into_iter().filter(|_| basic.is_empty());
        let perhaps: Vec<_> = values_of(any_basic)
            .map(|object| basic_takes(&event_selector(&object)))
            .chain(
                values_of(any_advanced).map(|object| advanced_takes(&advanced_selector(&object))),
            )
            .map(taken_perhaps)
            .collect();
        let basic: Vec<EventSelector> = values_of(basic)
            .map(|object| event_selector(&object))
            .collect();
        let advanced: Vec<AdvancedSelector> = values_of(advanced)
            .map(|object| advanced_selector(&object))
            .collect();
        let sure = management_events(&basic, &advanced);
        all_where_there_is_none(taken_together([sure].into_iter().chain(perhaps)))
    })
    .decided()
}

/// The selectors that there are for sure, and those that there are any number of.
fn told_apart(selectors: Vec<Entry>) -> (Vec<Entry>, Vec<Entry>) {
    let known = selectors
        .into_iter()
        .filter(|entry| entry.value.value().is_some());
    known.partition(Entry::is_once)
}

fn values_of(entries: impl IntoIterator<Item = Entry>) -> impl Iterator<Item = Value> {
    entries.into_iter().filter_map(|entry| match entry.value {
        Resolved::Known { value, .. } => Some(value),
        _ => None,
    })
}

/// What any number of selectors take of which each takes this: that, or nothing where there is none.
fn taken_perhaps(each: Resolved<ManagementEvents>) -> Resolved<ManagementEvents> {
    match each {
        Resolved::Known { .. } | Resolved::Varies { .. } => {}
        // Where there is none, nothing is refused.
        Resolved::Invalid { from, .. } => {
            return Resolved::unknown_from("how many selectors there are is not known", from);
        }
        unknown => return unknown,
    }
    let any = Truth::alone();
    let case = |holds, outcome: &str, value| Case {
        when: Condition::new(holds, "a `dynamic` block", outcome),
        value,
    };
    let cases = vec![
        case(any.yes, "makes selectors", each),
        case(any.no, "makes none", Resolved::unset()),
    ];
    let from = Evidence::default();
    Resolved::Varies { cases, from }
}

/// A trail without selectors takes all management events, be it in one case only.
fn all_where_there_is_none(taken: Resolved<ManagementEvents>) -> Resolved<ManagementEvents> {
    taken.in_cases(&mut |case| all_where_there_is_none(case).or_default(ManagementEvents::All))
}

/// Source: `ConflictsWith` in the schema of `aws_cloudtrail`; API reference of `PutEventSelectors`.
fn of_both_kinds() -> Resolved<ManagementEvents> {
    Resolved::Invalid {
        text: "a basic event selector beside an advanced one".into(),
        why: "a trail takes one of both kinds".into(),
        from: Evidence::default().changed_by(Written::said(ONE_KIND)),
    }
}

fn member(object: &Value, name: &str) -> Resolved<Value> {
    match object.members() {
        Some(members) => members
            .get(name)
            .cloned()
            .map_or_else(Resolved::unset, |value| {
                value.converted(&mut |value| match value {
                    Value::Null => Resolved::unset(),
                    value => Resolved::known(value),
                })
            }),
        None => Resolved::unknown("a selector is no object"),
    }
}

fn texts(value: Resolved<Value>) -> Resolved<Vec<String>> {
    value.and_then(&mut |value| {
        if let Value::Partly(partly) = &value
            && !partly.kind.is_keyed()
        {
            return partly.unknown();
        }
        let Some(items) = value.elements() else {
            return refused(&value, "a list of strings is needed here");
        };
        Resolved::all(items.iter().map(|item| item.clone().and_then(&mut to_text)))
    })
}

fn event_selector(object: &Value) -> EventSelector {
    EventSelector {
        include_management_events: member(object, "include_management_events")
            .converted(&mut to_bool),
        read_write_type: member(object, "read_write_type").and_then(&mut to_text),
        excluded_sources: sent(texts(member(object, "exclude_management_event_sources"))),
    }
}

/// What the provider sends of a set of strings: the empty ones are not among it.
///
/// Source: terraform-provider-aws `internal/service/cloudtrail/trail.go` (`expandEventSelector`), `internal/flex/flex.go`
/// (`ExpandStringValueSet`: "Empty strings are skipped").
fn sent(texts: Resolved<Vec<String>>) -> Resolved<Vec<String>> {
    texts.map(&mut |mut texts| {
        texts.retain(|text| !text.is_empty());
        texts
    })
}

fn advanced_selector(object: &Value) -> AdvancedSelector {
    let fields = match objects(fields_of(object)) {
        Resolved::Known { value, .. } => value.iter().map(field_selector_of).collect(),
        Resolved::Invalid { text, why, from } => {
            vec![FieldSelector::refused(Resolved::Invalid {
                text,
                why,
                from,
            })]
        }
        other => vec![FieldSelector::in_place_of(&other)],
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

/// A field selector; of those that there are any number of, nothing is known.
fn field_selector_of(entry: &Entry) -> FieldSelector {
    match entry.value.value() {
        Some(object) if entry.is_once() => field_selector(object),
        _ => FieldSelector::unknown(entry.key.from().clone()),
    }
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
