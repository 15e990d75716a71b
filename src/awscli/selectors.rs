//! What the event selectors of a trail take.

use super::output::{boolean, text};
use crate::model::{
    AdvancedSelector, EventSelector, FieldSelector, ManagementEvents, management_events,
};
use crate::parse::Node;
use crate::resolved::{Hop, Resolved};

/// What an output of `get-event-selectors` comes to, which may be long.
#[derive(Clone)]
pub(super) struct Selected {
    pub(super) taken: Resolved<ManagementEvents>,
    pub(super) takes_data_events: bool,
}

impl Selected {
    pub(super) fn of(node: &Node) -> Selected {
        Selected {
            taken: taken_by(node),
            takes_data_events: takes_data_events(node),
        }
    }
}

/// The management events that selectors take, which an output says are a trail's.
fn taken_by(node: &Node) -> Resolved<ManagementEvents> {
    let basic = node.get("EventSelectors");
    let advanced = node.get("AdvancedEventSelectors");
    let of = |list: Option<&Node>| list.map_or_else(Vec::new, |list| list.items().to_vec());
    let basics: Vec<EventSelector> = of(basic).iter().map(event_selector).collect();
    let advanceds: Vec<AdvancedSelector> = of(advanced).iter().map(advanced_selector).collect();
    let place = if advanceds.is_empty() {
        basic
    } else {
        advanced
    };
    let taken = management_events(&basics, &advanceds);
    let hop = |place: &Node| Hop::value(place.span, "the output of `get-event-selectors`");
    taken.via(place.map(hop))
}

/// Source: `GetEventSelectors` of the API: a basic selector takes data events of its `DataResources`, an advanced one those of its
/// `eventCategory`.
fn takes_data_events(node: &Node) -> bool {
    let of = |key: &str| node.get(key).map_or(&[][..], Node::items).iter();
    let has_resources = |selector: &Node| {
        let resources = selector.get("DataResources");
        resources.is_some_and(|resources| !resources.items().is_empty())
    };
    let is_of_data = |selector: &Node| {
        let fields = advanced_selector(selector).fields;
        let mut categories = fields
            .iter()
            .filter(|field| {
                field
                    .field
                    .value()
                    .is_some_and(|name| name == "eventCategory")
            })
            .filter_map(|field| field.equals.value());
        categories.any(|values| values.iter().any(|value| value == "Data"))
    };
    let basic = of("EventSelectors").any(has_resources);
    basic || of("AdvancedEventSelectors").any(is_of_data)
}

fn event_selector(node: &Node) -> EventSelector {
    EventSelector {
        include_management_events: match node.get("IncludeManagementEvents") {
            None => Resolved::unset(),
            Some(_) => match boolean(node, "IncludeManagementEvents") {
                Some(value) => Resolved::known(value),
                None => Resolved::unknown("`IncludeManagementEvents` is not a boolean"),
            },
        },
        read_write_type: match text(node, "ReadWriteType") {
            Some(kind) => Resolved::known(kind.to_owned()),
            None => Resolved::unset(),
        },
        // AWS has taken what is there.
        excluded_sources: Resolved::unset(),
    }
}

fn advanced_selector(node: &Node) -> AdvancedSelector {
    let fields = node.get("FieldSelectors").map_or(&[][..], Node::items);
    AdvancedSelector {
        fields: fields.iter().map(field_selector).collect(),
    }
}

fn field_selector(node: &Node) -> FieldSelector {
    let values = |key| match node.get(key) {
        Some(list) if !list.items().is_empty() => Resolved::known(
            list.items()
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
        ),
        _ => Resolved::unset(),
    };
    FieldSelector {
        field: match text(node, "Field") {
            Some(field) => Resolved::known(field.to_owned()),
            None => Resolved::unknown("a field selector names no field"),
        },
        equals: values("Equals"),
        not_equals: values("NotEquals"),
        other_operators: ["StartsWith", "EndsWith", "NotStartsWith", "NotEndsWith"]
            .iter()
            .any(|key| node.get(key).is_some_and(|list| !list.items().is_empty())),
    }
}
