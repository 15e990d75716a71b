//! Patterns of paths, made ready for matching where they are asked for: ready, they take a hundred times the room of their text.

use std::path::Path;
use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::recent::Recent;
use crate::terraform::limits::MAX_BYTES_OF_GLOBS_KEPT;

/// No path has it.
const BETWEEN: &str = "\0";

/// Those that were asked for last, ready, by their texts; `None` of what is none.
#[derive(Debug)]
pub(crate) struct ReadyGlobs(Recent<Arc<str>, Option<Arc<GlobSet>>>);

impl Default for ReadyGlobs {
    fn default() -> ReadyGlobs {
        ReadyGlobs(Recent::new(MAX_BYTES_OF_GLOBS_KEPT))
    }
}

impl ReadyGlobs {
    fn of(&self, texts: &Arc<str>) -> Option<Arc<GlobSet>> {
        self.0.get_or_make(Arc::clone(texts), texts.len(), || {
            let mut globs = GlobSetBuilder::new();
            for text in texts.split_terminator(BETWEEN) {
                globs.add(path_glob(text)?);
            }
            globs.build().ok().map(Arc::new)
        })
    }
}

/// A pattern whose `*` stays within one folder; `None` of what is none.
pub(crate) fn path_glob(text: &str) -> Option<Glob> {
    let glob = GlobBuilder::new(text).literal_separator(true).build();
    glob.ok()
}

/// Some patterns of paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct PathGlobs {
    /// Their texts, each with what lies between two of them behind it; `None` of none.
    texts: Option<(Arc<str>, Arc<ReadyGlobs>)>,
}

impl PathGlobs {
    /// Those of some texts; `None` where these are too many together.
    pub(crate) fn of(texts: &[String], ready: &Arc<ReadyGlobs>) -> Option<PathGlobs> {
        let texts = texts.iter().filter(|text| !text.contains(BETWEEN));
        let texts: String = texts.flat_map(|text| [text.as_str(), BETWEEN]).collect();
        if texts.is_empty() {
            return Some(PathGlobs::default());
        }
        let texts: Arc<str> = texts.into();
        ready.of(&texts)?;
        Some(PathGlobs {
            texts: Some((texts, Arc::clone(ready))),
        })
    }

    /// Whether one of them is for one of some paths.
    pub(crate) fn match_any<'p>(&self, mut paths: impl Iterator<Item = &'p Path>) -> bool {
        let texts = self.texts.as_ref();
        let ready = texts.and_then(|(texts, ready)| ready.of(texts));
        ready.is_some_and(|ready| paths.any(|path| ready.is_match(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_made_ready_again_where_they_were_let_go() {
        let ready = Arc::default();
        let texts = |at: usize| (0..500).map(move |of| format!("**/a{at}/x{of}/**"));
        let all: Vec<PathGlobs> = (0..20)
            .map(|at| PathGlobs::of(&texts(at).collect::<Vec<_>>(), &ready).expect("they are"))
            .collect();
        for (at, globs) in all.iter().enumerate() {
            let is_for = |path: &str| globs.match_any(Path::new(path).ancestors());
            assert!(is_for(&format!("b/a{at}/x7/c")));
            assert!(!is_for(&format!("b/a{}/x7/c", at + 1)));
        }
    }

    #[test]
    fn no_pattern_is_for_anything() {
        let none = PathGlobs::of(&["a\0b".to_owned()], &Arc::default()).expect("it is one");
        assert!(!none.match_any(Path::new("a").ancestors()));
    }
}
