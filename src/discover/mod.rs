//! From the paths given to the files that can matter, decided on their raw bytes before anything is parsed.

mod context;
mod markers;
mod walk;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::diagnostic::Problem;
use crate::paths::absolute;
use crate::source::{SourceMap, plain_io_error};
pub use markers::Mentions;

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// Files, which are taken as they are, and folders, which are walked.
    pub paths: &'r [PathBuf],
    /// A text that is read in place of a file, and the path it is treated as.
    pub text: Option<(&'r Path, &'r [u8])>,
    /// Looks into files that `.gitignore`, `.ignore` and `.git/info/exclude` name, too.
    pub no_ignore: bool,
}

/// What a file's name says it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A template in YAML or JSON, a plan, or the output of the AWS CLI: which one, its shape tells.
    YamlOrJson,
    /// `.tf`, `.tofu`, `.tf.json`, `.tofu.json`, and what gives values to such: `.tfvars`, `.hcl`
    Terraform,
    /// `terragrunt.hcl`
    Terragrunt,
}

/// How a file came to be among those of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// By its name: what touches it is reported.
    ByName,
    /// Below a folder that was given: everything of its root module is reported.
    InFolder,
    /// It is there for context.
    Context,
}

/// A file whose bytes were looked at, and what they mention.
#[derive(Clone, Debug)]
pub struct Found {
    /// From the file system's root.
    pub path: PathBuf,
    pub language: Language,
    pub mentions: Mentions,
    /// Local module sources that the text of a Terraform file mentions.
    pub local_sources: Vec<String>,
    pub origin: Origin,
}

impl Found {
    /// The folder that it lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// The files that were looked at and that can matter, and what could not be read.
#[derive(Debug, Default)]
pub struct Discovered {
    pub files: Vec<Found>,
    pub problems: Vec<Problem>,
    /// How many files' bytes were looked at, those for context not among them.
    pub scanned: usize,
}

/// Finds the files that can matter to what is asked, with the modules around them, and looks at the bytes of each once.
/// The texts of those that matter are added to `sources`. Special files are never opened.
#[must_use]
pub fn discover(request: &Request<'_>, sources: &SourceMap) -> Discovered {
    let mut out = Discovered::default();
    let candidates = given(request, sources, &mut out.problems);
    for looked_at in look_at_all(candidates, sources) {
        match looked_at {
            Ok(found) => {
                out.scanned += 1;
                out.files.extend(found);
            }
            Err(problem) => out.problems.push(problem),
        }
    }
    if let Some((name, bytes)) = request.text {
        out.scanned += 1;
        match take_text(name, bytes, sources) {
            Ok(found) => out.files.push(found),
            Err(problem) => out.problems.push(problem),
        }
    }
    let given: HashSet<PathBuf> = request.paths.iter().map(|path| absolute(path)).collect();
    context::add(&mut out.files, &given, request.no_ignore, sources);
    out
}

/// The files of modules in one folder, which something turned out to call and no walk came to.
#[must_use]
pub fn module_folder(folder: &Path, sources: &SourceMap) -> Vec<Found> {
    let candidates = walk::files_in(folder)
        .into_iter()
        .filter(|(_, language)| *language != Language::YamlOrJson)
        .map(|(path, language)| Candidate {
            path,
            language,
            origin: Origin::Context,
        })
        .collect();
    let found = look_at_all(candidates, sources);
    found.into_iter().flatten().flatten().collect()
}

struct Candidate {
    path: PathBuf,
    language: Language,
    origin: Origin,
}

/// The files that the paths name or that lie below them.
fn given(
    request: &Request<'_>,
    sources: &SourceMap,
    problems: &mut Vec<Problem>,
) -> Vec<Candidate> {
    let mut files = Vec::new();
    let mut folders = Vec::new();
    for path in request.paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => folders.push(absolute(path)),
            Ok(metadata) if metadata.is_file() => files.push(Candidate {
                path: absolute(path),
                language: language_of(path).unwrap_or_else(|| named_language(path)),
                origin: Origin::ByName,
            }),
            Ok(_) => problems.push(Problem {
                path: sources.name(path),
                message: "not a regular file; it was not opened".into(),
            }),
            Err(error) => problems.push(cannot_be_read(path, &plain_io_error(&error), sources)),
        }
    }
    let walked = walk::walk(&folders, &HashSet::new(), request.no_ignore);
    files.extend(walked.files.into_iter().map(|(path, language)| Candidate {
        path,
        language,
        origin: Origin::InFolder,
    }));
    let unreadable = walked.unreadable.iter();
    problems.extend(unreadable.map(|(path, why)| cannot_be_read(path, why, sources)));
    files
}

fn cannot_be_read(path: &Path, why: &str, sources: &SourceMap) -> Problem {
    Problem {
        path: sources.name(path),
        message: format!("cannot be read: {why}"),
    }
}

/// What the name says, or `None` for a file that is read only when given by name.
fn language_of(path: &Path) -> Option<Language> {
    let name = path.file_name()?.to_str()?;
    if name == "terragrunt.hcl" {
        return Some(Language::Terragrunt);
    }
    // Values of a root module are part of it, though they hold no blocks.
    let of_modules = [
        ".tf",
        ".tofu",
        ".tf.json",
        ".tofu.json",
        ".tfvars",
        ".tfvars.json",
    ];
    if of_modules.iter().any(|end| name.ends_with(end)) {
        return Some(Language::Terraform);
    }
    let lower = name.to_ascii_lowercase();
    [".yaml", ".yml", ".json", ".template", ".cfn", ".cform"]
        .iter()
        .any(|end| lower.ends_with(end))
        .then_some(Language::YamlOrJson)
}

/// The language of a file that is read only when given by name. Terragrunt's units include `.hcl` files of any name.
fn named_language(path: &Path) -> Language {
    if path.extension().is_some_and(|extension| extension == "hcl") {
        Language::Terraform
    } else {
        Language::YamlOrJson
    }
}

/// Looks at the bytes of all candidates, each once, in the order of their paths.
fn look_at_all(
    mut candidates: Vec<Candidate>,
    sources: &SourceMap,
) -> Vec<Result<Option<Found>, Problem>> {
    candidates.sort_by(|a, b| a.path.cmp(&b.path).then(a.origin.cmp(&b.origin)));
    candidates.dedup_by(|a, b| a.path == b.path);
    candidates
        .into_par_iter()
        .map(|candidate| look_at(candidate, sources))
        .collect()
}

/// Reads a file's bytes and keeps it where they matter. Terraform files are all kept in the list: a module is a unit.
fn look_at(candidate: Candidate, sources: &SourceMap) -> Result<Option<Found>, Problem> {
    let Candidate {
        path,
        language,
        origin,
    } = candidate;
    let bytes = match sources.overlaid(&path) {
        Some(text) => text.as_bytes().to_vec(),
        None => std::fs::read(&path)
            .map_err(|error| cannot_be_read(&path, &plain_io_error(&error), sources))?,
    };
    let (mentions, local_sources) = markers::look(&bytes, language);
    if mentions.anything() {
        sources.add(&path, bytes).map_err(|error| Problem {
            path: sources.name(&path),
            message: error.to_string(),
        })?;
    }
    let keep = mentions.anything() || language != Language::YamlOrJson;
    Ok(keep.then_some(Found {
        path,
        language,
        mentions,
        local_sources,
        origin,
    }))
}

/// A text that no file holds is always kept.
fn take_text(name: &Path, bytes: &[u8], sources: &SourceMap) -> Result<Found, Problem> {
    let language = language_of(name).unwrap_or(Language::YamlOrJson);
    let (mentions, local_sources) = markers::look(bytes, language);
    match sources.add(name, bytes.to_vec()) {
        Ok(file) => Ok(Found {
            path: file.path().to_owned(),
            language,
            mentions,
            local_sources,
            origin: Origin::ByName,
        }),
        Err(error) => Err(Problem {
            path: sources.name(name),
            message: error.to_string(),
        }),
    }
}
