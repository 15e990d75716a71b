//! All files below a folder, links followed. A link is asked about before anything is seen of what it leads to.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use walkdir::WalkDir;

use super::super::error::ReadError;
use super::super::limits::MAX_LINKS;
use super::access::Kind;
use super::folders::kind;

/// A folder whose files are wanted.
struct Folder {
    /// As it is reached.
    path: PathBuf,
    real: PathBuf,
    way: Rc<Way>,
}

/// How a folder was reached: from where on by no link, and by which link before.
struct Way {
    start: PathBuf,
    link: Option<(PathBuf, Rc<Way>)>,
    /// How many links lead there.
    links: usize,
}

impl Way {
    /// Whether a link to a folder is followed that lies in a folder at its end: no circle, and no further than the operating
    /// system goes.
    fn leads_on(&self, end: &Path, real: &Path) -> bool {
        self.links < MAX_LINKS && !self.passes(end, real)
    }

    /// Whether a folder is the one at its end or one on the way there.
    fn passes(&self, end: &Path, real: &Path) -> bool {
        let (mut end, mut way) = (end, self);
        loop {
            if end.starts_with(real) && real.starts_with(&way.start) {
                return true;
            }
            let Some((before, above)) = &way.link else {
                return false;
            };
            (end, way) = (before, above);
        }
    }
}

/// The files below a folder; `looked_at` says how many files and folders were looked at, `most` of them. `follow` says where a link leads, if
/// that may be opened. What cannot be looked into, a link to nothing, in a circle or behind too many others, holds none.
pub(super) fn files_below(
    folder: &Path,
    most: usize,
    looked_at: &mut usize,
    follow: &dyn Fn(&Path) -> Result<PathBuf, ReadError>,
) -> Result<Vec<PathBuf>, ReadError> {
    let mut files = Vec::new();
    let mut open = vec![Folder {
        path: folder.to_owned(),
        real: folder.to_owned(),
        way: Rc::new(Way {
            start: folder.to_owned(),
            link: None,
            links: 0,
        }),
    }];
    while let Some(within) = open.pop() {
        let entries = WalkDir::new(&within.real).min_depth(1).sort_by_file_name();
        for entry in entries.into_iter().flatten() {
            *looked_at += 1;
            if *looked_at > most {
                return Err(ReadError::TooLarge { most: most as u64 });
            }
            let below = entry.path().strip_prefix(&within.real);
            let path = within.path.join(below.unwrap_or(entry.path()));
            if !entry.path_is_symlink() {
                files.extend(entry.file_type().is_file().then_some(path));
                continue;
            }
            let real = match follow(entry.path()) {
                Ok(real) => real,
                Err(outside @ ReadError::Outside(_)) => return Err(outside),
                Err(_) => continue,
            };
            let lies_in = entry.path().parent().unwrap_or(&within.real);
            match kind(&real) {
                Ok(Kind::File) => files.push(path),
                Ok(Kind::Folder) if within.way.leads_on(lies_in, &real) => open.push(Folder {
                    path,
                    way: Rc::new(Way {
                        start: real.clone(),
                        link: Some((lies_in.to_owned(), Rc::clone(&within.way))),
                        links: within.way.links + 1,
                    }),
                    real,
                }),
                _ => {}
            }
        }
    }
    Ok(files)
}
