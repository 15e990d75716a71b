//! The parts of a collection, which its copies share: a value may be passed to many instances as a whole.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::resolved::Privacy;

/// What is asked about all that lies in a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// Roughly how much memory it takes: its parts, and the length of its texts.
    pub(super) weight: usize,
    /// How many values lie in one another.
    pub(super) levels: usize,
    /// Whether a part is refused, be it in one case.
    pub(super) is_refused: bool,
    /// The most that is kept back of a part.
    pub(super) privacy: Privacy,
    /// The least that is kept back of a part; nothing is of one that has a name, or says why it has no value.
    pub(super) kept_back: Privacy,
}

impl Default for Facts {
    /// Those of nothing.
    fn default() -> Facts {
        Facts {
            weight: 0,
            levels: 0,
            is_refused: false,
            privacy: Privacy::Shown,
            kept_back: Privacy::Ephemeral,
        }
    }
}

impl Facts {
    /// Of two parts beside one another.
    pub(super) fn and(self, other: Facts) -> Facts {
        Facts {
            weight: self.weight.saturating_add(other.weight),
            levels: self.levels.max(other.levels),
            is_refused: self.is_refused || other.is_refused,
            privacy: self.privacy.max(other.privacy),
            kept_back: self.kept_back.min(other.kept_back),
        }
    }
}

/// Parts that are not changed any more, and what was found out about them.
#[derive(Clone, Debug)]
pub(crate) struct Shared<P> {
    parts: Arc<Parts<P>>,
}

#[derive(Clone, Debug)]
struct Parts<P> {
    all: P,
    facts: OnceLock<Facts>,
}

impl<P> Shared<P> {
    /// Which parts they are: copies share this, and nothing else does as long as one of them is there.
    pub(super) fn identity(&self) -> usize {
        Arc::as_ptr(&self.parts).addr()
    }

    /// What is known of all of them together, found once.
    pub(super) fn facts(&self, find: impl FnOnce(&P) -> Facts) -> Facts {
        *self.parts.facts.get_or_init(|| find(&self.parts.all))
    }
}

impl<P: Clone> Shared<P> {
    /// The parts themselves, to change.
    pub(crate) fn into_inner(self) -> P {
        match Arc::try_unwrap(self.parts) {
            Ok(parts) => parts.all,
            Err(shared) => shared.all.clone(),
        }
    }
}

impl<P> From<P> for Shared<P> {
    fn from(all: P) -> Shared<P> {
        let facts = OnceLock::new();
        Shared {
            parts: Arc::new(Parts { all, facts }),
        }
    }
}

impl<P> Deref for Shared<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.parts.all
    }
}

impl<P: PartialEq> PartialEq for Shared<P> {
    fn eq(&self, other: &Shared<P>) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts) || self.parts.all == other.parts.all
    }
}

impl<P: FromIterator<T>, T> FromIterator<T> for Shared<P> {
    fn from_iter<I: IntoIterator<Item = T>>(parts: I) -> Shared<P> {
        P::from_iter(parts).into()
    }
}

impl<P: Clone + IntoIterator> IntoIterator for Shared<P> {
    type Item = P::Item;
    type IntoIter = P::IntoIter;

    fn into_iter(self) -> P::IntoIter {
        self.into_inner().into_iter()
    }
}

impl<'p, P> IntoIterator for &'p Shared<P>
where
    &'p P: IntoIterator,
{
    type Item = <&'p P as IntoIterator>::Item;
    type IntoIter = <&'p P as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.parts.all.into_iter()
    }
}
