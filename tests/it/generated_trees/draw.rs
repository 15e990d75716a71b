//! What a tree's number chooses, and the files that come of it.

use std::collections::BTreeMap;

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// The choices of one tree: the same for the same number.
pub(super) struct Draw(TestRng);

impl Draw {
    pub(super) fn new(number: u64) -> Draw {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        Draw(TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.next_u64() % bound as u64).unwrap()
    }

    pub(super) fn flag(&mut self) -> bool {
        self.below(2) == 0
    }

    pub(super) fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// A tree that is made: its files, which of them decides, and what must be said of its trails.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) files: BTreeMap<String, String>,
    pub(super) decisive: String,
    /// Whether each trail records, in any order.
    pub(super) recorded: Vec<bool>,
}

impl Made {
    /// Adds lines to a file.
    pub(super) fn add(&mut self, path: &str, text: &str) {
        self.files
            .entry(path.to_owned())
            .or_default()
            .push_str(text);
    }

    /// Adds what decides.
    pub(super) fn decide(&mut self, path: &str, text: &str) {
        assert!(
            self.decisive.is_empty(),
            "{} decides already",
            self.decisive
        );
        path.clone_into(&mut self.decisive);
        self.add(path, text);
    }
}

/// Lines, so far to the right.
pub(super) fn indented(text: &str, by: usize) -> String {
    let margin = " ".repeat(by);
    let lines = text.lines();
    lines.flat_map(|line| [&*margin, line, "\n"]).collect()
}
