//! One walk of trees, by the walker of the `ignore` crate.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::cdk::{UnseenApp, outputs};
use super::found::Unseen;
use super::language::{Language, is_known_by_name, language_of};
use super::rules::{Rules, too_large};
use crate::paths::{PathSet, name_of};
use crate::source::{Gate, Kind, ReadError, SourceMap, plain_io_error};

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

/// What a walk came to, in no order.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) files: Vec<(PathBuf, Language)>,
    /// Links, wherever they lead.
    pub(super) links: Vec<PathBuf>,
    /// Folders that could not be read, and why.
    pub(super) unreadable: Vec<(PathBuf, String)>,
    /// The CDK's apps of which nothing is seen.
    pub(super) unseen_apps: Vec<UnseenApp>,
}

/// Walks the folders, given from the file system's root. Hidden files and what `.gitignore`, `.ignore` and
/// `.git/info/exclude` name are passed over, unless `no_ignore` says otherwise for the latter. Below the folders in
/// `except` others have been. Links to folders are not followed.
///
/// What the CDK writes is walked, be it ignored or not, where the configuration of its app is come to.
///
/// The rules of a repository count from its root down. So its root is where the walk begins, straight down to the
/// folders. One that it does not come to is ignored, hence was given on purpose: it is walked by its own rules alone.
pub(super) fn walk(
    folders: &[PathBuf],
    except: &HashSet<PathBuf>,
    no_ignore: bool,
    sources: &SourceMap,
) -> Walked {
    let how = How {
        except,
        no_ignore,
        left: None,
    };
    walk_so(folders, &how, sources)
}

/// The same of folders that hold no more files and folders than that; `None` where they hold more.
pub(super) fn walk_up_to(
    most: usize,
    folders: &[PathBuf],
    except: &HashSet<PathBuf>,
    no_ignore: bool,
    sources: &SourceMap,
) -> Option<Walked> {
    let how = How {
        except,
        no_ignore,
        left: Some(AtomicUsize::new(most + 1)),
    };
    let out = walk_so(folders, &how, sources);
    let left = how.left.map_or(1, AtomicUsize::into_inner);
    (left > 0).then_some(out)
}

fn walk_so(folders: &[PathBuf], how: &How<'_>, sources: &SourceMap) -> Walked {
    let mut out = Walked::default();
    let starts: Vec<Start> = folders
        .iter()
        .map(|folder| Start::new(folder, how.no_ignore, sources))
        .collect();
    let direct: Vec<&Start> = starts
        .iter()
        .filter(|start| !start.is_behind_link())
        .collect();
    let mut reached = Pass::new(&direct, how).run(how, &mut out, sources);
    for start in &starts {
        if start.is_behind_link() {
            let mut behind = Walked::default();
            walk_alone(start, how, &mut behind, sources);
            out.take_as_given(behind, start);
        } else if !reached.contains(&start.real) {
            walk_alone(start, how, &mut out, sources);
            reached.insert(start.real.clone());
        }
    }
    let written = outputs(&out.files, sources);
    out.unseen_apps = written.unseen;
    for folder in written.folders {
        let is_walked = out.files.iter().any(|(path, _)| path.starts_with(&folder));
        if !is_walked && !folder.ancestors().any(|above| how.except.contains(above)) {
            walk_alone(&Start::alone(folder), how, &mut out, sources);
        }
    }
    out
}

/// How folders are walked.
struct How<'h> {
    except: &'h HashSet<PathBuf>,
    no_ignore: bool,
    /// How many files and folders more are come to before the walk ends, where that is bounded.
    left: Option<AtomicUsize>,
}

impl How<'_> {
    /// Counts a file or a folder; false once there are too many.
    fn take_one(&self) -> bool {
        let more = |left: usize| left.checked_sub(1);
        self.left.as_ref().is_none_or(|left| {
            let before = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
            before.is_ok_and(|before| before > 1)
        })
    }
}

/// The files of one folder alone, wherever it lies: nothing is ignored there.
pub(super) fn files_in(folder: &Path, sources: &SourceMap) -> Vec<(PathBuf, Language)> {
    let files = sources.files_in(folder).unwrap_or_default();
    files
        .into_iter()
        .filter_map(|path| Some((language_of(&path)?, path)))
        .map(|(language, path)| (path, language))
        .collect()
}

fn walk_alone(start: &Start, how: &How<'_>, out: &mut Walked, sources: &SourceMap) {
    let reached = Pass::new(&[start], how).run(how, out, sources);
    if !reached.contains(&start.real) {
        let by_itself = Start {
            top: start.real.clone(),
            ..start.clone()
        };
        Pass::new(&[&by_itself], how).run(how, out, sources);
    }
}

impl Walked {
    /// The folders that could not be read.
    pub(super) fn unseen(&self) -> Vec<Unseen> {
        let folders = self.unreadable.iter();
        let folders = folders.map(|(path, why)| Unseen {
            path: path.clone(),
            language: None,
            why: format!("cannot be read: {why}"),
        });
        folders.collect()
    }

    /// Takes in what lies below a start, by the path that the start was given by.
    fn take_as_given(&mut self, walked: Walked, start: &Start) {
        let renamed = |path: PathBuf| match path.strip_prefix(&start.real) {
            Ok(below) => start.given.join(below),
            Err(_) => path,
        };
        let files = walked.files.into_iter();
        self.files
            .extend(files.map(|(path, language)| (renamed(path), language)));
        self.links.extend(walked.links.into_iter().map(&renamed));
        let unreadable = walked.unreadable.into_iter();
        self.unreadable
            .extend(unreadable.map(|(path, why)| (renamed(path), why)));
    }
}

/// A folder to walk.
#[derive(Clone, Debug)]
struct Start {
    given: PathBuf,
    /// Where it really lies: the way down to it follows no links.
    real: PathBuf,
    /// Where the ignore rules begin: the repository's root, or the folder itself.
    top: PathBuf,
}

impl Start {
    fn new(folder: &Path, no_ignore: bool, sources: &SourceMap) -> Start {
        let real = sources.real_folder(folder);
        let repository = sources.repository_root(&real).filter(|_| !no_ignore);
        Start {
            given: folder.to_owned(),
            top: repository.unwrap_or(&real).to_owned(),
            real,
        }
    }

    /// A folder that is no link, by its own rules alone.
    fn alone(folder: PathBuf) -> Start {
        Start {
            given: folder.clone(),
            top: folder.clone(),
            real: folder,
        }
    }

    fn is_behind_link(&self) -> bool {
        self.given != self.real
    }
}

/// One run of the walker, from the tops down to the starts and through all that lies below them.
struct Pass {
    tops: BTreeSet<PathBuf>,
    starts: PathSet,
    /// By top, the folders between it and its starts: of these nothing is taken, where the walk comes from that top.
    above_starts: HashMap<PathBuf, HashSet<PathBuf>>,
    /// What is left out.
    except: PathSet,
    no_ignore: bool,
    rules: Rules,
}

/// What the walker's threads send.
enum Event {
    Reached(PathBuf),
    File(PathBuf, Language),
    Link(PathBuf),
    Unreadable(PathBuf, String),
}

impl Pass {
    fn new(starts: &[&Start], how: &How<'_>) -> Pass {
        let top_of: HashMap<&Path, &Path> = starts
            .iter()
            .map(|start| (start.real.as_path(), start.top.as_path()))
            .collect();
        // One that lies in another of the same repository is reached through it.
        let lies_in_another = |start: &Start| {
            let mut above = start.real.ancestors().skip(1);
            above.any(|folder| top_of.get(folder) == Some(&start.top.as_path()))
        };
        let mut above_starts: HashMap<PathBuf, HashSet<PathBuf>> = HashMap::new();
        for start in starts.iter().filter(|start| !lies_in_another(start)) {
            let above = start.real.ancestors().skip(1);
            let above = above.take_while(|folder| folder.starts_with(&start.top));
            let above: Vec<PathBuf> = above.map(Path::to_owned).collect();
            if !above.is_empty() {
                let of_top = above_starts.entry(start.top.clone()).or_default();
                of_top.extend(above);
            }
        }
        Pass {
            tops: starts.iter().map(|start| start.top.clone()).collect(),
            above_starts,
            starts: starts.iter().map(|start| (&start.real).into()).collect(),
            except: how.except.iter().map(OsString::from).collect(),
            no_ignore: how.no_ignore,
            rules: Rules::default(),
        }
    }

    /// Walks, and says which starts it came to.
    fn run(self, how: &How<'_>, out: &mut Walked, sources: &SourceMap) -> HashSet<PathBuf> {
        let (sender, events) = mpsc::channel();
        let is_walked = |top: &&PathBuf| self.has_sound_rules(top, &sources.gate(), &sender);
        let mut tops = self.tops.iter().filter(is_walked);
        let Some(first) = tops.next() else {
            drop(sender);
            return Pass::gather(events, out);
        };
        let mut builder = WalkBuilder::new(first);
        for top in tops {
            builder.add(top);
        }
        // It opens no rules by itself: see [`Rules`].
        builder.standard_filters(false);
        let pass = Arc::new(self);
        let filter = Arc::clone(&pass);
        let (gate, filtered) = (sources.gate(), sender.clone());
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            filter.enters(entry)
                && !filter.rules.leave_out(entry.path(), is_folder)
                && (!is_folder || filter.has_sound_rules(entry.path(), &gate, &filtered))
        });
        builder.build_parallel().run(|| {
            let sender = sender.clone();
            let pass = Arc::clone(&pass);
            Box::new(move |entry| {
                if !how.take_one() || pass.rules.are_too_large() {
                    return WalkState::Quit;
                }
                pass.visit(entry, &sender, sources);
                WalkState::Continue
            })
        });
        // The channel ends when nobody can send any more.
        drop((sender, builder));
        if pass.rules.are_too_large() {
            let starts: HashSet<PathBuf> = pass.starts.iter().map(PathBuf::from).collect();
            let unreadable = starts.iter().cloned();
            out.unreadable
                .extend(unreadable.map(|start| (start, too_large())));
            return starts;
        }
        Pass::gather(events, out)
    }

    /// Takes in what the walker's threads sent, and says which starts it came to.
    fn gather(events: Receiver<Event>, out: &mut Walked) -> HashSet<PathBuf> {
        let mut reached = HashSet::new();
        for event in events {
            match event {
                Event::Reached(start) => drop(reached.insert(start)),
                Event::File(path, language) => out.files.push((path, language)),
                Event::Link(path) => out.links.push(path),
                Event::Unreadable(path, why) => out.unreadable.push((path, why)),
            }
        }
        reached
    }

    /// Whether the ignore rules of a folder can be taken. A `.gitignore` says what is no source, be there a repository or a copy of one.
    fn has_sound_rules(&self, folder: &Path, gate: &Gate, sender: &Sender<Event>) -> bool {
        if self.no_ignore {
            return true;
        }
        let taken = self.rules.take(folder, gate);
        if let Err(why) = &taken {
            // The receiver outlives the walk.
            let _ = sender.send(Event::Unreadable(folder.to_owned(), why.clone()));
        }
        taken.is_ok()
    }

    fn enters(&self, entry: &DirEntry) -> bool {
        let path = entry.path();
        let top = || path.ancestors().nth(entry.depth());
        let top = (!self.above_starts.is_empty()).then(top).flatten();
        let above_starts = top.and_then(|top| self.above_starts.get(top));
        let is_above = |folder: &Path| above_starts.is_some_and(|above| above.contains(folder));
        let lies_above = || above_starts.is_some() && path.parent().is_some_and(is_above);
        if is_passed_over(entry) || lies_above() {
            is_above(path) || self.is_start(path)
        } else {
            !self.except.contains(path.as_os_str())
        }
    }

    fn is_start(&self, folder: &Path) -> bool {
        self.starts.contains(folder.as_os_str())
    }

    fn visit(
        &self,
        entry: Result<DirEntry, ignore::Error>,
        sender: &Sender<Event>,
        sources: &SourceMap,
    ) {
        if let Ok(entry) = &entry
            && entry.path_is_symlink()
        {
            // The receiver outlives the walk.
            let _ = sender.send(Event::Link(entry.path().to_owned()));
        }
        let event = match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {
                if entry.depth() > 0 {
                    sources.take_no_link(entry.path());
                }
                self.is_start(entry.path())
                    .then(|| Event::Reached(entry.into_path()))
            }
            Ok(entry) => language_of(entry.path())
                .filter(|&language| is_taken(&entry, language, sources))
                .map(|language| Event::File(entry.into_path(), language)),
            Err(error) => unreadable(&error)
                .filter(|(path, _)| path.ancestors().any(|above| self.is_start(above)))
                .map(|(path, why)| Event::Unreadable(path.to_owned(), why)),
        };
        if let Some(event) = event {
            // The receiver outlives the walk.
            let _ = sender.send(event);
        }
    }
}

fn is_passed_over(entry: &DirEntry) -> bool {
    let name = name_of(entry.path()).unwrap_or_default();
    let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
    name.starts_with('.') || is_dir && is_skipped(&name)
}

/// Whether a folder of that name is entered only when it is given: a hidden one, or one of other people's code.
pub(crate) fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || SKIPPED_FOLDERS.contains(&name)
}

/// Whether something that is no folder is to be read. A linked `.tf` file is part of its module, and what is known by its name
/// decides about others; where it leads outside or nowhere, opening it says so, as it does of a pipe, a socket or a link in a circle.
/// A linked template is left out again where it is found as it really lies.
fn is_taken(entry: &DirEntry, language: Language, sources: &SourceMap) -> bool {
    if !entry.path_is_symlink() {
        return true;
    }
    match sources.kind(entry.path()) {
        Ok(Kind::File | Kind::Special) | Err(ReadError::Io { .. }) => true,
        Err(ReadError::Outside(_) | ReadError::Missing { .. }) => {
            language != Language::YamlOrJson || is_known_by_name(entry.path())
        }
        _ => false,
    }
}

/// What could not be read, and why.
fn unreadable(error: &ignore::Error) -> Option<(&Path, String)> {
    match error {
        ignore::Error::WithDepth { err, .. } => unreadable(err),
        ignore::Error::WithPath { path, err } => {
            Some((path.as_path(), plain_io_error(err.io_error()?)))
        }
        _ => None,
    }
}
