//! The ignore rules that a walk comes to: read through the gate, each once, and matched as git does.
//!
//! The walker's own reading of them is off: it opens those of all folders above the walk, too, whatever they are.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::limits::{
    BYTES_OF_MATCHER_PER_BYTE, MAX_BYTES_OF_ALL_RULES, MAX_BYTES_OF_MATCHERS, MAX_BYTES_OF_RULES,
    MAX_WILDCARDS_OF_RULES,
};
use crate::paths::PathMap;
use crate::recent::Recent;
use crate::source::{Gate, Kind, ReadError};

/// The files of rules in each folder: what one says wins over what those behind it say, wherever these lie.
const RULES: [&str; 3] = [".ignore", ".gitignore", ".git/info/exclude"];

/// How many bytes there are in the longest of their names.
const LONGEST: usize = 17;

/// The rules that a walk came to.
pub(super) struct Rules {
    /// By folder, where it has some of its own.
    by_folder: RwLock<PathMap<Arc<OfFolder>>>,
    /// What matches those that were asked for last: it takes far more room than their texts.
    matchers: Recent<PathBuf, Arc<[Option<Gitignore>; 3]>>,
    taken: Mutex<Taken>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            by_folder: RwLock::default(),
            matchers: Recent::new(MAX_BYTES_OF_MATCHERS),
            taken: Mutex::default(),
        }
    }
}

/// The rules of a folder, and of those above it that have some.
#[derive(Debug)]
struct OfFolder {
    above: Option<Arc<OfFolder>>,
    folder: PathBuf,
    /// Of each of [`RULES`].
    texts: [Vec<u8>; 3],
}

/// How much there is in the rules of a walk.
#[derive(Debug, Default)]
struct Taken {
    /// How many wildcards the rules in each folder have, where there are some.
    wildcards: HashMap<PathBuf, usize>,
    bytes: u64,
}

impl Rules {
    /// Takes the rules of a folder, or says why they are not read. Those of the folders above it were taken before.
    pub(super) fn take(&self, folder: &Path, gate: &Gate) -> Result<(), String> {
        let mut texts: [Vec<u8>; 3] = Default::default();
        let mut path = OsString::with_capacity(folder.as_os_str().len() + 1 + LONGEST);
        for (text, name) in texts.iter_mut().zip(RULES) {
            // What a walk comes to lies behind no link: one look tells, nearly always.
            path.clear();
            path.push(folder);
            path.push("/");
            path.push(name.split('/').next().unwrap_or(name));
            match gate.size(Path::new(&path)) {
                Some(0) => {}
                size => *text = text_of(&folder.join(name), name, size, gate)?,
            }
        }
        if texts.iter().all(Vec::is_empty) {
            return Ok(());
        }
        self.count(folder, &texts)?;
        let above = folder.parent().and_then(|above| self.around(above));
        let mut all = self
            .by_folder
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        all.insert(
            folder.into(),
            Arc::new(OfFolder {
                above,
                folder: folder.to_owned(),
                texts,
            }),
        );
        Ok(())
    }

    /// Counts what stands in the rules of a folder, or says why that is too much.
    fn count(&self, folder: &Path, texts: &[Vec<u8>]) -> Result<(), String> {
        let bytes = texts.iter().flatten();
        let own = bytes.filter(|byte| b"*?[".contains(byte)).count();
        let mut all = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        all.bytes += texts.iter().map(|text| text.len() as u64).sum::<u64>();
        let above = folder
            .ancestors()
            .filter_map(|above| all.wildcards.get(above));
        let around = above.sum::<usize>() + own;
        all.wildcards.insert(folder.to_owned(), own);
        if own > 0 && around > MAX_WILDCARDS_OF_RULES {
            return Err(format!(
                "its ignore rules have more than {MAX_WILDCARDS_OF_RULES} wildcards; `--no-ignore` walks it"
            ));
        }
        Ok(())
    }

    /// The rules that count in a folder.
    fn around(&self, folder: &Path) -> Option<Arc<OfFolder>> {
        let all = self
            .by_folder
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if all.is_empty() {
            return None;
        }
        let mut above = folder.ancestors();
        above.find_map(|folder| all.get(folder.as_os_str()).cloned())
    }

    /// Whether the rules around something that a walk comes to leave it out. They have been asked about the folders above it.
    pub(super) fn leave_out(&self, path: &Path, is_folder: bool) -> bool {
        let around = path.parent().and_then(|folder| self.around(folder));
        around.is_some_and(|around| {
            let mut kinds = 0..RULES.len();
            kinds
                .find_map(|kind| self.say(&around, kind, path, is_folder))
                .unwrap_or(false)
        })
    }

    /// Whether all of them are too large together: the walk ends, and nobody knows what it would have come to.
    pub(super) fn are_too_large(&self) -> bool {
        let all = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        all.bytes > MAX_BYTES_OF_ALL_RULES
    }
}

impl Rules {
    /// Whether rules of one kind leave something out, where they say so or the contrary. The nearest counts.
    fn say(&self, around: &OfFolder, kind: usize, path: &Path, is_folder: bool) -> Option<bool> {
        let around = std::iter::successors(Some(around), |of| of.above.as_deref());
        let mut own = around.filter(|of| !of.texts[kind].is_empty());
        own.find_map(|of| {
            match self.matchers_of(of)[kind]
                .as_ref()?
                .matched(path, is_folder)
            {
                Match::None => None,
                Match::Ignore(_) => Some(true),
                Match::Whitelist(_) => Some(false),
            }
        })
    }

    fn matchers_of(&self, of: &OfFolder) -> Arc<[Option<Gitignore>; 3]> {
        let bytes: usize = of.texts.iter().map(Vec::len).sum();
        let weight = bytes * BYTES_OF_MATCHER_PER_BYTE;
        self.matchers.get_or_make(of.folder.clone(), weight, || {
            let texts = of.texts.each_ref();
            Arc::new(texts.map(|text| matcher(&of.folder, text)))
        })
    }
}

/// What matches the rules that stand in a text. A line that is no pattern is git's to complain about; the others still count. What
/// stands behind a line that is not UTF-8 does not.
fn matcher(folder: &Path, text: &[u8]) -> Option<Gitignore> {
    let text = match std::str::from_utf8(text) {
        Ok(text) => text,
        Err(wrong) => {
            let sound = std::str::from_utf8(&text[..wrong.valid_up_to()]).unwrap_or_default();
            sound.rsplit_once('\n').map_or("", |(lines, _)| lines)
        }
    };
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        // The error is that of the line.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok().filter(|rules| !rules.is_empty())
}

/// What is said of a folder below which they are.
pub(super) fn too_large() -> String {
    let most = MAX_BYTES_OF_ALL_RULES >> 20;
    format!("its ignore rules are larger than {most} MiB together; `--no-ignore` walks it")
}

/// A file of rules, or why it is not read; its size is known where it lies behind no link.
fn text_of(path: &Path, name: &str, size: Option<u64>, gate: &Gate) -> Result<Vec<u8>, String> {
    if size.is_none() {
        match gate.kind_of_rules(path) {
            Ok(Kind::Special) => return Err(format!("its {name} {}", ReadError::Special)),
            Err(ReadError::Outside(outside)) => return Err(format!("its {name} {outside}")),
            Ok(Kind::File) => {}
            _ => return Ok(Vec::new()),
        }
    }
    match gate.rules(path, MAX_BYTES_OF_RULES) {
        Ok(bytes) => Ok(bytes),
        Err(ReadError::TooLarge { .. }) => Err(format!(
            "its {name} is larger than 256 KiB; `--no-ignore` walks it"
        )),
        // Git cannot read it either.
        Err(_) => Ok(Vec::new()),
    }
}
