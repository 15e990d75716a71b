//! Globs of templates and of root modules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Fault, Part, Step};
use super::shapes::OneOrSeveral;
use crate::glob_bounds::too_much;
use crate::paths::{PathGlob, absolute, lexical};

/// What the deployments of a group are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    Templates,
    Roots,
}

/// One glob of a group.
#[derive(Clone, Debug)]
pub(super) struct DeploymentGlob {
    pub(super) text: String,
    pub(super) meant: Meant,
    pub(super) matcher: Arc<PathGlob>,
    /// The way to it from the file's root.
    pub(super) steps: Vec<Step>,
}

/// The globs of a group, which stand below a key of an item of the root's list.
pub(super) fn globs_of(
    globs: &OneOrSeveral,
    folder: &Path,
    meant: Meant,
    item: usize,
) -> Result<Vec<DeploymentGlob>, Fault> {
    let (list, key) = match meant {
        Meant::Templates => ("cloudformation", "templates"),
        Meant::Roots => ("terraform", "roots"),
    };
    let one = |(at, glob): (usize, &String)| {
        let mut steps = vec![
            Step::Key(list.to_owned()),
            Step::Item(item),
            Step::Key(key.to_owned()),
        ];
        if matches!(globs, OneOrSeveral::Several(_)) {
            steps.push(Step::Item(at));
        }
        if let Some(why) = too_much(glob) {
            return Err(Fault {
                path: steps,
                part: Part::Value,
                message: format!("This glob {why}"),
                label: "not followed".into(),
                help: None,
            });
        }
        match matcher(glob, folder, meant) {
            Ok(matcher) => Ok(DeploymentGlob {
                text: glob.clone(),
                meant,
                matcher: Arc::new(matcher),
                steps,
            }),
            Err(error) => Err(Fault {
                path: steps,
                part: Part::Value,
                message: format!("`{glob}` is not a valid glob: {error}"),
                label: "not a valid glob".into(),
                help: None,
            }),
        }
    };
    globs.all().iter().enumerate().map(one).collect()
}

/// A glob on absolute paths, from one that starts at the folder. `*` stays within one folder, `**` does not; at the end of a
/// glob of folders it is for the one that it starts from, too.
pub(super) fn matcher(glob: &str, folder: &Path, meant: Meant) -> Result<PathGlob, String> {
    let (start, rest) = start_of(glob, &absolute(folder));
    let start = globset::escape(&start.to_string_lossy().replace('\\', "/"));
    let full = match rest.as_str() {
        "" => start,
        rest => format!("{}/{rest}", start.trim_end_matches('/')),
    };
    let full = match full.strip_suffix("/**") {
        Some(first) if meant == Meant::Roots => format!("{first}{{,/**}}"),
        _ => full,
    };
    PathGlob::new(&full)
}

/// Where a glob starts, the parts of it that are plain names taken in, and the rest of it.
pub(super) fn start_of(glob: &str, folder: &Path) -> (PathBuf, String) {
    let mut parts: Vec<&str> = glob.split('/').filter(|part| !part.is_empty()).collect();
    let plain = parts.iter().take_while(|part| is_plain(part)).count();
    let rest = parts.split_off(plain);
    (lexical(&folder.join(parts.join("/"))), rest.join("/"))
}

/// Whether a part of a glob stands for itself alone.
pub(super) fn is_plain(part: &str) -> bool {
    !part.contains(['*', '?', '[', ']', '{', '}', '\\'])
}
