//! The entries of a map as they are once its loops have run, and what may yet stand beside them.

use std::cell::{Cell, OnceCell};

use super::bindings::Bindings;
use super::gap::{Gap, Pattern};
use crate::parse::Entry;
use crate::source::Span;

/// An entry, in one turn of the loops around it.
pub(crate) struct Placed<'n> {
    /// The key with its placeholders filled in, as far as they are known.
    pub(crate) key: String,
    /// The same for people: what is not to be shown of it has the number of its turn instead.
    pub(crate) shown: String,
    /// The keys that it can come to.
    pub(super) pattern: Pattern,
    pub(crate) entry: &'n Entry,
    pub(crate) bindings: Bindings,
    /// Why it is not known whether, under which key or how often it is there.
    pub(crate) gap: Option<Gap>,
    /// Why it is not known under which key it is there, once.
    pub(super) unnamed: Option<Gap>,
}

impl Placed<'_> {
    /// Why it is not known whether there is an entry of its key.
    pub(crate) fn left_open(&self) -> Option<&Gap> {
        self.gap.as_ref().or(self.unnamed.as_ref())
    }
}

/// The entries of a map.
#[derive(Default)]
pub(crate) struct Entries<'n> {
    pub(crate) placed: Vec<Placed<'n>>,
    /// What may add entries that are not known; it changes none of those that are.
    pub(crate) beside: Option<Gap>,
    /// What may rewrite them all.
    pub(crate) rewritten: Option<Gap>,
    /// The places by which the items came that the loops among them run over.
    pub(crate) loops: Vec<Span>,
}

/// What a map has under a key.
pub(crate) enum Found<'e, 'n> {
    Entry(&'e Placed<'n>),
    /// It cannot be told whether it has one, or which.
    Perhaps(Gap),
    Nothing,
}

impl<'n> Entries<'n> {
    /// Whether all of them are known.
    pub(super) fn is_whole(&self) -> bool {
        self.beside.is_none()
            && self.rewritten.is_none()
            && self
                .placed
                .iter()
                .all(|placed| placed.left_open().is_none())
    }

    /// What stands under a key. Of several, the last one counts: `CloudFormation` was seen to take it
    /// (go-to-k/cdk-real-drift, PR 1133).
    pub(crate) fn find(&self, key: &str) -> Found<'_, 'n> {
        if let Some(gap) = &self.rewritten {
            return Found::Perhaps(gap.clone());
        }
        let mut last_first = self.placed.iter().rev();
        if let Some(placed) =
            last_first.find(|placed| placed.left_open().is_none() && placed.key == key)
        {
            return Found::Entry(placed);
        }
        let perhaps = self.placed.iter().find_map(|placed| {
            let gap = placed.left_open()?;
            placed.pattern.takes(key).then_some(gap)
        });
        match perhaps.or(self.beside.as_ref()) {
            Some(gap) => Found::Perhaps(gap.clone()),
            None => Found::Nothing,
        }
    }
}

/// The sections whose members are referred to by name.
#[derive(Clone, Copy)]
pub(crate) enum Section {
    Conditions,
    Mappings,
    Parameters,
    Resources,
}

impl Section {
    /// Its key in the template.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Section::Conditions => "Conditions",
            Section::Mappings => "Mappings",
            Section::Parameters => "Parameters",
            Section::Resources => "Resources",
        }
    }
}

/// The sections of a template, each expanded when it is first asked for.
#[derive(Default)]
pub(super) struct Sections<'a> {
    pub(super) expanded: [OnceCell<Entries<'a>>; 4],
    /// Whether that section is being expanded, to catch loops over what it declares itself.
    pub(super) open: [Cell<bool>; 4],
}
