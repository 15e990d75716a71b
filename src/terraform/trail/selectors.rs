//! Event selectors, from objects of Terraform's language to the model.

use crate::model::{
    AdvancedSelector, EventSelector, FieldSelector, ManagementEvents, advanced_takes, basic_takes,
    taken_together,
};
use crate::resolved::{Case, Condition, Evidence, Privacy, Resolved, Truth, Written};
use crate::terraform::lang::partly::entries;
use crate::terraform::lang::values::{Entry, Value, refused, to_bool, to_text};

/// What to do about both kinds of selectors on one trail.
const ONE_KIND: &str = "Remove the basic event selectors, and let an advanced one have `eventCategory` equal to `Management`; or remove the advanced ones";

/// A list of objects; left out is an empty one.
pub(crate) fn objects(value: Resolved<Value>) -> Resolved<Vec<Entry>> {
    value
        .or_default(Value::List(Vec::new()))
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
    advanced: &Resolved<Vec<Entry>>,
) -> Resolved<ManagementEvents> {
    basic
        .zip(advanced)
        .and_then(&mut |(basic, advanced)| {
            let (mut basic, mut advanced) = (
                taken_by(&basic, &basic_taken),
                taken_by(&advanced, &advanced_taken),
            );
            match (basic.has_any, advanced.has_any) {
                (true, true) => return of_both_kinds(),
                // There are none of the other kind: both are refused.
                (true, false) => advanced.each.clear(),
                (false, true) => basic.each.clear(),
                (false, false) => {}
            }
            all_where_there_is_none(taken_together(basic.each.into_iter().chain(advanced.each)))
        })
        .decided()
}

/// What the selectors of a kind take each.
struct Taken {
    each: Vec<Resolved<ManagementEvents>>,
    /// Whether there is one for sure.
    has_any: bool,
}

fn taken_by(selectors: &[Entry], takes: &dyn Fn(&Value) -> Resolved<ManagementEvents>) -> Taken {
    let each = selectors.iter().filter_map(|selector| {
        let taken = takes(selector.value.value()?);
        Some(if selector.is_once() {
            taken
        } else {
            taken_perhaps(taken)
        })
    });
    Taken {
        each: each.collect(),
        has_any: selectors.iter().any(Entry::is_once),
    }
}

/// What any number of selectors take of which each takes this: that, or nothing where there is none.
fn taken_perhaps(each: Resolved<ManagementEvents>) -> Resolved<ManagementEvents> {
    if !matches!(each, Resolved::Known { .. } | Resolved::Varies { .. }) {
        return Resolved::unknown_from(
            "how many selectors there are is not known",
            each.from().clone(),
        );
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

fn basic_taken(object: &Value) -> Resolved<ManagementEvents> {
    basic_takes(&event_selector(object))
}

fn advanced_taken(object: &Value) -> Resolved<ManagementEvents> {
    advanced_takes(&advanced_selector(object))
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
        excluded_sources: texts(member(object, "exclude_management_event_sources")),
    }
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
