//! Templates and tasks of org-formation: what they include is put in its place before anything else is read.
//!
//! Source: org-formation's `docs/task-files.md` (`!Include`).

use std::path::Path;

use super::super::limits::MAX_INCLUDE_DEPTH;
use super::location::local_path;
use super::shape::INCLUDE;
use super::text::first_document;
use super::unsaid::{is_all_public, is_shown_as_part, keep_back, take_as_part};
use crate::diagnostic::Problem;
use crate::parse::{Node, Value, yaml};
use crate::paths::folder_of;
use crate::source::{SourceId, SourceMap, Span};

/// Puts the files of `!Include` where they are included, as far as they are at hand and bring in no more values than `copies` says; each is
/// given with the place that includes it. What is not followed keeps its tag.
pub(crate) fn inline_includes(
    root: &mut Node,
    folder: &Path,
    sources: &SourceMap,
    copies: usize,
) -> Inlined {
    let mut inlining = Inlining {
        sources,
        copies,
        inlined: Inlined::default(),
    };
    inlining.everywhere(root, folder, 0);
    inlining.inlined
}

/// What became of the includes.
#[derive(Default)]
pub(crate) struct Inlined {
    /// Where each stands, and the file that it names.
    pub(crate) included: Vec<(Span, SourceId)>,
    /// The files that cannot be read.
    pub(crate) unread: Vec<Problem>,
}

struct Inlining<'a> {
    sources: &'a SourceMap,
    /// How many more values may be brought in.
    copies: usize,
    inlined: Inlined,
}

impl Inlining<'_> {
    fn everywhere(&mut self, node: &mut Node, folder: &Path, depth: usize) {
        let is_include = node.has_tag(INCLUDE);
        if is_include && depth < MAX_INCLUDE_DEPTH {
            if let Some(inner) = self.included(node, folder, depth) {
                *node = inner;
            }
            return;
        }
        match &mut node.value {
            Value::List(items) => {
                for item in items {
                    self.everywhere(item, folder, depth);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    self.everywhere(&mut entry.value, folder, depth);
                }
                yaml::merge_again(node);
            }
            Value::Scalar(_) => {}
        }
    }

    /// What the file of an include holds; paths in it start from its own folder.
    fn included(&mut self, node: &Node, folder: &Path, depth: usize) -> Option<Node> {
        let path = local_path(folder, node.as_str()?, self.sources)?;
        let file = match self.sources.load(&path) {
            Ok(file) => file,
            Err(error) => {
                let problem = Problem::of_unopened(&path, &error, self.sources);
                self.inlined.unread.extend(problem);
                return None;
            }
        };
        let mut root = match first_document(&file) {
            Ok(root) => root?,
            Err(wrong) => {
                if !is_shown_as_part(&file, self.sources) {
                    file.mark_as_values();
                    keep_back(&file, self.sources);
                }
                self.inlined
                    .unread
                    .extend(Problem::of_broken(&file, &wrong));
                return None;
            }
        };
        if !is_shown_as_part(&file, self.sources) {
            file.mark_as_values();
            take_as_part(&file, &root, self.sources);
        }
        // What stands in place of a text or a list could be read where nothing asks whether it is said.
        if file.is_unsaid() && root.entries().is_empty() && !is_all_public(&root) {
            return None;
        }
        self.copies = self.copies.checked_sub(root.size())?;
        self.inlined.included.push((node.span, file.id()));
        let folder = folder_of(&path);
        self.everywhere(&mut root, folder, depth + 1);
        Some(root)
    }
}
