//! What data files come to as a whole, decoded once for all units of a run that read them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::lang::facts::weight_of;
use super::lang::scope::Decoding;
use super::lang::values::Value;
use super::limits::MAX_WEIGHT_OF_DECODED;
use crate::budget::Budget;
use crate::resolved::{Privacy, Resolved};
use crate::source::{SourceFile, SourceId, SourceMap};

/// The values of files, by the function that decodes them and what is kept back of them.
#[derive(Debug, Default)]
pub(crate) struct DecodedFiles(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    values: HashMap<(SourceId, String, Privacy), Resolved<Value>>,
    weight: usize,
}

impl Decoding<'_> {
    /// The file, where the text is its own.
    fn whole(&self, sources: &SourceMap) -> Option<Arc<SourceFile>> {
        let file = sources.get(self.file.source);
        (file.input().text == self.text).then_some(file)
    }

    /// Takes its steps, which are those of something that is done once in a run; false once there are too few.
    pub(crate) fn take(&self, steps: u32, sources: &SourceMap, budget: &Budget) -> bool {
        match self.whole(sources) {
            Some(file) => {
                let name = format!("{} {}", self.by, file.path().display());
                budget.take_once(&name, steps)
            }
            None => budget.take(steps),
        }
    }
}

impl DecodedFiles {
    /// What a text comes to. Past a bound it is decoded anew: nothing but time depends on which come first.
    pub(crate) fn value(
        &self,
        decoding: &Decoding<'_>,
        sources: &SourceMap,
        decode: &dyn Fn() -> Resolved<Value>,
    ) -> Resolved<Value> {
        let Some(file) = decoding.whole(sources) else {
            return decode();
        };
        let name = (file.id(), decoding.by.to_owned(), decoding.privacy);
        if let Some(known) = self.kept(|kept| kept.values.get(&name).cloned()) {
            return known;
        }
        let value = decode();
        let weight = weight_of(&value);
        self.kept(|kept| {
            if kept.weight + weight <= MAX_WEIGHT_OF_DECODED
                && kept.values.insert(name, value.clone()).is_none()
            {
                kept.weight += weight;
            }
        });
        value
    }

    fn kept<T>(&self, ask: impl FnOnce(&mut Kept) -> T) -> T {
        ask(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
