//! Paths as text: how one is written from the root, and from another.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use globset::GlobMatcher;

/// A path without `.` parts and with `x/..` taken out, as text: symlinks are not looked at.
#[must_use]
pub fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    out
}

/// A path from the root of the file system, as text: symlinks are not looked at.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    lexical(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// One absolute path as seen from another: `.` where they are one.
#[must_use]
pub fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = shared_parts(from, to);
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let out: PathBuf = up.chain(to.components().skip(shared)).collect();
    if out.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        out
    }
}

/// Whether two absolute paths have more in common than the root of the file system.
pub(crate) fn shares_a_folder(a: &Path, b: &Path) -> bool {
    a.components()
        .take(shared_parts(a, b))
        .any(|part| matches!(part, Component::Normal(_)))
}

fn shared_parts(a: &Path, b: &Path) -> usize {
    let both = a.components().zip(b.components());
    both.take_while(|(a, b)| a == b).count()
}

/// The folder that a file lies in.
#[must_use]
pub fn folder_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).to_owned()
}

/// The paths that a glob is for: those that it matches, and those that lie where a link leads that it matches.
#[derive(Clone, Debug)]
pub struct MeantPaths {
    /// What it remembers of the paths that it was asked for takes far more than itself: deployments of one glob share it.
    glob: Arc<GlobMatcher>,
    linked: BTreeSet<PathBuf>,
}

impl MeantPaths {
    #[must_use]
    pub fn is_match(&self, path: &Path) -> bool {
        self.glob.is_match(path) || self.linked.contains(path)
    }

    /// The glob as it is compared with absolute paths.
    #[must_use]
    pub fn text(&self) -> &str {
        self.glob.glob().glob()
    }

    /// Takes in those of some paths that it matches where a link leads to them.
    pub(crate) fn follow(&mut self, links: &[Link], known: &BTreeSet<&Path>) {
        for link in links {
            let behind = known.range::<&Path, _>(link.target.as_path()..);
            let behind = behind.take_while(|path| path.starts_with(&link.target));
            let meant = behind.filter(|path| {
                let seen = link.seen(path);
                seen.is_some_and(|seen| self.glob.is_match(seen))
            });
            let meant: Vec<PathBuf> = meant.map(|path| path.to_path_buf()).collect();
            self.linked.extend(meant);
        }
    }
}

impl From<&Arc<GlobMatcher>> for MeantPaths {
    fn from(glob: &Arc<GlobMatcher>) -> MeantPaths {
        MeantPaths {
            glob: Arc::clone(glob),
            linked: BTreeSet::new(),
        }
    }
}

/// A link, and where it leads in the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    pub path: PathBuf,
    pub target: PathBuf,
}

impl Link {
    /// What lies where it leads, by the path through it.
    pub(crate) fn seen(&self, path: &Path) -> Option<PathBuf> {
        let below = path.strip_prefix(&self.target).ok()?;
        Some(self.path.iter().chain(below).collect())
    }
}
