//! From what the outputs say of a trail to the model.

use std::sync::Arc;

use super::described::{ARN_REGION, Described, arn_part, spelt_otherwise};
use super::output::{boolean, text};
use crate::model::{
    AdvancedSelector, Dialect, EventSelector, FieldSelector, Live, ManagementEvents, Patience,
    Trail, cut_region, is_trail_name, management_events,
};
use crate::parse::Node;
use crate::resolved::{Evidence, Formula, Hop, Resolved, Syntax};

/// `by_arn` asks for commands that name it by its ARN.
pub(super) fn trail(described: &Described, address: String, by_arn: bool) -> Trail {
    let node = &described.node;
    let named = node.get("Name").or_else(|| node.get("TrailARN"));
    let live = Live {
        name: match described.arn().filter(|_| by_arn) {
            Some(arn) => Some(arn.to_owned()),
            None => {
                (described.arn().is_some() || !described.name().is_empty()).then(|| address.clone())
            }
        },
        of_organization: boolean(node, "IsOrganizationTrail") == Some(true),
        takes_data_events: takes_data_events(described),
    };
    Trail {
        assumed: Formula::always(),
        address,
        dialect: Dialect::AwsCli,
        syntax: Syntax::Json,
        declared: named.map_or(node.span, |name| name.span),
        brought_by: Vec::new(),
        root: Arc::default(),
        deployment: None,
        created: Resolved::known(true),
        include_global_service_events: flag(described, "IncludeGlobalServiceEvents"),
        is_multi_region_trail: flag(described, "IsMultiRegionTrail"),
        is_logging: logging(described),
        management_events: selected(described),
        home_region: cut_region(home_region(described)),
        live: Some(live),
        unread: None,
        elsewhere: None,
        not_followed: None,
        where_created: Vec::new(),
        patience: Patience::default(),
    }
}

/// A boolean that every description of a trail holds (the API always returns it).
fn flag(described: &Described, key: &str) -> Resolved<bool> {
    let own = described.node.get(key);
    let values: Vec<(bool, &Node)> = std::iter::once(&described.node)
        .chain(&described.again)
        .filter_map(|node| Some((boolean(node, key)?, node.get(key)?)))
        .collect();
    let Some((value, at)) = values.first() else {
        let meant = spelt_otherwise(&described.node, key);
        let at = own.or_else(|| Some(&meant?.key));
        return Resolved::Unknown {
            term: None,
            why: match (own, meant.and_then(|meant| meant.key.as_str())) {
                (Some(_), _) => format!("the output's `{key}` is not a boolean"),
                (None, Some(meant)) => {
                    format!("the output has `{meant}`, which the AWS CLI prints as `{key}`")
                }
                (None, None) => format!("the output does not hold `{key}`"),
            },
            from: at.map_or_else(Evidence::default, |at| Evidence::at(at.span)),
        };
    };
    match values.iter().find(|(other, _)| other != value) {
        Some((other, place)) => Resolved::Unknown {
            term: None,
            why: "two outputs disagree about it".into(),
            from: Evidence {
                at: Some(at.span),
                ..Evidence::hop(Hop::value(place.span, format!("`{other}` here")))
            },
        },
        None => Resolved::known(*value).written_at(at.span),
    }
}

/// Only `get-trail-status` tells; without it a trail is taken to log, as nearly all do.
fn logging(described: &Described) -> Resolved<bool> {
    let said = described.statuses.iter();
    let mut said =
        said.filter_map(|status| Some((boolean(status, "IsLogging")?, status.get("IsLogging")?)));
    let Some((value, at)) = said.next() else {
        return Resolved::unset();
    };
    let hop = |span| Hop::value(span, "`IsLogging` in the output of `get-trail-status`");
    match said.find(|(other, _)| *other != value) {
        Some((_, other)) => {
            Resolved::unknown("two outputs disagree about it").via([hop(at.span), hop(other.span)])
        }
        // The place lies in another file; the trail's own description does not hold it.
        None => Resolved::known(value).via([hop(at.span)]),
    }
}

fn home_region(described: &Described) -> Resolved<String> {
    let node = &described.node;
    if let Some(region) = node.get("HomeRegion")
        && let Some(name) = region.as_str()
    {
        return Resolved::known(name.to_owned()).written_at(region.span);
    }
    match described.arn().and_then(|arn| arn_part(arn, ARN_REGION)) {
        Some(region) => Resolved::known(region.to_owned()),
        None => Resolved::unset(),
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

/// Source: `HasCustomEventSelectors` of the API's `Trail`; without them a trail takes all management events.
fn selected(described: &Described) -> Resolved<ManagementEvents> {
    let mut said = described.selectors.iter().map(taken_by);
    if let Some(first) = said.next() {
        return match said.find(|other| other.value() != first.value()) {
            Some(other) => {
                let hops = [first.from().hops.clone(), other.from().hops.clone()];
                Resolved::unknown("two outputs disagree about its event selectors")
                    .via(hops.concat())
            }
            None => first,
        };
    }
    match described.node.get("HasCustomEventSelectors") {
        Some(custom) if boolean(&described.node, "HasCustomEventSelectors") == Some(true) => {
            let name = Some(described.name()).filter(|name| is_trail_name(name));
            let name = name.map_or_else(String::new, |name| format!(" --trail-name {name}"));
            Resolved::Unknown {
                term: None,
                why: format!(
                    "it has event selectors of its own; give the output of `aws cloudtrail get-event-selectors{name}` too"
                ),
                from: Evidence::at(custom.span),
            }
        }
        _ => Resolved::unset(),
    }
}

/// Source: `GetEventSelectors` of the API: a basic selector takes data events of its `DataResources`, an advanced one those of its
/// `eventCategory`.
fn takes_data_events(described: &Described) -> Option<bool> {
    if described.selectors.is_empty() {
        let custom = boolean(&described.node, "HasCustomEventSelectors");
        return (custom != Some(true)).then_some(false);
    }
    let said = described.selectors.iter();
    let of = |key: &'static str| {
        said.clone()
            .filter_map(move |node| node.get(key))
            .flat_map(Node::items)
    };
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
    Some(basic || of("AdvancedEventSelectors").any(is_of_data))
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
