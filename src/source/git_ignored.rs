//! Which files git is told to leave out: they may be there where a tool runs, and in no checkout.
//!
//! Source: git's documentation of `gitignore`: of the rules of several folders, those of the deepest one that says something
//! count.

use std::path::Path;
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::git_rules::Around;
use super::limits::MAX_BYTES_OF_GITIGNORE;
use super::map::SourceMap;
use crate::paths::absolute;

const RULES: &str = ".gitignore";

impl SourceMap {
    /// Whether the rules of the repository that a file would lie in name it.
    #[must_use]
    pub fn is_git_ignored(&self, path: &Path) -> bool {
        let path = absolute(path);
        let Some(folder) = path.parent() else {
            return false;
        };
        let Some(root) = self.repository_root(folder) else {
            return false;
        };
        for rules in self.rules_around(folder, root).iter() {
            match rules.matched_path_or_any_parents(&path, false) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }

    fn rules_around(&self, folder: &Path, root: &Path) -> Around {
        let mut new = Vec::new();
        let mut around: Around = Arc::default();
        for folder in folder.ancestors() {
            if !folder.starts_with(root) {
                break;
            }
            if let Some(known) = self.rules.known(folder) {
                around = known;
                break;
            }
            new.push(folder);
        }
        for folder in new.into_iter().rev() {
            if let Some(own) = self.rules_in(folder) {
                let all = [Arc::new(own)].into_iter();
                around = all.chain(around.iter().cloned()).collect();
            }
            self.rules.keep(folder, Arc::clone(&around));
        }
        around
    }

    fn rules_in(&self, folder: &Path) -> Option<Gitignore> {
        let rules = self.bytes_within(&folder.join(RULES), MAX_BYTES_OF_GITIGNORE);
        let mut builder = GitignoreBuilder::new(folder);
        for line in String::from_utf8_lossy(&rules.ok()?).lines() {
            // A rule that is none names nothing.
            let _ = builder.add_line(None, line);
        }
        builder.build().ok()
    }
}
