//! Decoding a string of a file while noting where each part of its text stands there.

use std::ops::Range;

/// A decoded text and the way back, as [`crate::source::Input::unfolded`] takes it.
#[derive(Debug, Default)]
pub(super) struct Unfolding {
    pub(super) text: String,
    pub(super) pieces: Vec<(usize, usize)>,
}

impl Unfolding {
    /// Appends what the bytes `from` of the file decode to.
    pub(super) fn put(&mut self, decoded: &str, from: Range<usize>) {
        let follows = self
            .pieces
            .last()
            .is_some_and(|&(inner, outer)| outer + (self.text.len() - inner) == from.start);
        if !follows {
            self.pieces.push((self.text.len(), from.start));
        }
        self.text.push_str(decoded);
        if decoded.len() != from.len() {
            self.pieces.push((self.text.len(), from.end));
        }
    }

    /// `None` where it came to another text than the parser read.
    pub(super) fn checked(self, text: &str) -> Option<(String, Vec<(usize, usize)>)> {
        (self.text == text).then_some((self.text, self.pieces))
    }
}
