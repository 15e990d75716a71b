//! The modules that are held: as many as there is room for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::module::Module;
use crate::source::{SourceId, SourceMap};
use crate::terraform::limits::{
    BYTES_OF_TREE_PER_BYTE, MAX_BYTES_OF_MODULES, MAX_BYTES_OF_TREES, TIMES_MADE,
};

/// Where a module is put by who parses it.
pub(super) type Slot = Arc<OnceLock<Arc<Module>>>;

/// Modules by their folders, or by what facts are about. Those that nobody asked for longest are let go where there are too many,
/// and made again where they are asked for.
#[derive(Default)]
pub(super) struct Held {
    all: HashMap<PathBuf, One>,
    /// How many bytes they take, roughly, as far as they may be let go.
    bytes: usize,
    /// How often one was asked for.
    asked: u64,
}

#[derive(Default)]
struct One {
    slot: Slot,
    /// As long as it is held.
    bytes: usize,
    files: Option<Arc<[SourceId]>>,
    /// How often it was made.
    made: usize,
    /// When it was asked for last.
    asked: u64,
}

impl Held {
    pub(super) fn slot(&mut self, name: PathBuf) -> Slot {
        self.asked += 1;
        let one = self.all.entry(name).or_default();
        one.asked = self.asked;
        Arc::clone(&one.slot)
    }

    /// The files of a module that was made, whether or not it is held still.
    pub(super) fn files(&self, name: &Path) -> Option<Arc<[SourceId]>> {
        self.all.get(name)?.files.clone()
    }

    pub(super) fn remove(&mut self, name: &Path) -> Option<Slot> {
        let one = self.all.remove(name)?;
        self.bytes -= one.bytes;
        Some(one.slot)
    }

    /// Notes that a module was made of its files.
    pub(super) fn note(&mut self, name: &Path, module: &Module, sources: &SourceMap) {
        let Some(one) = self.all.get_mut(name) else {
            return;
        };
        one.made += 1;
        one.files
            .get_or_insert_with(|| module.sources.as_slice().into());
        let files = module.sources.iter();
        let text: usize = files.map(|&file| sources.get(file).text().len()).sum();
        let bytes = text + text.min(MAX_BYTES_OF_TREES) * BYTES_OF_TREE_PER_BYTE;
        // What is asked for again and again would be made as often.
        if one.made < TIMES_MADE {
            self.bytes = self.bytes - one.bytes + bytes;
            one.bytes = bytes;
        }
        if self.bytes > MAX_BYTES_OF_MODULES {
            self.let_half_go();
        }
    }

    /// Lets those go that were asked for longest ago, until half of the room is free. What somebody looks at would stay where it
    /// is all the same.
    fn let_half_go(&mut self) {
        let all = self.all.values_mut();
        let mut free: Vec<&mut One> = all.filter(|one| one.is_free()).collect();
        free.sort_unstable_by_key(|one| one.asked);
        for one in free {
            if self.bytes <= MAX_BYTES_OF_MODULES / 2 {
                break;
            }
            self.bytes -= std::mem::take(&mut one.bytes);
            one.slot = Slot::default();
        }
    }
}

impl One {
    fn is_free(&self) -> bool {
        let module = self.slot.get();
        self.bytes > 0
            && Arc::strong_count(&self.slot) == 1
            && module.is_some_and(|module| Arc::strong_count(module) == 1)
    }
}
