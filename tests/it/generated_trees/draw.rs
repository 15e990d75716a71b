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
    /// The names by which files lead to others, from the root on.
    pub(super) links: Vec<Link>,
}

/// That a file names another one, or a folder.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) path: String,
    /// As it is written there, once.
    written: String,
    /// From the tree's root.
    pub(super) target: String,
    /// Whether what decides lies behind it.
    pub(super) leads_to_what_decides: bool,
}

impl Link {
    /// A path with something before its last name.
    pub(super) fn prefixed(path: &str, prefix: &str) -> String {
        let at = path.rfind(['/', '(']).map_or(0, |at| at + 1);
        let (before, name) = path.split_at(at);
        format!("{before}{prefix}{name}")
    }

    /// The text of its file with something before the last name of what it names.
    pub(super) fn turned(&self, made: &Made, prefix: &str) -> String {
        let text = &made.files[&self.path];
        assert_eq!(text.matches(&self.written).count(), 1, "{self:?} in {text}");
        text.replace(&self.written, &Self::prefixed(&self.written, prefix))
    }
}

impl Made {
    /// Adds lines to a file.
    pub(super) fn add(&mut self, path: &str, text: &str) {
        self.files
            .entry(path.to_owned())
            .or_default()
            .push_str(text);
    }

    /// Adds that a file, by what is `written` there, leads to another one or to a folder, behind which that lies which decides.
    pub(super) fn leads(&mut self, path: &str, written: &str, target: &str) {
        self.link(path, written, target, true);
    }

    /// The same of one that leads to where the value goes.
    pub(super) fn leads_on(&mut self, path: &str, written: &str, target: &str) {
        self.link(path, written, target, false);
    }

    fn link(&mut self, path: &str, written: &str, target: &str, leads_to_what_decides: bool) {
        self.links.push(Link {
            path: path.to_owned(),
            written: written.to_owned(),
            target: target.to_owned(),
            leads_to_what_decides,
        });
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
