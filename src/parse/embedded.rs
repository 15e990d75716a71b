//! Texts that a string of a file holds: a template in a template, an expression in JSON.

use std::ops::Range;

use crate::source::{Input, OffsetMap, SourceId};

/// A string's text, decoded, and where each part of it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EmbeddedText {
    pub text: String,
    /// From bytes of the text to bytes of the file.
    pub offsets: OffsetMap,
}

impl EmbeddedText {
    /// The text to parse; spans of what is parsed from it point into the file, which is `source`.
    #[must_use]
    pub fn input(&self, source: SourceId) -> Input<'_> {
        Input::embedded(source, &self.text, self.offsets.clone())
    }

    /// Appends a text that stands in the file, or that a string of it holds.
    pub fn append(&mut self, part: &Input<'_>) {
        let mut expected = None;
        for (at, c) in part.text.char_indices() {
            let (outer, is_made) = part.place(at);
            if expected != Some((outer, is_made)) {
                if is_made {
                    self.offsets.push_made(self.text.len(), outer);
                } else {
                    self.offsets.push(self.text.len(), outer);
                }
            }
            let next = if is_made { 0 } else { c.len_utf8() };
            expected = Some((outer + next, is_made));
            self.text.push(c);
        }
        let end = part.offset(part.text.len());
        self.offsets.push(self.text.len(), end);
    }

    /// Appends what is left of some bytes of a text (`range`) where characters of them are taken out: indentation, what
    /// escapes others.
    pub fn append_left_over(&mut self, left_over: &str, outer: &Input<'_>, range: Range<usize>) {
        let end = range.end;
        let mut run = range.start..range.start;
        for (at, c) in left_over.char_indices() {
            let found = outer.text[run.end..end].find(c);
            let Some(skipped) = found else {
                self.append(&outer.slice(run));
                let rest = outer.span(range).range();
                return self.append_made(&left_over[at..], rest);
            };
            if skipped > 0 {
                self.append(&outer.slice(run.clone()));
                run.start = run.end + skipped;
            }
            run.end += skipped + c.len_utf8();
        }
        self.append(&outer.slice(run));
    }

    /// Appends a text that is written nowhere: what stands at a place of the file makes it.
    pub fn append_made(&mut self, made: &str, by: Range<usize>) {
        if !made.is_empty() {
            self.offsets.push_made(self.text.len(), by.start);
        }
        self.text.push_str(made);
        self.offsets.push(self.text.len(), by.end);
    }

    /// Appends what the bytes `from` of the file decode to.
    pub(super) fn put(&mut self, decoded: &str, from: Range<usize>) {
        let follows = self
            .offsets
            .pairs()
            .last()
            .is_some_and(|&(inner, outer)| outer + (self.text.len() - inner) == from.start);
        if !follows {
            self.offsets.push(self.text.len(), from.start);
        }
        self.text.push_str(decoded);
        if decoded.len() != from.len() {
            self.offsets.push(self.text.len(), from.end);
        }
    }

    /// `None` where it came to another text than the parser read.
    pub(super) fn checked(self, text: &str) -> Option<EmbeddedText> {
        (self.text == text).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn what_is_left_of_a_text_keeps_its_places() {
        let outer = "x = <<-E\n    a: $${b}\n      c\nE\n";
        let file = SourceMap::default()
            .add("main.tf", outer.into())
            .expect("it is text");
        let mut embedded = EmbeddedText::default();
        embedded.append_left_over("a: ${b}\n  c\n", &file.input(), 9..30);
        let input = embedded.input(file.id());
        assert_eq!(input.text, "a: ${b}\n  c\n");
        let at = |text: &str| input.offset(input.text.find(text).expect("it is there"));
        assert_eq!(at("a"), outer.find("a:").expect("it is there"));
        assert_eq!(at("b"), outer.find("b}").expect("it is there"));
        assert_eq!(at("c"), outer.find("c\n").expect("it is there"));
    }

    /// What is written nowhere takes no more than what stands in the file, however long it is.
    #[test]
    fn a_made_text_stands_where_it_is_made_in_each_of_its_parts() {
        let outer = "Join: [one, two]";
        let file = SourceMap::default()
            .add("t.yaml", outer.into())
            .expect("it is text");
        let mut made = EmbeddedText::default();
        made.append(&file.input().slice(7..10));
        made.append_made(&"x".repeat(1_000), 12..15);
        made.append(&file.input().slice(0..4));
        let mut again = EmbeddedText::default();
        again.append(&made.input(file.id()).slice(1..900));
        again.append(&made.input(file.id()).slice(900..1_007));
        assert_eq!(made.input(file.id()).span(3..1_003).range(), 12..15);
        for (embedded, before) in [(&made, 3), (&again, 2)] {
            assert!(embedded.offsets.pairs().len() < 10);
            let input = embedded.input(file.id());
            let places = |range: Range<usize>| input.span(range).range();
            assert_eq!(places(before..before + 1_000).start, 12);
            assert_eq!(places(before + 5..before + 6), 12..12);
            assert_eq!(places(before - 1..before).start, 9);
            assert_eq!(places(before + 1_000..before + 1_001), 0..1);
        }
    }
}
