//! The trails of each account, put together from what several commands say of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::described::{ARN_ACCOUNT, About, Again, Described, arn_part, flag_of, name_of};
use super::output::{Output, boolean, text};
use super::selectors::Selected;
use super::trail::trail;
use crate::diagnostic::capitalised;
use crate::model::{Remark, Trails};
use crate::parse::Node;
use crate::resolved::Resolved;
use crate::source::{SourceFile, SourceId, Span};

/// What belongs to a trail, which may come before it.
enum Later {
    Selectors(About, Selected),
    /// Where the status is said, and what it says of logging.
    Status(Span, Option<(bool, Span)>),
    Listed(Vec<About>),
}

/// An output that belongs to a trail which no other one describes, and what is to be done about it, a sentence.
pub(super) struct Orphan {
    pub(super) file: SourceId,
    pub(super) at: Span,
    pub(super) message: String,
}

impl Orphan {
    /// What is said of it where nobody asked for it.
    pub(super) fn notice(self) -> Remark {
        Remark::new(self.at, "belongs to no trail", capitalised(&self.message))
    }
}

/// One account, as its trails' ARNs name it. Empty where no ARN does.
#[derive(Default)]
pub(super) struct LiveAccount {
    trails: Vec<Described>,
    by_arn: HashMap<String, usize>,
    /// The first trail of each name.
    by_name: HashMap<String, usize>,
}

fn account_of(node: &Node) -> &str {
    text(node, "TrailARN")
        .and_then(|arn| arn_part(arn, ARN_ACCOUNT))
        .unwrap_or_default()
}

impl LiveAccount {
    /// Which of its trails this describes, or belongs to: by ARN, by name where one of the two has none.
    fn position(&self, name: &str, arn: Option<&str>) -> Option<usize> {
        let named = self.by_name.get(name).copied();
        match arn {
            Some(arn) => self
                .by_arn
                .get(arn)
                .copied()
                .or(named.filter(|&at| self.trails[at].arn().is_none())),
            None => named,
        }
    }

    fn add(&mut self, node: Node) {
        if let Some(at) = self.position(name_of(&node), text(&node, "TrailARN")) {
            self.trails[at].again.push(Again::of(&node));
            return;
        }
        let at = self.trails.len();
        if let Some(arn) = text(&node, "TrailARN") {
            self.by_arn.insert(arn.to_owned(), at);
        }
        if !name_of(&node).is_empty() {
            self.by_name.entry(name_of(&node).to_owned()).or_insert(at);
        }
        self.trails.push(Described::new(node));
    }

    /// The trails as rules see them. One name in two Regions is told apart by the ARN.
    /// `by_arn` asks for commands that name each by its ARN, as those on several accounts' trails must.
    pub(super) fn into_trails(self, by_arn: bool, region: Option<&Resolved<String>>) -> Trails {
        let mut times: HashMap<&str, usize> = HashMap::new();
        for described in &self.trails {
            *times.entry(described.name()).or_default() += 1;
        }
        let is_alone = |described: &Described| times.get(described.name()) == Some(&1);
        let alone: Vec<bool> = self.trails.iter().map(is_alone).collect();
        // What is known of each goes as its trail is made.
        drop((self.by_arn, self.by_name));
        let each = self.trails.into_iter().zip(alone).enumerate();
        each.map(|(at, (described, alone))| {
            let address = match (described.arn(), described.name()) {
                (Some(arn), name) if !alone || name.is_empty() => arn.to_owned(),
                (None, "") => format!("trail {} of the output", at + 1),
                (_, name) => name.to_owned(),
            };
            let mut trail = trail(&described, address, by_arn);
            if let (Resolved::Unset { .. }, Some(region)) = (&trail.home_region, region) {
                trail.home_region = region.clone();
            }
            Box::new(trail)
        })
        .collect()
    }
}

/// The accounts of a run, in the order they are met.
#[derive(Default)]
pub(super) struct Inventory {
    pub(super) accounts: Vec<LiveAccount>,
    /// The first list of `describe-trails` that holds no trail. It does not say which account has none.
    pub(super) described_none: Option<Span>,
    by_id: HashMap<String, usize>,
    /// The files that the outputs lie in.
    files: HashMap<SourceId, Arc<SourceFile>>,
    later: Vec<(Arc<SourceFile>, Later)>,
}

impl Inventory {
    /// Takes in an output: sorts trails by account, and folds descriptions of one trail into one. What belongs to a trail waits.
    pub(super) fn take(&mut self, file: &Arc<SourceFile>, output: Output) {
        self.files.insert(file.id(), Arc::clone(file));
        let later = match output {
            Output::Described(list) if list.items().is_empty() => {
                self.described_none.get_or_insert(list.span);
                return;
            }
            Output::Described(list) => return self.describe(list.into_items()),
            Output::Trail(trail) => {
                let id = account_of(&trail).to_owned();
                return self.account(&id).add(trail);
            }
            Output::Selectors(node) => Later::Selectors(About::of(&node), Selected::of(&node)),
            Output::Status(node) => Later::Status(node.span, flag_of(&node, "IsLogging")),
            Output::Listed(nodes) => Later::Listed(nodes.iter().map(About::of).collect()),
        };
        self.later.push((Arc::clone(file), later));
    }

    /// Gives event selectors and status to the trails that they are about; what is about none is left.
    pub(super) fn settle(&mut self) -> Vec<Orphan> {
        let mut orphans = Vec::new();
        for (file, later) in std::mem::take(&mut self.later) {
            let orphan = match later {
                Later::Selectors(about, selected) => self.give_selectors(&file, &about, selected),
                Later::Status(at, is_logging) => self.give_status(&file, at, is_logging),
                Later::Listed(all) => self.check_listed(&file, &all),
            };
            orphans.extend(orphan);
        }
        orphans
    }

    fn account(&mut self, id: &str) -> &mut LiveAccount {
        let next = self.accounts.len();
        let at = *self.by_id.entry(id.to_owned()).or_insert(next);
        if at == next {
            self.accounts.push(LiveAccount::default());
        }
        &mut self.accounts[at]
    }

    /// Takes in what one `describe-trails` prints: the trails that one account sees.
    fn describe(&mut self, trails: Vec<Node>) {
        // An organization's trail carries the management account's id in every member account.
        let own = trails
            .iter()
            .find(|trail| boolean(trail, "IsOrganizationTrail") != Some(true))
            .or(trails.first());
        let id = own.map(account_of).unwrap_or_default().to_owned();
        for trail in trails {
            self.account(&id).add(trail);
        }
    }

    fn trails(&mut self) -> impl Iterator<Item = &mut Described> {
        self.accounts
            .iter_mut()
            .flat_map(|account| account.trails.iter_mut())
    }

    /// The trail that an output is about, in each account that sees it.
    fn trails_of(&mut self, about: &About) -> Vec<&mut Described> {
        self.accounts
            .iter_mut()
            .filter_map(|account| {
                let at = account.position(&about.name, about.arn.as_deref())?;
                account.trails.get_mut(at)
            })
            .collect()
    }

    fn give_selectors(
        &mut self,
        file: &SourceFile,
        about: &About,
        selected: Selected,
    ) -> Option<Orphan> {
        let trails = self.trails_of(about);
        let is_orphan = trails.is_empty();
        for trail in trails {
            trail.selectors.push(selected.clone());
        }
        is_orphan.then(|| {
            let message = format!(
                "event selectors of `{}`, and nothing that describes the trail: give the output of `aws cloudtrail describe-trails` too",
                about.name
            );
            orphan(file, about.at, message)
        })
    }

    /// A status names no trail. It is the only trail's, or that of the trail whose name its file's name holds; of several of
    /// one name, that which is described in its folder.
    fn give_status(
        &mut self,
        file: &SourceFile,
        at: Span,
        is_logging: Option<(bool, Span)>,
    ) -> Option<Orphan> {
        let stem = file
            .path()
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let only = self.trails().count() == 1;
        let longest = self
            .trails()
            .filter(|trail| names(&stem, trail.name()))
            .map(|trail| trail.name().len())
            .max();
        let files = std::mem::take(&mut self.files);
        let mut about: Vec<&mut Described> = self
            .trails()
            .filter(|trail| {
                only || (names(&stem, trail.name()) && Some(trail.name().len()) == longest)
            })
            .collect();
        let are_several = about.len() > 1;
        if are_several {
            // Trails of one name: each account's outputs lie in a folder of their own.
            let folder = file.path().parent();
            let is_beside = |source: SourceId| {
                let file = files.get(&source);
                file.is_some_and(|file| file.path().parent() == folder)
            };
            about.retain(|trail| trail.sources().any(is_beside));
        }
        let why = match about.as_mut_slice() {
            [trail] => {
                trail.statuses.extend(is_logging);
                None
            }
            _ if are_several => Some(
                "the output of `aws cloudtrail get-trail-status` does not name its trail, and several have the name that its file names: put it into the folder of the output that describes its trail",
            ),
            _ => Some(
                "the output of `aws cloudtrail get-trail-status` does not name its trail: give it as a file whose name holds the trail's name",
            ),
        };
        self.files = files;
        why.map(|why| orphan(file, at, why))
    }

    /// Trails that are only listed must be described by another output.
    fn check_listed(&mut self, file: &SourceFile, all: &[About]) -> Option<Orphan> {
        let lost = all.iter().find(|about| self.trails_of(about).is_empty())?;
        Some(orphan(
            file,
            lost.at,
            "the output of `aws cloudtrail list-trails` does not say what its trails record: run `aws cloudtrail describe-trails`",
        ))
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

fn orphan(file: &SourceFile, at: Span, message: impl Into<String>) -> Orphan {
    Orphan {
        file: file.id(),
        at,
        message: message.into(),
    }
}
