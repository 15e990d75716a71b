//! Looks at the bytes of files.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::found::{Found, Origin};
use super::language::{Language, language_of};
use super::markers::Mentions;
use super::{markers, walk};
use crate::contained::contained;
use crate::diagnostic::Problem;
use crate::source::{ReadError, SourceMap, decoded, unmarked, without_zeros};

/// A file that may matter.
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) language: Language,
    pub(super) origin: Origin,
}

/// A file that could not be looked at.
pub(super) struct NotLookedAt {
    pub(super) problem: Problem,
    /// The file, where its module is not known without it.
    pub(super) found: Option<Found>,
}

/// Those of some files that modules are made of, as candidates for context.
pub(super) fn of_modules(files: Vec<(PathBuf, Language)>) -> impl Iterator<Item = Candidate> {
    files
        .into_iter()
        .filter(|(_, language)| *language != Language::YamlOrJson)
        .map(|(path, language)| Candidate {
            path,
            language,
            origin: Origin::Context,
        })
}

/// The files of modules in one folder, which something turned out to call and no walk came to.
#[must_use]
pub fn module_folder(folder: &Path, sources: &SourceMap) -> Vec<Found> {
    let candidates = of_modules(walk::files_in(folder, sources)).collect();
    for_context(candidates, sources)
}

/// What matters of candidates that nobody requested. What cannot be read is for those to say whose module it is of.
pub(super) fn for_context(candidates: Vec<Candidate>, sources: &SourceMap) -> Vec<Found> {
    let looked_at = look_at_all(candidates, sources).into_iter();
    looked_at
        .filter_map(|looked_at| looked_at.unwrap_or_else(|error| error.found))
        .collect()
}

/// Looks at the bytes of all candidates, each once, in the order of their paths.
pub(super) fn look_at_all(
    mut candidates: Vec<Candidate>,
    sources: &SourceMap,
) -> Vec<Result<Option<Found>, NotLookedAt>> {
    candidates.sort_by(|a, b| a.path.cmp(&b.path).then(a.origin.cmp(&b.origin)));
    candidates.dedup_by(|a, b| a.path == b.path);
    candidates
        .into_par_iter()
        .map(|candidate| {
            let path = &candidate.path;
            contained(|| look_at(&candidate, sources))
                .unwrap_or_else(|error| Err(error.problem(sources.name(path))))
                .map_err(|problem| NotLookedAt {
                    problem,
                    found: unread(&candidate),
                })
        })
        .collect()
}

/// A module's file of which nothing is known: there may be a trail in it.
fn unread(candidate: &Candidate) -> Option<Found> {
    (candidate.language == Language::Terraform).then(|| Found {
        path: candidate.path.clone(),
        target: None,
        language: candidate.language,
        mentions: Mentions {
            terraform_trail: true,
            ..Mentions::default()
        },
        origin: candidate.origin,
    })
}

/// Reads a file's bytes and keeps it where they matter. Terraform files are all kept in the list: a module is a unit.
fn look_at(candidate: &Candidate, sources: &SourceMap) -> Result<Option<Found>, Problem> {
    let &Candidate {
        ref path,
        language,
        origin,
    } = candidate;
    let problem = |error: ReadError| Problem {
        path: sources.name(path),
        message: error.to_string(),
    };
    let opened = sources.open(path).map_err(problem)?;
    let mentions = look(path, &opened.bytes, language, sources)?;
    let target = opened.target.clone();
    if mentions.anything() {
        sources.take(path, opened).map_err(problem)?;
    }
    // One that was given by name may hold data that a module reads, whatever it is.
    let keep = mentions.anything() || language != Language::YamlOrJson || origin == Origin::ByName;
    Ok(keep.then(|| Found {
        path: path.clone(),
        target,
        language,
        mentions,
        origin,
    }))
}

/// What bytes mention, in whatever encoding their byte-order mark says. One that no mark says cannot be read; where it would
/// matter, that is a problem.
fn look(
    path: &Path,
    bytes: &[u8],
    language: Language,
    sources: &SourceMap,
) -> Result<Mentions, Problem> {
    if let Some(text) = decoded(bytes) {
        return Ok(markers::look(text.as_bytes(), language));
    }
    if let Some(encoding) = unmarked(bytes)
        && markers::look(&without_zeros(bytes), language).anything()
    {
        return Err(Problem {
            path: sources.name(path),
            message: format!(
                "cannot be read: it seems to be in {encoding}, without a byte-order mark; save it as UTF-8"
            ),
        });
    }
    Ok(markers::look(bytes, language))
}

/// A text that no file holds is always kept.
pub(super) fn take_text(name: &Path, bytes: &[u8], sources: &SourceMap) -> Result<Found, Problem> {
    let language = language_of(name).unwrap_or(Language::YamlOrJson);
    let mentions = look(name, bytes, language, sources)?;
    match sources.add(name, bytes.to_vec()) {
        Ok(file) => Ok(Found {
            path: file.path().to_owned(),
            target: None,
            language,
            mentions,
            origin: Origin::ByName,
        }),
        Err(error) => Err(Problem {
            path: sources.name(name),
            message: error.to_string(),
        }),
    }
}

pub(super) fn cannot_be_read(path: &Path, why: &str, sources: &SourceMap) -> Problem {
    Problem {
        path: sources.name(path),
        message: format!("cannot be read: {why}"),
    }
}
