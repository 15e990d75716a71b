//! What judging a stack and the stacks below it gathers.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::not_followed::are_beyond_the_bound;
use super::place::Place;
use crate::cloudformation::template::{Doubled, Included, Template};
use crate::cut::cut_between;
use crate::diagnostic::{Alike, Problem, Unreadable};
use crate::limits::MAX_BYTES_OF_DEPLOYMENT;
use crate::model::{Account, Dialect, Remark, Trail};
use crate::resolved::Syntax;
use crate::source::{SourceId, Span};

/// What to do about a trail that stands where no resource does.
const BELOW_RESOURCES: &str = "Write it below `Resources`, as deep as the other resources";

/// What is found, account by account.
pub(in crate::cloudformation) struct Gathered {
    pub(super) deployment: Option<Arc<str>>,
    /// The account of the stack itself, then one for each of a StackSet's instances in it.
    pub(in crate::cloudformation) accounts: Vec<Account>,
    pub(in crate::cloudformation) parsed: Vec<SourceId>,
    /// The files of templates that could not be opened.
    pub(in crate::cloudformation) problems: Vec<Problem>,
    /// What has been said of files and of inline templates: once is enough, however many stacks are made of them.
    said: HashSet<Unreadable>,
    /// Keys that stand twice and decide where a trail, or a value of one, came by them.
    pub(in crate::cloudformation) doubled: Vec<Doubled>,
    /// The includes of all templates.
    pub(super) included: Vec<Included>,
    /// What stands for all trails that are more than are judged.
    beyond: Option<Beyond>,
}

/// Where what stands for several trails is, and for how many besides its own.
struct Beyond {
    account: usize,
    at: usize,
    others: usize,
}

impl Gathered {
    pub(in crate::cloudformation) fn new(deployment: Option<String>) -> Gathered {
        let deployment = deployment.map(|name| cut_between(name, MAX_BYTES_OF_DEPLOYMENT).into());
        Gathered {
            deployment,
            accounts: vec![Account::default()],
            parsed: Vec::new(),
            problems: Vec::new(),
            said: HashSet::new(),
            doubled: Vec::new(),
            included: Vec::new(),
            beyond: None,
        }
    }

    /// The account that a stack is in.
    pub(super) fn account(&mut self, place: &Place) -> &mut Account {
        &mut self.accounts[place.account]
    }

    pub(super) fn add(&mut self, mut trail: Trail, place: &Place) {
        trail.deployment.clone_from(&self.deployment);
        trail.brought_by.extend(&place.brought_by);
        self.account(place).add(trail);
    }

    /// Adds a trail that is one more than is judged, or leaves it to what stands for the first one.
    pub(super) fn add_beyond(&mut self, trail: Trail, place: &Place) {
        let Some(beyond) = &mut self.beyond else {
            self.beyond = Some(Beyond {
                account: place.account,
                at: self.account(place).trails.len(),
                others: 0,
            });
            return self.add(trail, place);
        };
        beyond.others += 1;
        let first = &mut self.accounts[beyond.account].trails[beyond.at];
        first.brought_by.push(trail.declared);
        first.brought_by.extend(trail.brought_by);
    }

    /// Says how many trails are left to what stands for the first one.
    pub(super) fn settle_beyond(&mut self) {
        let Some(beyond) = &self.beyond else {
            return;
        };
        let first = &mut self.accounts[beyond.account].trails[beyond.at];
        if let Some(remark) = &mut first.not_followed {
            remark.message = are_beyond_the_bound(&first.address, beyond.others);
        }
    }

    /// Adds what is said in place of a trail that nothing speaks of.
    pub(super) fn add_remark(&mut self, mut trail: Trail, alike: Option<Alike>, place: &Place) {
        trail.brought_by.extend(&place.brought_by);
        let remark = trail.into_remark().map(|remark| remark.alike(alike));
        self.account(place).remarks.extend(remark);
    }

    pub(super) fn remark(&mut self, place: &Place, remark: Remark) {
        let remarks = &mut self.account(place).remarks;
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }

    /// Adds what stands for the trails that something may make which is not followed: what it is called, where it stands, and
    /// why, a clause.
    pub(in crate::cloudformation) fn leave_open(
        &mut self,
        unfollowed: impl Iterator<Item = (String, Span, String)>,
        help: &str,
    ) {
        for (name, at, why) in unfollowed {
            self.accounts[0].remarks.retain(|remark| remark.span != at);
            let says = |trail: &Trail| matches!(&trail.not_followed, Some(said) if said.span == at);
            self.accounts[0].trails.retain(|trail| !says(trail));
            let message = format!("`{name}` could not be followed: {why}, and it may make a trail");
            self.stand_for(0, (name, at, why), "not followed", message, help);
        }
    }

    fn stand_for(
        &mut self,
        account: usize,
        (name, span, why): (String, Span, String),
        label: &'static str,
        message: String,
        help: &str,
    ) {
        let remark = Remark::new(span, label, message).help(help.to_owned());
        let (dialect, syntax) = (Dialect::CloudFormation, Syntax::Yaml);
        let mut trail = Trail::not_followed(name, dialect, syntax, &why, remark);
        trail.deployment.clone_from(&self.deployment);
        self.accounts[account].add(trail);
    }

    /// Notes what of a template could not be read, the first time, and trails that stand where no resource does.
    pub(super) fn say_of(&mut self, place: &Place, template: &Template) {
        self.say(place, &template.unreadable);
        for (name, at, why) in template.not_deployed.iter().cloned() {
            let message =
                format!("A trail is written at `{name}`, and not deployed from there: {why}");
            let account = place.account;
            self.stand_for(
                account,
                (name, at, why),
                "not a resource",
                message,
                BELOW_RESOURCES,
            );
        }
    }

    /// Notes what could not be read, the first time.
    pub(super) fn say(&mut self, place: &Place, unreadable: &[Unreadable]) {
        for unreadable in unreadable {
            if self.said.insert(unreadable.clone()) {
                self.account(place).unreadable.push(unreadable.clone());
            }
        }
    }

    /// Notes of each trail, and of what is said in place of some, the files that only name another one, which something of it
    /// came from: what they name decides.
    pub(super) fn settle_includes(&mut self) {
        let mut by: HashMap<SourceId, Vec<Span>> = HashMap::new();
        for included in self.included.drain(..) {
            by.entry(included.file).or_default().push(included.by);
        }
        if by.is_empty() {
            return;
        }
        let passed_through = |mut files: Vec<SourceId>| {
            let mut out = Vec::new();
            let mut known: HashSet<SourceId> = files.iter().copied().collect();
            while let Some(file) = files.pop() {
                let includes = by.get(&file).into_iter().flatten();
                for &at in includes.filter(|at| known.insert(at.source)) {
                    files.push(at.source);
                    out.push(at);
                }
            }
            out
        };
        for account in &mut self.accounts {
            for trail in &mut account.trails {
                let between = passed_through(trail.evidence_sources());
                trail.brought_by.extend(between);
            }
            for remark in &mut account.remarks {
                let between = passed_through(remark.sources().collect());
                remark.came_by.extend(between);
            }
        }
    }

    /// Leaves, of the keys that stand twice, in each account those that decide there.
    pub(super) fn settle_doubled(&mut self) {
        let doubled = std::mem::take(&mut self.doubled);
        for account in &mut self.accounts {
            let decides = |doubled: &&Doubled| account.came_by(doubled.extent);
            let deciding: Vec<_> = doubled.iter().filter(decides).collect();
            for key in deciding.into_iter().map(|doubled| &doubled.key) {
                if !account.doubled.contains(key) {
                    account.doubled.push(key.clone());
                }
            }
        }
    }
}
