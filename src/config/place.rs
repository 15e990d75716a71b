//! Reading the file with places: `serde` says at which path something is wrong, the spanned tree where that path lies.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::fault::{Fault, Part, Step};
use super::limits::{MAX_FAULTS_OF_FILE, MAX_VALUES_OF_FILE};
use super::secrets;
use super::serde_messages;
use super::shapes::{Keyed, Keys};
use crate::diagnostic::{Label, Unreadable};
use crate::parse::{Entry, Node, yaml};
use crate::source::{Input, SourceFile, Span};

/// A file's text and its tree.
pub(super) struct Document<'a> {
    file: &'a SourceFile,
    root: Node,
}

impl<'a> Document<'a> {
    /// `None` where the file says nothing.
    pub(super) fn parse(file: &'a SourceFile) -> Result<Option<Document<'a>>, Vec<Unreadable>> {
        let input = file.input();
        if let Some(at) = file.not_utf8_at() {
            let span = Span {
                source: file.id(),
                start: u32::try_from(at).unwrap_or(u32::MAX),
                end: u32::try_from(at).unwrap_or(u32::MAX),
            };
            return Err(vec![error(span, "The file is not UTF-8", "from here on")]);
        }
        let parsed = yaml::parse(&input);
        // Of a run's text of it, reports show the places alone that they point at.
        let hidden = parsed.tree.iter().filter(|_| !file.holds_values());
        for document in hidden {
            secrets::hide(document, file);
        }
        if !parsed.errors.is_empty() {
            // What of it are values that it gives, nobody knows.
            file.mark_as_values();
            return Err(parsed.errors);
        }
        let mut documents = parsed.tree.into_iter();
        let Some(root) = documents.next() else {
            return Ok(None);
        };
        if let Some(second) = documents.next() {
            let message = "A configuration is one YAML document";
            return Err(vec![error(
                second.span,
                message,
                "a second one starts here",
            )]);
        }
        if let Some(at) = beyond(&root, &mut { MAX_VALUES_OF_FILE }) {
            let message = format!("A configuration has {MAX_VALUES_OF_FILE} values at most");
            return Err(vec![error(at, message, "not read from here on")]);
        }
        let repeated = repeated_keys(&root);
        if !repeated.is_empty() {
            return Err(repeated);
        }
        Ok((!root.is_null()).then_some(Document { file, root }))
    }

    pub(super) fn root(&self) -> &Node {
        &self.root
    }

    /// What the file says, as far as it can be told, and what is wrong with it: what is wrong is taken out, and the rest is
    /// read again.
    pub(super) fn deserialize<T: DeserializeOwned + Keys>(&self) -> (Option<T>, Vec<Unreadable>) {
        let input = self.file.input();
        let read = || -> Result<serde_yaml::Value, serde_yaml::Error> {
            let mut value: serde_yaml::Value = serde_yaml::from_str(input.text)?;
            value.apply_merge()?;
            Ok(value)
        };
        let mut value = match read() {
            Ok(value) => value,
            Err(failure) => return (None, vec![refused(&input, &failure)]),
        };
        let mut wrong = Vec::new();
        let mut taken_out: Vec<Vec<Step>> = Vec::new();
        loop {
            let failure = match serde_path_to_error::deserialize(value.clone()) {
                Ok(Keyed(said)) => return (Some(said), without_echoes(wrong)),
                Err(failure) => failure,
            };
            let said = failure.inner().to_string();
            let path = failure.path().iter();
            let path = path.filter_map(|segment| match segment {
                Segment::Seq { index } => Some(Step::Item(*index)),
                Segment::Map { key } => Some(Step::Key(key.clone())),
                Segment::Enum { .. } | Segment::Unknown => None,
            });
            let mut path: Vec<Step> = path.collect();
            let is_missed = taken_out.iter().any(|out| {
                let Some((Step::Key(key), above)) = out.split_last() else {
                    return false;
                };
                above == path && said == format!("missing field `{key}`")
            });
            if !is_missed {
                wrong.push(self.placed(serde_messages::explain(&said, &path)));
            }
            while matches!(path.last(), Some(Step::Item(_))) {
                path.pop();
            }
            if wrong.len() >= MAX_FAULTS_OF_FILE || !take_out(&mut value, &path) {
                return (None, without_echoes(wrong));
            }
            taken_out.push(path);
        }
    }

    /// The fault with its place in the text.
    pub(super) fn placed(&self, fault: Fault) -> Unreadable {
        let mut key = None;
        let mut value = &self.root;
        for step in &fault.path {
            let next = match step {
                Step::Key(name) => self.entry(value, name).map(|entry| {
                    key = Some(&entry.key);
                    &entry.value
                }),
                Step::Item(at) => value.items().get(*at),
            };
            let Some(next) = next else {
                break;
            };
            value = next;
        }
        let (span, behind_alias) = match (fault.part, key) {
            (Part::Key, Some(key)) => (key.span, None),
            (Part::Start, _) => (start_of(value), None),
            (Part::OddKey, _) => (odd_key_of(value), None),
            _ => (value.span, value.anchored_at),
        };
        Unreadable {
            span,
            message: fault.message.into(),
            label: fault.label.into(),
            help: fault.help.map(Into::into),
            others: behind_alias
                .map(|at| Label::new(at, "the alias refers to this"))
                .into_iter()
                .collect(),
        }
    }

    /// The entry of a key, as it is meant or as it is written: `yes` is a string to one reader and true to another.
    fn entry<'n>(&self, map: &'n Node, name: &str) -> Option<&'n Entry> {
        let text = self.file.text();
        map.entries().iter().rev().find(|entry| {
            entry.key.scalar_text().as_deref() == Some(name)
                || text.get(entry.key.span.range()) == Some(name)
        })
    }
}

/// What is missing is not said beside a misspelt name of it.
fn without_echoes(wrong: Vec<Unreadable>) -> Vec<Unreadable> {
    let said = wrong.iter().map(|one| one.message.clone());
    let said: Vec<Cow<'_, str>> = said.collect();
    let is_echo = |one: &Unreadable| {
        let missing = one.message.rsplit_once(" has no `");
        missing.is_some_and(|(_, key)| {
            let meant = format!("did you mean `{key}?");
            said.iter().any(|message| message.ends_with(&meant))
        })
    };
    wrong.into_iter().filter(|one| !is_echo(one)).collect()
}

/// Takes the value at a path out of a document; false where there is none.
fn take_out(document: &mut serde_yaml::Value, path: &[Step]) -> bool {
    let Some((Step::Key(key), above)) = path.split_last() else {
        return false;
    };
    let mut value = document;
    for step in above {
        let next = match step {
            Step::Key(key) => value.get_mut(key.as_str()),
            Step::Item(at) => value.get_mut(*at),
        };
        let Some(next) = next else {
            return false;
        };
        value = next;
    }
    value
        .as_mapping_mut()
        .and_then(|map| map.remove(key.as_str()))
        .is_some()
}

/// Where a value starts: its first key, or the bracket before it.
fn start_of(value: &Node) -> Span {
    value
        .entries()
        .first()
        .map_or(value.span, |entry| entry.key.span)
}

/// The first key that is a list, a map or nothing; the first number or boolean where there is none.
fn odd_key_of(value: &Node) -> Span {
    let keys = || value.entries().iter().map(|entry| &entry.key);
    keys()
        .find(|key| key.scalar_text().is_none())
        .or_else(|| keys().find(|key| key.as_str().is_none()))
        .map_or(value.span, |key| key.span)
}

/// The first value beyond those that are left.
fn beyond(node: &Node, left: &mut usize) -> Option<Span> {
    let Some(others) = left.checked_sub(1) else {
        return Some(node.span);
    };
    *left = others;
    let mut items = node.items().iter();
    let mut entries = node.entries().iter();
    items
        .find_map(|item| beyond(item, left))
        .or_else(|| entries.find_map(|entry| beyond(&entry.value, left)))
}

fn error(span: Span, message: impl Into<Cow<'static, str>>, label: &'static str) -> Unreadable {
    Unreadable {
        span,
        message: message.into(),
        label: label.into(),
        help: None,
        others: Vec::new(),
    }
}

/// What the reader refuses though the tree could be built.
fn refused(input: &Input, failure: &serde_yaml::Error) -> Unreadable {
    let at = failure.location().map_or(0, |place| place.index());
    let at = at.min(input.text.len());
    let said = failure.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    error(
        input.span(at..at),
        format!("The YAML cannot be read: {said}"),
        "here",
    )
}

/// The keys that stand twice in one map. `1` and `"1"` are one: both name the same deployment.
fn repeated_keys(root: &Node) -> Vec<Unreadable> {
    let mut out = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        let mut seen: HashMap<String, Span> = HashMap::new();
        for key in node.entries().iter().map(|entry| &entry.key) {
            let Some(name) = key.scalar_text() else {
                continue;
            };
            if let Some(&first) = seen.get(&name) {
                let message = format!("The key `{name}` is given twice");
                let mut repeated = error(key.span, message, "given again here");
                repeated.others.push(Label::new(first, "first given here"));
                out.push(repeated);
                if out.len() >= MAX_FAULTS_OF_FILE {
                    return out;
                }
                continue;
            }
            seen.insert(name, key.span);
        }
        // Backwards, so that what comes first is looked at first.
        open.extend(node.items().iter().rev());
        open.extend(node.entries().iter().rev().map(|entry| &entry.value));
    }
    out
}
