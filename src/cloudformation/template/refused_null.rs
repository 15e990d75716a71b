//! Null in a template, which `CloudFormation` refuses wherever nothing takes it out or makes something else of it before.

use std::collections::HashMap;

use super::include::{Included, is_call};
use super::open_marks::{has_open_part, shown_key};
use super::shape::{SERVERLESS_APPLICATION, STACK, STACK_SET, TRAIL, transform_calls, type_of};
use crate::diagnostic::Unreadable;
use crate::parse::{Entry, Node, Scalar, Value};

/// The transform of SAM, whatever its version.
const SAM: &str = "AWS::Serverless-";

/// The types of resources that a template has which makes a trail, be it by another one.
const OF_TRAILS: [&str; 4] = [TRAIL, STACK, STACK_SET, SERVERLESS_APPLICATION];

/// The sections that are read here. Other texts may be anything.
const READ: [&str; 5] = [
    "Conditions",
    "Mappings",
    "Outputs",
    "Parameters",
    "Resources",
];

/// The first null of a template that makes trails, where it is known to be refused. `included` are the files that are spliced
/// into it.
///
/// Sources: `CloudFormation` answers "Template format error: [/Resources/…] 'null' values are not allowed in templates", of
/// `Mappings`, too (geseib/awsnetworkshop, issue 10), but only once the transforms have run: `AWS::LanguageExtensions` deletes
/// keys of null (aws-cloudformation/cfn-language-discussion, issue 100), SAM makes text of a state machine's definition
/// (aws-cloudformation/cfn-lint, issue 1657) and leaves what is not its own as it is.
pub(super) fn refused_null(root: &Node, included: &[Included]) -> Option<Unreadable> {
    let mut strings = root.strings().into_iter();
    if !strings.any(|text| OF_TRAILS.contains(&text)) || may_be_made_of_it(root) {
        return None;
    }
    let read =
        in_force(root).filter(|entry| entry.key.as_str().is_some_and(|key| READ.contains(&key)));
    let search = Search {
        by_sam: !transform_calls(root).is_empty(),
        included,
    };
    let first = search.first(read.map(|section| &section.value).collect());
    first.map(|(node, key)| of_null(node, key))
}

/// Whether something is given the whole template before `CloudFormation` reads it, beside SAM.
fn may_be_made_of_it(root: &Node) -> bool {
    let is_sam = |call: &Node| call.as_str().is_some_and(|name| name.starts_with(SAM));
    let may_be_transform = |entry: &Entry| is_call(entry) || is_open(&entry.key);
    !transform_calls(root).into_iter().all(is_sam) || root.entries().iter().any(may_be_transform)
}

fn is_open(node: &Node) -> bool {
    node.as_str().is_none_or(has_open_part)
}

struct Search<'s> {
    /// SAM makes something of what is its own.
    by_sam: bool,
    included: &'s [Included],
}

impl Search<'_> {
    /// The first null below the sections, each of which may be one, with the key that it stands under.
    fn first<'n>(&self, sections: Vec<&'n Node>) -> Option<(&'n Node, Option<&'n Entry>)> {
        let sections = sections.into_iter().filter(|section| !is_null(section));
        let mut open: Vec<(&Node, Option<&Entry>)> =
            sections.map(|section| (section, None)).collect();
        open.reverse();
        while let Some((node, key)) = open.pop() {
            if is_null(node) {
                return Some((node, key));
            }
            if self.is_left_alone(node) {
                continue;
            }
            let items = node.items().iter().map(|item| (item, key));
            let may_be_empty = may_have_no_properties(node);
            let is_read = |entry: &&Entry| {
                self.is_read(entry)
                    && !(may_be_empty
                        && entry.key.as_str() == Some("Properties")
                        && is_null(&entry.value))
            };
            let entries = in_force(node).filter(is_read);
            let below: Vec<_> = items
                .chain(entries.map(|entry| (&entry.value, Some(entry))))
                .collect();
            open.extend(below.into_iter().rev());
        }
        None
    }

    /// Whether what stands in a node is for something else to read: a macro that is given it, SAM, what brings in a file.
    fn is_left_alone(&self, node: &Node) -> bool {
        let is_of_sam = |kind: &str| kind.starts_with("AWS::Serverless::");
        let source = node.span.source;
        node.entries().iter().any(is_call)
            || self.by_sam && type_of(node).is_some_and(is_of_sam)
            || self.included.iter().any(|included| included.file == source)
    }

    /// Metadata are those of other tools, `Connectors` a resource's attribute of SAM.
    fn is_read(&self, entry: &Entry) -> bool {
        match entry.key.as_str() {
            Some("Metadata") => false,
            Some("Connectors") => !self.by_sam,
            _ => true,
        }
    }
}

/// The entries of a map that no later one of the same key replaces.
fn in_force(node: &Node) -> impl Iterator<Item = &Entry> {
    let entries = node.entries();
    let keys = entries.iter().enumerate();
    let last: HashMap<&str, usize> = keys
        .filter_map(|(at, entry)| Some((entry.key.as_str()?, at)))
        .collect();
    let stands = move |at: usize, entry: &Entry| {
        let key = entry.key.as_str();
        key.is_none_or(|key| last.get(key) == Some(&at))
    };
    let all = entries.iter().enumerate();
    all.filter_map(move |(at, entry)| stands(at, entry).then_some(entry))
}

/// Whether a node is a resource that may have `Properties:` with nothing in it. Of the types that are read here none may.
///
/// Source: the `AWS::CloudFormation::WaitConditionHandle` reference, whose YAML syntax is `Properties:` alone.
fn may_have_no_properties(node: &Node) -> bool {
    type_of(node).is_some_and(|kind| !OF_TRAILS.contains(&kind))
}

fn is_null(node: &Node) -> bool {
    matches!(node.value, Value::Scalar(Scalar::Null)) && node.tag.is_none()
}

fn of_null(node: &Node, key: Option<&Entry>) -> Unreadable {
    let name = key.and_then(|key| shown_key(&key.key));
    let is_empty = node.span.range().is_empty();
    let said = match &name {
        Some(name) if is_empty => format!("`{name}` has no value, and"),
        Some(name) => format!("`{name}` is null, and"),
        None => "This is null, and".to_owned(),
    };
    Unreadable {
        span: key
            .filter(|_| is_empty)
            .map_or(node.span, |key| key.key.span),
        message: format!("{said} CloudFormation refuses a template with null in it").into(),
        label: if is_empty { "no value" } else { "null" }.into(),
        help: Some(
            "Give it a value, or remove it; in a branch of `Fn::If`, write `!Ref AWS::NoValue`."
                .into(),
        ),
        others: Vec::new(),
    }
}
