//! What lies inside.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use super::access::{Access, Kind, Reach};
use super::folders::Folders;
use super::users_ways::{ANYTHING, UsersWays, is_of_git_below};
use super::ways::Way;
use crate::paths::{PathSet, absolute, lies_in};
use crate::source::error::Outside;

/// The folders that may be read, all without links, and the files beside them.
#[derive(Debug, Default)]
pub(super) struct Boundary {
    /// The roots of the repositories that the given paths lie in.
    repositories: Vec<PathBuf>,
    /// Where a given path lies in no repository: that path, and the working directory.
    folders: Vec<PathBuf>,
    /// Those of modules that local sources named, where there is no repository. Only what lies in them directly.
    modules: RwLock<HashSet<PathBuf>>,
    /// The user's own: opened whatever they are. As they are written, which takes less to compare than their parts.
    own: PathSet,
    /// Those of them that an option names: no hook does that.
    of_options: HashSet<PathBuf>,
    /// What the ways to the user's folders pass.
    passed: HashSet<PathBuf>,
    /// Single files, without links, that a configuration names.
    configured: HashSet<PathBuf>,
    /// The path of a text that no file holds.
    text: Option<PathBuf>,
    allow_outside: bool,
}

impl Boundary {
    pub(super) fn new(access: &Access) -> Boundary {
        let ways = UsersWays::from_here();
        let given = access.paths.iter().map(|path| absolute(path));
        let given: Vec<PathBuf> = given.filter(|path| !ways.leads_out(path)).collect();
        let of_options = access.named.iter().map(|path| absolute(path));
        let of_options: HashSet<PathBuf> = of_options.collect();
        let mut boundary = Boundary {
            repositories: Vec::new(),
            folders: Vec::new(),
            modules: RwLock::default(),
            own: given
                .iter()
                .chain(&of_options)
                .map(OsString::from)
                .collect(),
            of_options,
            passed: HashSet::new(),
            configured: configured(access),
            text: access.stands_for.as_deref().map(absolute),
            allow_outside: access.allow_outside,
        };
        let starts = given.iter().chain(&boundary.text);
        let mut starts: Vec<PathBuf> = starts.map(|path| start(path)).collect();
        if starts.is_empty() {
            starts.push(absolute(Path::new(".")));
        }
        starts.sort();
        starts.dedup();
        for folder in &starts {
            boundary.take(folder, &ways);
        }
        if let Some((folder, _)) = &access.configured {
            ways.lies_at(&absolute(folder));
        }
        boundary.passed = ways.into_passed();
        // Below the root of the file system lies everything.
        boundary.folders.retain(|folder| folder.parent().is_some());
        boundary
    }

    /// Takes in what lies around a folder that was given, by where it really lies and by the way there.
    fn take(&mut self, folder: &Path, ways: &UsersWays) {
        let real = ways.lies_at(folder);
        if let Some(root) = ways.repository_root(folder) {
            self.repositories.push(ways.lies_at(root));
        }
        if let Some(root) = ways.repository_root(&real) {
            self.repositories.push(root.to_owned());
        } else {
            self.folders.push(real);
            self.folders.push(ways.here().to_owned());
        }
    }

    /// Whether a path is one of the command line.
    pub(super) fn is_own(&self, path: &Path) -> bool {
        self.own.contains(path.as_os_str())
    }

    /// Whether a path may be a link to anything: one that an option names, or any, where all may be opened.
    pub(super) fn may_lead_anywhere(&self, path: &Path) -> bool {
        self.allow_outside || self.of_options.contains(path)
    }

    /// Whether a path is that of the text that no file holds.
    pub(super) fn stands_for(&self, path: &Path) -> bool {
        self.text.as_deref() == Some(path)
    }

    pub(super) fn has_no_admitted_modules(&self) -> bool {
        let modules = self.modules.read().unwrap_or_else(PoisonError::into_inner);
        modules.is_empty()
    }

    /// Whether a way inside may pass a path: what lies inside, or what the way to it and to the user's paths goes through.
    pub(super) fn may_pass(&self, path: &Path) -> Result<(), Outside> {
        let mut folders = self.repositories.iter().chain(&self.folders);
        if self.passed.contains(path) || folders.any(|folder| lies_in(folder, path)) {
            return Ok(());
        }
        // That git has a folder is told by much else; what is in it is not.
        let folder = path.parent().unwrap_or(path);
        self.check(folder, Reach::Inside)
    }

    /// Whether a path without links may be opened; the error says where it lies.
    pub(super) fn check(&self, real: &Path, reach: Reach) -> Result<(), Outside> {
        if !self.holds(real, reach) {
            return Err(Outside::Of(self.name()));
        }
        if self.is_of_git(real) {
            return Err(Outside::InGit);
        }
        Ok(())
    }

    /// Whether a path lies in git's folder, or is that.
    pub(super) fn is_of_git(&self, path: &Path) -> bool {
        if !has_hidden_part(path) {
            return false;
        }
        let folders = self.repositories.iter().chain(&self.folders);
        let around = folders.filter(|folder| lies_in(path, folder));
        let given = around.map(|folder| folder.components().count()).max();
        is_of_git_below(path, given.unwrap_or(0))
    }

    /// Whether a path without links lies where the run may read.
    pub(super) fn holds(&self, real: &Path, reach: Reach) -> bool {
        let mut folders = self.repositories.iter().chain(&self.folders);
        self.allow_outside
            || folders.any(|folder| lies_in(real, folder))
            || self.configured.contains(real)
            || (reach == Reach::Modules && self.is_of_admitted_module(real))
    }

    /// What is outside lies outside of this.
    fn name(&self) -> &'static str {
        if self.folders.is_empty() {
            "the repository"
        } else {
            "the working directory and of the paths given"
        }
    }

    pub(super) fn admit_module(&self, caller: &Way, called: &Way) {
        if self.folders.is_empty() || self.allow_outside {
            return;
        }
        let in_repository = |root: &PathBuf| caller.end.starts_with(root);
        if self.repositories.iter().any(in_repository) {
            return;
        }
        let mut modules = self.modules.write().unwrap_or_else(PoisonError::into_inner);
        modules.insert(called.end.clone());
    }

    /// Whether a path without links may be looked at only as the folder that a local source means.
    pub(super) fn is_only_of_a_source(&self, real: &Path) -> bool {
        let modules = self.modules.read().unwrap_or_else(PoisonError::into_inner);
        let lies_in_one = || real.parent().is_some_and(|folder| modules.contains(folder));
        modules.contains(real) && !lies_in_one() && !self.holds(real, Reach::Inside)
    }

    pub(super) fn is_of_admitted_module(&self, real: &Path) -> bool {
        let modules = self.modules.read().unwrap_or_else(PoisonError::into_inner);
        let folder = real.parent().unwrap_or(real);
        modules.contains(real) || modules.contains(folder)
    }
}

/// Whether a part of a path begins with a dot, as most have none.
fn has_hidden_part(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    let mut dots = memchr::memchr_iter(b'.', bytes);
    dots.any(|at| at == 0 || std::path::is_separator(char::from(bytes[at - 1])))
}

/// The folder that a given path is, or lies in.
fn start(path: &Path) -> PathBuf {
    match super::folders::kind(path) {
        Ok(Kind::Folder) => path.to_owned(),
        _ => path.parent().unwrap_or(path).to_owned(),
    }
}

/// The files that a configuration names and that lie in its repository, or in its folder where it lies in none.
fn configured(access: &Access) -> HashSet<PathBuf> {
    let Some((folder, files)) = &access.configured else {
        return HashSet::new();
    };
    // A stranger may have written it: what these ways pass is not the user's.
    let known = Folders::default();
    let lies_at = |path: &Path| known.way(&absolute(path), ANYTHING).end;
    let folder = lies_at(folder);
    let base = known.repository_root(&folder).unwrap_or(&folder);
    files
        .iter()
        .map(|file| lies_at(file))
        .filter(|file| file.starts_with(base))
        .collect()
}
