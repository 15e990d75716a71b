//! Stages that a service picks values by, without naming them: keys beside one another, files beside one another.
//!
//! The service is read at a stage that it cannot have; where that is asked for as a key or as a part of a file's name, the keys
//! and files that are there are stages.

use std::path::{Path, PathBuf};

use super::super::limits::MAX_FILES_OF_STAGES;
use super::given::Stage;
use super::variables::Variables;
use crate::parse::Node;
use crate::paths::lexical;
use crate::resolved::Privacy;
use crate::source::{ReadError, Span};

/// A stage that no service has: it is of no printable letter.
const NO_STAGE: &str = "\u{10fffd}";

/// Names beside those of stages that hold for all of them, or for those that have none of their own.
const OF_NONE: [&str; 11] = [
    "*", "all", "any", "base", "common", "default", "defaults", "fallback", "other", "others",
    "shared",
];

impl Stage {
    /// One that asks which there are.
    pub(super) fn asking(at: Span) -> Stage {
        Stage {
            name: NO_STAGE.to_owned(),
            at,
            privacy: Privacy::Shown,
            is_picked: true,
        }
    }
}

/// What stands before the stage in a text that asks which there are, and after it.
fn around_stage(text: &str) -> Option<(&str, &str)> {
    let (before, after) = text.split_once(NO_STAGE)?;
    (!after.contains(NO_STAGE)).then_some((before, after))
}

/// The stage in a text that has the same around it.
fn stage_in<'t>(text: &'t str, (before, after): (&str, &str)) -> Option<&'t str> {
    let stage = text.strip_prefix(before)?.strip_suffix(after)?;
    let is_one = !stage.is_empty() && !stage.contains('/') && !OF_NONE.contains(&stage);
    is_one.then_some(stage)
}

impl Variables<'_> {
    /// Takes the keys of a map for stages that have something `below` them, where one is asked for.
    pub(super) fn ask_keys(&self, map: &Node, name: &str, has_below: &dyn Fn(&Node) -> bool) {
        let Some(around) = around_stage(name) else {
            return;
        };
        for entry in map.entries() {
            let stage = entry.key.as_str().and_then(|key| stage_in(key, around));
            let Some(stage) = stage.filter(|_| has_below(&entry.value)) else {
                continue;
            };
            self.picked.borrow_mut().push(Stage {
                name: stage.to_owned(),
                at: entry.key.span,
                privacy: self.privacy_at(entry.key.span),
                is_picked: true,
            });
        }
    }

    /// Takes the files of a path for stages, where one is asked for.
    pub(super) fn ask_files(&self, written: &str) {
        let path = lexical(&self.files.folder().join(written));
        let path = path.to_string_lossy();
        let Some(around @ (before, after)) = around_stage(&path) else {
            return;
        };
        let folder = Path::new(before.rsplit_once('/').map_or("", |(folder, _)| folder));
        let is_in_a_name = !after.contains('/');
        let files: Vec<PathBuf> = if is_in_a_name {
            let names = self.sources.files_in(folder).unwrap_or_default();
            names.iter().map(|name| folder.join(name)).collect()
        } else {
            let below = self.sources.files_below(folder, MAX_FILES_OF_STAGES);
            below.unwrap_or_default()
        };
        for path in files {
            let text = path.to_string_lossy();
            let stage = stage_in(&text, around);
            let at = stage.and_then(|_| match self.sources.load(&path) {
                Ok(file) => Some(Span::beginning(file.id())),
                Err(ReadError::Missing { .. }) => None,
                // What it gives there is not known.
                Err(_) => Some(self.sources.beginning_of(&path)),
            });
            self.picked
                .borrow_mut()
                .extend(stage.zip(at).map(|(stage, at)| Stage {
                    name: stage.to_owned(),
                    at,
                    privacy: Privacy::Shown,
                    is_picked: true,
                }));
        }
    }
}
