//! What `.env` files give the environment of a service that says `useDotenv`.
//!
//! Source: the Framework's guide, "Environment Variables": `.env` or `.env.STAGE` is loaded from the service's folder before
//! variables are read; what the environment has already wins.

use std::path::{Path, PathBuf};

use super::variables::{Tree, Variables};
use crate::parse::Node;
use crate::quote::quoted;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::source::Span;

/// The only one that is there for every stage.
const OF_ALL_STAGES: &str = ".env";

/// How those end that show what a file may hold, and are not loaded.
const SAMPLES: [&str; 4] = ["example", "sample", "template", "dist"];

impl Variables<'_> {
    /// What the files give a variable of the environment; `None` where none of them does. Nothing of them is shown.
    pub(super) fn of_dotenv(&self, name: &str) -> Option<Resolved<Tree>> {
        let is_used = self.found(self.service, &["useDotenv"], "self:useDotenv");
        let is_off = |tree: &Tree| tree.node.scalar_text().as_deref() == Some("false");
        if matches!(is_used, Resolved::Unset { .. }) || is_used.value().is_some_and(is_off) {
            return None;
        }
        let folder = self.files.folder();
        let beside = self.sources.files_in(folder).unwrap_or_default();
        let files: Vec<PathBuf> = beside.into_iter().filter(|path| is_loaded(path)).collect();
        let mut giving = files.iter().filter_map(|path| {
            let given = self.given_in(&folder.join(path), name);
            given.map(|given| (path, given))
        });
        let (path, given) = giving.next()?;
        let is_sole = files.len() == 1 && path.ends_with(OF_ALL_STAGES);
        Some(if is_sole { given } else { may_give(path, name) })
    }

    /// What one file gives it; `None` where it does not.
    fn given_in(&self, path: &Path, name: &str) -> Option<Resolved<Tree>> {
        let Ok(file) = self.sources.load(path) else {
            return Some(may_give(path, name));
        };
        file.hide_all();
        let mut lines = file.text().lines().filter_map(|line| {
            let (key, value) = line.split_once('=')?;
            let key = key.trim();
            let key = key.strip_prefix("export ").unwrap_or(key).trim();
            (key == name).then_some(value.trim())
        });
        let written = lines.next_back()?;
        let bare = ['"', '\''].iter().find_map(|&quote| {
            let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
            Some(inner)
        });
        let text = bare.unwrap_or(written);
        if text.contains(['#', '$', '"', '\'', '`', '\\']) {
            return Some(may_give(path, name));
        }
        let at = Span::beginning(file.id());
        let node = Node::text_at(at, text);
        let label = format!("`{}` is given in this file", quoted(name));
        let value = Resolved::known(Tree::of(&node)).via([Hop::value(at, label)]);
        Some(value.private(Privacy::Hidden))
    }
}

/// What it comes to where one may give it.
fn may_give(path: &Path, name: &str) -> Resolved<Tree> {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let (file, name) = (quoted(&file), quoted(name));
    Resolved::unknown(format!("`{file}` may give the environment's {name}"))
}

fn is_loaded(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let rest = name.strip_prefix(OF_ALL_STAGES);
    rest.is_some_and(|rest| {
        let ending = rest.rsplit('.').next().unwrap_or_default();
        (rest.is_empty() || rest.starts_with('.')) && !SAMPLES.contains(&ending)
    })
}
