//! Event selectors, from a template's values to the model.

use super::super::language::{Members, Value, all, refused, to_bool, to_text, to_texts};
use crate::model::{
    AdvancedSelector, EventSelector, FieldSelector, ManagementEvents, advanced_takes, basic_takes,
    management_events, taken_together,
};
use crate::resolved::{Assigned, Evidence, MAX_CASES, Place, Resolved, Syntax, Written};
use crate::suggest;

/// What to do about both kinds of selectors on one trail.
const ONE_KIND: &str = "Remove `EventSelectors`, and let one of the `AdvancedEventSelectors` have `eventCategory` equal to `Management`; or remove `AdvancedEventSelectors`";

/// The keys of a selector, of an advanced one, and of one of its fields. Source: the `AWS::CloudTrail::Trail` reference.
const OF_SELECTORS: [&str; 4] = [
    "DataResources",
    "ExcludeManagementEventSources",
    "IncludeManagementEvents",
    "ReadWriteType",
];
const OF_ADVANCED: [&str; 2] = ["FieldSelectors", "Name"];
const OF_FIELDS: [&str; 7] = [
    "EndsWith",
    "Equals",
    "Field",
    "NotEndsWith",
    "NotEquals",
    "NotStartsWith",
    "StartsWith",
];

/// What a trail's `EventSelectors` and `AdvancedEventSelectors` take.
pub(super) fn selected_events(
    basic: Resolved<Value>,
    advanced: &Resolved<Value>,
    syntax: Syntax,
) -> Resolved<ManagementEvents> {
    if let Some(taken) = one_by_one(&basic, advanced, syntax) {
        return taken;
    }
    maps(basic).and_then(&mut |basic| {
        maps(advanced.clone()).and_then(&mut |advanced| {
            if !basic.is_empty() && !advanced.is_empty() {
                return Resolved::Invalid {
                    text: "`EventSelectors` beside `AdvancedEventSelectors`".into(),
                    why: "a trail takes one of them, not both".into(),
                    from: Evidence::default().changed_by(Written::said(ONE_KIND)),
                };
            }
            let basic: Vec<EventSelector> = basic
                .iter()
                .map(|members| event_selector(members, syntax))
                .collect();
            let advanced: Vec<AdvancedSelector> = advanced
                .iter()
                .map(|members| advanced_selector(members, syntax))
                .collect();
            management_events(&basic, &advanced)
        })
    })
}

/// The same for a list of which the items may be there or not in too many ways: each of them is looked at by itself. `None`
/// where all of them can be looked at together.
fn one_by_one(
    basic: &Resolved<Value>,
    advanced: &Resolved<Value>,
    syntax: Syntax,
) -> Option<Resolved<ManagementEvents>> {
    let (listed, is_basic) = match (basic, advanced) {
        (listed, Resolved::Unset { .. }) => (listed, true),
        (Resolved::Unset { .. }, listed) => (listed, false),
        _ => return None,
    };
    let Resolved::Known {
        value: Value::List(items),
        from,
    } = listed
    else {
        return None;
    };
    let ways = items.iter().map(Resolved::count_cases);
    if ways.fold(1, usize::saturating_mul) <= MAX_CASES {
        return None;
    }
    let each = items.iter().map(|item| {
        let map = item.clone().and_then(&mut |item| match selector_map(item) {
            Ok(members) => Resolved::known(members),
            Err(refused) => refused.map(&mut |_| Members::default()),
        });
        map.and_then(&mut |members| {
            if is_basic {
                basic_takes(&event_selector(&members, syntax))
            } else {
                advanced_takes(&advanced_selector(&members, syntax))
            }
        })
    });
    Some(taken_together(each).via(from.hops.clone()))
}

/// A list of maps; left out is an empty one.
fn maps(value: Resolved<Value>) -> Resolved<Vec<Members>> {
    value
        .or_default(Value::List(Vec::new()))
        .and_then(&mut |value| match value {
            Value::List(items) => all(&items).and_then(&mut |values| {
                let maps: Result<Vec<Members>, _> = values.into_iter().map(selector_map).collect();
                maps.map_or_else(|refused| refused, Resolved::known)
            }),
            other => refused(&other, "event selectors are a list"),
        })
}

/// One selector's members; the error is what it comes to instead.
fn selector_map(value: Value) -> Result<Members, Resolved<Vec<Members>>> {
    match value {
        Value::Map(members) => Ok(members),
        other => Err(refused(&other, "a selector is a map")),
    }
}

/// What a selector comes to that has a key which none has; `None` where it has no such.
///
/// Source: the schema of `AWS::CloudTrail::Trail` allows no other properties; cfn-lint's E3002.
fn misspelt<T>(
    members: &Members,
    among: &[&str],
    what: &str,
    syntax: Syntax,
) -> Option<Resolved<T>> {
    members.keys.iter().find_map(|(key, at)| {
        let near = suggest::nearest(key, among.iter().copied());
        let near = near.filter(|_| !among.contains(&key.as_str()))?;
        let right = Assigned::new(near, syntax);
        let misspelt = Resolved::Invalid {
            text: key.clone(),
            why: format!("{what} has no such key; did you mean `{near}`?"),
            from: Evidence::at(*at),
        };
        Some(misspelt.written(Some(Written::assigned(Place::Name(*at), right))))
    })
}

fn event_selector(members: &Members, syntax: Syntax) -> EventSelector {
    let misspelt = misspelt(members, &OF_SELECTORS, "an event selector", syntax);
    EventSelector {
        include_management_events: misspelt.unwrap_or_else(|| {
            members
                .get("IncludeManagementEvents")
                .and_then(&mut to_bool)
        }),
        read_write_type: members.get("ReadWriteType").and_then(&mut to_text),
        excluded_sources: members
            .get("ExcludeManagementEventSources")
            .and_then(&mut to_texts),
    }
}

fn advanced_selector(members: &Members, syntax: Syntax) -> AdvancedSelector {
    if let Some(misspelt) = misspelt(members, &OF_ADVANCED, "an advanced event selector", syntax) {
        return AdvancedSelector {
            fields: vec![FieldSelector::refused(misspelt)],
        };
    }
    let fields = match maps(members.get("FieldSelectors")) {
        Resolved::Known { value, .. } => {
            let fields = value.iter().map(|members| field_selector(members, syntax));
            fields.collect()
        }
        other => vec![FieldSelector::in_place_of(&other)],
    };
    AdvancedSelector { fields }
}

fn field_selector(members: &Members, syntax: Syntax) -> FieldSelector {
    if let Some(misspelt) = misspelt(members, &OF_FIELDS, "a field selector", syntax) {
        return FieldSelector::refused(misspelt);
    }
    FieldSelector {
        field: members.get("Field").and_then(&mut to_text),
        equals: operator(members, "Equals"),
        not_equals: operator(members, "NotEquals"),
        other_operators: ["StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith"]
            .iter()
            .any(|name| !matches!(operator(members, name), Resolved::Unset { .. })),
    }
}

/// An operator's values. An empty list selects nothing by itself, as if it were left out.
fn operator(members: &Members, name: &str) -> Resolved<Vec<String>> {
    let values = members.get(name).and_then(&mut to_texts);
    values.and_then(&mut |values| {
        if values.is_empty() {
            Resolved::unset()
        } else {
            Resolved::known(values)
        }
    })
}
