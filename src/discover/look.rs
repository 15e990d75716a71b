//! Looks at the bytes of files.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::found::{Found, Origin, Unseen};
use super::language::{
    Language, STACK_COMPONENTS, is_named_as_service, is_taken_by_name, language_of,
};
use super::limits::FILES_LOOKED_AT_TOGETHER;
use super::markers::Mentions;
use super::named_sources::named_sources;
use super::{markers, walk};
use crate::contained::contained;
use crate::diagnostic::Problem;
use crate::paths::name_of;
use crate::source::{ReadError, SourceMap, decoded, guessed, is_no_text};
use crate::trail_words::is_called_after_trails;

/// A file that may matter.
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) language: Language,
    pub(super) origin: Origin,
}

/// What a look at a file came to.
#[derive(Default)]
pub(super) struct LookedAt {
    /// The file, where it matters, or where what it is part of is not known without it.
    pub(super) found: Option<Found>,
    /// That it could not be read, which is said where it was requested.
    pub(super) problem: Option<Problem>,
    /// The file, where nothing at all is known of what it holds.
    pub(super) unseen: Option<Unseen>,
    /// The file, where it is encrypted.
    pub(super) encrypted: Option<PathBuf>,
}

/// How files begin that git-crypt has encrypted.
///
/// Source: git-crypt's manual, "HOW IT WORKS", and `commands.cpp` (the header).
const GIT_CRYPT: &[u8] = b"\0GITCRYPT\0";

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
    for_context(candidates, sources).0
}

/// What matters of candidates that nobody requested, and those of which nothing is known. What cannot be read is for those
/// to say that need it.
pub(super) fn for_context(
    candidates: Vec<Candidate>,
    sources: &SourceMap,
) -> (Vec<Found>, Vec<Unseen>) {
    let (mut files, mut unseen) = (Vec::new(), Vec::new());
    for looked_at in look_at_all(candidates, sources) {
        files.extend(looked_at.found);
        unseen.extend(looked_at.unseen);
    }
    (files, unseen)
}

/// Looks at the bytes of all candidates, each once, in the order of their paths: at some of them at a time, since most matter
/// nothing.
pub(super) fn look_at_all(
    mut candidates: Vec<Candidate>,
    sources: &SourceMap,
) -> impl Iterator<Item = LookedAt> {
    // As they are written: that takes less than part by part.
    candidates.sort_by(|a, b| {
        let paths = a.path.as_os_str().cmp(b.path.as_os_str());
        paths.then(a.origin.cmp(&b.origin))
    });
    candidates.dedup_by(|a, b| a.path.as_os_str() == b.path.as_os_str());
    let mut left = candidates.into_iter();
    let some = move || {
        let next: Vec<Candidate> = left.by_ref().take(FILES_LOOKED_AT_TOGETHER).collect();
        (!next.is_empty()).then_some(next)
    };
    std::iter::from_fn(some).flat_map(|some| look_at_some(some, sources))
}

fn look_at_some(candidates: Vec<Candidate>, sources: &SourceMap) -> Vec<LookedAt> {
    candidates
        .into_par_iter()
        .map(|candidate| {
            let name = || sources.name(&candidate.path);
            match contained(|| look_at(&candidate, sources)) {
                Ok(Ok(looked_at)) => looked_at,
                Ok(Err(error)) => {
                    let problem = not_read(name(), &error);
                    let is_there = !matches!(error, ReadError::Missing { .. });
                    unopened(&candidate, problem, is_there, sources)
                }
                Err(error) => unseen(&candidate, error.problem(name())),
            }
        })
        .collect()
}

fn not_read(path: String, error: &ReadError) -> Problem {
    Problem {
        path,
        message: error.to_string(),
    }
}

/// A file that could not be opened. A link to nothing calls nothing and is called by nothing; as a file of a module it is for
/// those to say that need it, unless it is called after a trail.
fn unopened(
    candidate: &Candidate,
    problem: Problem,
    is_there: bool,
    sources: &SourceMap,
) -> LookedAt {
    let path = &candidate.path;
    let mut out = unseen(candidate, problem);
    out.unseen = out.unseen.filter(|_| is_there);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let leads_nowhere = candidate.language == Language::Terraform
        && candidate.origin != Origin::ByName
        && matches!(sources.kind(path), Err(ReadError::Missing { .. }));
    if leads_nowhere && !is_called_after_trails(&name) {
        out.problem = None;
        let found = out.found.iter_mut();
        found.for_each(|found| {
            found.mentions = Mentions {
                leads_nowhere: true,
                ..Mentions::default()
            };
        });
    }
    out
}

/// A file of which nothing is known.
fn unseen(candidate: &Candidate, problem: Problem) -> LookedAt {
    LookedAt {
        unseen: Some(Unseen {
            path: candidate.path.clone(),
            language: Some(candidate.language),
            why: problem.message.clone(),
        }),
        problem: Some(problem),
        found: unread(candidate),
        encrypted: None,
    }
}

/// A module's file of which nothing is known: there may be a trail in it, or a template that it deploys.
fn unread(candidate: &Candidate) -> Option<Found> {
    (candidate.language == Language::Terraform).then(|| Found {
        path: candidate.path.clone(),
        target: None,
        language: candidate.language,
        named_sources: None,
        mentions: Mentions {
            terraform_trail: true,
            terraform_stack: true,
            ..Mentions::default()
        },
        origin: candidate.origin,
    })
}

/// Reads a file's bytes and keeps it where they matter. Terraform files are all kept in the list: a module is a unit.
fn look_at(candidate: &Candidate, sources: &SourceMap) -> Result<LookedAt, ReadError> {
    let path = &candidate.path;
    let opened = sources.open(path)?;
    if let Some(guess) = guessed(&opened.bytes) {
        let problem = not_read(sources.name(path), &ReadError::Encoding(guess.encoding));
        return Ok(guessed_at(candidate, &guess.text, problem));
    }
    let mut mentions = look(&opened.bytes, path, candidate.language);
    if !mentions.anything() && is_no_text(&opened.bytes) && is_taken_by_name(path) {
        return of_no_text(candidate, &opened.bytes);
    }
    // Each component calls a module.
    let name = name_of(path).unwrap_or_default();
    let ends_with = |end: &str| name.ends_with(end);
    let is_of_stack = STACK_COMPONENTS.iter().any(|end| ends_with(end));
    mentions.module |= is_of_stack;
    let mut found = kept(candidate, mentions, opened.target.clone());
    let is_hcl = !is_of_stack && !ends_with(".json");
    if let Some(found) = found.as_mut().filter(|_| is_hcl && mentions.module) {
        let text = std::str::from_utf8(&opened.bytes);
        found.named_sources = text.ok().and_then(named_sources);
    }
    if mentions.anything() {
        sources.take(path, opened)?;
    }
    Ok(LookedAt {
        found,
        ..LookedAt::default()
    })
}

/// What is made of a file of code that holds no text: what is encrypted are secrets, none of which is a template.
fn of_no_text(candidate: &Candidate, bytes: &[u8]) -> Result<LookedAt, ReadError> {
    let is_data = candidate.language == Language::YamlOrJson;
    if !is_data || candidate.origin == Origin::ByName || !bytes.starts_with(GIT_CRYPT) {
        return Err(ReadError::NotText);
    }
    Ok(LookedAt {
        encrypted: Some(candidate.path.clone()),
        ..LookedAt::default()
    })
}

/// What is made of a file that cannot be read and whose text can be guessed.
fn guessed_at(candidate: &Candidate, guess: &str, problem: Problem) -> LookedAt {
    let mentions = look(guess.as_bytes(), &candidate.path, candidate.language);
    let is_named = candidate.origin == Origin::ByName;
    let matters = match candidate.language {
        // What is said of a unit depends on all of its text.
        Language::Terragrunt => return unseen(candidate, problem),
        Language::Terraform => mentions.anything() || is_named,
        Language::YamlOrJson => {
            mentions.anything() || is_named && is_taken_by_name(&candidate.path)
        }
    };
    LookedAt {
        found: kept(candidate, mentions, None),
        problem: matters.then_some(problem),
        ..LookedAt::default()
    }
}

/// A file, where it is one of those that matter.
fn kept(candidate: &Candidate, mentions: Mentions, target: Option<PathBuf>) -> Option<Found> {
    let &Candidate {
        ref path,
        language,
        origin,
    } = candidate;
    // One that was given by name may hold data that a module reads, whatever it is.
    let matters =
        mentions.anything() || language != Language::YamlOrJson || origin.may_be_anything();
    matters.then(|| Found {
        path: path.clone(),
        target,
        language,
        mentions,
        named_sources: None,
        origin,
    })
}

/// What bytes mention, in whatever encoding their byte-order mark says.
fn look(bytes: &[u8], path: &Path, language: Language) -> Mentions {
    let text = decoded(bytes);
    let bytes = text.as_ref().map_or(bytes, |text| text.as_bytes());
    let mentions = markers::look(bytes, language);
    let is_data = language == Language::YamlOrJson;
    Mentions {
        awscli: mentions.awscli || is_data && markers::is_cli_text(bytes),
        // Whoever deploys one by another name says so on a command line, mostly.
        service: (is_named_as_service(path) || is_data && mentions.cloudformation_trail)
            && markers::speaks_of_a_service(bytes),
        ..mentions
    }
}

/// A text that no file holds is always kept.
pub(super) fn take_text(name: &Path, bytes: &[u8], sources: &SourceMap) -> Result<Found, Problem> {
    let language = language_of(name).unwrap_or(Language::YamlOrJson);
    let mentions = look(bytes, name, language);
    match sources.add(name, bytes.to_vec()) {
        Ok(file) => Ok(Found {
            path: file.path().to_owned(),
            target: None,
            language,
            mentions,
            named_sources: None,
            origin: Origin::ByName,
        }),
        Err(error) => Err(not_read(sources.name(name), &error)),
    }
}
