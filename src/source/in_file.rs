//! Places in a file that was read before the run had its texts: the configuration.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::map::SourceMap;
use super::span::{Span, to_u32};

/// Some bytes of a file, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFile {
    path: Arc<Path>,
    range: Range<usize>,
}

impl InFile {
    /// The bytes of a span, of the file at a path.
    #[must_use]
    pub fn new(path: &Arc<Path>, span: Span) -> InFile {
        InFile {
            path: Arc::clone(path),
            range: span.range(),
        }
    }

    /// The same place in a run's text of the file, where that was taken in.
    #[must_use]
    pub fn span(&self, sources: &SourceMap) -> Option<Span> {
        let source = sources.known(&self.path)?;
        Some(Span {
            source,
            start: to_u32(self.range.start),
            end: to_u32(self.range.end),
        })
    }
}

/// Where a file gives a value to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAt {
    pub name: InFile,
    pub value: InFile,
}
