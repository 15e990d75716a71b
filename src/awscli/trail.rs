//! From what the outputs say of a trail to the model.

use std::sync::Arc;

use super::described::{ARN_REGION, Described, arn_part, flag_of, spelt_otherwise};
use super::output::boolean;
use crate::model::{Dialect, Live, ManagementEvents, Patience, Trail, cut_region, is_trail_name};
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
        live: Some(Box::new(live)),
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
    let mut values = flag_of(&described.node, key)
        .into_iter()
        .chain(described.again.iter().filter_map(|again| again.flag(key)));
    let Some((value, at)) = values.next() else {
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
    match values.find(|(other, _)| *other != value) {
        Some((other, place)) => Resolved::Unknown {
            term: None,
            why: "two outputs disagree about it".into(),
            from: Evidence {
                at: Some(at),
                ..Evidence::hop(Hop::value(place, format!("`{other}` here")))
            },
        },
        None => Resolved::known(value).written_at(at),
    }
}

/// Only `get-trail-status` tells; without it a trail is taken to log, as nearly all do.
fn logging(described: &Described) -> Resolved<bool> {
    let mut said = described.statuses.iter().copied();
    let Some((value, at)) = said.next() else {
        return Resolved::unset();
    };
    let hop = |span| Hop::value(span, "`IsLogging` in the output of `get-trail-status`");
    match said.find(|(other, _)| *other != value) {
        Some((_, other)) => {
            Resolved::unknown("two outputs disagree about it").via([hop(at), hop(other)])
        }
        // The place lies in another file; the trail's own description does not hold it.
        None => Resolved::known(value).via([hop(at)]),
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

/// Source: `HasCustomEventSelectors` of the API's `Trail`; without them a trail takes all management events.
fn selected(described: &Described) -> Resolved<ManagementEvents> {
    let mut said = described.selectors.iter().map(|said| &said.taken);
    if let Some(first) = said.next() {
        return match said.find(|other| other.value() != first.value()) {
            Some(other) => {
                let hops = [first.from().hops.clone(), other.from().hops.clone()];
                Resolved::unknown("two outputs disagree about its event selectors")
                    .via(hops.concat())
            }
            None => first.clone(),
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

/// Without selectors of its own a trail takes none.
fn takes_data_events(described: &Described) -> Option<bool> {
    if described.selectors.is_empty() {
        let custom = boolean(&described.node, "HasCustomEventSelectors");
        return (custom != Some(true)).then_some(false);
    }
    let mut said = described.selectors.iter();
    Some(said.any(|said| said.takes_data_events))
}
