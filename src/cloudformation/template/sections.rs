//! A template as a tree with its sections at hand.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::super::limits::MAX_MEMBERS_LOOKED_THROUGH;
use super::annotated::{inline_includes, leave_open};
use super::duplicate_keys::{Doubled, doubled_in_includes, doubled_in_template};
use super::include::{Included, Spliced, may_rewrite, splice_includes};
use super::location::written_short;
use super::long_names::refuse_long_names;
use super::malformed::malformed;
use super::merged::Merged;
use super::misplaced::{Misplaced, as_properties, misplaced};
use super::no_section::{NoSection, no_section};
use super::refused_null::refused_null;
use super::shape::{
    TRAIL, is_annotated, meant_stack_type, misspelt_resources, resembles_trail,
    resembles_trail_type, transform_calls, type_of, under_misspelt_type,
};
use super::text::is_json;
use super::unsaid::is_public;
use crate::diagnostic::{Problem, Unreadable};
use crate::model::DoubledKey;
use crate::parse::{Entry, Node, Value, yaml};
use crate::quote::quoted;
use crate::resolved::Syntax;
use crate::source::{Input, SourceId, SourceMap, Span};

/// By section and name, which of the section's entries is the last of that name, where they are many.
type Index = HashMap<String, HashMap<String, usize>>;

/// One template, read.
#[derive(Debug)]
pub(crate) struct Template {
    /// How it gives a value to a name.
    pub(crate) syntax: Syntax,
    /// The folder that relative paths start from.
    pub(crate) folder: PathBuf,
    root: Node,
    /// Where the members of its sections are, made at the first look-up.
    index: OnceLock<Index>,
    /// What YAML aliases stand for, found at the first question.
    anchors: OnceLock<Vec<Span>>,
    /// Whether a resource is a module, found at the first question.
    has_module: OnceLock<bool>,
    /// An include at the top level that is not followed: it may add to every section.
    pub(crate) not_followed: Option<Span>,
    /// Includes of files that may not be read, and why, a clause.
    pub(crate) outside: Vec<(Span, String)>,
    /// Included files that could not be opened.
    pub(crate) unopened: Vec<Problem>,
    /// Macros that may rewrite anything: why what they touch is not known, a clause, and where they are called.
    pub(crate) macros: Vec<(String, Span)>,
    /// What could not be read in a section that a trail's value can come from.
    pub(crate) unreadable: Vec<Unreadable>,
    /// A section that is none, and for which it is refused.
    pub(crate) no_section: Option<NoSection>,
    /// Trails that are written in it and stand where no resource does: what each is called, where, and why, a clause.
    pub(crate) not_deployed: Vec<(String, Span, String)>,
    /// Keys that stand twice and decide about its trails.
    pub(crate) doubled: Vec<DoubledKey>,
    /// Keys that stand twice and decide where a value of a trail came by them.
    pub(crate) perhaps_doubled: Vec<Doubled>,
    /// Files spliced in.
    pub(crate) included: Vec<Included>,
    /// Those of them of which no text is said.
    pub(crate) unsaid: Vec<SourceId>,
    /// Whether org-formation makes what is deployed of it: the accounts of an organization are names in it.
    pub(crate) is_annotated: bool,
    /// Whether it is a part of what is deployed only: a framework adds resources of its own.
    pub(crate) is_part: bool,
    /// What it is merged of, where several files make it.
    pub(crate) merged: Option<Merged>,
    /// Whether another language makes it, of parts of which some are not known.
    pub(crate) is_of_parts: bool,
    /// How many values its aliases and includes may copy, each.
    pub(crate) copies: usize,
}

impl Template {
    /// The file that it stands in, but for what is included.
    pub(crate) fn source(&self) -> SourceId {
        self.root.span.source
    }

    /// Makes a template of a tree: includes spliced in where they are local, macros and doubled keys noted. `copies` is how many values
    /// the includes may bring in.
    pub(crate) fn new(
        mut root: Node,
        folder: &Path,
        sources: &SourceMap,
        copies: usize,
    ) -> Template {
        let file = sources.get(root.span.source);
        let written = file.text().get(root.span.range()).unwrap_or_default();
        let syntax = if is_json(written) {
            Syntax::Json
        } else {
            Syntax::Yaml
        };
        let is_annotated = is_annotated(&root);
        let inlining = is_annotated.then(|| inline_includes(&mut root, folder, sources, copies));
        let inlined = inlining.unwrap_or_default();
        leave_open(&mut root);
        let in_calls = doubled_in_includes(&root);
        let Spliced {
            mut included,
            mut unreadable,
            not_followed,
            mut outside,
            mut unopened,
            macros: called,
        } = splice_includes(&mut root, folder, sources, copies);
        unopened.extend(inlined.unread);
        outside.extend(inlined.outside);
        let inlined = inlined.included.into_iter();
        included.extend(inlined.map(|(by, file)| Included { by, file }));
        let files = included.iter().map(|included| included.file);
        let unsaid = files
            .filter(|file| sources.get(*file).is_unsaid())
            .collect();
        hide_secrets(&root, sources);
        unreadable.extend(refuse_long_names(&mut root));
        let mut macros: Vec<(String, Span)> = transforms(&root)
            .filter(|(name, _)| !name.starts_with("AWS::"))
            .map(|(name, span)| (may_rewrite(name), span))
            .collect();
        macros.extend(called);
        unreadable.extend(malformed(&root));
        // A macro may take what stands there for something else.
        if macros.is_empty() && misspelt_resources(&root).is_none() {
            unreadable.extend(misplaced(&root).iter().map(Misplaced::unreadable));
        }
        if is_annotated {
            unreadable.extend(yaml::unmerged(&root));
        }
        let (doubled, mut perhaps_doubled) = doubled_in_template(&root);
        perhaps_doubled.extend(by_files(in_calls, &included, sources));
        Template {
            not_deployed: as_properties(&root),
            no_section: None,
            syntax,
            folder: folder.to_owned(),
            root,
            index: OnceLock::new(),
            anchors: OnceLock::new(),
            has_module: OnceLock::new(),
            not_followed,
            outside,
            unopened,
            macros,
            unreadable,
            doubled,
            perhaps_doubled,
            included,
            unsaid,
            is_annotated,
            is_part: false,
            merged: None,
            is_of_parts: false,
            copies,
        }
    }

    /// The same as it is given to `CloudFormation`: null is refused in it, and sections that are none.
    pub(crate) fn refusing_null(mut self) -> Template {
        let is_plain = self.macros.is_empty() && !self.is_annotated;
        let null = is_plain.then(|| refused_null(&self.root, &self.included));
        self.unreadable.splice(0..0, null.flatten());
        self.no_section = is_plain.then(|| no_section(&self.root)).flatten();
        self
    }

    /// Whether a node may be said: it is no text of a file of values, or one that is no secret.
    pub(crate) fn is_said(&self, node: &Node) -> bool {
        let is_public = || match &node.value {
            Value::Scalar(scalar) => is_public(scalar),
            Value::List(_) | Value::Map(_) => true,
        };
        !self.is_unsaid(node.span) || is_public()
    }

    /// Whether a place lies in a file of which no text is said.
    pub(crate) fn is_unsaid(&self, at: Span) -> bool {
        self.unsaid.contains(&at.source)
    }

    /// The keys of some entries that may be said.
    pub(crate) fn said_keys<'e>(&self, among: &'e [Entry]) -> impl Iterator<Item = &'e str> {
        let said = among.iter().filter(|entry| !self.is_unsaid(entry.key.span));
        said.filter_map(|entry| entry.key.as_str())
    }

    /// What of it is written once and stands elsewhere too, by a YAML alias, where a place lies in such a part.
    pub(crate) fn anchor_around(&self, at: Span) -> Option<Span> {
        let anchors = self.anchors.get_or_init(|| {
            let mut all = Vec::new();
            add_anchors(&self.root, &mut all);
            all.sort_by_key(|span| (span.source, span.start, std::cmp::Reverse(span.end)));
            // Those that lie in none of the others.
            let mut out: Vec<Span> = Vec::new();
            for span in all {
                let last = out.last();
                if last.is_none_or(|last| last.source != span.source || last.end < span.end) {
                    out.push(span);
                }
            }
            out
        });
        let before =
            anchors.partition_point(|span| (span.source, span.start) <= (at.source, at.start));
        let nearest = anchors.get(before.checked_sub(1)?)?;
        (nearest.source == at.source && at.end <= nearest.end).then_some(*nearest)
    }

    pub(crate) fn section(&self, name: &str) -> &[Entry] {
        self.root.get(name).map_or(&[], Node::entries)
    }

    /// What stands under a key at its top.
    pub(crate) fn part(&self, key: &str) -> Option<&Node> {
        self.root.get(key)
    }

    /// Why the include is not followed that a place is, a clause.
    pub(crate) fn why_left(&self, include: Span) -> Option<String> {
        let mut outside = self.outside.iter();
        let why = outside.find(|(call, _)| *call == include);
        let address = || self.address_at(include);
        let elsewhere = || Some(format!("the include of `{}` is not followed", address()?));
        why.map(|(_, why)| why.clone()).or_else(elsewhere)
    }

    /// The address of the include that a place is, as far as it is written.
    fn address_at(&self, include: Span) -> Option<String> {
        let mut open = vec![&self.root];
        while let Some(node) = open.pop() {
            if node.span == include {
                let location = node.get("Parameters").and_then(|of| of.get("Location"));
                let strings = node.strings().into_iter();
                let mut strings = strings.map(quoted);
                let address = strings.find(|text| text.contains("://"));
                return address.or_else(|| written_short(location?));
            }
            open.extend(node.items());
            open.extend(node.entries().iter().map(|entry| &entry.value));
        }
        None
    }

    /// The value of a section's member: a parameter, a mapping, a condition.
    pub(crate) fn member(&self, section: &str, name: &str) -> Option<&Entry> {
        let entries = self.section(section);
        if entries.len() <= MAX_MEMBERS_LOOKED_THROUGH {
            let mut last_first = entries.iter().rev();
            return last_first.find(|entry| entry.key.as_str() == Some(name));
        }
        let index = self.index.get_or_init(|| index_of(&self.root));
        let at = *index.get(section)?.get(name)?;
        entries.get(at)
    }

    /// The key of a section; where there is none, that of the first one.
    pub(crate) fn place_of(&self, section: &str) -> Option<Span> {
        let entry = self.root.entry(section);
        entry
            .or(self.root.entries().first())
            .map(|entry| entry.key.span)
    }

    /// The files that are included in a part of the template, and those that are included in them, each by its beginning.
    pub(crate) fn included_in(&self, part: Span) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        // One that is included in another stands after it.
        for included in &self.included {
            let is_in_file = out.iter().any(|file| file.source == included.by.source);
            let file = Span::beginning(included.file);
            if (is_in_file || part.covers(included.by)) && !out.contains(&file) {
                out.push(file);
            }
        }
        out
    }

    /// The includes that bring a file in, the nearest first.
    pub(crate) fn includers_of(&self, file: SourceId) -> impl Iterator<Item = Span> {
        let by = move |file| {
            let mut all = self.included.iter();
            Some(all.find(|included| included.file == file)?.by)
        };
        // Each is included once at the most on its way, as an include that never ends is not followed.
        std::iter::successors(by(file), move |at| by(at.source)).take(self.included.len())
    }

    /// The files that are included anywhere but in its resources, each by its beginning.
    pub(crate) fn included_beside_resources(&self) -> Vec<Span> {
        let resources = self.root.entry("Resources");
        let resources = resources.map(|entry| entry.key.span.to(entry.value.span));
        let within = resources.map_or_else(Vec::new, |part| self.included_in(part));
        let all = self.included.iter();
        all.map(|included| Span::beginning(included.file))
            .filter(|file| !within.contains(file))
            .collect()
    }

    /// Whether there may be a resource of these types.
    pub(crate) fn may_have(&self, types: &[&str]) -> bool {
        let is_open = self.not_followed.is_some();
        is_open
            || self.section("Resources").iter().any(|entry| {
                let is_call = |key: &str| key.starts_with("Fn::");
                let is_expanded = entry.key.as_str().is_some_and(is_call)
                    || entry.value.get("Fn::Transform").is_some();
                is_expanded
                    || type_of(&entry.value).is_some_and(|kind| {
                        let meant = meant_stack_type(kind);
                        types.contains(&kind) || meant.is_some_and(|meant| types.contains(&meant))
                    })
                    || types.contains(&TRAIL) && may_be_trail(&entry.value)
            })
    }

    /// Whether a resource is a module, which brings resources of its own.
    ///
    /// Source: `CloudFormation` user guide, "Referencing resources in a module": by `Module.Resource` or `ModuleResource`.
    pub(crate) fn has_module(&self) -> bool {
        let is_module = |kind: &str| kind.ends_with("::MODULE");
        *self.has_module.get_or_init(|| {
            let mut resources = self.section("Resources").iter();
            resources.any(|entry| type_of(&entry.value).is_some_and(is_module))
        })
    }

    /// Whether the template says that a transform is to run on it.
    pub(crate) fn has_transform(&self, prefix: &str) -> bool {
        transforms(&self.root).any(|(name, _)| name.starts_with(prefix))
    }
}

fn add_anchors(node: &Node, out: &mut Vec<Span>) {
    out.extend(node.anchored_at);
    for item in node.items() {
        add_anchors(item, out);
    }
    for entry in node.entries() {
        add_anchors(&entry.value, out);
    }
}

/// Whether a resource may be a trail though its type is not written as that of one.
fn may_be_trail(resource: &Node) -> bool {
    let names_it = |text: &str| text.contains("CloudTrail") || resembles_trail_type(text);
    let kind = resource.get("Type").map(Node::strings).unwrap_or_default();
    resembles_trail(resource)
        || kind.into_iter().any(names_it)
        || under_misspelt_type(resource).is_some()
}

fn index_of(root: &Node) -> Index {
    let names = |section: &Entry| -> HashMap<String, usize> {
        let entries = section.value.entries().iter().enumerate();
        entries
            .filter_map(|(at, entry)| Some((entry.key.as_str()?.to_owned(), at)))
            .collect()
    };
    let sections = root.entries().iter();
    sections
        .filter(|section| section.value.entries().len() > MAX_MEMBERS_LOOKED_THROUGH)
        .filter_map(|section| Some((section.key.as_str()?.to_owned(), names(section))))
        .collect()
}

/// The names in the template's `Transform`, each with its place.
fn transforms(root: &Node) -> impl Iterator<Item = (&str, Span)> {
    transform_calls(root).into_iter().filter_map(|item| {
        let name = item
            .as_str()
            .or_else(|| item.get("Name").and_then(Node::as_str))?;
        Some((name, item.span))
    })
}

fn whole(input: &Input<'_>) -> Span {
    input.span(0..input.text.len())
}

/// What decides about calls of includes, with the files that those bring in.
fn by_files(in_calls: Vec<Doubled>, included: &[Included], sources: &SourceMap) -> Vec<Doubled> {
    let of_call = |doubled: Doubled| {
        let call = doubled.extent;
        let brings = move |included: &&Included| {
            let by = included.by;
            by.source == call.source && by.start < call.end && call.start < by.end
        };
        let files = included.iter().filter(brings);
        files.map(move |included| Doubled {
            extent: whole(&sources.get(included.file).input()),
            ..doubled.clone()
        })
    };
    in_calls.into_iter().flat_map(of_call).collect()
}

/// Keeps the defaults of parameters that are not echoed from being shown.
fn hide_secrets(root: &Node, sources: &SourceMap) {
    let parameters = root.get("Parameters").map_or(&[][..], Node::entries);
    for parameter in parameters {
        let node = &parameter.value;
        if let (Some(_), Some(default)) = (node.get("NoEcho"), node.get("Default")) {
            sources.get(default.span.source).hide(default.span.range());
        }
    }
}
