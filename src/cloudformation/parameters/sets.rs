//! The sets of values that a file gives.

use std::sync::Arc;

use super::super::limits::{MAX_PARAMETERS, MIN_BYTES_OF_PAIR, OVERRIDE_BYTES_PER_STEP};
use super::from_nodes::set_of;
use super::samconfig::{OVERRIDES, REGION, TEMPLATE, Toml, option_of};
use super::values::{ParameterSet, not_read};
use crate::budget::Budget;
use crate::parse::{Entry, Node};
use crate::source::{SourceFile, Span};

/// The sets of values that a file gives. Those of a samconfig are made when they are asked for: there may be many, of many values.
pub(super) enum Sets {
    One(ParameterSet),
    Toml(Toml),
    /// The environments that are deployed.
    Yaml(Arc<SourceFile>, Vec<Entry>),
}

impl Sets {
    pub(super) fn len(&self) -> usize {
        match self {
            Sets::One(_) => 1,
            Sets::Toml(samconfig) => samconfig.len(),
            Sets::Yaml(_, environments) => environments.len(),
        }
    }

    /// One of them. Where there are no steps left to make it, none of its values is known.
    pub(super) fn get(&self, at: usize, budget: &Budget) -> Option<ParameterSet> {
        if take_bytes(self.bytes_of(at), OVERRIDE_BYTES_PER_STEP, budget) {
            return self.made(at);
        }
        let mut open = self.named(at)?;
        if let Some(file) = self.file() {
            let how = not_read(file.name());
            open.open.push((how, Span::beginning(file.id())));
        }
        Some(open)
    }

    fn made(&self, at: usize) -> Option<ParameterSet> {
        match self {
            Sets::One(set) => (at == 0).then(|| set.clone()),
            Sets::Toml(samconfig) => samconfig.set(at),
            Sets::Yaml(file, environments) => {
                environments.get(at).map(|one| environment(one, file))
            }
        }
    }

    pub(super) fn iter(&self, budget: &Budget) -> impl Iterator<Item = ParameterSet> {
        (0..self.len()).filter_map(|at| self.get(at, budget))
    }

    /// One of them without the values that a samconfig gives it: what it is called, and what it is for.
    pub(super) fn named(&self, at: usize) -> Option<ParameterSet> {
        match self {
            Sets::One(_) => self.made(at),
            Sets::Toml(samconfig) => samconfig.named(at),
            Sets::Yaml(file, environments) => environments.get(at).map(|one| named(one, file)),
        }
    }

    /// Whether one of them holds more values than are read.
    pub(super) fn have_too_many(&self) -> bool {
        let may_have = |at: &usize| {
            let is_one = matches!(self, Sets::One(_));
            is_one || self.bytes_of(*at) > MAX_PARAMETERS * MIN_BYTES_OF_PAIR
        };
        let mut long = (0..self.len()).filter(may_have);
        long.any(|at| self.made(at).is_some_and(|set| set.has_too_many()))
    }

    /// How many bytes the values of one have that are yet to be made.
    fn bytes_of(&self, at: usize) -> usize {
        match self {
            Sets::One(_) => 0,
            Sets::Toml(samconfig) => samconfig.bytes_of(at),
            Sets::Yaml(_, environments) => environments.get(at).map_or(0, |one| {
                option_of(&one.value, OVERRIDES).map_or(0, bytes_below)
            }),
        }
    }

    fn file(&self) -> Option<&SourceFile> {
        match self {
            Sets::One(_) => None,
            Sets::Toml(samconfig) => Some(samconfig.file()),
            Sets::Yaml(file, _) => Some(file),
        }
    }
}

/// How many bytes a value has, what its aliases stand for among them.
fn bytes_below(node: &Node) -> usize {
    let own = node.as_str().map_or(1, str::len);
    let items: usize = node.items().iter().map(bytes_below).sum();
    let entries = node.entries().iter().map(|entry| {
        let key = entry.key.as_str().map_or(1, str::len);
        key + bytes_below(&entry.value)
    });
    own + items + entries.sum::<usize>()
}

/// Takes a step for so many bytes each; false once there are too few.
pub(super) fn take_bytes(bytes: usize, bytes_per_step: usize, budget: &Budget) -> bool {
    budget.take(u32::try_from(bytes / bytes_per_step).unwrap_or(u32::MAX))
}

/// An environment of a samconfig without its values.
fn named(entry: &Entry, file: &SourceFile) -> ParameterSet {
    let name = entry.key.scalar_text().filter(|_| !file.is_unsaid());
    let mut set = ParameterSet::of(file, name);
    if let Some(template) = option_of(&entry.value, TEMPLATE).and_then(Node::as_str) {
        set.deploys(file, template);
    }
    set
}

/// The values of an environment of a samconfig. One that gives nothing is deployed with what the template says.
fn environment(entry: &Entry, file: &SourceFile) -> ParameterSet {
    let mut set = named(entry, file);
    if let Some(overrides) = option_of(&entry.value, OVERRIDES) {
        let given = set_of(None, overrides, file);
        (set.values, set.names) = (given.values, given.names);
        (set.open, set.gives_file, set.doubled) = (given.open, given.gives_file, given.doubled);
    }
    let region = option_of(&entry.value, REGION);
    if let Some((name, at)) = region.and_then(|node| Some((node.as_str()?, node.span))) {
        set.deploy_to(file, name.to_owned(), at);
    }
    set
}
