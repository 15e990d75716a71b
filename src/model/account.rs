//! The trails of one account, and what a front end made of what it judged.

use std::collections::HashSet;
use std::sync::Arc;

use super::dialect::Dialect;
use super::remark::Remark;
use super::trail::{Trail, Unread};
use crate::diagnostic::{Problem, Unreadable};
use crate::limits::MAX_UNITS_OF_RUN;
use crate::resolved::Syntax;
use crate::source::{SourceId, Span};

/// A key of a template that stands more than once and decides about a trail; the last one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubledKey {
    pub name: String,
    /// The first of them.
    pub first: Span,
    /// The one that counts.
    pub last: Span,
}

/// Trails, each of which stays where it was made: there may be thousands, and they are large.
pub type Trails = Vec<Box<Trail>>;

/// The trails that share an account as far as the code can tell: one stack, one root module per provider
/// configuration, one plan, one account's `describe-trails` output. Rules run per account.
#[derive(Clone, Debug, Default)]
pub struct Account {
    pub trails: Trails,
    /// Those that nobody requested. Nothing is said of them, but the others may leave it to them.
    pub around: Trails,
    /// Where it is said that the account has no trail at all.
    pub without_trail: Option<Span>,
    /// What could not be parsed; there may be trails in it.
    pub unreadable: Vec<Unreadable>,
    /// What could not be followed; there may be trails behind it.
    pub remarks: Vec<Remark>,
    /// Keys that stand more than once where one counts.
    pub doubled: Vec<DoubledKey>,
}

impl Account {
    /// Adds a trail. Most accounts have one: room for more is made where there are more.
    pub(crate) fn add(&mut self, trail: impl Into<Box<Trail>>) {
        if self.trails.is_empty() {
            self.trails.reserve_exact(1);
        }
        self.trails.push(trail.into());
    }

    /// What stands for the trails of units that are more than a run judges: the first of them, and so many others; with what
    /// they are called.
    pub(crate) fn of_more_units(
        (first, units): (&str, &str),
        others: usize,
        at: Span,
        (dialect, syntax): (Dialect, Syntax),
    ) -> Account {
        let why = format!("there are more than {MAX_UNITS_OF_RUN} {units}");
        let address = format!("trails of {first}");
        let message = Remark::not_told(&address, others, &why);
        let remark =
            Remark::new(at, "not judged", message).help(format!("Check fewer {units} at a time."));
        let trail = Trail::not_followed(address, dialect, syntax, &why, remark);
        Account {
            trails: vec![Box::new(trail)],
            ..Account::default()
        }
    }

    /// Those of its trails that were requested.
    pub(crate) fn own_trails(&self) -> impl Iterator<Item = &Trail> {
        self.trails.iter().map(Box::as_ref)
    }

    /// Its trails, those that nobody requested among them.
    pub(crate) fn all_trails(&self) -> impl Iterator<Item = &Trail> {
        self.own_trails().chain(self.around.iter().map(Box::as_ref))
    }

    /// Whether a value of its trails is written in a text, or came by it, or a trail did.
    #[must_use]
    pub fn came_by(&self, text: Span) -> bool {
        self.trails.iter().any(|trail| trail.came_by(text))
    }
}

/// What a front end made of one unit of work.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    pub accounts: Vec<Account>,
    /// Input that could not be read or used, whichever account it is of.
    pub problems: Vec<Problem>,
    /// What was handed over and not understood, at its place: a value that nothing takes, a deployment for nothing. No rule's
    /// finding, so that it is said whatever rules run.
    pub notices: Vec<Remark>,
    /// The files that were parsed for it.
    pub parsed: Vec<SourceId>,
    /// Whether it is what modules make.
    pub is_of_modules: bool,
}

impl Judged {
    pub(crate) fn has_accounts(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// Keeps what touches a wanted file: what is said about a place in one, and a trail that lies there or has a value from
    /// there; the other trails of such a one's account lie around it.
    pub(crate) fn keep_touching(&mut self, is_wanted: &dyn Fn(SourceId) -> bool) {
        for account in &mut self.accounts {
            let all = std::mem::take(&mut account.trails).into_iter();
            let (touching, around): (Trails, Trails) = all.partition(|trail| {
                is_wanted(trail.declared.source)
                    || trail.evidence_sources().into_iter().any(is_wanted)
            });
            if !touching.is_empty() {
                account.around = around;
            }
            account.trails = touching;
            account
                .doubled
                .retain(|key| is_wanted(key.first.source) || is_wanted(key.last.source));
            account
                .remarks
                .retain(|remark| remark.sources().any(is_wanted));
        }
        // What keeps from being known what becomes of such a trail, or may decide about it, must not pass as clean.
        let trails = || self.accounts.iter().flat_map(Account::own_trails);
        let is_said = |unread: &Arc<Unread>| unread.is_said;
        if !trails().any(|trail| trail.unread.as_ref().is_some_and(is_said)) {
            let deciding: HashSet<SourceId> = trails().flat_map(Trail::evidence_sources).collect();
            let decides = |source| is_wanted(source) || deciding.contains(&source);
            for account in &mut self.accounts {
                let broken = &mut account.unreadable;
                broken.retain(|unreadable| unreadable.sources().any(decides));
            }
        }
        // Where nothing is broken, what could not be opened is said by the trails.
        let mut accounts = self.accounts.iter();
        if accounts.all(|account| account.unreadable.is_empty()) {
            let accounts = self.accounts.iter_mut();
            let trails = accounts.flat_map(|account| &mut account.trails);
            for unread in trails.filter_map(|trail| trail.unread.as_mut()) {
                Arc::make_mut(unread).is_said = false;
            }
        }
    }
}
