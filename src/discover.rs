//! From the paths given to the files that can matter, decided on their raw bytes before anything is parsed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use memchr::memmem::Finder;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::Problem;
use crate::paths::{absolute, is_repository_root, repository_root};
use crate::source::{SourceMap, plain_io_error};

/// What a file's name says it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A template in YAML or JSON, a plan, or the output of the AWS CLI: which one, its shape tells.
    Data,
    /// `.tf`, `.tofu`, `.tf.json`, `.tofu.json`, and what gives values to such: `.tfvars`, `.hcl`
    Terraform,
    /// `terragrunt.hcl`
    Terragrunt,
}

/// A file whose bytes were looked at, and what they mention.
#[derive(Clone, Debug)]
pub struct Found {
    /// From the file system's root.
    pub path: PathBuf,
    pub language: Language,
    pub mentions: Mentions,
    /// Given by name rather than found below a folder.
    pub named: bool,
    /// Local module sources that the text of a Terraform file mentions.
    pub local_sources: Vec<String>,
}

/// What a file's bytes mention, as the front ends need to know before they parse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent marks of one file"
)]
pub struct Mentions {
    /// `AWS::CloudTrail::Trail`
    pub cloudformation_trail: bool,
    /// A resource type that can bring in another template.
    pub nested_template: bool,
    /// `aws_cloudtrail` or `awscc_cloudtrail_trail` as a whole word.
    pub terraform_trail: bool,
    /// A key of the AWS CLI's output for trails.
    pub awscli: bool,
    /// `module`
    pub module: bool,
    /// `module`, `cloudtrail` and `global`: perhaps a call of a module that makes a trail.
    pub trail_module: bool,
}

impl Mentions {
    fn anything(self) -> bool {
        self.cloudformation_trail || self.nested_template || self.terraform_trail || self.awscli
    }
}

/// The files that were looked at, sorted by path, and what could not be read.
#[derive(Debug, Default)]
pub struct Discovered {
    pub files: Vec<Found>,
    pub problems: Vec<Problem>,
    /// How many files' bytes were looked at.
    pub scanned: usize,
}

/// Folders that hold other people's code or no code; entered only when given by name.
const SKIPPED_FOLDERS: [&str; 14] = [
    ".git",
    ".hg",
    ".svn",
    ".terraform",
    ".terragrunt-cache",
    "node_modules",
    "bower_components",
    "site-packages",
    "__pycache__",
    ".venv",
    "venv",
    ".tox",
    ".nox",
    ".aws-sam",
];

/// Walks the paths (files are taken as they are, folders walked) and looks at the bytes of each candidate. Those that
/// matter are added to `sources`. Hidden files and what `.gitignore` and `.ignore` name are passed over,
/// unless `no_ignore` says otherwise for the latter. Links to folders are not followed, special files never opened.
#[must_use]
pub fn discover(paths: &[PathBuf], no_ignore: bool, sources: &SourceMap) -> Discovered {
    let mut out = Discovered::default();
    let mut candidates: Vec<Candidate> = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                walk(
                    &absolute(path),
                    no_ignore,
                    sources,
                    &mut candidates,
                    &mut out.problems,
                );
            }
            Ok(metadata) if metadata.is_file() => candidates.push(Candidate {
                path: absolute(path),
                language: language_of(path).unwrap_or_else(|| named_language(path)),
                named: true,
            }),
            Ok(_) => out.problems.push(Problem {
                path: sources.name(path),
                message: "not a regular file; it was not opened".into(),
            }),
            Err(error) => out.problems.push(Problem {
                path: sources.name(path),
                message: format!("cannot be read: {}", plain_io_error(&error)),
            }),
        }
    }
    look_at_all(candidates, sources, &mut out);
    out
}

/// What lies around a folder of a module: the repository's root, or itself outside of any. `is_root` remembers which
/// folders are such roots, as many folders have the same ones above.
pub(crate) fn around<'f>(folder: &'f Path, is_root: &mut HashMap<PathBuf, bool>) -> &'f Path {
    let repository = folder.ancestors().find(|dir| {
        if let Some(known) = is_root.get(*dir) {
            return *known;
        }
        let found = is_repository_root(dir);
        is_root.insert(dir.to_path_buf(), found);
        found
    });
    repository.unwrap_or(folder)
}

/// The files of modules below a folder, given from the file system's root, or in it alone.
#[must_use]
pub fn discover_modules(
    folder: &Path,
    below: bool,
    no_ignore: bool,
    sources: &SourceMap,
) -> Vec<Found> {
    let mut out = Discovered::default();
    let mut candidates = Vec::new();
    if below {
        walk(
            folder,
            no_ignore,
            sources,
            &mut candidates,
            &mut out.problems,
        );
    } else {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        candidates.extend(
            entries
                .filter(|entry| entry.path().is_file())
                .filter_map(|entry| {
                    Some(Candidate {
                        language: language_of(&entry.path())?,
                        path: entry.path(),
                        named: false,
                    })
                }),
        );
    }
    candidates.retain(|candidate| candidate.language != Language::Data);
    look_at_all(candidates, sources, &mut out);
    out.files
}

/// Looks at the bytes of all candidates, each once.
fn look_at_all(mut candidates: Vec<Candidate>, sources: &SourceMap, out: &mut Discovered) {
    candidates.sort_by(|a, b| a.path.cmp(&b.path).then(b.named.cmp(&a.named)));
    candidates.dedup_by(|a, b| a.path == b.path);
    let looked_at: Vec<_> = candidates
        .into_par_iter()
        .map(|candidate| look_at(candidate, sources))
        .collect();
    for result in looked_at {
        match result {
            Ok(found) => {
                out.scanned += 1;
                out.files.extend(found);
            }
            Err(problem) => out.problems.push(problem),
        }
    }
}

struct Candidate {
    path: PathBuf,
    language: Language,
    named: bool,
}

/// What the name says, or `None` for a file that is read only when given by name.
pub(crate) fn language_of(path: &Path) -> Option<Language> {
    let name = path.file_name()?.to_str()?;
    if name == "terragrunt.hcl" {
        return Some(Language::Terragrunt);
    }
    let lower = name.to_ascii_lowercase();
    // Values of a root module are part of it, though they hold no blocks.
    if [
        ".tf",
        ".tofu",
        ".tf.json",
        ".tofu.json",
        ".tfvars",
        ".tfvars.json",
    ]
    .iter()
    .any(|end| name.ends_with(end))
    {
        return Some(Language::Terraform);
    }
    [".yaml", ".yml", ".json", ".template", ".cfn", ".cform"]
        .iter()
        .any(|end| lower.ends_with(end))
        .then_some(Language::Data)
}

/// The language of a file that is read only when given by name. Terragrunt's units include `.hcl` files of any name.
fn named_language(path: &Path) -> Language {
    if path.extension().is_some_and(|extension| extension == "hcl") {
        Language::Terraform
    } else {
        Language::Data
    }
}

fn walk(
    root: &Path,
    no_ignore: bool,
    sources: &SourceMap,
    candidates: &mut Vec<Candidate>,
    problems: &mut Vec<Problem>,
) {
    let mut ignores = Ignores::above(root, no_ignore);
    let mut walker = WalkDir::new(root).sort_by_file_name().into_iter();
    while let Some(entry) = walker.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root);
                let why = error
                    .io_error()
                    .map_or_else(|| error.to_string(), plain_io_error);
                problems.push(Problem {
                    path: sources.name(path),
                    message: format!("cannot be read: {why}"),
                });
                continue;
            }
        };
        let is_dir = entry.file_type().is_dir();
        if entry.depth() > 0 && (is_passed_over(&entry) || ignores.skips(&entry)) {
            if is_dir {
                walker.skip_current_dir();
            }
            continue;
        }
        if is_dir {
            ignores.enter(&entry);
            continue;
        }
        let Some(language) = language_of(entry.path()) else {
            continue;
        };
        let is_file = if entry.path_is_symlink() {
            // A linked .tf file is part of its module; a linked template is found where it really lies.
            language != Language::Data
                && std::fs::metadata(entry.path()).is_ok_and(|target| target.is_file())
        } else {
            entry.file_type().is_file()
        };
        if is_file {
            candidates.push(Candidate {
                path: entry.into_path(),
                language,
                named: false,
            });
        }
    }
}

fn is_passed_over(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || (entry.file_type().is_dir() && SKIPPED_FOLDERS.contains(&&*name))
}

/// The ignore files in force at a place of the walk, the outermost first.
struct Ignores {
    off: bool,
    stack: Vec<(usize, Gitignore)>,
}

impl Ignores {
    /// Those of the folders above a start, up to the repository's root. A start that they ignore was named on purpose:
    /// then they do not count below it.
    fn above(root: &Path, off: bool) -> Ignores {
        let mut ignores = Ignores {
            off,
            stack: Vec::new(),
        };
        if off {
            return ignores;
        }
        let Some(repository) = repository_root(root) else {
            return ignores;
        };
        let mut above: Vec<&Path> = root
            .ancestors()
            .skip(1)
            .take_while(|dir| dir.starts_with(repository))
            .collect();
        above.reverse();
        let exclude = repository.join(".git/info/exclude");
        if exclude.is_file() {
            let mut builder = GitignoreBuilder::new(repository);
            builder.add(exclude);
            ignores
                .stack
                .extend(builder.build().ok().map(|found| (0, found)));
        }
        for dir in above {
            ignores
                .stack
                .extend(read_ignores(dir).map(|found| (0, found)));
        }
        let named_on_purpose = ignores.stack.iter().any(|(_, ignore)| {
            root.starts_with(ignore.path())
                && ignore.matched_path_or_any_parents(root, true).is_ignore()
        });
        if named_on_purpose {
            ignores.stack.clear();
        }
        ignores
    }

    /// Takes in the ignore files of a folder the walk enters, and lets go of those it has left.
    fn enter(&mut self, entry: &DirEntry) {
        if self.off {
            return;
        }
        while self
            .stack
            .last()
            .is_some_and(|&(depth, _)| depth > entry.depth())
        {
            self.stack.pop();
        }
        self.stack
            .extend(read_ignores(entry.path()).map(|found| (entry.depth() + 1, found)));
    }

    fn skips(&mut self, entry: &DirEntry) -> bool {
        while self
            .stack
            .last()
            .is_some_and(|&(depth, _)| depth > entry.depth())
        {
            self.stack.pop();
        }
        if self.stack.is_empty() {
            return false;
        }
        for (_, ignore) in self.stack.iter().rev() {
            let matched = ignore.matched(entry.path(), entry.file_type().is_dir());
            if !matched.is_none() {
                return matched.is_ignore();
            }
        }
        false
    }
}

/// The `.gitignore` and `.ignore` of a folder, the latter winning as in ripgrep.
fn read_ignores(dir: &Path) -> Option<Gitignore> {
    let files: Vec<PathBuf> = [".gitignore", ".ignore"]
        .iter()
        .map(|name| dir.join(name))
        .filter(|path| path.is_file())
        .collect();
    if files.is_empty() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(dir);
    for file in files {
        // A line that is no pattern is git's to complain about; the others still count.
        builder.add(file);
    }
    builder.build().ok()
}

/// Reads a file's bytes and keeps it where they matter. Terraform files are all kept in the list: a module is a unit.
fn look_at(candidate: Candidate, sources: &SourceMap) -> Result<Option<Found>, Problem> {
    let Candidate {
        path,
        language,
        named,
    } = candidate;
    let bytes = match sources.overlaid(&path) {
        Some(text) => text.as_bytes().to_vec(),
        None => std::fs::read(&path).map_err(|error| Problem {
            path: sources.name(&path),
            message: format!("cannot be read: {}", plain_io_error(&error)),
        })?,
    };
    let mentions = mentions(&bytes, language);
    let local_sources = if mentions.module {
        local_sources(&bytes)
    } else {
        Vec::new()
    };
    if mentions.anything() {
        sources.add(&path, bytes).map_err(|error| Problem {
            path: sources.name(&path),
            message: error.to_string(),
        })?;
    }
    let keep = mentions.anything() || language != Language::Data;
    Ok(keep.then_some(Found {
        path,
        language,
        mentions,
        named,
        local_sources,
    }))
}

macro_rules! finder {
    ($name:ident, $needle:literal) => {
        static $name: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new($needle));
    };
}
finder!(CLOUDFORMATION_TRAIL, "AWS::CloudTrail::Trail");
finder!(NESTED_STACK, "AWS::CloudFormation::Stack");
finder!(SERVERLESS_APPLICATION, "AWS::Serverless::Application");
finder!(INCLUDE, "AWS::Include");
finder!(TERRAFORM_TRAIL, "aws_cloudtrail");
finder!(AWSCC_TRAIL, "awscc_cloudtrail_trail");
finder!(MODULE, "module");
finder!(CLOUDTRAIL, "cloudtrail");
finder!(GLOBAL, "global");
finder!(TRAIL_ARN, "\"TrailARN\"");
finder!(TRAIL_LIST, "\"trailList\"");
finder!(IS_LOGGING, "\"IsLogging\"");

/// What bytes mention, looked for only where the language can hold it.
#[must_use]
pub fn mentions(bytes: &[u8], language: Language) -> Mentions {
    let has = |finder: &Finder<'_>| finder.find(bytes).is_some();
    match language {
        Language::Data => Mentions {
            cloudformation_trail: mentions_word(bytes, &CLOUDFORMATION_TRAIL),
            nested_template: has(&NESTED_STACK) || has(&SERVERLESS_APPLICATION) || has(&INCLUDE),
            terraform_trail: mentions_terraform_trail(bytes),
            awscli: has(&TRAIL_LIST) || has(&TRAIL_ARN) || has(&IS_LOGGING),
            ..Mentions::default()
        },
        Language::Terraform => {
            let module = has(&MODULE);
            Mentions {
                terraform_trail: mentions_terraform_trail(bytes),
                module,
                trail_module: module && has(&CLOUDTRAIL) && has(&GLOBAL),
                ..Mentions::default()
            }
        }
        Language::Terragrunt => Mentions::default(),
    }
}

fn mentions_terraform_trail(bytes: &[u8]) -> bool {
    mentions_word(bytes, &TERRAFORM_TRAIL) || mentions_word(bytes, &AWSCC_TRAIL)
}

/// Whether the needle stands there without being the beginning of a longer name (`aws_cloudtrail_event_data_store`).
fn mentions_word(bytes: &[u8], finder: &Finder<'_>) -> bool {
    let length = finder.needle().len();
    finder.find_iter(bytes).any(|at| {
        bytes
            .get(at + length)
            .is_none_or(|next| !next.is_ascii_alphanumeric() && !matches!(next, b'_' | b'-' | b':'))
    })
}

/// The local sources that a file's text mentions: the string after each `source`, where it begins with a dot.
/// More than a parser would find, never less.
#[must_use]
pub fn local_sources(bytes: &[u8]) -> Vec<String> {
    memchr::memmem::find_iter(bytes, "source")
        .filter_map(|at| {
            let rest = &bytes[at + "source".len()..];
            let start = rest
                .iter()
                .position(|byte| !matches!(byte, b' ' | b'\t' | b'=' | b'"' | b':'))?;
            let rest = &rest[start..];
            let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\n'))?;
            let source = std::str::from_utf8(&rest[..end]).ok()?;
            source.starts_with('.').then(|| source.to_owned())
        })
        .collect()
}
