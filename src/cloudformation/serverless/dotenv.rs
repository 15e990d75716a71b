//! What `.env` files give the environment of a service that says `useDotenv`.
//!
//! Source: the Framework's guide, "Environment Variables": `.env` or `.env.STAGE` is loaded from the service's folder before
//! variables are read; what the environment has already wins.

use std::path::{Path, PathBuf};

use super::variables::{Tree, Variables};
use crate::discover::is_dotenv;
use crate::parse::Node;
use crate::quote::quoted;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::source::Span;

/// The only one that is there for every stage.
const OF_ALL_STAGES: &str = ".env";

impl Variables<'_> {
    /// What the files give a variable of the environment. Nothing of them is shown.
    pub(super) fn of_dotenv(&self, name: &str) -> Resolved<Tree> {
        let is_used = self.found(self.service, &["useDotenv"], "self:useDotenv");
        let is_off = |tree: &Tree| tree.node.scalar_text().as_deref() == Some("false");
        if matches!(is_used, Resolved::Unset { .. }) || is_used.value().is_some_and(is_off) {
            return Resolved::unset();
        }
        let folder = self.files.folder();
        let beside = self.sources.files_in(folder).unwrap_or_default();
        let files: Vec<PathBuf> = beside.into_iter().filter(|path| is_dotenv(path)).collect();
        let (mut passed, mut giving) = (Vec::new(), Vec::new());
        for path in files.iter().map(|path| folder.join(path)) {
            match self.given_in(&path, name) {
                Resolved::Unset { from } => passed.extend(from.into_hops()),
                given if files.len() == 1 && path.ends_with(OF_ALL_STAGES) => return given,
                _ => giving.push(path),
            }
        }
        let Some(first) = giving.first() else {
            return Resolved::unset().via(passed);
        };
        let hops = giving.iter().map(|path| {
            let label = format!("`{}` may be given in this file", quoted(name));
            Hop::value(self.sources.beginning_of(path), label)
        });
        may_give(first, name).via(hops)
    }

    /// What one file gives it.
    fn given_in(&self, path: &Path, name: &str) -> Resolved<Tree> {
        let Ok(file) = self.sources.load(path) else {
            return may_give(path, name);
        };
        file.hide_all();
        let at = Span::beginning(file.id());
        let mut lines = file.text().lines().filter_map(|line| {
            let (key, value) = line.split_once('=')?;
            let key = key.trim();
            let key = key.strip_prefix("export ").unwrap_or(key).trim();
            (key == name).then_some(value.trim())
        });
        let Some(written) = lines.next_back() else {
            let label = format!("`{}` is not given in this file", quoted(name));
            return Resolved::unset().via([Hop::chose(at, label)]);
        };
        let bare = ['"', '\''].iter().find_map(|&quote| {
            let inner = written.strip_prefix(quote)?.strip_suffix(quote)?;
            Some(inner)
        });
        let text = bare.unwrap_or(written);
        if text.contains(['#', '$', '"', '\'', '`', '\\']) {
            return may_give(path, name);
        }
        let node = Node::text_at(at, text);
        let label = format!("`{}` is given in this file", quoted(name));
        let value = Resolved::known(Tree::of(&node)).via([Hop::value(at, label)]);
        value.private(Privacy::Hidden)
    }
}

/// What it comes to where one may give it.
fn may_give(path: &Path, name: &str) -> Resolved<Tree> {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let (file, name) = (quoted(&file), quoted(name));
    Resolved::unknown(format!("`{file}` may give the environment's {name}"))
}
