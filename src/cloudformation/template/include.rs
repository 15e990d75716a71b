//! `AWS::Include`: local files that are spliced into a template.

use std::path::Path;
use std::sync::Arc;

use super::super::limits::MAX_INCLUDES;
use super::location::local_path;
use super::shape::{SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, transform_calls, type_of};
use super::text::first_document;
use crate::diagnostic::Unreadable;
use crate::parse::{Entry, Node, Value};
use crate::source::{Outside, ReadError, SourceFile, SourceId, SourceMap, Span};

/// What came with the files that were spliced in.
#[derive(Default)]
pub(super) struct Spliced {
    pub(super) included: Vec<SourceId>,
    pub(super) unreadable: Vec<Unreadable>,
    /// Macros that are called, and includes that could not be followed: why what they make is not known, a clause.
    pub(super) macros: Vec<(String, Span)>,
}

/// Puts the members of local `AWS::Include` files where they are included: at the top level, in each section, and in
/// the resources that a trail can come from.
pub(super) fn splice_includes(root: &mut Node, folder: &Path, sources: &SourceMap) -> Spliced {
    let mut splicer = Splicer {
        sources,
        folder,
        depth: 0,
        spliced: Spliced::default(),
    };
    splicer.template(root);
    splicer.spliced
}

struct Splicer<'a> {
    sources: &'a SourceMap,
    folder: &'a Path,
    depth: usize,
    spliced: Spliced,
}

impl Splicer<'_> {
    fn template(&mut self, root: &mut Node) {
        let calls: Vec<Node> = transform_calls(root).into_iter().cloned().collect();
        for call in calls {
            if call.get("Name").and_then(Node::as_str) == Some("AWS::Include") {
                let members = self.members(&call);
                append(root, members);
            }
        }
        self.splice(root);
        for section in entries_mut(root) {
            self.splice(&mut section.value);
            if section.key.as_str() == Some("Resources") {
                for resource in entries_mut(&mut section.value) {
                    self.resource(&mut resource.value);
                }
            }
        }
    }

    fn resource(&mut self, resource: &mut Node) {
        if !matches!(
            type_of(resource),
            Some(TRAIL | STACK | STACK_SET | SERVERLESS_APPLICATION)
        ) {
            return;
        }
        self.splice(resource);
        for attribute in entries_mut(resource) {
            if attribute.key.as_str() == Some("Properties") {
                self.splice(&mut attribute.value);
            }
        }
    }

    /// Replaces a map's `Fn::Transform` members by what they include.
    fn splice(&mut self, node: &mut Node) {
        let Value::Map(entries) = &mut node.value else {
            return;
        };
        let (calls, kept): (Vec<Entry>, Vec<Entry>) = std::mem::take(entries)
            .into_iter()
            .partition(|entry| entry.key.as_str() == Some("Fn::Transform"));
        *entries = kept;
        let mut members = Vec::new();
        for entry in calls {
            match &entry.value.value {
                Value::List(items) => {
                    for call in items {
                        members.extend(self.members(call));
                    }
                }
                _ => members.extend(self.members(&entry.value)),
            }
        }
        append(node, members);
    }

    /// The members of the map that an `AWS::Include` call brings in. A call of another macro is noted.
    fn members(&mut self, call: &Node) -> Vec<Entry> {
        let name = call.get("Name").and_then(Node::as_str).unwrap_or("?");
        if name != "AWS::Include" {
            self.spliced.macros.push((may_rewrite(name), call.span));
            return Vec::new();
        }
        let members = match self.file_of(call) {
            Some(Ok(file)) => self.members_in(&file).ok_or_else(|| may_rewrite(name)),
            Some(Err(outside)) => Err(format!("the file that is included here {outside}")),
            None => Err(may_rewrite(name)),
        };
        members.unwrap_or_else(|why| {
            self.spliced.macros.push((why, call.span));
            Vec::new()
        })
    }

    fn file_of(&self, call: &Node) -> Option<Result<Arc<SourceFile>, Outside>> {
        let location = call.get("Parameters")?.get("Location")?.as_str()?;
        let path = local_path(self.folder, location, self.sources)
            .filter(|_| self.depth < MAX_INCLUDES)?;
        match self.sources.load(&path) {
            Ok(file) => Some(Ok(file)),
            Err(ReadError::Outside(outside)) => Some(Err(outside)),
            Err(_) => None,
        }
    }

    /// The members of an included file's map; `None` where it cannot be read.
    fn members_in(&mut self, file: &SourceFile) -> Option<Vec<Entry>> {
        self.spliced.included.push(file.id());
        match first_document(file) {
            Ok(Some(mut root)) => {
                self.depth += 1;
                self.splice(&mut root);
                self.depth -= 1;
                Some(match root.value {
                    Value::Map(entries) => entries,
                    _ => Vec::new(),
                })
            }
            Ok(None) => Some(Vec::new()),
            Err(errors) => {
                self.spliced.unreadable.extend(errors);
                None
            }
        }
    }
}

/// Why nothing is known that a macro may touch, a clause.
pub(super) fn may_rewrite(name: &str) -> String {
    format!("the macro `{name}` may rewrite the template")
}

fn append(node: &mut Node, members: Vec<Entry>) {
    if let Value::Map(entries) = &mut node.value {
        entries.extend(members);
    }
}

/// The entries of a map, nothing for other values.
fn entries_mut(node: &mut Node) -> &mut [Entry] {
    match &mut node.value {
        Value::Map(entries) => entries,
        _ => &mut [],
    }
}
