//! The configuration file: what a repository says about its own linting.
//!
//! Paths in it start from the file's folder. The command line wins over it.

mod deployments;
mod fault;
mod file;
mod given;
mod globs;
mod limits;
mod named_files;
mod place;
mod secrets;
mod serde_messages;
mod shapes;
mod unmatched;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cloudformation::TemplateDeployment;
use crate::diagnostic::{RuleMeta, Severity, Unreadable};
use crate::model::GivenRegion;
use crate::paths::folder_of;
use crate::rules::{self, Coverage};
use crate::source::{InFile, Kind, ReadError, SourceFile, SourceMap, is_repository_root};
use crate::terraform::RootDeployment;
use deployments::{roots, templates};
use fault::{Fault, Faults, Part, Step};
use file::File;
use given::Given;
use place::Document;
pub use unmatched::ConfigFile;

/// The names a configuration is found by, in this order.
pub const NAMES: [&str; 4] = [
    "cloudtrail-lint.yaml",
    "cloudtrail-lint.yml",
    ".cloudtrail-lint.yaml",
    ".cloudtrail-lint.yml",
];

/// A configuration, read and checked. What the file does not say is `None` or empty.
#[derive(Debug, Default)]
pub struct Config {
    /// The file it comes from.
    pub file: Option<ConfigFile>,
    pub coverage: Option<Coverage>,
    /// Whether the default of a parameter or variable is taken for its value.
    pub assume_defaults: Option<bool>,
    /// Where the file says so.
    pub assume_defaults_at: Option<InFile>,
    /// The Region the code is deployed to, where the code does not say.
    pub region: Option<GivenRegion>,
    /// The lowest severity that fails a run.
    pub fail_on: Option<Severity>,
    /// Only these rules run, where any are named.
    pub select: Vec<&'static RuleMeta>,
    /// These rules do not run, whether selected or not.
    pub ignore: Vec<&'static RuleMeta>,
    /// How bad findings of a rule are.
    pub severities: Vec<(&'static RuleMeta, Severity)>,
    /// Their paths and globs start from the configuration's folder.
    pub template_deployments: Vec<TemplateDeployment>,
    /// Their paths and globs start from the configuration's folder.
    pub root_deployments: Vec<RootDeployment>,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file itself cannot be read.
    #[error("{why}")]
    Unreadable { path: PathBuf, why: ReadError },
    /// It is not YAML, or does not say what a configuration says.
    #[error("{}", .what.iter().map(|one| &*one.message).collect::<Vec<_>>().join("; "))]
    Wrong {
        file: Arc<SourceFile>,
        /// All that can be told at once.
        what: Vec<Unreadable>,
    },
}

/// The configuration that holds for a folder: in it or the nearest folder above, up to the repository's root.
#[must_use]
pub fn find(folder: &Path) -> Option<PathBuf> {
    let names = SourceMap::default();
    for above in folder.ancestors() {
        if let Some(found) = NAMES
            .iter()
            .map(|name| above.join(name))
            .find(|path| names.is_named(path))
        {
            return Some(found);
        }
        if is_repository_root(above) {
            return None;
        }
    }
    None
}

/// Reads a configuration through the gate of some sources.
pub fn load(path: &Path, sources: &SourceMap) -> Result<Config, ConfigError> {
    let file = sources.load(path).map_err(|why| ConfigError::Unreadable {
        path: path.to_owned(),
        why,
    })?;
    // One that comes through a pipe lies nowhere.
    let folder = match sources.kind_of_given(path) {
        Ok(Kind::Special) => PathBuf::new(),
        _ => folder_of(path).to_owned(),
    };
    let is_one = sources.is_given(path) || is_called_as_one(&file);
    of_file(&file, &folder).map_err(|what| ConfigError::Wrong {
        what: if is_one {
            what
        } else {
            none_at_all(&file, &what)
        },
        file: Arc::clone(&file),
    })
}

/// A link of such a name may lead to anything.
fn is_called_as_one(file: &SourceFile) -> bool {
    let name = file.path().file_name().unwrap_or_default();
    NAMES.iter().any(|known| name == *known)
}

/// What is said of a file that cannot be read as a configuration and is none by its name: none of its text.
fn none_at_all(file: &SourceFile, wrong: &[Unreadable]) -> Vec<Unreadable> {
    file.hide_all();
    let first = wrong.first().map(|first| Unreadable {
        span: first.span,
        message: "What the configuration is a link to cannot be read as one".into(),
        label: "here".into(),
        help: Some(format!("Link to a file that is called `{}`.", NAMES[0]).into()),
        others: Vec::new(),
    });
    first.into_iter().collect()
}

/// What a file says, its paths and globs taken from a folder.
fn of_file(file: &SourceFile, folder: &Path) -> Result<Config, Vec<Unreadable>> {
    let Some(document) = Document::parse(file)? else {
        return Ok(Config::default());
    };
    let (said, mut wrong) = document.deserialize::<File>();
    let mut faults = Faults::default();
    let given = Given::of(&document, file.path());
    let config = said.map(|said| checked(said, (file, &given), folder, &mut faults));
    wrong.extend(faults.said().map(|fault| document.placed(fault)));
    wrong.sort_by_key(|one| one.span.start);
    match config {
        Some(config) if wrong.is_empty() => Ok(config),
        _ => Err(wrong),
    }
}

/// Names and globs are what only the whole program knows to be right. What is wrong is left out, and said.
fn checked(
    said: File,
    (file, given): (&SourceFile, &Given<'_>),
    folder: &Path,
    faults: &mut Faults,
) -> Config {
    let mut severities = Vec::new();
    for (name, severity) in &said.severity.0 {
        let path = vec![Step::Key("severity".into()), Step::Key(name.clone())];
        let rule = rule(name, path, Part::Key);
        severities.extend(kept(rule, faults).map(|rule| (rule, severity.0)));
    }
    let select = rules_of("select", &said.select, faults);
    let ignore = rules_of("ignore", &said.ignore, faults);
    let mut globs = Vec::new();
    let below = given.key("cloudformation");
    let of_templates = templates(&said.cloudformation, &below, folder, &mut globs);
    let template_deployments = kept(of_templates, faults).unwrap_or_default();
    let below = given.key("terraform");
    let of_roots = roots(&said.terraform, &below, folder, &mut globs);
    let root_deployments = kept(of_roots, faults).unwrap_or_default();
    Config {
        severities,
        select,
        ignore,
        template_deployments,
        root_deployments,
        coverage: said.coverage.map(|word| word.0),
        assume_defaults: said.assume_defaults,
        assume_defaults_at: given.key("assume-defaults").name(),
        region: given.key("region").region(said.region),
        fail_on: said.fail_on.map(|word| word.0),
        file: Some(ConfigFile {
            path: file.path().to_owned(),
            text: file.text().to_owned(),
            folder: folder.to_owned(),
            globs,
        }),
    }
}

fn kept<T>(checked: Result<T, Fault>, faults: &mut Faults) -> Option<T> {
    checked.map_err(|fault| faults.push(fault)).ok()
}

fn rules_of(key: &str, names: &[String], faults: &mut Faults) -> Vec<&'static RuleMeta> {
    let mut out = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let path = vec![Step::Key(key.to_owned()), Step::Item(at)];
        out.extend(kept(rule(name, path, Part::Value), faults));
    }
    out
}

/// The rule that is named at a path.
fn rule(name: &str, path: Vec<Step>, part: Part) -> Result<&'static RuleMeta, Fault> {
    rules::find(name).map_err(|unknown| Fault {
        path,
        part,
        message: unknown.to_string(),
        label: "no such rule".into(),
        help: Some("`cloudtrail-lint rules` lists the rules.".into()),
    })
}
