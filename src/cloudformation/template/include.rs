//! `AWS::Include`: local files that are spliced into a template.
//!
//! An include that cannot be followed stays where it is, in the long form: what it could add is for the language to say.

use std::path::Path;
use std::sync::Arc;

use super::super::limits::{BYTES_PER_COPY, MAX_INCLUDE_DEPTH, MAX_INCLUDES};
use super::location::{local_path, written_short};
use super::shape::{SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, transform_calls, type_of};
use super::text::{first_document, is_named_as_template};
use super::unsaid::{is_shown_as_part, keep_back, take_as_part};
use crate::diagnostic::{Problem, Unreadable};
use crate::parse::{Entry, Node, Value};
use crate::quote::quoted;
use crate::rendered::is_rendered_first;
use crate::source::{SourceFile, SourceId, SourceMap, Span};
use crate::suggest::nearest;

/// The key of a macro's call.
pub(super) const CALL: &str = "Fn::Transform";

/// The macro that includes a file.
const INCLUDE: &str = "AWS::Include";

/// Why an include is not followed for which there is no room.
pub(super) const TOO_LARGE: &str =
    "the files that the template includes hold more values than are followed";

/// A file that is spliced in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Included {
    /// The call that does it.
    pub(crate) by: Span,
    pub(crate) file: SourceId,
}

/// What came with the files that were spliced in.
#[derive(Default)]
pub(super) struct Spliced {
    pub(super) included: Vec<Included>,
    pub(super) unreadable: Vec<Unreadable>,
    /// An include at the top level that could not be followed.
    pub(super) not_followed: Option<Span>,
    /// Includes of files that may not be read, and why, a clause.
    pub(super) outside: Vec<(Span, String)>,
    /// Files of includes that could not be opened.
    pub(super) unopened: Vec<Problem>,
    /// Macros that are called at the top level: why what they make is not known, a clause.
    pub(super) macros: Vec<(String, Span)>,
}

/// Puts the members of local `AWS::Include` files where they are included: at the top level, in the sections, in each
/// resource, and anywhere within those resources that a trail can come from.
/// No more values are brought in than `copies` says.
pub(super) fn splice_includes(
    root: &mut Node,
    folder: &Path,
    sources: &SourceMap,
    copies: usize,
) -> Spliced {
    let mut splicer = Splicer {
        sources,
        folder,
        depth: 0,
        count: 0,
        copies,
        spliced: Spliced::default(),
    };
    splicer.template(root);
    splicer.spliced
}

struct Splicer<'a> {
    sources: &'a SourceMap,
    folder: &'a Path,
    depth: usize,
    count: usize,
    /// How many more values may be brought in.
    copies: usize,
    spliced: Spliced,
}

impl Splicer<'_> {
    fn template(&mut self, root: &mut Node) {
        let calls: Vec<Node> = transform_calls(root).into_iter().cloned().collect();
        for call in calls.iter().filter(|call| is_include(call)) {
            match self.members(call) {
                Some(members) => splice_in(root, members),
                None => self.spliced.not_followed = Some(call.span),
            }
        }
        self.splice(root);
        for call in left(root) {
            match call.get("Name").and_then(Node::as_str) {
                Some("AWS::Include") => self.spliced.not_followed = Some(call.span),
                name => {
                    let why = may_rewrite(name.unwrap_or("?"));
                    self.spliced.macros.push((why, call.span));
                }
            }
        }
        for section in entries_mut(root) {
            match section.key.as_str() {
                Some("Resources") => {
                    self.splice(&mut section.value);
                    self.resources(&mut section.value);
                }
                Some("Conditions" | "Mappings" | "Outputs" | "Parameters") => {
                    self.everywhere(&mut section.value);
                }
                _ => {}
            }
        }
    }

    /// The resources of the section, or of a loop's body in it.
    fn resources(&mut self, node: &mut Node) {
        for resource in entries_mut(node) {
            if let Value::List(parts) = &mut resource.value.value {
                for body in parts.iter_mut().skip(2) {
                    self.splice(body);
                    self.resources(body);
                }
                continue;
            }
            self.splice(&mut resource.value);
            if matches!(
                type_of(&resource.value),
                Some(TRAIL | STACK | STACK_SET | SERVERLESS_APPLICATION)
            ) {
                self.everywhere(&mut resource.value);
            }
        }
    }

    /// Splices in a node and in all that lies in it.
    fn everywhere(&mut self, node: &mut Node) {
        self.splice(node);
        match &mut node.value {
            Value::List(items) => items.iter_mut().for_each(|item| self.everywhere(item)),
            Value::Map(entries) => {
                for entry in entries {
                    // A call that is left could not be followed.
                    if entry.key.as_str() != Some(CALL) {
                        self.everywhere(&mut entry.value);
                    }
                }
            }
            Value::Scalar(_) => {}
        }
    }

    /// Replaces a map's `Fn::Transform` members by what they include, as far as they can be followed.
    fn splice(&mut self, node: &mut Node) {
        lengthen(node);
        let Value::Map(entries) = &mut node.value else {
            return;
        };
        if entries.iter().all(|entry| entry.key.as_str() != Some(CALL)) {
            return;
        }
        let mut members = Vec::new();
        let mut left = Vec::new();
        let is_of_macros = |entry: &mut Entry| entry.key.as_str() == Some(CALL);
        for mut entry in entries.extract_if(.., is_of_macros) {
            let calls = match &mut entry.value.value {
                Value::List(items) => std::mem::take(items),
                _ => vec![entry.value.clone()],
            };
            for call in calls {
                match self.members(&call) {
                    Some(more) => members.extend(more),
                    None => left.push(Entry {
                        key: entry.key.clone(),
                        value: call,
                    }),
                }
            }
        }
        entries.extend(left);
        splice_in(node, members);
    }

    /// The members of the map that an `AWS::Include` call brings in; `None` where it is no include, or none that can be
    /// followed.
    fn members(&mut self, call: &Node) -> Option<Vec<Entry>> {
        if !is_include(call) || self.depth >= MAX_INCLUDE_DEPTH || self.count >= MAX_INCLUDES {
            return None;
        }
        self.count += 1;
        let file = self.file_of(call)?;
        if self.lies_in(call.span.source, file.id()) {
            self.say_circle(call);
            return None;
        }
        self.spliced.included.push(Included {
            by: call.span,
            file: file.id(),
        });
        self.members_in(&file, call.span)
    }

    /// Whether a file is another one, or was spliced into it, be it through others.
    fn lies_in(&self, file: SourceId, other: SourceId) -> bool {
        let mut around = vec![file];
        let mut at = 0;
        while let Some(&inner) = around.get(at) {
            for included in &self.spliced.included {
                let outer = included.by.source;
                if included.file == inner && !around.contains(&outer) {
                    around.push(outer);
                }
            }
            at += 1;
        }
        around.contains(&other)
    }

    /// Notes an include that never ends, the first time.
    fn say_circle(&mut self, call: &Node) {
        let circle = Unreadable {
            span: call.span,
            message: "This include never ends: the file is part of what it includes".into(),
            label: "comes back to a file that it stands in".into(),
            help: Some("Move what both need to a file that includes neither".into()),
            others: Vec::new(),
        };
        if !self.spliced.unreadable.contains(&circle) {
            self.spliced.unreadable.push(circle);
            let why = "the file that is included here includes itself".to_owned();
            self.spliced.outside.push((call.span, why));
        }
    }

    /// Notes an include that brings in more than the includes of one template may.
    fn too_large(&mut self, by: Span) -> Option<Vec<Entry>> {
        self.spliced.outside.push((by, TOO_LARGE.to_owned()));
        None
    }

    /// Says which key is meant to name the file, if one is.
    fn say_misspelt(&mut self, call: &Node, parameters: &Node) {
        let mut keys = parameters.entries().iter().map(|entry| &entry.key);
        let is_meant = |key: &&Node| {
            key.as_str()
                .is_some_and(|key| nearest(key, ["Location"]).is_some())
        };
        let Some(key) = keys.find(is_meant) else {
            return;
        };
        let written = quoted(key.as_str().unwrap_or_default());
        self.spliced.unreadable.push(Unreadable {
            span: key.span,
            message: format!(
                "`AWS::Include` has no parameter `{written}`; did you mean `Location`?"
            )
            .into(),
            label: "no such parameter".into(),
            help: Some(
                "Rename it to `Location`; CloudFormation refuses the template as it is".into(),
            ),
            others: Vec::new(),
        });
        let why = "the include names no file by `Location`".to_owned();
        self.spliced.outside.push((call.span, why));
    }

    /// Notes an include of a file beside the template that is not there.
    fn say_missing(&mut self, call: &Node, location: &str) {
        let is_elsewhere = location.contains("://") || location.contains("${");
        if !is_elsewhere && !is_rendered_first(location) {
            let why = not_there(location, call.span, self.sources);
            self.spliced.outside.push((call.span, why));
        }
    }

    /// Notes an include whose file is named by a function, where nothing of its address is written.
    fn say_made(&mut self, call: &Node, location: &Node) {
        let strings = location.strings();
        if strings.iter().all(|text| !text.contains("://")) {
            let named = written_short(location);
            let named = named.map_or_else(String::new, |named| format!(" (`{named}`)"));
            let why = format!("the file that is included here is named by a function{named}");
            self.spliced.outside.push((call.span, why));
        }
    }

    fn file_of(&mut self, call: &Node) -> Option<Arc<SourceFile>> {
        let parameters = call.get("Parameters")?;
        let Some(location) = parameters.get("Location") else {
            self.say_misspelt(call, parameters);
            return None;
        };
        // What an intrinsic function makes of the text is not the text, and no tool uploads what it names.
        let Some(location) = location.as_str().filter(|_| location.tag.is_none()) else {
            self.say_made(call, location);
            return None;
        };
        let Some(path) = local_path(self.folder, location, self.sources) else {
            self.say_missing(call, location);
            return None;
        };
        match self.sources.load(&path) {
            Ok(file) => {
                if !is_named_as_template(&file, self.sources) {
                    file.hide_all();
                }
                if !is_shown_as_part(&file, self.sources) {
                    // It may be a key of a cloud: what a finding is about is shown, and nothing beside it.
                    file.mark_as_values();
                }
                Some(file)
            }
            Err(error) => {
                let why = format!("the file that is included here {}", error.clause());
                self.spliced.outside.push((call.span, why));
                let problem = Problem::of_unopened(&path, &error, self.sources);
                self.spliced.unopened.extend(problem);
                None
            }
        }
    }

    /// The members of an included file's map; `None` where it cannot be read, or is no map.
    fn members_in(&mut self, file: &SourceFile, by: Span) -> Option<Vec<Entry>> {
        let size = file.text().len() / BYTES_PER_COPY;
        if size > self.copies {
            return self.too_large(by);
        }
        self.copies -= size;
        match first_document(file) {
            Ok(Some(mut root)) => {
                if file.holds_values() {
                    take_as_part(file, &root, self.sources);
                }
                let more = root.size().saturating_sub(size);
                if more > self.copies {
                    return self.too_large(by);
                }
                self.copies -= more;
                self.depth += 1;
                self.splice(&mut root);
                self.depth -= 1;
                match root.value {
                    Value::Map(entries) => Some(entries),
                    _ => None,
                }
            }
            Ok(None) => Some(Vec::new()),
            Err(errors) => {
                if file.holds_values() {
                    keep_back(file, self.sources);
                }
                self.spliced.unreadable.extend(errors);
                None
            }
        }
    }
}

/// Why an include is not followed whose file is not there, a clause.
pub(super) fn not_there(written: &str, at: Span, sources: &SourceMap) -> String {
    if sources.get(at.source).is_unsaid() {
        return "the file that is included here is not there".to_owned();
    }
    let written = quoted(written);
    format!("the file `{written}` that is included here is not there")
}

/// Why nothing is known that a macro may touch, a clause.
pub(super) fn may_rewrite(name: &str) -> String {
    format!("the macro `{name}` may rewrite the template")
}

/// Makes `!Transform` the member that it is short for.
fn lengthen(node: &mut Node) {
    let Some(tag) = node.tag.take_if(|tag| tag.name == "Transform") else {
        return;
    };
    let call = node.clone();
    node.span = tag.span.to(call.span);
    node.value = Value::Map(vec![Entry {
        key: Node::text_at(tag.span, CALL),
        value: call,
    }]);
}

/// What stands in a map for entries that are not known: an include that is not followed.
pub(crate) fn unknown_entries(at: Span) -> Entry {
    let name = Entry {
        key: Node::text_at(at, "Name"),
        value: Node::text_at(at, INCLUDE),
    };
    Entry {
        key: Node::text_at(at, CALL),
        value: Node::at(at, Value::Map(vec![name])),
    }
}

/// Whether an entry calls a macro, or an include.
pub(crate) fn is_call(entry: &Entry) -> bool {
    entry.key.as_str() == Some(CALL)
}

/// The calls that a map has left.
fn left(node: &Node) -> impl Iterator<Item = &Node> {
    node.entries()
        .iter()
        .filter(|entry| is_call(entry))
        .map(|entry| &entry.value)
}

fn is_include(call: &Node) -> bool {
    call.get("Name").and_then(Node::as_str) == Some(INCLUDE)
}

/// Adds members to a map. What stands there counts where an included member has the same key.
fn splice_in(node: &mut Node, members: Vec<Entry>) {
    if let Value::Map(entries) = &mut node.value {
        entries.splice(0..0, members);
    }
}

/// The entries of a map, nothing for other values.
pub(super) fn entries_mut(node: &mut Node) -> &mut [Entry] {
    match &mut node.value {
        Value::Map(entries) => entries,
        _ => &mut [],
    }
}
