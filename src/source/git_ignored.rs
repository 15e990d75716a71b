//! Which files git is told to leave out: they may be there where a tool runs, and in no checkout.
//!
//! Source: git's documentation of `gitignore`: of the rules of several folders, those of the deepest one that says something
//! count.

use std::path::Path;

use ignore::Match;
use ignore::gitignore::GitignoreBuilder;

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
        let around = folder.ancestors();
        let around = around.take_while(|folder| folder.starts_with(root));
        for folder in around {
            let Ok(rules) = self.bytes_within(&folder.join(RULES), MAX_BYTES_OF_GITIGNORE) else {
                continue;
            };
            let mut builder = GitignoreBuilder::new(folder);
            for line in String::from_utf8_lossy(&rules).lines() {
                // A rule that is none names nothing.
                let _ = builder.add_line(None, line);
            }
            let Ok(rules) = builder.build() else {
                continue;
            };
            match rules.matched_path_or_any_parents(&path, false) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }
}
