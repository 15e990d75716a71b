//! The ignore rules that a walk comes to: the walker opens them wherever they lie, and makes of them whatever they ask for.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::limits::{MAX_BYTES_OF_ALL_RULES, MAX_BYTES_OF_RULES, MAX_WILDCARDS_OF_RULES};
use crate::source::{Gate, Kind, ReadError};

/// The files of rules that the walker reads in each folder.
const RULES: [&str; 3] = [".gitignore", ".ignore", ".git/info/exclude"];

/// How many bytes there are in the longest of their names.
const LONGEST: usize = 17;

/// How much there is in the rules of a walk.
#[derive(Debug, Default)]
pub(super) struct Rules(Mutex<Taken>);

#[derive(Debug, Default)]
struct Taken {
    /// How many wildcards the rules in each folder have, where there are some.
    wildcards: HashMap<PathBuf, usize>,
    bytes: u64,
}

impl Rules {
    /// Takes the rules of a folder, or says why the walker must not read them. Those of the folders above it were taken before.
    pub(super) fn take(&self, folder: &Path, gate: &Gate) -> Result<(), String> {
        let mut taken = Vec::new();
        let mut path = OsString::with_capacity(folder.as_os_str().len() + 1 + LONGEST);
        for name in RULES {
            // What a walk comes to lies behind no link: one look tells, nearly always.
            path.clear();
            path.push(folder);
            path.push("/");
            path.push(name.split('/').next().unwrap_or(name));
            match gate.size(Path::new(&path)) {
                Some(0) => {}
                size => taken.extend(text_of(&folder.join(name), name, size, gate)?),
            }
        }
        if taken.is_empty() {
            return Ok(());
        }
        let own = taken.iter().filter(|byte| b"*?[".contains(byte)).count();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.bytes += taken.len() as u64;
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

    /// Whether all of them are too large together: the walk ends, and nobody knows what it would have come to.
    pub(super) fn are_too_large(&self) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.bytes > MAX_BYTES_OF_ALL_RULES
    }
}

/// What is said of a folder below which they are.
pub(super) fn too_large() -> String {
    let most = MAX_BYTES_OF_ALL_RULES >> 20;
    format!("its ignore rules are larger than {most} MiB together; `--no-ignore` walks it")
}

/// A file of rules, or why the walker must not read it; its size is known where it lies behind no link.
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
        // The walker cannot read it either.
        Err(_) => Ok(Vec::new()),
    }
}
