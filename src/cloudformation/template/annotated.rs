//! Templates and tasks of org-formation: what they include is put in its place before anything else is read.
//!
//! Source: org-formation's `docs/task-files.md` (`!Include`).

use std::path::Path;

use super::super::limits::{BYTES_PER_COPY, MAX_INCLUDE_DEPTH, MAX_INCLUDES};
use super::include::{TOO_LARGE, entries_mut, not_there, unknown_entries};
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
        count: 0,
        inlined: Inlined::default(),
    };
    inlining.everywhere(root, folder, 0);
    inlining.inlined
}

/// Leaves open what the includes bring that stand in the place of resources and were not followed.
pub(super) fn leave_open(root: &mut Node) {
    let open = |node: &mut Node| {
        if node.has_tag(INCLUDE) {
            let at = node.span;
            *node = Node::at(at, Value::Map(vec![unknown_entries(at)]));
        }
    };
    let sections = entries_mut(root).iter_mut();
    let resources = sections.filter(|section| section.key.as_str() == Some("Resources"));
    for section in resources {
        open(&mut section.value);
        for resource in entries_mut(&mut section.value) {
            open(&mut resource.value);
        }
    }
}

/// What became of the includes.
#[derive(Default)]
pub(crate) struct Inlined {
    /// Where each stands, and the file that it names.
    pub(crate) included: Vec<(Span, SourceId)>,
    /// The files that cannot be read.
    pub(crate) unread: Vec<Problem>,
    /// Includes that are not followed, and why, a clause.
    pub(super) outside: Vec<(Span, String)>,
}

struct Inlining<'a> {
    sources: &'a SourceMap,
    /// How many more values may be brought in.
    copies: usize,
    count: usize,
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

    /// Notes an include that is not followed.
    fn not_followed(&mut self, at: Span, why: impl Into<String>) {
        self.inlined.outside.push((at, why.into()));
    }

    /// Counts values that are brought in; without room for them the include is not followed.
    fn take(&mut self, values: usize, at: Span) -> Option<()> {
        let Some(left) = self.copies.checked_sub(values) else {
            self.not_followed(at, TOO_LARGE);
            return None;
        };
        self.copies = left;
        Some(())
    }

    /// What the file of an include holds; paths in it start from its own folder.
    fn included(&mut self, node: &Node, folder: &Path, depth: usize) -> Option<Node> {
        let written = node.as_str()?;
        let Some(path) = local_path(folder, written, self.sources) else {
            let why = not_there(written, node.span, self.sources);
            self.not_followed(node.span, why);
            return None;
        };
        self.count += 1;
        if self.count > MAX_INCLUDES {
            self.not_followed(node.span, TOO_LARGE);
            return None;
        }
        let file = match self.sources.load(&path) {
            Ok(file) => file,
            Err(error) => {
                let problem = Problem::of_unopened(&path, &error, self.sources);
                self.inlined.unread.extend(problem);
                let why = format!("the file that is included here {}", error.clause());
                self.not_followed(node.span, why);
                return None;
            }
        };
        let at_least = file.text().len() / BYTES_PER_COPY;
        self.take(at_least, node.span)?;
        let mut root = match first_document(&file) {
            Ok(Some(root)) => root,
            Ok(None) => {
                self.not_followed(node.span, "the file that is included here is empty");
                return None;
            }
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
        self.take(root.size().saturating_sub(at_least), node.span)?;
        self.inlined.included.push((node.span, file.id()));
        let folder = folder_of(&path);
        self.everywhere(&mut root, folder, depth + 1);
        Some(root)
    }
}
