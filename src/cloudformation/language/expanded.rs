//! The entries of a map as they are once its loops have run, and what may yet stand beside them.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;
use std::rc::Rc;

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
    pub(crate) entry: &'n Entry,
    /// Those of its map have the same.
    pub(crate) bindings: Rc<Bindings>,
    /// What is not known of it; apart, as mostly all is known.
    pub(super) open: Option<Box<Open>>,
}

/// What is not known of an entry.
pub(super) struct Open {
    /// The keys that it can come to.
    pub(super) pattern: Pattern,
    /// Why it is not known whether, under which key or how often it is there.
    pub(super) why: Gap,
    /// Whether it is known to be there, once.
    pub(super) is_there: bool,
}

impl Placed<'_> {
    /// Why it is not known whether, under which key or how often it is there.
    pub(crate) fn gap(&self) -> Option<&Gap> {
        let open = self.open.as_deref().filter(|open| !open.is_there);
        open.map(|open| &open.why)
    }

    /// Why it is not known whether there is an entry of its key.
    pub(crate) fn left_open(&self) -> Option<&Gap> {
        self.open.as_deref().map(|open| &open.why)
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
    /// Made at the first look-up, when all are placed.
    index: OnceCell<Index>,
}

/// Where entries stand among those that are placed.
struct Index {
    /// Those that are known to be there, in the order of their keys; of one key, in their own.
    known: Vec<usize>,
    /// Those of which it is not known whether, or under which key.
    open: Vec<usize>,
    /// The keys that one body of a loop makes in several of its turns.
    repeated: HashSet<String>,
}

impl Index {
    fn of(placed: &[Placed<'_>]) -> Index {
        let is_open = |at: &usize| placed[*at].left_open().is_some();
        let (open, mut known): (Vec<usize>, Vec<usize>) = (0..placed.len()).partition(is_open);
        known.sort_by(|&a, &b| placed[a].key.cmp(&placed[b].key));
        let pairs = known
            .windows(2)
            .map(|pair| (&placed[pair[0]], &placed[pair[1]]));
        let repeated = pairs
            .filter(|(a, b)| a.key == b.key && std::ptr::eq(a.entry, b.entry))
            .map(|(one, _)| one.key.clone())
            .collect();
        Index {
            known,
            open,
            repeated,
        }
    }

    /// The last of those of a key that are known to be there.
    fn last<'e, 'n>(&self, placed: &'e [Placed<'n>], key: &str) -> Option<&'e Placed<'n>> {
        let known = &self.known;
        let after = known.partition_point(|&at| placed[at].key.as_str() <= key);
        let last = &placed[known[after.checked_sub(1)?]];
        (last.key == key).then_some(last)
    }
}

/// What a map has under a key.
pub(crate) enum Found<'e, 'n> {
    Entry(&'e Placed<'n>),
    /// It cannot be told whether it has one, or which.
    Perhaps(Gap),
    Nothing,
}

impl<'n> Entries<'n> {
    /// Where there will be about so many.
    pub(super) fn of_about(count: usize) -> Entries<'n> {
        Entries {
            placed: Vec::with_capacity(count),
            ..Entries::default()
        }
    }

    /// Entries of which nothing is known.
    pub(crate) fn rewritten_by(gap: Gap) -> Entries<'n> {
        Entries {
            rewritten: Some(gap),
            ..Entries::default()
        }
    }

    /// Whether all of them are known.
    pub(super) fn is_whole(&self) -> bool {
        self.beside.is_none()
            && self.rewritten.is_none()
            && self
                .placed
                .iter()
                .all(|placed| placed.left_open().is_none())
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.placed))
    }

    /// Whether one body of a loop makes a key in several of its turns.
    pub(crate) fn is_repeated(&self, key: &str) -> bool {
        self.index().repeated.contains(key)
    }

    /// What stands under a key. Of several, the last one counts: `CloudFormation` was seen to take it
    /// (go-to-k/cdk-real-drift, PR 1133).
    pub(crate) fn find(&self, key: &str) -> Found<'_, 'n> {
        if let Some(gap) = &self.rewritten {
            return Found::Perhaps(gap.clone());
        }
        let index = self.index();
        if let Some(last) = index.last(&self.placed, key) {
            return Found::Entry(last);
        }
        let perhaps = index.open.iter().find_map(|&at| {
            let open = self.placed[at].open.as_deref()?;
            open.pattern.takes(key).then_some(&open.why)
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
    Outputs,
    Parameters,
    Resources,
}

impl Section {
    /// Its key in the template.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Section::Conditions => "Conditions",
            Section::Mappings => "Mappings",
            Section::Outputs => "Outputs",
            Section::Parameters => "Parameters",
            Section::Resources => "Resources",
        }
    }
}

/// The sections of a template, each expanded when it is first asked for.
#[derive(Default)]
pub(super) struct Sections<'a> {
    pub(super) expanded: [OnceCell<Entries<'a>>; 5],
    /// Whether that section is being expanded, to catch loops over what it declares itself.
    pub(super) open: [Cell<bool>; 5],
}
