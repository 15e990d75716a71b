//! Source texts and places in them.
//!
//! A [`Span`] is the only kind of location inside the program: bytes, half open. Lines and columns are
//! worked out here, once, at the edges.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

use crate::paths::{absolute, relative, shares_a_folder};

/// Names one text of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(u32);

/// A half-open range of bytes of one source, counted from its first byte (a byte-order mark included).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The bytes covered, for slicing the source's text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// From this span's start to the other's end; both must be of one source.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span {
            end: other.end.max(self.start),
            ..self
        }
    }

    /// Whether the other span lies within this one.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// A place as people count: line and column from 1, the column in chars; `offset` in bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    pub line: usize,
    pub column: usize,
    pub offset: usize,
}

/// Why a source could not be read, as a clause after its path.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    #[error("cannot be read: {why}")]
    Io { why: String },
    #[error("larger than 4 GiB")]
    TooLarge,
}

/// One text, as it lies on disk: line ends, byte-order mark and all.
#[derive(Debug)]
pub struct SourceFile {
    id: SourceId,
    path: PathBuf,
    name: String,
    text: String,
    /// The first byte that is not UTF-8. From there on `text` holds replacement characters.
    not_utf8_at: Option<usize>,
    line_starts: OnceLock<Vec<u32>>,
}

const BYTE_ORDER_MARK: &str = "\u{feff}";

impl SourceFile {
    #[must_use]
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// The path it was opened by.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path as printed: `/` between its parts, relative to the working directory where it can be.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Offset in bytes of the first byte that is not UTF-8, if there is one.
    #[must_use]
    pub fn not_utf8_at(&self) -> Option<usize> {
        self.not_utf8_at
    }

    /// What a parser reads: the text without its byte-order mark, and the way back to this file's bytes.
    #[must_use]
    pub fn input(&self) -> Input<'_> {
        let text = self
            .text
            .strip_prefix(BYTE_ORDER_MARK)
            .unwrap_or(&self.text);
        Input {
            source: self.id,
            text,
            offsets: Offsets::Shift(self.text.len() - text.len()),
        }
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0)
                .chain(memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| to_u32(at + 1)))
                .collect()
        })
    }

    /// Where a byte offset is; one past the end counts as the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset);
        let start = starts[line - 1] as usize;
        let before = &self.text.as_bytes()[start..offset];
        let mut column = 1 + before.iter().filter(|&&b| b & 0xC0 != 0x80).count();
        if start == 0 && self.text.starts_with(BYTE_ORDER_MARK) && offset > 0 {
            column -= 1;
        }
        Position {
            line,
            column,
            offset,
        }
    }

    /// The bytes of the line (counted from 1), without its line end.
    #[must_use]
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let starts = self.line_starts();
        let start = starts[line - 1] as usize;
        let end = starts.get(line).map_or(self.text.len(), |&s| s as usize);
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + text.len()
    }
}

/// A text to parse, and how its offsets map to the bytes of the file it came from.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    pub source: SourceId,
    pub text: &'a str,
    offsets: Offsets,
}

#[derive(Clone, Debug)]
enum Offsets {
    /// The text lies in the file as it is, this many bytes in.
    Shift(usize),
    /// The text is what a string of the file holds, see [`Input::embedded`].
    Map(Arc<OffsetMap>),
}

/// The way from a text's offsets to those of the file that holds it in a string: pairs of both, ascending, the first at
/// the text's 0. Where one offset of the text has several pairs, what comes before it ends at the first and what follows
/// starts at the last: between them lies what the text leaves out (an indentation).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap(Vec<(usize, usize)>);

impl OffsetMap {
    /// Says that the text from `inner` on stands in the file from `outer` on.
    pub fn push(&mut self, inner: usize, outer: usize) {
        self.0.push((inner, outer));
    }

    /// The pairs, for looking at them.
    #[must_use]
    pub fn pairs(&self) -> &[(usize, usize)] {
        &self.0
    }

    fn offset(&self, at: usize) -> usize {
        let next = self.0.partition_point(|&(inner, _)| inner <= at);
        match next.checked_sub(1).map(|i| self.0[i]) {
            Some((inner, outer)) => outer + (at - inner),
            None => at,
        }
    }

    /// Where the bytes before an offset of the text end in the file.
    fn end_offset(&self, at: usize) -> usize {
        match self.0.get(self.0.partition_point(|&(inner, _)| inner < at)) {
            Some(&(inner, outer)) if inner == at => outer,
            _ => self.offset(at),
        }
    }

    /// That of a part of the text.
    fn slice(&self, range: &Range<usize>) -> OffsetMap {
        let inside = self
            .0
            .iter()
            .filter(|(inner, _)| (range.start + 1..=range.end).contains(inner))
            .map(|&(inner, outer)| (inner - range.start, outer));
        OffsetMap(
            std::iter::once((0, self.offset(range.start)))
                .chain(inside)
                .collect(),
        )
    }
}

impl<'a> Input<'a> {
    /// The same text seen from a part of it (`range` in bytes of `self.text`).
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Input<'a> {
        let offsets = match &self.offsets {
            Offsets::Shift(by) => Offsets::Shift(by + range.start),
            Offsets::Map(map) => Offsets::Map(map.slice(&range).into()),
        };
        Input {
            source: self.source,
            text: &self.text[range],
            offsets,
        }
    }

    /// A text that a string of `source` holds.
    #[must_use]
    pub fn embedded(source: SourceId, text: &'a str, offsets: OffsetMap) -> Input<'a> {
        Input {
            source,
            text,
            offsets: Offsets::Map(offsets.into()),
        }
    }

    /// Where a byte offset of the text lies in the file.
    #[must_use]
    pub fn offset(&self, at: usize) -> usize {
        match &self.offsets {
            Offsets::Shift(by) => at + by,
            Offsets::Map(map) => map.offset(at),
        }
    }

    /// Where the bytes before an offset of the text end in the file.
    fn end_offset(&self, at: usize) -> usize {
        match &self.offsets {
            Offsets::Shift(by) => at + by,
            Offsets::Map(map) => map.end_offset(at),
        }
    }

    /// The file's span for a range of bytes of the text.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start);
        let end = if range.end > range.start {
            self.end_offset(range.end)
        } else {
            start
        };
        Span {
            source: self.source,
            start: to_u32(start),
            end: to_u32(end.max(start)),
        }
    }
}

/// Files are refused past 4 GiB when they are read, so an offset always fits.
fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// All texts of a run. Shared between threads; each file is read once.
#[derive(Debug)]
pub struct SourceMap {
    inner: RwLock<Texts>,
    /// Texts that stand in for what is on disk (an editor's unsaved buffers), by path.
    overlay: HashMap<PathBuf, String>,
    working_directory: Option<PathBuf>,
    /// Whether paths outside of the working directory are printed from the file system's root.
    absolute_names: bool,
}

#[derive(Debug, Default)]
struct Texts {
    files: Vec<Arc<SourceFile>>,
    by_path: HashMap<PathBuf, SourceId>,
}

impl Default for SourceMap {
    /// One without an overlay, for a run in the working directory.
    fn default() -> SourceMap {
        SourceMap::new(&[], &HashMap::new())
    }
}

impl SourceMap {
    /// `given` are the paths of the run: where one of them is absolute, paths outside of the working directory are printed
    /// so. `overlay` maps paths to texts that are taken instead of what is on disk.
    #[must_use]
    pub fn new(given: &[PathBuf], overlay: &HashMap<PathBuf, String>) -> SourceMap {
        SourceMap {
            inner: RwLock::default(),
            overlay: overlay
                .iter()
                .map(|(path, text)| (absolute(path), text.clone()))
                .collect(),
            working_directory: std::env::current_dir().ok(),
            absolute_names: given.iter().any(|path| path.is_absolute()),
        }
    }

    /// The names of the texts that lie in a folder without perhaps being on disk: those taken in so far and those that
    /// stand in for files.
    #[must_use]
    pub fn names_in(&self, folder: &Path) -> Vec<String> {
        let folder = absolute(folder);
        let texts = self.texts();
        let mut names: Vec<String> = texts
            .by_path
            .keys()
            .chain(self.overlay.keys())
            .filter(|path| path.parent() == Some(&folder))
            .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// The text that stands in for a file, if one does.
    #[must_use]
    pub fn overlaid(&self, path: &Path) -> Option<&str> {
        self.overlay.get(&absolute(path)).map(String::as_str)
    }

    /// The file of that id. Ids are only ever made by this map, so it is always there.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Arc<SourceFile> {
        Arc::clone(&self.texts().files[id.0 as usize])
    }

    /// The file at a path, read at its first use. Two spellings of one path, relative or absolute, are one source.
    pub fn load(&self, path: &Path) -> Result<Arc<SourceFile>, ReadError> {
        let path = absolute(path);
        // The lock is let go before it is taken again: a writer may wait in between, and then neither goes on.
        let known = self.texts().by_path.get(&path).copied();
        if let Some(id) = known {
            return Ok(self.get(id));
        }
        let bytes = match self.overlay.get(&path) {
            Some(text) => text.clone().into_bytes(),
            None => std::fs::read(&path).map_err(|error| ReadError::Io {
                why: plain_io_error(&error),
            })?,
        };
        self.add(&path, bytes)
    }

    /// Adds a text under a path, from bytes already read (standard input, a file just scanned). A path that
    /// is already there keeps its first text.
    pub fn add(
        &self,
        path: impl AsRef<Path>,
        bytes: Vec<u8>,
    ) -> Result<Arc<SourceFile>, ReadError> {
        let path = absolute(path.as_ref());
        let name = self.name(&path);
        if u32::try_from(bytes.len()).is_err() {
            return Err(ReadError::TooLarge);
        }
        let (text, not_utf8_at) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (text, Some(at))
            }
        };
        let mut texts = self
            .inner
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(&id) = texts.by_path.get(&path) {
            return Ok(Arc::clone(&texts.files[id.0 as usize]));
        }
        let id = SourceId(to_u32(texts.files.len()));
        let file = Arc::new(SourceFile {
            id,
            path: path.clone(),
            name,
            text,
            not_utf8_at,
            line_starts: OnceLock::new(),
        });
        texts.files.push(Arc::clone(&file));
        texts.by_path.insert(path, id);
        Ok(file)
    }

    /// A path as it is printed: `/` between the parts, relative to the working directory where it can be.
    #[must_use]
    pub fn name(&self, path: &Path) -> String {
        let path = absolute(path);
        let shown = match &self.working_directory {
            Some(here) if path.starts_with(here) => relative(here, &path),
            Some(here) if !self.absolute_names && shares_a_folder(here, &path) => {
                relative(here, &path)
            }
            _ => path,
        };
        shown.to_string_lossy().replace('\\', "/")
    }

    fn texts(&self) -> std::sync::RwLockReadGuard<'_, Texts> {
        self.inner
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// An I/O error in words, without "(os error 2)".
#[must_use]
pub fn plain_io_error(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => {
            let text = error.to_string();
            match text.find(" (os error") {
                Some(at) => text[..at].to_lowercase(),
                None => text,
            }
        }
    }
}
