//! What lies around given files: the users of a file lie anywhere in its repository; without one, below the working directory.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::found::{Found, Origin, Unseen};
use super::limits::MAX_ENTRIES_AROUND;
use super::walk::{self, Walked};
use crate::paths::{absolute, lies_in};
use crate::source::SourceMap;

/// What a walk around files came to.
#[derive(Default)]
pub(super) struct Around {
    pub(super) walked: Walked,
    /// Files whose users may lie beyond their own folders, where nothing was looked for.
    pub(super) alone: Vec<PathBuf>,
    /// What could not be looked into there.
    pub(super) unseen: Vec<Unseen>,
}

impl Around {
    /// Walks what lies around files. What was given as a whole has nothing around it: `given` are the paths of the run.
    pub(super) fn of<'f>(
        files: impl Iterator<Item = &'f Found>,
        given: &HashSet<PathBuf>,
        no_ignore: bool,
        sources: &SourceMap,
    ) -> Around {
        let is_given = |folder: &Path| folder.ancestors().any(|above| given.contains(above));
        let (named, others): (Vec<&Found>, Vec<&Found>) =
            files.partition(|found| found.origin == Origin::ByName);
        let mut others: Vec<&Path> = others.into_iter().map(Found::folder).collect();
        // Files of one folder lie beside one another.
        others.dedup_by(|a, b| a.as_os_str() == b.as_os_str());
        let root = |folder| sources.repository_root(folder);
        // Around all of a repository nothing lies.
        let whole: Vec<&PathBuf> = given
            .iter()
            .filter(|path| root(path) == Some(path.as_path()))
            .collect();
        others.retain(|folder| !whole.iter().any(|root| lies_in(folder, root)));
        let mut folders: BTreeSet<&Path> = others
            .into_iter()
            .map(|folder| root(folder).unwrap_or(folder))
            .collect();
        let mut in_no_repository: Vec<&Found> = Vec::new();
        for found in named {
            match root(found.folder()) {
                Some(root) => drop(folders.insert(root)),
                None if is_given(found.folder()) => {}
                None => in_no_repository.push(found),
            }
        }
        let mut out = Around::default();
        let here = absolute(Path::new("."));
        let (in_here, elsewhere): (Vec<&Found>, Vec<&Found>) = in_no_repository
            .into_iter()
            .partition(|found| found.folder() != here && found.folder().starts_with(&here));
        let walked = (!in_here.is_empty() && may_be_a_project(&here)).then(|| {
            let here = std::slice::from_ref(&here);
            walk::walk_up_to(MAX_ENTRIES_AROUND, here, given, no_ignore, sources)
        });
        if let Some(walked) = walked.flatten() {
            out.walked = walked;
        } else {
            let used = in_here.iter().filter(|found| may_be_used(found));
            out.alone = used.map(|found| found.path.clone()).collect();
            folders.extend(in_here.iter().map(|found| found.folder()));
        }
        folders.extend(elsewhere.iter().map(|found| found.folder()));
        let folders: Vec<PathBuf> = folders
            .into_iter()
            .filter(|folder| !is_given(folder))
            .map(Path::to_owned)
            .collect();
        out.take(walk::walk(&folders, given, no_ignore, sources));
        out.unseen = out.walked.unseen();
        out
    }

    /// Takes in another walk, which may have come by the same places.
    fn take(&mut self, walked: Walked) {
        let known: HashSet<&PathBuf> = self.walked.files.iter().map(|(path, _)| path).collect();
        let new = walked.files.into_iter();
        let new: Vec<_> = new.filter(|(path, _)| !known.contains(path)).collect();
        self.walked.files.extend(new);
        self.walked.links.extend(walked.links);
        self.walked.unreadable.extend(walked.unreadable);
    }
}

/// Whether others may use what a file says of trails.
fn may_be_used(found: &Found) -> bool {
    let mentions = &found.mentions;
    mentions.terraform_trail || mentions.module || mentions.cloudformation_trail
}

/// Whether what lies below a folder may belong together: not all that a user or a machine has.
fn may_be_a_project(folder: &Path) -> bool {
    let home = std::env::home_dir();
    folder.parent().is_some() && !home.is_some_and(|home| home.starts_with(folder))
}
