//! From the paths given to the files that can matter, decided on their raw bytes before anything is parsed.

mod around;
mod cdk;
mod context;
mod data_folders;
mod found;
mod language;
mod limits;
mod linked;
mod look;
mod markers;
mod named_sources;
mod parents;
mod rules;
mod walk;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::diagnostic::Problem;
use crate::paths::{Link, absolute};
use crate::source::{Kind, Outside, SourceMap};
pub use cdk::UnseenApp;
pub use found::{Found, Origin, Unseen};
pub(crate) use language::{
    COMPOSE_FILES, STACK_COMPONENTS, STACK_DEPLOYMENTS, is_dotenv, meant_language,
};
pub use language::{Language, is_code_of_service, is_named_as_service, is_taken_by_name};
pub use limits::MAX_ENTRIES_AROUND;
pub use linked::LinkedFolder;
pub use look::module_folder;
use look::{Candidate, look_at_all, take_text};
pub use markers::{Mentions, is_cli_text, is_misspelt_trail};
pub(crate) use walk::is_skipped;

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// Files, which are taken as they are, and folders, which are walked.
    pub paths: &'r [PathBuf],
    /// A text that is read in place of a file, and the path it is treated as.
    pub text: Option<(&'r Path, &'r [u8])>,
    /// Files of values for templates: which template takes them, only judging them all tells.
    pub values: &'r [PathBuf],
    /// Looks into files that `.gitignore`, `.ignore` and `.git/info/exclude` name, too.
    pub no_ignore: bool,
}

/// The files that were looked at and that can matter, and what could not be read.
#[derive(Debug, Default)]
pub struct Discovered {
    pub files: Vec<Found>,
    pub problems: Vec<Problem>,
    /// The links to what lies inside that a walk came to.
    pub links: Vec<Link>,
    /// Given files whose users may lie beyond their own folders, where nothing was looked for.
    pub not_looked_around: Vec<PathBuf>,
    /// What could not be looked into, requested or not: it may use what was.
    pub unseen: Vec<Unseen>,
    /// Links to folders that the run does not walk and that hold trails.
    pub linked: Vec<LinkedFolder>,
    /// Links to files outside, which may be templates or data, and where those lie.
    pub outside: Vec<(PathBuf, Outside)>,
    /// Files below the folders that were given which are encrypted.
    pub encrypted: Vec<PathBuf>,
    /// The CDK's apps below the folders that were given of which nothing is seen.
    pub unseen_apps: Vec<UnseenApp>,
    /// How many files' bytes were looked at, those for context not among them.
    pub scanned: usize,
}

/// Finds the files that can matter to what is requested, with the modules around them, and looks at the bytes of each once.
/// The texts of those that matter are added to `sources`.
#[must_use]
pub fn discover(request: &Request<'_>, sources: &SourceMap) -> Discovered {
    let mut out = Discovered::default();
    let mut links = Vec::new();
    let Given {
        candidates,
        folders,
    } = given(request, sources, &mut links, &mut out);
    let parts = data_folders::parts(&folders, sources);
    let walked = data_folders::below(&parts, &candidates);
    for looked_at in look_at_all(candidates, sources) {
        out.scanned += usize::from(looked_at.problem.is_none());
        out.files.extend(looked_at.found);
        out.problems.extend(looked_at.problem);
        out.unseen.extend(looked_at.unseen);
        out.encrypted.extend(looked_at.encrypted);
    }
    data_folders::take(&mut out.files, &walked, parts, sources);
    if let Some((name, bytes)) = request.text {
        out.scanned += 1;
        match take_text(name, bytes, sources) {
            Ok(found) => out.files.push(found),
            Err(problem) => out.problems.push(problem),
        }
    }
    // What could not be read (`main.tf/`) was not looked at, and may be context.
    let is_there = |path: &&PathBuf| sources.kind_of_given(path).is_ok();
    let readable = request.paths.iter().filter(is_there);
    let given: HashSet<PathBuf> = readable
        .map(|path| match sources.kind_of_given(path) {
            Ok(Kind::Folder) => sources.folder_as_it_lies(&absolute(path)),
            _ => sources.in_its_folder(&absolute(path)),
        })
        .collect();
    let around = context::add(&mut out.files, &given, request.no_ignore, sources);
    links.extend(around.walked.links);
    out.not_looked_around.extend(around.alone);
    out.unseen.extend(around.unseen);
    let values = request.values.iter();
    let values: HashSet<PathBuf> = values
        .map(|path| sources.in_its_folder(&absolute(path)))
        .collect();
    let around = parents::add(&mut out.files, &given, &values, request.no_ignore, sources);
    out.not_looked_around.extend(around.alone);
    out.unseen.extend(around.unseen);
    out.unseen.sort_by(|a, b| a.path.cmp(&b.path));
    out.unseen.dedup_by(|a, b| a.path == b.path);
    keep_texts_once(&mut out.files);
    // There may be very many.
    out.files.shrink_to_fit();
    let links = links.into_iter().filter_map(|path| {
        let target = sources.target_of(&path)?;
        Some(Link { path, target })
    });
    out.links = links.collect();
    out.links.sort();
    out
}

/// Leaves out what is found by a link as well as where it lies, unless it is found there for context only. A module's files
/// stay: each folder that links to one is a module.
fn keep_texts_once(files: &mut Vec<Found>) {
    let is_text = |found: &Found| found.language == Language::YamlOrJson;
    let links: HashSet<PathBuf> = files
        .iter()
        .filter(|found| is_text(found) && found.origin != Origin::Context)
        .filter_map(|found| found.target.clone())
        .collect();
    if links.is_empty() {
        return;
    }
    files.retain(|found| found.origin != Origin::Context || !links.contains(&found.path));
    let lies_there: HashSet<PathBuf> = files.iter().map(|found| found.path.clone()).collect();
    let is_found_there = |target: &PathBuf| lies_there.contains(target);
    files.retain(|found| !is_text(found) || !found.target.as_ref().is_some_and(is_found_there));
}

/// What the paths of a run lead to.
struct Given {
    candidates: Vec<Candidate>,
    /// Those of the paths that are folders.
    folders: Vec<PathBuf>,
}

/// The files that the paths name or that lie below them.
fn given(
    request: &Request<'_>,
    sources: &SourceMap,
    links: &mut Vec<PathBuf>,
    out: &mut Discovered,
) -> Given {
    let mut files = Vec::new();
    let mut folders = Vec::new();
    for path in request.paths {
        match sources.kind_of_given(path) {
            Ok(Kind::Folder) => folders.push(sources.folder_as_it_lies(&absolute(path))),
            Ok(Kind::File | Kind::Special) => files.push(Candidate {
                path: sources.in_its_folder(&absolute(path)),
                language: meant_language(path),
                origin: Origin::ByName,
            }),
            Err(error) => out.problems.push(Problem {
                path: sources.name(path),
                message: error.to_string(),
            }),
        }
    }
    // What the CDK writes for a configuration that is given by name.
    let named: Vec<(PathBuf, Language)> = files
        .iter()
        .map(|file: &Candidate| (file.path.clone(), file.language))
        .collect();
    let apps = cdk::outputs(&named, sources);
    folders.extend(apps.folders);
    let walked = walk::walk(&folders, &HashSet::new(), request.no_ignore, sources);
    let unseen = walked.unseen();
    let problems = unseen.iter().map(|unseen| unseen.problem(sources));
    out.problems.extend(problems);
    out.unseen.extend(unseen);
    out.linked = linked::not_walked(&walked.links, &folders, request.no_ignore, sources);
    out.outside = linked::outside(&walked.links, sources);
    out.unseen_apps = walked.unseen_apps;
    out.unseen_apps.extend(apps.unseen);
    links.extend(walked.links);
    files.extend(walked.files.into_iter().map(|(path, language)| Candidate {
        path,
        language,
        origin: Origin::InFolder,
    }));
    Given {
        candidates: files,
        folders,
    }
}
