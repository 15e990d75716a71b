//! The ways to what the user names: where it lies, and what they pass.

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::folders::{Folders, is_link};
use super::ways::{MayPass, Way};
use crate::paths::{absolute, lies_in};
use crate::source::error::Outside;

/// Where the user's folders lie, and what their ways pass.
#[derive(Default)]
pub(super) struct UsersWays {
    folders: Folders,
    here: PathBuf,
    passed: RefCell<HashSet<PathBuf>>,
}

pub(super) const ANYTHING: MayPass = &|_| Ok(());

impl UsersWays {
    /// Those that begin in the working directory.
    pub(super) fn from_here() -> UsersWays {
        let mut ways = UsersWays::default();
        let here = absolute(Path::new("."));
        ways.here = ways.lies_at(&here);
        // Source: POSIX, `pwd -L`: there a shell keeps by which links it came here.
        let written = std::env::var_os("PWD").map(PathBuf::from);
        if let Some(written) = written.filter(|path| path.is_absolute() && *path != here) {
            let of_shell = UsersWays::default();
            if of_shell.lies_at(&written) == ways.here {
                let passed = of_shell.passed.into_inner();
                ways.passed.get_mut().extend(passed);
            }
        }
        ways
    }

    /// Where the working directory lies.
    pub(super) fn here(&self) -> &Path {
        &self.here
    }

    /// Where a folder of the user's lies.
    pub(super) fn lies_at(&self, folder: &Path) -> PathBuf {
        let pass = |passed: &Path| {
            self.passed.borrow_mut().insert(passed.to_owned());
            Ok(())
        };
        self.folders.way_to_folder(folder, &pass).end
    }

    /// The root of the repository that a folder lies in.
    pub(super) fn repository_root<'p>(&self, folder: &'p Path) -> Option<&'p Path> {
        self.folders.repository_root(folder)
    }

    /// What they passed.
    pub(super) fn into_passed(self) -> HashSet<PathBuf> {
        self.passed.into_inner()
    }

    /// Whether a path leads out of its repository by a link, be it on its way back in, and not to where the user works. Who names the
    /// files of a change (a hook, a job of CI) names what others wrote, and what such a link leads to is not the repository's.
    pub(super) fn leads_out(&self, path: &Path) -> bool {
        let begins = if is_link(path) {
            path.parent()
        } else {
            Some(path)
        };
        let Some(root) = begins.and_then(|folder| self.repository_root(folder)) else {
            return false;
        };
        let root_lies_at = self.lies_at(root);
        let at_root = self.folders.way_to_folder(root, ANYTHING);
        if !at_root.takes_links_to(&self.folders.way(path, ANYTHING)) {
            return false;
        }
        let parts = root_lies_at.components().count();
        let passed = self.passed.borrow();
        let may_pass = |path: &Path| {
            let is_inside = lies_in(path, &root_lies_at) && !is_of_git_below(path, parts);
            let may = is_inside || lies_in(&root_lies_at, path) || passed.contains(path);
            may.then_some(()).ok_or(Outside::InGit)
        };
        let names = path.strip_prefix(root).unwrap_or(path).iter();
        let way = names.fold(Way::clone(&at_root), |way, name| way.to(name, &may_pass));
        // Below the root of the file system lies everything.
        let is_here = self.here.parent().is_some() && lies_in(&way.end, &self.here);
        way.strays.is_some() || !is_here && !lies_in(&way.end, &root_lies_at)
    }
}

/// Whether a path lies in git's folder, or is that, below its first parts: a checkout may itself lie in such a folder.
pub(super) fn is_of_git_below(path: &Path, parts: usize) -> bool {
    let mut below = path.components().skip(parts);
    below.any(|part| part.as_os_str().eq_ignore_ascii_case(".git"))
}
