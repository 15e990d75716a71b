//! The units of Terragrunt, and what is to be said of them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::config::module_cache::ModuleCache;
use super::config::root_inputs::Inputs;
use super::limits::{MAX_STEPS_OF_RUN, MIN_STEPS_OF_UNIT};
use super::terragrunt;
use crate::budget::OfRun;
use crate::contained::{InternalError, contained};
use crate::diagnostic::{Label, Unreadable};
use crate::discover::{Found, Language, Origin};
use crate::model::{Account, Judged};
use crate::source::{SourceId, SourceMap};

/// A unit that was lost; `path` where no file stands for it.
pub(super) fn not_judged(
    file: Option<&SourceId>,
    path: &Path,
    error: &InternalError,
    sources: &SourceMap,
) -> Judged {
    let Some(&file) = file else {
        return Judged {
            problems: vec![error.problem(sources.name(path))],
            ..Judged::default()
        };
    };
    Judged {
        accounts: vec![Account {
            unreadable: vec![error.in_source(file)],
            ..Account::default()
        }],
        ..Judged::default()
    }
}

/// The units of Terragrunt.
#[derive(Default)]
pub(super) struct Units {
    pub(super) calls: Vec<terragrunt::Call>,
    /// What is to be said of those whose modules are not at hand.
    pub(super) elsewhere: Vec<Judged>,
    /// Those of which it is not known what they run.
    pub(super) untold: Vec<terragrunt::Untold>,
    /// What is said where some of those lead to a trail.
    perhaps: Vec<(Range<usize>, Account)>,
}

impl Units {
    /// What is said of units that may run one of some modules: of each file that cannot be read once.
    pub(super) fn perhaps_of(
        self,
        relevant: &BTreeSet<PathBuf>,
        modules: &ModuleCache<'_>,
    ) -> Judged {
        let mut out = Judged::default();
        let mut broken: Vec<Unreadable> = Vec::new();
        for (of_unit, mut account) in self.perhaps {
            let led_to = self.untold[of_unit].iter().filter_map(|unit| {
                let may_run = |folder: &&PathBuf| unit.may_run(&modules.module(folder));
                let module = modules.sources.name(relevant.iter().find(may_run)?);
                Some(Label::new(unit.at, format!("it may run `{module}`")))
            });
            let led_to: Vec<Label> = led_to.collect();
            if led_to.is_empty() {
                continue;
            }
            for mut unreadable in account.unreadable.drain(..) {
                unreadable.others.extend(led_to.iter().cloned());
                let mut known = broken.iter_mut();
                let Some(known) = known.find(|known| known.span == unreadable.span) else {
                    broken.push(unreadable);
                    continue;
                };
                let mut others = unreadable.others;
                others.retain(|other| !known.others.contains(other));
                known.others.extend(others);
            }
            out.accounts.push(account);
        }
        out.accounts.push(Account {
            unreadable: broken,
            ..Account::default()
        });
        out
    }
}

/// What the units of a run may take together.
pub(super) fn budget_of_run() -> OfRun {
    OfRun::new(MAX_STEPS_OF_RUN, MIN_STEPS_OF_UNIT)
}

/// The modules that Terragrunt runs, and what is to be said of those that are not at hand.
pub(super) fn terragrunt_units(
    files: &[&Found],
    shared: &terragrunt::Shared<'_>,
    sources: &SourceMap,
    lost: &mut Vec<Judged>,
) -> Units {
    let files: Vec<&&Found> = files
        .iter()
        .filter(|found| found.language == Language::Terragrunt)
        .filter(|found| terragrunt::stand_in_for(&found.path, sources).is_none())
        .collect();
    // What is kept of a unit must not lie amid what is not: the allocator would be left with holes. Who reads one that cannot be
    // opened says so.
    for file in &files {
        let _ = sources.load(&file.path);
    }
    let outcomes = budget_of_run().spend(&files, |file, budget| {
        let is_named = file.origin == Origin::ByName;
        contained(|| terragrunt::resolve(&file.path, is_named, shared, budget))
    });
    let led_to = led_to(&outcomes, &files);
    let mut out = Units::default();
    let mut added: Vec<terragrunt::AddedTo> = Vec::new();
    let mut folders: Vec<&Path> = files.iter().map(|file| file.folder()).collect();
    folders.sort();
    for (outcome, file) in outcomes.into_iter().zip(&files) {
        match outcome {
            // What a stack uses is judged with what the stack gives it.
            Ok(_) if led_to.contains(&file.path) => {}
            Ok(read) => {
                // What is given and what it leads to or reads, whatever that turns out to be.
                let is_given = file.origin != Origin::Context;
                let mut unopened = read.unopened;
                lost.extend(read.beyond);
                added.extend(read.added);
                for mut unit in read.units {
                    unopened.append(&mut unit.unopened);
                    unopened.extend(unit.said.problems.iter().cloned());
                    out.calls.extend(unit.call.map(|call| *call));
                    // What others below may include is none by itself.
                    if !unit.has_no_module || !stands_above(file, &folders) {
                        out.elsewhere.push(unit.said);
                    }
                    let before = out.untold.len();
                    out.untold.extend(unit.untold);
                    out.perhaps.push((before..out.untold.len(), unit.perhaps));
                }
                lost.extend((is_given && !unopened.is_empty()).then(|| Judged {
                    problems: unopened,
                    ..Judged::default()
                }));
            }
            Err(error) => {
                let source = sources.load(&file.path).ok().map(|file| file.id());
                lost.push(not_judged(source.as_ref(), &file.path, &error, sources));
            }
        }
    }
    out.calls = without_included(out.calls);
    for call in &mut out.calls {
        let mut added = added.iter().filter(|added| added.is_for(call, sources));
        if let Some(added) = added.next() {
            call.inputs = terragrunt::UnitInputs::Known(Inputs::lost(added.what.clone()));
        }
    }
    out
}

/// The files that stacks lead to. Where stacks lead to one another and no other one does to them, the first is not among them.
fn led_to(
    outcomes: &[Result<terragrunt::Outcome, InternalError>],
    files: &[&&Found],
) -> HashSet<PathBuf> {
    let read = || {
        let read = outcomes.iter().zip(files);
        read.filter_map(|(outcome, file)| Some((&outcome.as_ref().ok()?.used, &file.path)))
    };
    let all: HashSet<&PathBuf> = read().flat_map(|(used, _)| used).collect();
    let mut out: HashSet<PathBuf> = HashSet::new();
    for (used, _) in read().filter(|(_, path)| !all.contains(path)) {
        out.extend(used.iter().cloned());
    }
    for (used, path) in read() {
        if !out.contains(path) && used.contains(path) {
            out.extend(used.iter().filter(|other| *other != path).cloned());
        }
    }
    out
}

/// Whether other units lie below the folder of one, among the folders of all, which are sorted: what lies below follows it.
fn stands_above(unit: &Found, folders: &[&Path]) -> bool {
    let first = folders.partition_point(|folder| *folder < unit.folder());
    let mut others = folders[first..].iter().skip(1);
    others
        .next()
        .is_some_and(|other| other.starts_with(unit.folder()))
}

/// Leaves out what only others include: a file above them that says what they share, and generates that for them.
fn without_included(calls: Vec<terragrunt::Call>) -> Vec<terragrunt::Call> {
    // The first unit that reads a file, and whether there are others.
    let mut readers: HashMap<SourceId, (&Path, bool)> = HashMap::new();
    for call in &calls {
        for &file in &call.sources {
            let (first, is_shared) = readers.entry(file).or_insert((&call.file, false));
            *is_shared |= **first != *call.file;
        }
    }
    let is_included = |call: &terragrunt::Call| {
        let file = call.sources.first().filter(|_| call.is_generated_whole);
        let readers = file.and_then(|file| readers.get(file));
        readers.is_some_and(|&(first, is_shared)| is_shared || *first != *call.file)
    };
    let included: Vec<bool> = calls.iter().map(is_included).collect();
    let calls = calls.into_iter().zip(included);
    calls
        .filter_map(|(call, is_included)| (!is_included).then_some(call))
        .collect()
}
