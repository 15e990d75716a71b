//! Where the file gives something to deployments.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::fault::Step;
use super::place::Document;
use crate::model::GivenRegion;
use crate::parse::Node;
use crate::source::{GivenAt, InFile};

/// A place in the file, with what lies below it; or none, where a merge put it there.
#[derive(Clone)]
pub(super) struct Given<'d> {
    path: Arc<Path>,
    at: Option<(Option<&'d Node>, &'d Node)>,
}

impl<'d> Given<'d> {
    /// The whole file.
    pub(super) fn of(document: &'d Document<'_>, path: &Path) -> Given<'d> {
        Given {
            path: path.into(),
            at: Some((None, document.root())),
        }
    }

    /// What lies behind a key or is an item.
    pub(super) fn below(&self, step: &Step) -> Given<'d> {
        let inner = |node: &'d Node| match step {
            Step::Key(name) => {
                let mut entries = node.entries().iter();
                let entry = entries.find(|entry| entry.key.scalar_text().as_ref() == Some(name))?;
                Some((Some(&entry.key), &entry.value))
            }
            Step::Item(at) => Some((None, node.items().get(*at)?)),
        };
        Given {
            path: Arc::clone(&self.path),
            at: self.at.and_then(|(_, node)| inner(node)),
        }
    }

    /// The same for a key.
    pub(super) fn key(&self, name: &str) -> Given<'d> {
        self.below(&Step::Key(name.to_owned()))
    }

    /// The place of its key.
    pub(super) fn name(&self) -> Option<InFile> {
        let (name, _) = self.at?;
        Some(InFile::new(&self.path, name?.span))
    }

    /// Each name of a map, with where it is given its value.
    pub(super) fn members(&self) -> HashMap<String, GivenAt> {
        let entries = self.at.into_iter().flat_map(|(_, node)| node.entries());
        let member = entries.filter_map(|entry| {
            let given = GivenAt {
                name: InFile::new(&self.path, entry.key.span),
                value: InFile::new(&self.path, entry.value.span),
            };
            Some((entry.key.scalar_text()?, given))
        });
        member.collect()
    }

    /// A Region that is given here.
    pub(super) fn region(&self, name: Option<String>) -> Option<GivenRegion> {
        Some(GivenRegion {
            name: name?,
            at: self.at.map(|(_, node)| InFile::new(&self.path, node.span)),
        })
    }
}
