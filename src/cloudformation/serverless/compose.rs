//! What a `serverless-compose.yml` gives the parameters of a service that it deploys.
//!
//! Source: the Framework's guide, "Composing services": `services.NAME.path` names the folder, `config` the file in it where that has
//! another name, `services.NAME.params` are given as `--param` gives them, and win over those of the service; `${NAME.output}` is an
//! output of another service.

use std::path::PathBuf;

use super::files::Content;
use super::variables::{Tree, Variables};
use crate::discover::{COMPOSE_FILES, is_named_as_service};
use crate::parse::{Entry, Node};
use crate::paths::{folder_of, lexical};
use crate::quote::quoted;
use crate::resolved::{Hop, Resolved};
use crate::source::Span;

impl Variables<'_> {
    /// What it gives a parameter; left out where it gives none.
    pub(super) fn of_compose(&self, name: &str, at: Span) -> Resolved<Tree> {
        let Some(path) = self.compose_file.get_or_init(|| self.find_compose_file()) else {
            return Resolved::unset();
        };
        let root = match self.files.content(&path.to_string_lossy(), false) {
            Content::Tree(root) => root,
            Content::Missing => return Resolved::unset(),
            Content::Text(_) | Content::Unknown(_) => {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                let why = format!("`{file}` may give `{}`", quoted(name));
                return Resolved::unknown(why).via([Hop::value(at, "read here")]);
            }
        };
        let above = folder_of(path);
        let own = self.sources.get(self.service.span.source);
        let is_this = |service: &&Entry| {
            let written = |key: &str| service.value.get(key).and_then(Node::as_str);
            let folder = written("path").map(|path| lexical(&above.join(path)));
            let is_meant = match written("config") {
                Some(config) => lexical(&self.files.folder().join(config)) == own.path(),
                None => is_named_as_service(own.path()),
            };
            folder.is_some_and(|folder| folder == self.files.folder()) && is_meant
        };
        let services = root.get("services").map_or(&[][..], Node::entries);
        let service = services.iter().find(is_this);
        let Some(service) = service else {
            return Resolved::unset();
        };
        let params = service.value.get("params");
        let Some(given) = params.and_then(|params| params.get(name)) else {
            let label = format!("`{}` is not given here", quoted(name));
            return Resolved::unset().via([Hop::chose(service.key.span, label)]);
        };
        let label = format!("`{}` is given here", quoted(name));
        let value = if given.as_str().is_some_and(|text| text.contains("${")) {
            Resolved::unknown(format!("another service gives `{}`", quoted(name)))
        } else {
            self.tree(given)
        };
        value.via([Hop::value(given.span, label)])
    }

    /// The nearest file of that kind, in the service's folder or above it.
    fn find_compose_file(&self) -> Option<PathBuf> {
        let folder = self.files.folder();
        let root = self.sources.repository_root(folder);
        folder
            .ancestors()
            .take_while(|above| root.is_none_or(|root| above.starts_with(root)))
            .flat_map(|above| COMPOSE_FILES.map(|name| above.join(name)))
            .find(|path| self.sources.leads_to_file(path))
    }
}
