//! Deployments that are for nothing: a glob that matches no template or no root module, or only what a run skips.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Fault, Part};
use super::globs::{DeploymentGlob, Meant, is_plain, matcher, start_of};
use super::limits::{MAX_FILES_OPENED, MAX_FILES_SEARCHED};
use super::place::Document;
use crate::discover::is_taken_by_name;
use crate::model::Remark;
use crate::paths::{Link, PathGlob, absolute, lexical, relative};
use crate::source::{Kind, ReadError, SourceFile, SourceMap};
use crate::suggest::nearest;

/// The endings of the files that make a folder one that Terraform, OpenTofu or Terragrunt runs.
const OF_MODULES: [&str; 6] = [
    ".tf",
    ".tf.json",
    ".tofu",
    ".tofu.json",
    "terragrunt.hcl",
    "terragrunt.hcl.json",
];

/// What a template has that brings a trail into being.
const OF_TRAILS: [&str; 4] = [
    "AWS::CloudTrail::Trail",
    "AWS::CloudFormation::Stack",
    "AWS::Serverless::Application",
    "AWS::Include",
];

/// A configuration's file, and the globs in it.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    pub(super) path: PathBuf,
    pub(super) text: String,
    /// What its paths and globs start from.
    pub folder: PathBuf,
    pub(super) globs: Vec<DeploymentGlob>,
}

impl ConfigFile {
    /// Takes its text in among those of a run, by which its places are found there.
    pub(crate) fn take_into(&self, sources: &SourceMap) -> Option<Arc<SourceFile>> {
        // The text, not the file: it may have come through a pipe.
        let file = sources.add(&self.path, self.text.clone().into_bytes());
        let file = file.ok()?;
        file.mark_as_values();
        Some(file)
    }

    /// What is said of the globs that match nothing, at their places. `known` are the files that were looked into, `links` those
    /// that lead to some, `given` the paths of the run: a glob without wildcards tells by itself whether it leads to something;
    /// what others could match is looked for only where the run is about all of it.
    pub(crate) fn unmatched(
        &self,
        known: &BTreeSet<&Path>,
        links: &[Link],
        given: &[PathBuf],
        sources: &SourceMap,
    ) -> Vec<Remark> {
        let given: Vec<PathBuf> = given.iter().map(|path| absolute(path)).collect();
        let is_given = given.contains(&absolute(&self.path));
        let behind_links = links.iter().flat_map(|link| {
            let behind = known.iter().filter_map(|path| link.seen(path));
            behind.collect::<Vec<PathBuf>>()
        });
        let search = Search {
            folder: absolute(&self.folder),
            known: known
                .iter()
                .map(|path| path.to_path_buf())
                .chain(behind_links)
                .collect(),
            given: &given,
            is_given,
            sources,
        };
        let unmatched: Vec<(&DeploymentGlob, Match)> = self
            .globs
            .iter()
            .map(|glob| (glob, search.finds(glob)))
            .filter(|(_, found)| !matches!(found, Match::Found | Match::NotTold))
            .collect();
        if unmatched.is_empty() {
            return Vec::new();
        }
        let Some(file) = self.take_into(sources) else {
            return Vec::new();
        };
        let Ok(Some(document)) = Document::parse(&file) else {
            return Vec::new();
        };
        unmatched
            .into_iter()
            .map(|(glob, found)| {
                let (message, label, help) = match found {
                    Match::PassedOver(path) => passed_over(glob, &path, &search),
                    _ => matching_nothing(glob, &search),
                };
                let placed = document.placed(Fault {
                    path: glob.steps.clone(),
                    part: Part::Value,
                    message,
                    label: String::new(),
                    help: None,
                });
                Remark::new(placed.span, label, placed.message).help(help.to_owned())
            })
            .collect()
    }
}

/// What a glob comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Match {
    /// Something that was looked into, or that has nothing to do with trails.
    Found,
    /// Nothing but what was not looked into.
    PassedOver(PathBuf),
    Nothing,
    /// This run cannot tell.
    NotTold,
}

impl From<Option<bool>> for Match {
    fn from(found: Option<bool>) -> Match {
        match found {
            Some(true) => Match::Found,
            Some(false) => Match::Nothing,
            None => Match::NotTold,
        }
    }
}

type Said = (String, &'static str, &'static str);

/// What is said of a glob that matches only what the run skips.
fn passed_over(glob: &DeploymentGlob, path: &Path, search: &Search<'_>) -> Said {
    let below = relative(&search.folder, path);
    let is_hidden = below.iter().any(|part| {
        let part = part.to_string_lossy();
        part.starts_with('.') && !matches!(&*part, "." | "..")
    });
    let has_other_ending = glob.meant == Meant::Templates && !is_taken_by_name(path);
    let (why, help) = if is_hidden {
        (
            "it is hidden",
            "Give it by name, beside the other paths of the run.",
        )
    } else if has_other_ending {
        (
            "its name has none of the endings of templates",
            "Give it by name, beside the other paths of the run.",
        )
    } else {
        (
            "a `.gitignore` names it, or it is in a folder of dependencies",
            "Give it by name, beside the other paths of the run, or look into ignored files with `--no-ignore`.",
        )
    };
    let shown = below.to_string_lossy().replace('\\', "/");
    let message = format!(
        "`{shown}` is skipped, since {why}: nothing that `{}` matches is checked with its deployments",
        glob.text
    );
    (message, "matches only what is skipped", help)
}

fn matching_nothing(glob: &DeploymentGlob, search: &Search<'_>) -> Said {
    let (what, help) = match glob.meant {
        Meant::Templates => (
            "template",
            "Name template files by their paths from this file's folder.",
        ),
        Meant::Roots => (
            "root module",
            "Name folders with `.tf` files by their paths from this file's folder.",
        ),
    };
    let near = search.near(glob);
    let near = near.map(|near| format!("; did you mean `{near}`?"));
    let message = format!(
        "No {what} matches `{}`, so nothing is checked with its deployments{}",
        glob.text,
        near.unwrap_or_default()
    );
    (message, "matches nothing", help)
}

/// Where globs are looked for.
struct Search<'a> {
    /// What the globs start from.
    folder: PathBuf,
    known: Vec<PathBuf>,
    given: &'a [PathBuf],
    /// Whether the configuration is among them: all that it says is asked about.
    is_given: bool,
    sources: &'a SourceMap,
}

impl Search<'_> {
    /// What a glob comes to.
    fn finds(&self, glob: &DeploymentGlob) -> Match {
        let is_known = |path: &PathBuf| match glob.meant {
            Meant::Templates => glob.matcher.is_match(path),
            Meant::Roots => is_root(path, &glob.matcher),
        };
        if self.known.iter().any(is_known) {
            return Match::Found;
        }
        let (start, rest) = start_of(&glob.text, &self.folder);
        let mut above = start.ancestors();
        let is_all_given = self.is_given || above.any(|above| self.given.contains(&above.into()));
        if rest.is_empty() {
            return match self.leads_to(&start, glob.meant) {
                Some(true) if is_all_given && self.matters(&start, glob.meant) => {
                    Match::PassedOver(start)
                }
                found => found.into(),
            };
        }
        if !is_all_given {
            return Match::NotTold;
        }
        if !self.sources.leads_to_folder(&start) {
            return self.leads_to(&start, glob.meant).map(|_| false).into();
        }
        let Ok(files) = self.sources.files_below(&start, MAX_FILES_SEARCHED) else {
            return Match::NotTold;
        };
        let mut matched = files
            .iter()
            .filter(|file| matches(glob.meant, &glob.matcher, file))
            .peekable();
        if matched.peek().is_none() {
            return Match::Nothing;
        }
        let mut passed_over = matched.take(MAX_FILES_OPENED);
        match passed_over.find(|file| self.matters(file, glob.meant)) {
            Some(file) if glob.meant == Meant::Roots => {
                Match::PassedOver(file.parent().unwrap_or(file).to_owned())
            }
            Some(file) => Match::PassedOver(file.clone()),
            None => Match::Found,
        }
    }

    /// Whether something that was not looked into may make a trail: a root module may, whatever is in it.
    fn matters(&self, path: &Path, meant: Meant) -> bool {
        meant == Meant::Roots
            || self
                .sources
                .load(path)
                .is_ok_and(|file| OF_TRAILS.iter().any(|kind| file.text().contains(kind)))
    }

    /// Whether a path leads to what is meant.
    fn leads_to(&self, path: &Path, meant: Meant) -> Option<bool> {
        match self.sources.kind(path) {
            Ok(Kind::Folder) if meant == Meant::Roots => {
                let files = self.sources.files_in(path).ok()?;
                Some(files.iter().any(|file| is_of_module(file)))
            }
            Ok(Kind::File | Kind::Special) => Some(meant == Meant::Templates),
            Ok(Kind::Folder) => Some(false),
            Err(ReadError::Missing { .. }) => Some(false),
            Err(_) => None,
        }
    }

    /// The glob with the names in it that do not exist replaced by the nearest that do, where it matches something then.
    fn near(&self, glob: &DeploymentGlob) -> Option<String> {
        let (first, rest) = start_of(&glob.text, &self.folder);
        let mut at = self.folder.clone();
        let below = relative(&self.folder, &first);
        for part in below.iter().filter_map(|part| part.to_str()) {
            let next = lexical(&at.join(part));
            at = match self.sources.kind(&next) {
                Ok(_) => next,
                Err(_) => at.join(nearest(
                    part,
                    self.names_in(&at).iter().map(String::as_str),
                )?),
            };
        }
        if rest.is_empty() && glob.meant == Meant::Roots && is_of_module(&at) {
            // A file of the module was named in place of its folder.
            at.pop();
        }
        let files = self
            .sources
            .files_below(&at, MAX_FILES_SEARCHED)
            .unwrap_or_default();
        let written = relative(&self.folder, &at);
        let written = written.to_string_lossy().replace('\\', "/");
        let joined = |rest: &str| match rest {
            "" => written.clone(),
            rest if written == "." => rest.to_owned(),
            rest => format!("{written}/{rest}"),
        };
        let mut candidates = vec![joined(&rest)];
        candidates.extend(with_other_ending(&rest, &files).map(|rest| joined(&rest)));
        candidates.extend(rest.strip_suffix("/*.tf").map(joined));
        candidates.into_iter().find(|text| {
            *text != glob.text
                && matcher(text, &self.folder, glob.meant).is_ok_and(|matcher| {
                    let (start, rest) = start_of(text, &self.folder);
                    if rest.is_empty() {
                        self.leads_to(&start, glob.meant) == Some(true)
                    } else {
                        matches_any(glob.meant, &matcher, &files)
                    }
                })
        })
    }

    /// The names of what is in a folder, as far as there are files below it.
    fn names_in(&self, folder: &Path) -> BTreeSet<String> {
        let files = self.sources.files_below(folder, MAX_FILES_SEARCHED);
        files
            .unwrap_or_default()
            .iter()
            .filter_map(|file| {
                let below = file.strip_prefix(folder).ok()?;
                Some(below.iter().next()?.to_str()?.to_owned())
            })
            .collect()
    }
}

fn is_of_module(file: &Path) -> bool {
    let name = file.to_string_lossy();
    OF_MODULES.iter().any(|ending| name.ends_with(ending))
}

/// Whether a file makes its folder a root module that a glob matches.
fn is_root(file: &Path, roots: &PathGlob) -> bool {
    is_of_module(file) && file.parent().is_some_and(|folder| roots.is_match(folder))
}

fn matches(meant: Meant, matcher: &PathGlob, file: &Path) -> bool {
    match meant {
        Meant::Templates => matcher.is_match(file),
        Meant::Roots => is_root(file, matcher),
    }
}

fn matches_any(meant: Meant, matcher: &PathGlob, files: &[PathBuf]) -> bool {
    files.iter().any(|file| matches(meant, matcher, file))
}

/// A glob (`*.yml`) with the ending that files have which is nearest to its own.
fn with_other_ending(rest: &str, files: &[PathBuf]) -> Option<String> {
    let (stem, ending) = rest.rsplit_once('.')?;
    let endings: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.extension()?.to_str())
        .filter(|other| *other != ending)
        .collect();
    let near = nearest(ending, endings)?;
    is_plain(ending).then(|| format!("{stem}.{near}"))
}
