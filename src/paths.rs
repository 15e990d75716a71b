//! Paths as text: how one is written from the root, and from another.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use foldhash::fast::RandomState;
use globset::GlobBuilder;
use regex::bytes::{Regex, RegexBuilder};

use crate::limits::MIN_STARS_REMEMBERED;

/// Something by path. A run looks up far more paths than anything else: so they are told apart as they are written, which takes less
/// than part by part.
pub(crate) type PathMap<V> = HashMap<OsString, V, RandomState>;

/// Some paths, looked up so.
pub(crate) type PathSet = HashSet<OsString, RandomState>;

/// A path's folder and its last part, where it has both.
pub(crate) fn split(path: &Path) -> Option<(&Path, &OsStr)> {
    split_as_written(path).or_else(|| Some((path.parent()?, path.file_name()?)))
}

/// The same of a path whose parts are told from its end at once, as those of most are.
#[cfg(unix)]
fn split_as_written(path: &Path) -> Option<(&Path, &OsStr)> {
    use std::os::unix::ffi::OsStrExt;

    let bytes = path.as_os_str().as_bytes();
    let at = memchr::memrchr(b'/', bytes)?;
    let (folder, name) = (&bytes[..at], &bytes[at + 1..]);
    let is_part = !matches!(name, b"" | b"." | b"..");
    let ends_in_part = !folder.is_empty() && !folder.ends_with(b"/") && !folder.ends_with(b"/.");
    let parts = || {
        let [folder, name] = [folder, name].map(OsStr::from_bytes);
        (Path::new(folder), name)
    };
    (is_part && ends_in_part).then(parts)
}

#[cfg(not(unix))]
fn split_as_written(_: &Path) -> Option<(&Path, &OsStr)> {
    None
}

/// A path's last part as text, where it has one. What it ends with counts, be its beginning UTF-8 or not.
pub(crate) fn name_of(path: &Path) -> Option<Cow<'_, str>> {
    let (_, name) = split(path)?;
    let text = name.to_str().map(Cow::Borrowed);
    Some(text.unwrap_or_else(|| name.to_string_lossy()))
}

/// A path without `.` parts and with `x/..` taken out, as text: symlinks are not looked at.
#[must_use]
pub fn lexical(path: &Path) -> PathBuf {
    if is_plain(path) {
        return path.to_owned();
    }
    if let Some(text) = path.to_str().filter(|_| IS_UNIX) {
        return PathBuf::from(lexical_text(text));
    }
    let mut out = PathBuf::with_capacity(path.as_os_str().len());
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

/// The same where the one separator is a slash.
fn lexical_text(path: &str) -> String {
    let root = if path.starts_with('/') { "/" } else { "" };
    let mut out = String::with_capacity(path.len());
    out.push_str(root);
    for part in path.split('/') {
        match part {
            "" | "." => continue,
            ".." if out == root && !root.is_empty() => continue,
            ".." if out != root && out != ".." && !out.ends_with("/..") => {
                out.truncate(out.rfind('/').map_or(0, |at| at.max(root.len())));
                continue;
            }
            _ => {}
        }
        if out != root {
            out.push('/');
        }
        out.push_str(part);
    }
    out
}

/// A path from the root of the file system, as text: symlinks are not looked at.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    if path.has_root() && is_plain(path) {
        return path.to_owned();
    }
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    lexical(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// Whether a path is written as `lexical` would write it: most are, and are not taken apart for it.
fn is_plain(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    // Most have no part that begins with a dot, and none that is empty.
    let is_odd = |pair: &[u8]| pair[0] == b'/' && matches!(pair[1], b'/' | b'.');
    let may_be_plain = IS_UNIX && !bytes.is_empty() && !bytes.ends_with(b"/");
    if may_be_plain && !bytes.starts_with(b".") && !bytes.windows(2).any(is_odd) {
        return true;
    }
    let below = bytes.strip_prefix(b"/").unwrap_or(bytes);
    let mut parts = below.split(|byte| *byte == b'/');
    may_be_plain && parts.all(|part| !matches!(part, b"" | b"." | b".."))
}

/// Whether a path is another one or lies below it, both absolute as `absolute` writes them: compared by their bytes, which is far
/// less than part by part.
pub(crate) fn lies_in(path: &Path, folder: &Path) -> bool {
    if !IS_UNIX {
        return path.starts_with(folder);
    }
    let [path, folder] = [path, folder].map(|path| path.as_os_str().as_encoded_bytes());
    let below = path.strip_prefix(folder);
    below.is_some_and(|below| matches!(below, [] | [b'/', ..]) || folder == b"/")
}

/// Where the one separator is a slash.
const IS_UNIX: bool = std::path::MAIN_SEPARATOR == '/';

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
pub fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// A glob that is compared with absolute paths: `*` stays within one folder.
#[derive(Debug)]
pub(crate) struct PathGlob {
    text: String,
    regex: Regex,
}

impl PathGlob {
    /// Why it is none, where it is none.
    pub(crate) fn new(text: &str) -> Result<PathGlob, String> {
        let mut builder = GlobBuilder::new(text);
        builder.literal_separator(true).empty_alternates(true);
        let glob = builder.build().map_err(|error| error.kind().to_string())?;
        let mut builder = RegexBuilder::new(glob.regex());
        builder.dot_matches_new_line(true);
        if tells_soon(text) {
            // What is remembered of the paths that it was asked for takes far more than the glob itself, on each thread.
            builder.dfa_size_limit(0);
        }
        let regex = builder.build().map_err(|error| error.to_string())?;
        Ok(PathGlob {
            text: text.to_owned(),
            regex,
        })
    }

    pub(crate) fn is_match(&self, path: &Path) -> bool {
        if std::path::is_separator('\\') {
            let written = path.to_string_lossy().replace('\\', "/");
            self.regex.is_match(written.as_bytes())
        } else {
            self.regex.is_match(path.as_os_str().as_encoded_bytes())
        }
    }
}

/// Whether there are few ways to read a path by a glob.
fn tells_soon(glob: &str) -> bool {
    let within = glob.trim_end_matches(['{', ',', '/', '*', '}']);
    !within.contains("**") && within.matches('*').count() < MIN_STARS_REMEMBERED
}

/// The paths that a glob is for: those that it matches, and those that lie where a link leads that it matches.
#[derive(Clone, Debug)]
pub struct MeantPaths {
    glob: Arc<PathGlob>,
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
        &self.glob.text
    }

    /// Takes in those of some paths that it matches where a link leads to them.
    pub(crate) fn follow(&mut self, links: &[Link], known: &BTreeSet<&Path>) {
        for link in links {
            let behind = known.range::<&Path, _>(link.target.as_path()..);
            let behind = behind.take_while(|path| path.starts_with(&link.target));
            let meant = behind.filter(|path| {
                let seen = link.seen(path);
                seen.is_some_and(|seen| self.glob.is_match(&seen))
            });
            let meant: Vec<PathBuf> = meant.map(|path| path.to_path_buf()).collect();
            self.linked.extend(meant);
        }
    }
}

impl From<&Arc<PathGlob>> for MeantPaths {
    fn from(glob: &Arc<PathGlob>) -> MeantPaths {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_lies_in_a_folder_as_its_parts_say() {
        let paths = ["/", "/a", "/a/b", "/a/b/c", "/ab", "/a b", "/b"].map(Path::new);
        for path in paths {
            for folder in paths {
                let said = path.starts_with(folder);
                assert_eq!(lies_in(path, folder), said, "{path:?} {folder:?}");
            }
        }
    }

    #[test]
    fn a_path_is_split_as_its_parts_are() {
        for path in [
            "/a/b", "a/b", "a", "/a", "/", "", ".", "..", "a/", "a/b/", "a//b", "a/./b", "./a",
            "a/..", "a/.", "/./a", "//a", "a/../b",
        ] {
            let path = Path::new(path);
            let parts = path.parent().zip(path.file_name());
            assert_eq!(split(path), parts, "{path:?}");
            assert_eq!(name_of(path), path.file_name().map(OsStr::to_string_lossy));
        }
    }

    #[test]
    fn a_path_that_is_plain_stays_as_it_is() {
        for (path, plain) in [
            ("/a/b", "/a/b"),
            ("a/b", "a/b"),
            ("/", "/"),
            ("", ""),
            (".", ""),
            ("/a/", "/a"),
            ("/a//b", "/a/b"),
            ("//a", "/a"),
            ("/a/./b", "/a/b"),
            ("a/../../b", "../b"),
            ("..", ".."),
            ("../..", "../.."),
            ("a/..", ""),
            ("a/../..", ".."),
            ("a/b/../c", "a/c"),
            ("..a/../b", "b"),
            ("/..", "/"),
            ("/a/../../b", "/b"),
            ("/.a/..b/c..", "/.a/..b/c.."),
        ] {
            let lexical = lexical(Path::new(path));
            assert_eq!(lexical.as_os_str(), plain, "{path:?}");
        }
    }

    #[test]
    fn globs_match_the_same_whether_they_remember_or_not() {
        let names = ["a", "b", "aab", "abab", "xaybz"];
        let folders = names
            .iter()
            .flat_map(|a| names.map(|b| format!("/r/{a}/{b}")));
        let paths: Vec<String> = folders
            .flat_map(|folder| [format!("{folder}/main"), folder])
            .chain(["/r".to_owned(), "/".to_owned(), "/r/a".to_owned()])
            .collect();
        let globs = [
            "/r/a",
            "/r/*",
            "/r/a*",
            "/r/*/*b*",
            "/r/{a,{b,x*}}/?",
            "/r/**",
            "/r{,/**}",
            "/r/**/a*",
            "/r/*a*b*/*a*b*",
            "/**/*b",
            "/r/[ab]/*",
        ];
        for text in globs {
            let mut builder = GlobBuilder::new(text);
            builder.literal_separator(true).empty_alternates(true);
            let as_is = builder.build().expect("it is a glob").compile_matcher();
            let glob = PathGlob::new(text).expect("it is a glob");
            for path in &paths {
                let is_match = glob.is_match(Path::new(path));
                assert_eq!(is_match, as_is.is_match(path), "{text} {path}");
            }
        }
    }
}
