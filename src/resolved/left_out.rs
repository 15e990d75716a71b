//! What a long way leaves out: of each file one place. Values that came by the same long way share it.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::limits::MAX_WAYS_KEPT_APART;
use crate::source::{SourceId, Span};

/// One place of each file, of one way or several.
#[derive(Clone, Debug, Default)]
pub(super) struct LeftOut {
    ways: Vec<Arc<BTreeMap<SourceId, Span>>>,
}

impl LeftOut {
    pub(super) fn has(&self, file: SourceId) -> bool {
        self.ways.iter().any(|way| way.contains_key(&file))
    }

    pub(super) fn places(&self) -> impl Iterator<Item = Span> + '_ {
        self.ways.iter().flat_map(|way| way.values().copied())
    }

    /// Adds what another way leaves out.
    pub(super) fn add(&mut self, other: &LeftOut) {
        for way in &other.ways {
            self.add_way(way);
        }
    }

    /// Adds places, the first of each file.
    pub(super) fn add_places(&mut self, places: impl IntoIterator<Item = Span>) {
        let mut way = BTreeMap::new();
        for place in places {
            way.entry(place.source).or_insert(place);
        }
        if !way.is_empty() {
            self.add_way(&Arc::new(way));
        }
    }

    fn add_way(&mut self, way: &Arc<BTreeMap<SourceId, Span>>) {
        if self.ways.iter().any(|known| Arc::ptr_eq(known, way)) {
            return;
        }
        self.ways.push(Arc::clone(way));
        if self.ways.len() > MAX_WAYS_KEPT_APART {
            let ways = std::mem::take(&mut self.ways);
            self.add_places(ways.iter().flat_map(|way| way.values().copied()));
        }
    }
}

impl PartialEq for LeftOut {
    fn eq(&self, other: &LeftOut) -> bool {
        let same = |(a, b): (&Arc<_>, &Arc<_>)| Arc::ptr_eq(a, b) || a == b;
        self.ways.len() == other.ways.len() && self.ways.iter().zip(&other.ways).all(same)
    }
}

impl Eq for LeftOut {}

/// By how much it is, which costs the same however much that is.
impl Hash for LeftOut {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for way in &self.ways {
            way.len().hash(state);
        }
    }
}
