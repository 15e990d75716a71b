//! Files that expressions read.

use std::path::Path;
use std::sync::Arc;

use super::lang::scope::TOO_MANY_STEPS;
use super::limits::{
    KEPT_BYTES_PER_STEP, MAX_BYTES_OF_DATA_FILE, MAX_BYTES_OF_PATH, MAX_CHARS_OF_PATH,
    MAX_ENTRIES_OF_FILESET, MAX_TEXT_BYTES, READ_BYTES_PER_STEP, STEPS_OF_LISTED_ENTRY,
};
use crate::budget::Budget;
use crate::cloudformation::{
    are_properties_of_a_trail, is_called_after_secrets, speaks_of_resources,
};
use crate::diagnostic::Problem;
use crate::discover::{Language, meant_language};
use crate::paths::absolute;
use crate::quote::quoted;
use crate::source::{Kind, ReadError, SourceFile, SourceMap, Span};

/// What a template of CloudFormation has that is of interest here: such a file is code.
const TRAIL: &str = "AWS::CloudTrail::Trail";

/// A regular file of code of bounded size: its parser says whether it can be read that is not UTF-8.
pub(crate) fn load_code(path: &Path, sources: &SourceMap) -> Result<Arc<SourceFile>, ReadError> {
    sources.load_within(path, MAX_BYTES_OF_DATA_FILE)
}

/// A file that an expression reads as data: its text is not shown, unless it is code, too. It counts among what its unit takes.
/// The error is a clause without a full stop.
pub(crate) fn load_data(
    path: &Path,
    sources: &SourceMap,
    budget: &Budget,
) -> Result<Arc<SourceFile>, String> {
    reachable(path)?;
    let is_taken_in = sources.is_known(path);
    let name = format!("file {}", path.display());
    let file = within(
        budget,
        Some(&name),
        (MAX_TEXT_BYTES as u64, KEPT_BYTES_PER_STEP),
        &|most| {
            let file = sources.load_within(path, most)?;
            Ok((file.text().len(), file))
        },
    );
    let file = file.map_err(|error| error.noted(path, sources))?;
    if file.not_utf8_at().is_some() || file.is_decoded() {
        sources.lose(path, "cannot be read as data: it is not UTF-8");
        return Err(format!("the file {} is not UTF-8", file.name()));
    }
    if !is_code(&file, is_taken_in) || is_called_after_secrets(path, sources) {
        file.hide_all();
    }
    Ok(file)
}

/// The error says that nothing is there: no system takes so long a path.
fn reachable(path: &Path) -> Result<(), String> {
    if path.as_os_str().len() <= MAX_BYTES_OF_PATH {
        return Ok(());
    }
    Err(format!(
        "the file {} is not there",
        quoted(&path.to_string_lossy())
    ))
}

/// Whether a file is code. Of one of YAML or JSON, that it was taken in does not say so: a word of a trail is enough for that,
/// whatever stands beside it. The properties of a trail with nothing beside them are a resource's desired state.
fn is_code(file: &SourceFile, is_taken_in: bool) -> bool {
    let is_of_code = || match meant_language(file.path()) {
        Language::Terraform | Language::Terragrunt => true,
        Language::YamlOrJson => {
            speaks_of_resources(file.text()) || are_properties_of_a_trail(file.text())
        }
    };
    file.text().contains(TRAIL) || is_taken_in && is_of_code()
}

/// The bytes of a regular file of bounded size. They count among what its unit takes. The error is a clause without a full
/// stop.
pub(crate) fn bytes(path: &Path, sources: &SourceMap, budget: &Budget) -> Result<Vec<u8>, String> {
    reachable(path)?;
    let bytes = within(
        budget,
        None,
        (MAX_BYTES_OF_DATA_FILE, READ_BYTES_PER_STEP),
        &|most| {
            let bytes = sources.bytes_within(path, most)?;
            Ok((bytes.len(), bytes))
        },
    );
    bytes.map_err(|error| error.noted(path, sources))
}

/// Why a file is not taken in.
enum NotTaken {
    Unread(ReadError),
    /// It is too much for what is left to the unit.
    Beyond,
}

impl NotTaken {
    /// Notes the file, where it is there and cannot be opened. The answer is a clause.
    fn noted(&self, path: &Path, sources: &SourceMap) -> String {
        match self {
            NotTaken::Unread(error) => {
                if Problem::of_unopened(path, error, sources).is_some() {
                    sources.lose(path, error.to_string());
                }
                why(error, &sources.name(path))
            }
            NotTaken::Beyond => {
                "the files that its root module's expressions read are too large together".into()
            }
        }
    }
}

/// What `read` gives of a file that may have so many bytes, as far as there are steps left for them: with more, it is not
/// opened. `read` tells its length, too. `once` names what is kept for the run.
fn within<T>(
    budget: &Budget,
    once: Option<&str>,
    (most, bytes_per_step): (u64, u64),
    read: &dyn Fn(u64) -> Result<(usize, T), ReadError>,
) -> Result<T, NotTaken> {
    let is_kept = once.is_some_and(|name| budget.has_paid(name));
    let affordable = if is_kept {
        most
    } else {
        budget.left().saturating_mul(bytes_per_step)
    };
    let beyond = || {
        budget.take(u32::MAX);
        NotTaken::Beyond
    };
    match read(most.min(affordable)) {
        Ok((length, taken)) => {
            let steps = (length as u64).div_ceil(bytes_per_step);
            let steps = u32::try_from(steps).unwrap_or(u32::MAX);
            let is_taken = match once {
                Some(name) => budget.take_once(name, steps),
                None => budget.take(steps),
            };
            is_taken.then_some(taken).ok_or_else(beyond)
        }
        Err(ReadError::TooLarge { .. }) if affordable < most => Err(beyond()),
        Err(error) => Err(NotTaken::Unread(error)),
    }
}

/// The beginning of a regular file, where one is there. The error is a clause that says why that cannot be told.
pub(crate) fn place(path: &Path, sources: &SourceMap) -> Result<Option<Span>, String> {
    if reachable(path).is_err() {
        return Ok(None);
    }
    match sources.kind_of_data(path) {
        Ok(kind) => Ok((kind == Kind::File).then(|| sources.beginning_of(path))),
        Err(ReadError::Missing { .. }) => Ok(None),
        Err(error) => Err(why(&error, &sources.name(path))),
    }
}

/// The beginning of a file that was to be read, is there and cannot be.
pub(crate) fn lost(path: &Path, sources: &SourceMap) -> Option<Span> {
    sources.is_lost(path).then(|| sources.beginning_of(path))
}

/// Why a file of that name is not read, a clause without a full stop.
pub(crate) fn why(error: &ReadError, name: &str) -> String {
    let cut = (name.chars().nth(MAX_CHARS_OF_PATH)).map(|_| quoted(name));
    let name = cut.as_deref().unwrap_or(name);
    match error {
        ReadError::Missing { .. } => format!("the file {name} is not there"),
        ReadError::TooLarge { .. } => format!("the file {name} is too large to read"),
        ReadError::Special => format!("{name} is not a regular file"),
        ReadError::Encoding(_) => format!("the file {name} is not UTF-8"),
        ReadError::Io { .. } | ReadError::NotText => format!("the file {name} cannot be read"),
        ReadError::Outside(outside) => format!("the file {name} {outside}"),
    }
}

/// The paths of all regular files below a folder, links followed, as seen from there; with those that an editor has and the disk
/// has not. What is looked at counts among what their unit takes. The error is a clause without a full stop.
pub(crate) fn below(
    folder: &Path,
    sources: &SourceMap,
    budget: &Budget,
) -> Result<Vec<String>, String> {
    if reachable(folder).is_err() {
        return Ok(Vec::new());
    }
    // What is found is named without the `..` on the way there.
    let folder = &absolute(folder);
    let listing = sources.list_below(folder, MAX_ENTRIES_OF_FILESET);
    let steps = listing.looked_at.saturating_mul(STEPS_OF_LISTED_ENTRY);
    if !budget.take(u32::try_from(steps).unwrap_or(u32::MAX)) {
        return Err(TOO_MANY_STEPS.into());
    }
    let found = match listing.files {
        Ok(found) => found,
        Err(ReadError::Missing { .. }) => return Ok(Vec::new()),
        Err(ReadError::TooLarge { .. }) => {
            let name = sources.name(folder);
            return Err(format!(
                "the folder {name} holds too many files to look through"
            ));
        }
        Err(ReadError::Outside(outside)) => {
            return Err(format!("the folder {} {outside}", sources.name(folder)));
        }
        Err(error) => return Err(format!("the folder {} {error}", sources.name(folder))),
    };
    let mut paths: Vec<String> = found
        .iter()
        .filter_map(|path| Some(path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/")))
        .collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_may_be_read_is_too_large_whatever_steps_are_left() {
        let too_large = |most| Err::<(usize, ()), _>(ReadError::TooLarge { most });
        for (left, is_too_large_alone) in [(9, false), (10, true), (11, true)] {
            let budget = Budget::of(left);
            let read = within(&budget, None, (640, 64), &too_large);
            assert_eq!(matches!(read, Err(NotTaken::Unread(_))), is_too_large_alone);
            assert_eq!(budget.left(), if is_too_large_alone { left } else { 0 });
        }
    }
}
