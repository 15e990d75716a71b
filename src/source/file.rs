//! One text.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::input::Input;
use super::json_strings::Strings;
use super::span::{Position, SourceId, to_u32};

/// One text, as it lies on disk: line ends, byte-order mark and all.
#[derive(Debug)]
pub struct SourceFile {
    pub(super) id: SourceId,
    /// The text before it in its folder, or in another one of that folder's hash.
    pub(super) before_in_folder: Option<SourceId>,
    pub(super) path: Arc<Path>,
    pub(super) name: Box<str>,
    pub(super) text: Text,
    pub(super) quoted: Quoted,
    /// Whether it holds values of a deployment, secrets among them.
    pub(super) holds_values: AtomicBool,
    /// Whether nothing that is written there may be said: it is not what it is read as by its name.
    pub(super) unsaid: AtomicBool,
    /// Ranges of bytes that hold a value which is not to be shown.
    pub(super) hidden: Mutex<Vec<Range<usize>>>,
    pub(super) told: OnceLock<Box<Told>>,
}

/// What is told of few texts: of those that are made of others, and of those that something is said about.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Ranges of bytes of a text that is made of others which are not to be shown.
    private: OnceLock<Vec<Range<usize>>>,
    /// Ranges of bytes of a text that is made of others of which nothing is known, and why, a clause.
    unknown: OnceLock<Vec<(Range<usize>, String)>>,
    line_starts: OnceLock<Vec<u32>>,
    /// How many chars begin before each [`STRIDE`] of bytes.
    chars_before: OnceLock<Vec<u32>>,
    /// Where its strings are, read as JSON.
    strings: OnceLock<Strings>,
}

/// What reports may say of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    /// Its lines, and the values that are written there.
    Whole,
    /// No line of it: it lies in no file.
    NoLine,
    /// Nothing that is written there: it belongs to a module that only a local source names.
    Nothing,
}

/// After how many bytes chars are counted anew: minified JSON is one line, and columns lie far into it.
const STRIDE: usize = 1024;

/// What became of a file's bytes.
#[derive(Debug)]
pub(super) enum Text {
    /// They are UTF-8.
    AsItIs(String),
    /// They are in another encoding, by their byte-order mark. Offsets are those of the text in UTF-8.
    Decoded(String),
    /// They are UTF-8 up to a byte; from there on the text holds replacement characters.
    NotUtf8 { text: String, at: usize },
}

const BYTE_ORDER_MARK: &str = "\u{feff}";

impl SourceFile {
    pub(super) fn new(
        id: SourceId,
        path: Arc<Path>,
        name: String,
        (text, quoted): (Text, Quoted),
    ) -> SourceFile {
        SourceFile {
            id,
            before_in_folder: None,
            path,
            name: name.into(),
            text,
            quoted,
            holds_values: AtomicBool::default(),
            unsaid: AtomicBool::default(),
            hidden: Mutex::default(),
            told: OnceLock::new(),
        }
    }

    /// What spans name it by.
    #[must_use]
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// The path it was opened by.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The same, for who keeps it.
    pub(crate) fn shared_path(&self) -> Arc<Path> {
        Arc::clone(&self.path)
    }

    /// The path as printed: `/` between its parts, relative to the working directory where it can be.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text, byte-order mark included; replacement characters stand for what is not UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.text {
            Text::AsItIs(text) | Text::Decoded(text) | Text::NotUtf8 { text, .. } => text,
        }
    }

    /// Offset in bytes of the first byte that is not UTF-8, if there is one.
    #[must_use]
    pub fn not_utf8_at(&self) -> Option<usize> {
        match self.text {
            Text::NotUtf8 { at, .. } => Some(at),
            Text::AsItIs(_) | Text::Decoded(_) => None,
        }
    }

    /// Whether offsets are those of its text in UTF-8 and not of its bytes on disk: it cannot be edited by them.
    #[must_use]
    pub fn is_decoded(&self) -> bool {
        !matches!(self.text, Text::AsItIs(_))
    }

    /// Whether it is read only because a local source names the folder of its module: no value that is written there is said.
    #[must_use]
    pub fn is_of_module_outside(&self) -> bool {
        self.quoted == Quoted::Nothing
    }

    /// Says that it holds values of a deployment, which may be secrets: reports show of it the places they point at, and
    /// nothing beside them.
    pub fn mark_as_values(&self) {
        self.holds_values.store(true, Ordering::Relaxed);
    }

    /// Whether reports may show the places alone that they point at.
    #[must_use]
    pub fn holds_values(&self) -> bool {
        self.holds_values.load(Ordering::Relaxed)
    }

    /// Keeps reports from showing a part of it: a sensitive value stands there.
    pub fn hide(&self, part: Range<usize>) {
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        if !hidden.contains(&part) {
            if hidden.is_empty() {
                // Most have one, which is all of the text.
                hidden.reserve_exact(1);
            }
            hidden.push(part);
        }
    }

    /// Keeps reports from showing any of it: it is not what it was taken for, and may be anything.
    pub fn hide_all(&self) {
        self.hide(0..self.text().len());
    }

    /// Says that values are read from it though its name is none of a file of values: it may hold secrets, and nothing that is
    /// written there is said, neither in excerpts nor as a value.
    pub fn keep_unsaid(&self) {
        self.hide_all();
        self.mark_unsaid();
    }

    /// Says that of the values that are written there none is said but what is public. What excerpts show is another matter.
    pub fn mark_unsaid(&self) {
        self.unsaid.store(true, Ordering::Relaxed);
    }

    /// Whether nothing that is written there may be said.
    #[must_use]
    pub fn is_unsaid(&self) -> bool {
        self.unsaid.load(Ordering::Relaxed)
    }

    /// Says which parts of a text that lies in no file were made of what is not to be shown: nothing of what is read there may
    /// be said. It is said once.
    pub fn mark_private(&self, parts: Vec<Range<usize>>) {
        let _ = self.told().private.set(parts);
    }

    /// Whether a part was made of what is not to be shown.
    #[must_use]
    pub fn is_private(&self, part: &Range<usize>) -> bool {
        let told = self.told.get();
        let mut private = told
            .and_then(|told| told.private.get())
            .into_iter()
            .flatten();
        private.any(|of| of.start < part.end && part.start < of.end)
    }

    /// Says which parts of a text that lies in no file stand for others that are not known, and why, a clause: nothing comes of
    /// what is read there. It is said once.
    pub fn mark_unknown(&self, parts: Vec<(Range<usize>, String)>) {
        let _ = self.told().unknown.set(parts);
    }

    /// Why nothing is known of a part, a clause, where something in it stands for what is not.
    #[must_use]
    pub fn why_unknown(&self, part: &Range<usize>) -> Option<&str> {
        let told = self.told.get();
        let mut unknown = told
            .and_then(|told| told.unknown.get())
            .into_iter()
            .flatten();
        let met = unknown.find(|(of, _)| of.start < part.end && part.start < of.end);
        met.map(|(_, why)| why.as_str())
    }

    /// The parts of a range that reports may not show.
    #[must_use]
    pub fn hidden_in(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        if self.quoted != Quoted::Whole {
            return vec![range.clone()];
        }
        let hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        let meets = |part: &&Range<usize>| part.start < range.end && range.start < part.end;
        hidden.iter().filter(meets).cloned().collect()
    }

    /// What a parser reads: the text without its byte-order mark, and how its offsets map to this file's bytes.
    #[must_use]
    pub fn input(&self) -> Input<'_> {
        let whole = self.text();
        let text = whole.strip_prefix(BYTE_ORDER_MARK).unwrap_or(whole);
        Input::of_file(self.id, text, whole.len() - text.len())
    }

    fn told(&self) -> &Told {
        self.told.get_or_init(Box::default)
    }

    fn line_starts(&self) -> &[u32] {
        self.told().line_starts.get_or_init(|| {
            std::iter::once(0)
                .chain(memchr::memchr_iter(b'\n', self.text().as_bytes()).map(|at| to_u32(at + 1)))
                .collect()
        })
    }

    /// Where a byte offset is; one past the end counts as the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text().len());
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset);
        let start = starts[line - 1] as usize;
        let mut column = 1 + if offset - start <= STRIDE {
            chars_in(&self.text().as_bytes()[start..offset])
        } else {
            self.chars_to(offset) - self.chars_to(start)
        };
        if start == 0 && self.text().starts_with(BYTE_ORDER_MARK) && offset > 0 {
            column -= 1;
        }
        Position {
            line,
            column,
            offset,
        }
    }

    /// How many chars begin before an offset; looks at no more than a stride of bytes.
    fn chars_to(&self, offset: usize) -> usize {
        let bytes = self.text().as_bytes();
        let counts = self.told().chars_before.get_or_init(|| {
            let mut count = 0;
            let strides = bytes.chunks(STRIDE).map(|stride| {
                let before = count;
                count += chars_in(stride);
                to_u32(before)
            });
            strides.collect()
        });
        let stride = offset / STRIDE;
        match counts.get(stride) {
            Some(&count) => count as usize + chars_in(&bytes[stride * STRIDE..offset]),
            // The end of a text that is so many strides long.
            None => chars_in(bytes),
        }
    }

    /// Whether a byte offset stands in a string of JSON, as the quotes before it on its line tell.
    #[must_use]
    pub fn is_in_json_string(&self, offset: usize) -> bool {
        let bytes = self.text().as_bytes();
        let strings = self.told().strings.get_or_init(|| Strings::of(bytes));
        strings.are_around(bytes, offset)
    }

    /// The bytes of the line (counted from 1), without its line end.
    #[must_use]
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let starts = self.line_starts();
        let start = starts[line - 1] as usize;
        let end = starts.get(line).map_or(self.text().len(), |&s| s as usize);
        let text = self.text()[start..end].trim_end_matches(['\n', '\r']);
        start..start + text.len()
    }
}

/// How many chars begin in some bytes of UTF-8.
fn chars_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::SourceMap;

    #[test]
    fn only_the_bytes_on_disk_can_be_edited() {
        let sources = SourceMap::default();
        for (name, bytes, is_decoded) in [
            ("a.tf", "# für".as_bytes(), false),
            ("b.tf", b"# f\xfcr", true),
            ("c.tf", b"\xff\xfe#\0", true),
        ] {
            let file = sources.add(Path::new(name), bytes.to_vec()).unwrap();
            assert_eq!(file.is_decoded(), is_decoded, "{name}");
        }
    }

    #[test]
    fn columns_far_into_a_line_are_counted_in_chars() {
        let sources = SourceMap::default();
        let mark = BYTE_ORDER_MARK;
        for (name, text) in [
            ("a.json", "é€𝄞x".repeat(900)),
            ("b.json", format!("{mark}ab\n{}", "aé".repeat(4_000))),
        ] {
            let file = sources.add(Path::new(name), text.clone().into()).unwrap();
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = &text[..offset];
                let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
                let column = 1 + line.chars().filter(|&c| !mark.contains(c)).count();
                assert_eq!(file.position(offset).column, column, "{offset}");
            }
        }
    }
}
