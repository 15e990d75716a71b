//! The trails of one account, put together from what several commands say of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::document::{Document, boolean, text};
use super::problem;
use crate::diagnostic::{Label, Problem};
use crate::model::{
    AdvancedSelector, Dialect, EventSelector, FieldSelector, ManagementEvents, Trail,
    management_events,
};
use crate::parse::Node;
use crate::resolved::{Evidence, Resolved};
use crate::source::SourceFile;

/// One account, as its trails' ARNs name it. Empty where no ARN does.
#[derive(Default)]
pub(super) struct Account {
    trails: Vec<Described>,
    by_arn: HashMap<String, usize>,
    /// The first trail of each name.
    by_name: HashMap<String, usize>,
}

/// A trail as the outputs describe it.
struct Described {
    node: Node,
    /// Further descriptions of the same trail: its shadow copies, another command's output.
    again: Vec<Node>,
    selectors: Option<Node>,
    status: Option<Node>,
}

impl Described {
    fn arn(&self) -> Option<&str> {
        text(&self.node, "TrailARN")
    }

    fn name(&self) -> &str {
        name_of(&self.node)
    }
}

/// A trail's name, or what stands for it at the end of its ARN.
fn name_of(node: &Node) -> &str {
    text(node, "Name")
        .or_else(|| text(node, "TrailARN").and_then(|arn| arn.rsplit('/').next()))
        .unwrap_or_default()
}

/// A part of an ARN: `arn:partition:cloudtrail:region:account:trail/name`.
fn arn_part(arn: &str, index: usize) -> Option<&str> {
    arn.split(':').nth(index).filter(|part| !part.is_empty())
}

const ARN_REGION: usize = 3;
const ARN_ACCOUNT: usize = 4;

fn account_of(node: &Node) -> &str {
    text(node, "TrailARN")
        .and_then(|arn| arn_part(arn, ARN_ACCOUNT))
        .unwrap_or_default()
}

impl Account {
    /// Sorts documents by account, folds descriptions of one trail into one, and gives event selectors and status to
    /// the trail they are about.
    pub(super) fn join(
        documents: Vec<(Arc<SourceFile>, Document)>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Account> {
        let mut accounts = Accounts::default();
        let mut selectors = Vec::new();
        let mut statuses = Vec::new();
        let mut listed = Vec::new();
        for (file, document) in documents {
            match document {
                Document::Described(trails) => {
                    // An organization's trail carries the management account's id in every member account.
                    let own = trails
                        .iter()
                        .find(|trail| boolean(trail, "IsOrganizationTrail") != Some(true))
                        .or(trails.first());
                    let id = own.map(account_of).unwrap_or_default().to_owned();
                    for trail in trails {
                        accounts.of(&id).add(trail);
                    }
                }
                Document::Trail(trail) => {
                    let id = account_of(&trail).to_owned();
                    accounts.of(&id).add(trail);
                }
                Document::Selectors(node) => selectors.push((file, node)),
                Document::Status(node) => statuses.push((file, node)),
                Document::Listed(nodes) => listed.push((file, nodes)),
            }
        }
        for (file, node) in selectors {
            let about = accounts.describing(&node);
            if about.is_empty() {
                problems.push(problem(
                    &file,
                    format!(
                        "event selectors of `{}`, and nothing that describes the trail: give the output of `aws cloudtrail describe-trails` too",
                        name_of(&node)
                    ),
                ));
            }
            for trail in about {
                trail.selectors = Some(node.clone());
            }
        }
        for (file, node) in statuses {
            give_status(&file, node, &mut accounts, problems);
        }
        for (file, nodes) in listed {
            if nodes
                .iter()
                .any(|node| accounts.describing(node).is_empty())
            {
                problems.push(problem(
                    &file,
                    "the output of `aws cloudtrail list-trails` does not say what its trails record: run `aws cloudtrail describe-trails`",
                ));
            }
        }
        accounts.all
    }

    /// Which of its trails this describes, or belongs to: by ARN, by name where one of the two has none.
    fn position(&self, node: &Node) -> Option<usize> {
        let named = self.by_name.get(name_of(node)).copied();
        match text(node, "TrailARN") {
            Some(arn) => self
                .by_arn
                .get(arn)
                .copied()
                .or(named.filter(|&at| self.trails[at].arn().is_none())),
            None => named,
        }
    }

    fn add(&mut self, node: Node) {
        if let Some(at) = self.position(&node) {
            self.trails[at].again.push(node);
            return;
        }
        let at = self.trails.len();
        if let Some(arn) = text(&node, "TrailARN") {
            self.by_arn.insert(arn.to_owned(), at);
        }
        if !name_of(&node).is_empty() {
            self.by_name.entry(name_of(&node).to_owned()).or_insert(at);
        }
        self.trails.push(Described {
            node,
            again: Vec::new(),
            selectors: None,
            status: None,
        });
    }

    /// The trails as rules see them. One name in two Regions is told apart by the ARN.
    pub(super) fn into_trails(self) -> Vec<Trail> {
        let mut times: HashMap<&str, usize> = HashMap::new();
        for described in &self.trails {
            *times.entry(described.name()).or_default() += 1;
        }
        self.trails
            .iter()
            .map(|described| {
                let alone = times.get(described.name()) == Some(&1);
                let address = match described.arn() {
                    Some(arn) if !alone || described.name().is_empty() => arn,
                    _ => described.name(),
                };
                trail(described, address.to_owned())
            })
            .collect()
    }
}

/// The accounts of a run, in the order they are met.
#[derive(Default)]
struct Accounts {
    all: Vec<Account>,
    by_id: HashMap<String, usize>,
}

impl Accounts {
    fn of(&mut self, id: &str) -> &mut Account {
        let next = self.all.len();
        let at = *self.by_id.entry(id.to_owned()).or_insert(next);
        if at == next {
            self.all.push(Account::default());
        }
        &mut self.all[at]
    }

    fn trails(&mut self) -> impl Iterator<Item = &mut Described> {
        self.all
            .iter_mut()
            .flat_map(|account| account.trails.iter_mut())
    }

    /// The trail that an output is about, in each account that sees it.
    fn describing(&mut self, node: &Node) -> Vec<&mut Described> {
        self.all
            .iter_mut()
            .filter_map(|account| {
                let at = account.position(node)?;
                account.trails.get_mut(at)
            })
            .collect()
    }
}

/// A status names no trail. It is the only trail's, or that of the trail whose name its file's name holds.
fn give_status(
    file: &SourceFile,
    node: Node,
    accounts: &mut Accounts,
    problems: &mut Vec<Problem>,
) {
    let stem = file
        .path()
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let only = accounts.trails().count() == 1;
    let longest = accounts
        .trails()
        .filter(|trail| names(&stem, trail.name()))
        .map(|trail| trail.name().len())
        .max();
    let mut about: Vec<&mut Described> = accounts
        .trails()
        .filter(|trail| only || (names(&stem, trail.name()) && Some(trail.name().len()) == longest))
        .collect();
    match about.as_mut_slice() {
        [trail] => trail.status = Some(node),
        _ => problems.push(problem(
            file,
            "the output of `aws cloudtrail get-trail-status` does not name its trail: put the trail's name into the name of the file",
        )),
    }
}

/// Whether a file's stem holds a trail's name as a whole word: `status-main` holds `main`, `domain` does not.
fn names(stem: &str, name: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    !name.is_empty()
        && stem.match_indices(name).any(|(at, _)| {
            edge(stem[..at].chars().next_back()) && edge(stem[at + name.len()..].chars().next())
        })
}

fn trail(described: &Described, address: String) -> Trail {
    let node = &described.node;
    let named = node.get("Name").or_else(|| node.get("TrailARN"));
    Trail {
        address,
        dialect: Dialect::AwsCli,
        declared: named.map_or(node.span, |name| name.span),
        deployment: None,
        created: Resolved::known(true),
        include_global_service_events: flag(described, "IncludeGlobalServiceEvents"),
        is_multi_region_trail: flag(described, "IsMultiRegionTrail"),
        is_logging: logging(described),
        management_events: selected(described),
        home_region: home_region(described),
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
        return Resolved::Unknown {
            why: match own {
                Some(_) => format!("the output's `{key}` is no boolean"),
                None => format!("the output does not hold `{key}`"),
            },
            from: own.map_or_else(Evidence::default, |own| Evidence::at(own.span)),
        };
    };
    match values.iter().find(|(other, _)| other != value) {
        Some((other, place)) => Resolved::Unknown {
            why: "two outputs disagree about it".into(),
            from: Evidence {
                at: Some(at.span),
                hops: vec![Label::new(place.span, format!("`{other}` here"))],
            },
        },
        None => Resolved::known(*value).written_at(at.span),
    }
}

/// Only `get-trail-status` tells; without it a trail is taken to log, as nearly all do.
fn logging(described: &Described) -> Resolved<bool> {
    let status = described.status.as_ref();
    match status.and_then(|status| Some((boolean(status, "IsLogging")?, status.get("IsLogging")?)))
    {
        // The place lies in another file; the trail's own description does not hold it.
        Some((value, at)) => Resolved::known(value).via([Label::new(
            at.span,
            "`IsLogging` in the output of `get-trail-status`",
        )]),
        None => Resolved::unset(),
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
    if let Some(node) = &described.selectors {
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
        return match place {
            Some(place) => taken.via([Label::new(
                place.span,
                "the output of `get-event-selectors`",
            )]),
            None => taken,
        };
    }
    match described.node.get("HasCustomEventSelectors") {
        Some(custom) if boolean(&described.node, "HasCustomEventSelectors") == Some(true) => {
            Resolved::Unknown {
                why: format!(
                    "it has event selectors of its own; give the output of `aws cloudtrail get-event-selectors --trail-name {}` too",
                    described.name()
                ),
                from: Evidence::at(custom.span),
            }
        }
        _ => Resolved::unset(),
    }
}

fn event_selector(node: &Node) -> EventSelector {
    EventSelector {
        include_management_events: match node.get("IncludeManagementEvents") {
            None => Resolved::unset(),
            Some(_) => match boolean(node, "IncludeManagementEvents") {
                Some(value) => Resolved::known(value),
                None => Resolved::unknown("`IncludeManagementEvents` is no boolean"),
            },
        },
        read_write_type: match text(node, "ReadWriteType") {
            Some(kind) => Resolved::known(kind.to_owned()),
            None => Resolved::unset(),
        },
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
