//! Files that a tool merges: what they make together is judged at the first of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::options::Options;
use super::parameters::Rollouts;
use super::template::{MergedFiles, STACK, TRAIL, TemplateCache, TemplateFile, merges};
use crate::diagnostic::{Problem, Unreadable};
use crate::discover::{Found, Language, Mentions, Origin};
use crate::model::{Account, Judged, Trail};
use crate::source::{SourceId, SourceMap};

/// What the files of a run are merged into, each with those of its files that the run has.
pub(super) struct Merging {
    all: Vec<(MergedFiles, Found)>,
    /// By file, which of them it is merged into.
    by_file: BTreeMap<PathBuf, usize>,
    unread: Vec<UnreadPart>,
}

/// One of the files to merge that cannot be read.
struct UnreadPart {
    path: PathBuf,
    wrong: Vec<Unreadable>,
    /// The files that are merged with it, and their configurations.
    beside: Arc<[PathBuf]>,
}

impl Merging {
    /// What the files and those around them make, as far as it may hold a trail.
    pub(super) fn of(files: &[&Found], data: &[&Found], cache: &TemplateCache<'_>) -> Merging {
        let paths = files.iter().chain(data).map(|found| found.path.as_path());
        let mut out = Merging {
            all: Vec::new(),
            by_file: BTreeMap::new(),
            unread: Vec::new(),
        };
        for merge in merges(paths, cache.sources) {
            let Some(loaded) = cache.merged_file(&merge) else {
                continue;
            };
            let beside = loaded.parts.iter().chain(&merge.configurations);
            let beside: Arc<[PathBuf]> = beside.cloned().collect();
            let unread = loaded.unread.iter();
            out.unread.extend(unread.map(|(path, wrong)| UnreadPart {
                path: path.clone(),
                wrong: wrong.clone(),
                beside: Arc::clone(&beside),
            }));
            let Some(merged) = cache.merged(merge, &[TRAIL, STACK]) else {
                continue;
            };
            for part in &merged.parts {
                out.by_file.insert(part.clone(), out.all.len());
            }
            let found = found_of(&merged, files, cache.sources);
            out.all.push((merged, found));
        }
        out
    }

    /// The files to judge: of those that are merged, the first among them.
    pub(super) fn files<'f>(&'f self, files: &[&'f Found]) -> Vec<&'f Found> {
        let is_first = |found: &&Found| self.all.iter().any(|(one, _)| one.first == found.path);
        let others = files.iter().copied().filter(|found| !is_first(found));
        others
            .chain(self.all.iter().map(|(_, found)| found))
            .collect()
    }

    /// The files that are judged for others, too.
    pub(super) fn firsts(&self) -> impl Iterator<Item = &PathBuf> {
        self.all.iter().map(|(merged, _)| &merged.first)
    }

    /// Takes in what the configurations of merged files give them. Who says what templates are deployed with does not mean those.
    pub(super) fn roll_out(&self, rollouts: &mut Rollouts, options: &Options, sources: &SourceMap) {
        if options.parameter_files().next().is_some() {
            return;
        }
        for (merged, _) in &self.all {
            let merged_into = (merged.first.as_path(), merged.parts.as_slice());
            rollouts.take_merged(merged_into, &merged.merge.configurations, sources);
        }
    }

    /// What is said of files that cannot be read and that are merged with one which `is_given`, and are not given themselves.
    pub(super) fn unread_beside(
        &self,
        is_given: &dyn Fn(&Path) -> bool,
        sources: &SourceMap,
    ) -> Judged {
        let mut judged = Judged::default();
        let mut account = Account::default();
        for UnreadPart {
            path,
            wrong,
            beside,
        } in &self.unread
        {
            if is_given(path) || !beside.iter().any(|file| is_given(file)) {
                continue;
            }
            match sources.load(path) {
                Ok(file) if may_hold_a_trail(file.text()) => {
                    account.unreadable.extend(wrong.iter().cloned());
                }
                Ok(_) => {}
                Err(error) => {
                    let problem = Problem::of_unopened(path, &error, sources);
                    judged.problems.extend(problem);
                }
            }
        }
        judged.accounts.push(account);
        judged
    }

    /// What a file holds; of one that is merged, what they make together stands in the first.
    pub(super) fn load(
        &self,
        file: &Found,
        cache: &TemplateCache<'_>,
    ) -> Option<Arc<TemplateFile>> {
        let alone = || cache.load(&file.path);
        let Some((merged, _)) = self.by_file.get(&file.path).map(|at| &self.all[*at]) else {
            return alone();
        };
        if merged.first == file.path {
            return cache.merged_file(&merged.merge);
        }
        alone().map(|alone| Arc::new(TemplateFile::part(alone.source)))
    }
}

fn may_hold_a_trail(text: &str) -> bool {
    text.contains(TRAIL) || text.contains(STACK)
}

/// The first of the files, with what all of them mention.
fn found_of(merged: &MergedFiles, files: &[&Found], sources: &SourceMap) -> Found {
    let texts = merged.parts.iter();
    let texts = texts.filter_map(|path| sources.load(path).ok());
    let mut mentions = Mentions::default();
    for file in texts {
        mentions.cloudformation_trail |= file.text().contains(TRAIL);
        mentions.nested_template |= file.text().contains(STACK);
    }
    let known = files.iter().find(|found| found.path == merged.first);
    let mut out = known.map_or_else(
        || Found {
            path: merged.first.clone(),
            target: sources.target_of(&merged.first),
            language: Language::YamlOrJson,
            named_sources: None,
            mentions: Mentions::default(),
            origin: Origin::Context,
        },
        |known| (**known).clone(),
    );
    // One that was given by name was not given with the others.
    if out.origin == Origin::ByName {
        out.origin = Origin::Context;
    }
    out.mentions.cloudformation_trail |= mentions.cloudformation_trail;
    out.mentions.nested_template |= mentions.nested_template;
    out
}

/// The file that a trail is told by: the one that was judged, or the one of those that it is merged of in which the trail lies.
pub(super) fn root_of(
    trail: &Trail,
    (path, loaded): (&Path, &TemplateFile),
    sources: &SourceMap,
) -> String {
    let file = sources.get(trail.declared.source);
    let is_part = loaded.parts.iter().any(|part| part == file.path());
    sources.name(if is_part { file.path() } else { path })
}

/// The files that were read for what one holds.
pub(super) fn read_for(loaded: &TemplateFile) -> impl Iterator<Item = SourceId> + '_ {
    let merged = loaded.templates.iter();
    let merged = merged.filter_map(|template| template.merged.as_ref());
    let others = merged.flat_map(|merged| merged.files.iter().copied());
    others.chain([loaded.source])
}
