//! What given files lead to by its name and cannot be read: nothing is known of what it makes, and it does not pass as clean.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::nested::Seen;
use super::parameters::{Rollouts, is_samconfig};
use super::stacks::{is_manifest, names_in};
use super::template::{TemplateCache, is_called_after_parameters, is_named_after_parameters};
use crate::diagnostic::{Label, Problem};
use crate::discover::{Found, Language, Origin, Unseen, is_named_as_service, is_taken_by_name};
use crate::model::{Account, Judged};
use crate::paths::folder_of;
use crate::source::{SourceMap, Span};

/// What the given files of a run lead to that cannot be read and that nobody gave.
#[derive(Default)]
pub(super) struct LedTo {
    /// That the run fails by what cannot be opened.
    pub(super) problems: BTreeSet<Problem>,
    /// By file that can be opened and not parsed, what leads to it.
    broken: BTreeMap<PathBuf, Label>,
}

/// Why a file cannot be read.
enum Unread {
    /// It cannot be opened.
    Unopened(Problem),
    /// It cannot be parsed, which is a finding.
    Broken,
}

impl LedTo {
    /// What the files that were given among some lead to, be it through others of the run.
    pub(super) fn of(
        (seen, data, unseen): (&[Seen<'_>], &[&Found], &[Unseen]),
        rollouts: &Rollouts,
        sources: &SourceMap,
    ) -> LedTo {
        let mut out = LedTo::default();
        let unread = unread((seen, unseen), sources);
        if unread.is_empty() {
            return out;
        }
        let files = || {
            let found = seen.iter().map(|seen| seen.found);
            found.chain(data.iter().copied())
        };
        let known: BTreeSet<&Path> = files().map(|found| found.path.as_path()).collect();
        let given = files().filter(|found| found.origin != Origin::Context);
        let given: BTreeSet<&Path> = given.map(Found::text_path).collect();
        let mut open: Vec<PathBuf> = given.iter().map(|path| (*path).to_owned()).collect();
        let mut come_to: BTreeSet<PathBuf> = open.iter().cloned().collect();
        let mut next = 0;
        while let Some(path) = open.get(next).cloned() {
            next += 1;
            let Ok(file) = sources.load(&path) else {
                continue;
            };
            let named = names_in(file.input().text, &path, sources);
            if is_manifest(&path.file_name().unwrap_or_default().to_string_lossy()) {
                let at = Span::beginning(file.id());
                out.take_templates_beside(&path, at, &unread);
            }
            for (path, range) in named.files {
                if !come_to.insert(path.clone()) {
                    continue;
                }
                if let Some(unread) = unread.get(&path) {
                    let at = file.input().span(range);
                    let message = format!("`{}` is named here", sources.name(&path));
                    out.take(&path, unread, Label::new(at, message));
                } else if known.contains(path.as_path()) || is_taken_by_name(&path) {
                    open.push(path);
                }
            }
            if !named.are_all {
                out.take_all(&unread);
            }
        }
        for (path, unread) in &unread {
            if let Some(read) = given.iter().find(|given| may_read(path, given, sources)) {
                let message = format!("it may read `{}`", sources.name(read));
                out.take(path, unread, Label::new(None, message));
            }
            let mut rollouts = rollouts.of(path).iter();
            let by_given = rollouts.find_map(|rollout| {
                let mut files = rollout.files(sources).into_iter();
                files.find(|file| given.contains(file.as_path()))
            });
            if let Some(file) = by_given {
                let message = format!("`{}` is deployed with what stands here", sources.name(path));
                let at = sources.load(&file).map(|file| Span::beginning(file.id()));
                out.take(path, unread, Label::new(at.ok(), message));
            }
        }
        out
    }

    /// Takes in the templates beside a manifest of the CDK.
    fn take_templates_beside(
        &mut self,
        manifest: &Path,
        at: Span,
        unread: &BTreeMap<PathBuf, Unread>,
    ) {
        for (path, unread) in unread {
            let name = path.to_string_lossy();
            if path.parent() == manifest.parent() && name.ends_with(".template.json") {
                let label = Label::new(at, "the manifest of the templates beside it");
                self.take(path, unread, label);
            }
        }
    }

    fn take(&mut self, path: &Path, unread: &Unread, label: Label) {
        match unread {
            Unread::Unopened(problem) => drop(self.problems.insert(problem.clone())),
            Unread::Broken => {
                self.broken.entry(path.to_owned()).or_insert(label);
            }
        }
    }

    /// Takes in all that cannot be opened: a file names more than is looked at.
    fn take_all(&mut self, unread: &BTreeMap<PathBuf, Unread>) {
        let unopened = unread.values().filter_map(|unread| match unread {
            Unread::Unopened(problem) => Some(problem.clone()),
            Unread::Broken => None,
        });
        self.problems.extend(unopened);
    }

    /// What is wrong with those that can be opened, as far as nothing says it yet.
    pub(super) fn unsaid(&self, judged: &[Judged], cache: &TemplateCache<'_>) -> Judged {
        let accounts = judged.iter().flat_map(|judged| &judged.accounts);
        let said = accounts.flat_map(|account| &account.unreadable);
        let said: BTreeSet<Span> = said.map(|unreadable| unreadable.span).collect();
        let mut account = Account::default();
        for (path, label) in &self.broken {
            let loaded = cache.load(path);
            let wrong = loaded.iter().flat_map(|loaded| loaded.unreadable.clone());
            let unsaid = wrong.filter(|wrong| !said.contains(&wrong.span));
            account.unreadable.extend(unsaid.map(|mut wrong| {
                wrong.others.push(label.clone());
                wrong
            }));
        }
        Judged {
            accounts: vec![account],
            ..Judged::default()
        }
    }
}

/// Whether a file that cannot be read may read another one, for all that can be told: one of a service what lies below it, one that
/// nobody can look into and is not called after parameters those beside and below it.
fn may_read(reader: &Path, file: &Path, sources: &SourceMap) -> bool {
    let folder = folder_of(reader);
    if reader == file || !file.starts_with(folder) {
        return false;
    }
    let reads = sources.look_into(reader, |text| text.contains("file("));
    if is_named_as_service(reader) {
        return reads.unwrap_or(true);
    }
    let may_take = || {
        let mut above = sources.folders_above(folder_of(file));
        above.any(|above| above == folder) && !is_samconfig(file)
    };
    let is_taken = || is_called_after_parameters(file, sources);
    reads.is_none() && !is_named_after_parameters(reader) && may_take() && is_taken()
}

/// The files around what was given that cannot be read.
fn unread(
    (seen, unseen): (&[Seen<'_>], &[Unseen]),
    sources: &SourceMap,
) -> BTreeMap<PathBuf, Unread> {
    let mut out = BTreeMap::new();
    for unseen in unseen {
        if unseen.language == Some(Language::YamlOrJson) {
            let problem = unseen.problem(sources);
            out.insert(unseen.path.clone(), Unread::Unopened(problem));
        }
    }
    for seen in seen {
        let found = seen.found;
        if found.origin != Origin::Context {
            continue;
        }
        let unread = if seen.broken().is_some() {
            Unread::Broken
        } else if seen.holds.is_some() {
            continue;
        } else {
            let error = sources.load(&found.path).err();
            let problem =
                error.and_then(|error| Problem::of_unopened(&found.path, &error, sources));
            let Some(problem) = problem else { continue };
            Unread::Unopened(problem)
        };
        out.insert(found.path.clone(), unread);
    }
    out
}
