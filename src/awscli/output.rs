//! Which output of which command a text is.

use std::ops::Range;

use memchr::memmem;
use serde::de::IgnoredAny;

use crate::diagnostic::Unreadable;
use crate::model::Remark;
use crate::parse::{Entry, Node, Parsed, Scalar, Value, json, yaml};
use crate::source::{Input, Span};

/// One command's output, as far as it is about trails.
#[derive(Debug)]
pub(super) enum Output {
    /// `describe-trails`: the list of one account's trails.
    Described(Node),
    /// `get-trail`, `create-trail`, `update-trail`.
    Trail(Node),
    /// `list-trails`: names, and nothing of what they record.
    Listed(Vec<Node>),
    /// `get-event-selectors`, `put-event-selectors`.
    Selectors(Node),
    /// `get-trail-status`, which does not say of which trail.
    Status(Node),
}

/// What the keys of an object make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Described,
    Wrapped,
    Listed,
    Bare,
    Selectors,
    Status,
}

/// An object as far as its shape goes.
trait Keys {
    fn has(&self, key: &str) -> bool;
    /// Whether a key stands within the value of another, or in an item of it.
    fn within(&self, key: &str, inner: &str) -> bool;
    fn all(&self) -> impl Iterator<Item = &str>;
}

/// A text that was not read as a tree: where several members have one name, the last counts.
struct Members<'t> {
    text: &'t str,
    members: Vec<(String, Range<usize>)>,
}

impl Keys for Members<'_> {
    fn has(&self, key: &str) -> bool {
        self.all().any(|name| name == key)
    }

    fn within(&self, key: &str, inner: &str) -> bool {
        let member = self.members.iter().rev().find(|(name, _)| name == key);
        member.is_some_and(|(_, range)| {
            let quoted = format!("\"{inner}\"");
            memmem::find(&self.text.as_bytes()[range.clone()], quoted.as_bytes()).is_some()
        })
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }
}

impl Keys for [Entry] {
    fn has(&self, key: &str) -> bool {
        self.all().any(|name| name == key)
    }

    fn within(&self, key: &str, inner: &str) -> bool {
        let mut entries = self.iter().rev();
        let entry = entries.find(|entry| entry.key.as_str() == Some(key));
        entry.is_some_and(|entry| {
            let mut items = entry.value.items().iter();
            entry.value.get(inner).is_some() || items.any(|item| item.get(inner).is_some())
        })
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.iter().filter_map(|entry| entry.key.as_str())
    }
}

impl Shape {
    fn of(object: &(impl Keys + ?Sized)) -> Option<Shape> {
        let has = |key| object.has(key);
        let within = |key, inner| object.within(key, inner);
        if has("trailList") {
            Some(Shape::Described)
        } else if within("Trail", "TrailARN") || within("Trail", "IncludeGlobalServiceEvents") {
            Some(Shape::Wrapped)
        } else if within("Trails", "TrailARN") {
            Some(Shape::Listed)
        } else if has("TrailARN") && (has("EventSelectors") || has("AdvancedEventSelectors")) {
            Some(Shape::Selectors)
        } else if has("IncludeGlobalServiceEvents") && (has("TrailARN") || has("Name")) {
            Some(Shape::Bare)
        } else if has("IsLogging") && object.all().all(is_of_status) {
            Some(Shape::Status)
        } else {
            None
        }
    }
}

impl Shape {
    /// Whether it is that of nothing else wherever it stands: parts of templates have single properties, too.
    fn may_be_member(self, around: &(impl Keys + ?Sized)) -> bool {
        match self {
            Shape::Described | Shape::Wrapped | Shape::Selectors => true,
            Shape::Status => is_recording(around),
            // What was created once, or listed, is no answer about what is there.
            Shape::Listed | Shape::Bare => false,
        }
    }
}

/// Whether an object is an answer as a test of an SDK records it (`pill`, a part of placebo): `status_code` and `data`.
fn is_recording(object: &(impl Keys + ?Sized)) -> bool {
    object.has("status_code") && object.has("data")
}

/// Whether only the status of a trail has such a member. (Source: `GetTrailStatusResponse` of the service model.)
fn is_of_status(key: &str) -> bool {
    const STARTS: [&str; 5] = [
        "IsLogging",
        "Latest",
        "StartLogging",
        "StopLogging",
        "TimeLogging",
    ];
    STARTS.iter().any(|start| key.starts_with(start)) || key == "ResponseMetadata"
}

impl Output {
    /// The outputs that a tree holds: itself, or those of the items of a list (`jq -s`, several commands in one file), or of the
    /// members of a map that is none (a loop over accounts or Regions).
    pub(super) fn of(node: Node) -> Vec<Output> {
        match node.value {
            Value::List(items) => items.into_iter().flat_map(Output::of_map).collect(),
            _ => Output::of_map(node),
        }
    }

    /// The outputs that a map holds, one after the other, as `--output yaml` prints them into one file.
    fn of_map(node: Node) -> Vec<Output> {
        let span = node.span;
        let entries = node.into_entries();
        let parts = parts(&entries);
        let shapes: Vec<Option<Shape>> = parts
            .iter()
            .map(|part| Shape::of(&entries[part.clone()]))
            .collect();
        // Properties of a trail that a template includes may be a status but for some.
        let is_said = |shape: &Shape| *shape != Shape::Status;
        if shapes.iter().all(Option::is_some) || shapes.iter().flatten().any(is_said) {
            let mut entries = entries.into_iter();
            let each = parts.into_iter().zip(shapes);
            return each
                .filter_map(|(part, shape)| {
                    let entries: Vec<Entry> = entries.by_ref().take(part.len()).collect();
                    Output::one(span, entries, shape?)
                })
                .collect();
        }
        let shape_of = |member: &Entry| {
            let shape = Shape::of(member.value.entries())?;
            shape.may_be_member(&entries[..]).then_some(shape)
        };
        let shapes: Vec<Option<Shape>> = entries.iter().map(shape_of).collect();
        let members = entries.into_iter().zip(shapes);
        members
            .filter_map(|(member, shape)| {
                let span = member.value.span;
                Output::one(span, member.value.into_entries(), shape?)
            })
            .collect()
    }

    /// The output that a map is, of that shape.
    fn one(span: Span, entries: Vec<Entry>, shape: Shape) -> Option<Output> {
        let all = Node::at(span, Value::Map(entries));
        Some(match shape {
            Shape::Described => {
                let list = all.into_member("trailList")?;
                // Some converters write a list of one as that.
                if list.entries().is_empty() {
                    Output::Described(list)
                } else {
                    Output::Trail(list)
                }
            }
            Shape::Wrapped => Output::Trail(all.into_member("Trail")?),
            Shape::Listed => Output::Listed(all.into_member("Trails")?.into_items()),
            Shape::Bare => Output::Trail(all),
            Shape::Selectors => Output::Selectors(all),
            Shape::Status => Output::Status(all),
        })
    }
}

/// The commands' outputs among the members of a map, each by which of them are its own: a key that stands again begins the next
/// one, and so does one that the output before it does not have.
fn parts(entries: &[Entry]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let key = entry.key.as_str().unwrap_or_default();
        let goes_on = out.last().is_some_and(|part| {
            let part = &entries[part.clone()];
            let mut keys = part.iter().filter_map(|entry| entry.key.as_str());
            let is_again = keys.clone().any(|known| known == key);
            !is_again && keys.all(|known| may_stand_beside(known, key))
        });
        match out.last_mut().filter(|_| goes_on) {
            Some(part) => part.end = at + 1,
            None => out.push(at..at + 1),
        }
    }
    out
}

/// Whether one command's output has both keys at its top.
fn may_stand_beside(one: &str, other: &str) -> bool {
    const ALONE: [&str; 3] = ["trailList", "Trail", "Trails"];
    const OF_SELECTORS: [&str; 2] = ["EventSelectors", "AdvancedEventSelectors"];
    let is_alone = |key: &str| ALONE.contains(&key);
    let is_of_selectors = |key: &str| OF_SELECTORS.contains(&key);
    let among = |key: &str| is_of_selectors(key) || key == "TrailARN";
    !is_alone(one)
        && !is_alone(other)
        && is_of_status(one) == is_of_status(other)
        && (!is_of_selectors(one) || among(other))
        && (!is_of_selectors(other) || among(one))
}

/// Whether a file says no more than whether something logs: the status of a trail, beside outputs that say which.
pub(super) fn is_bare_status(input: &Input<'_>) -> bool {
    let trees = || yaml::parse(input).tree;
    json_part(input).is_none()
        && begins_as_yaml(input.text)
        && matches!(trees().as_slice(), [only] if is_one_property(only))
}

/// The trees of a file: the JSON values that follow one another, as several commands print them into one file or pipe, or
/// the documents of `--output yaml` and `yaml-stream`.
pub(super) fn trees(input: &Input<'_>) -> Parsed<Vec<Node>> {
    let Some(json) = json_part(input) else {
        return yaml::parse(input);
    };
    let mut out = Parsed {
        tree: Vec::new(),
        errors: Vec::new(),
    };
    for value in json_values(&json) {
        let parsed = json::parse(&value);
        out.tree.extend(parsed.tree);
        out.errors.extend(parsed.errors);
    }
    out
}

/// Whether a text cannot be read since it ends too early: the place is its end, or in YAML its last line.
pub(super) fn breaks_off(input: &Input<'_>, error: &Unreadable) -> bool {
    let text = input.text.trim_end();
    let last = match json_part(input) {
        // The word that is cut off.
        Some(_) => text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "-.+".contains(c)),
        None => text.rsplit_once('\n').map_or("", |(before, _)| before),
    };
    error.span.start >= input.span(last.len()..last.len()).start
}

/// What is said of YAML without a last line break, which the AWS CLI prints: its first part is whole wherever it is cut off.
pub(super) fn lacks_an_end(input: &Input<'_>) -> Option<Remark> {
    if input.text.ends_with('\n') || json_part(input).is_some() {
        return None;
    }
    let end = input.text.len();
    let message = "The AWS CLI's output may be cut off here, and trails be missing: its last line does not end";
    let help = "Run the command again, and give all that it prints";
    Some(Remark::new(input.span(end..end), "no line break here", message).help(help.to_owned()))
}

/// The texts of JSON values that follow one another. What cannot be read is in the last one, for the parser to say what is
/// wrong with it.
fn json_values<'a>(input: &Input<'a>) -> Vec<Input<'a>> {
    let mut values = serde_json::Deserializer::from_str(input.text).into_iter::<IgnoredAny>();
    let mut out = Vec::new();
    let mut start = 0;
    while let Some(value) = values.next() {
        let end = match value {
            Ok(_) => values.byte_offset(),
            Err(_) => input.text.len(),
        };
        out.push(input.slice(start..end));
        if value.is_err() {
            break;
        }
        start = end;
    }
    out
}

/// Whether a text holds such output. One that begins like it and cannot be read counts: what cannot be read must not pass
/// as clean.
pub(super) fn looks_like_output(input: &Input<'_>) -> bool {
    json_part(input).is_some()
        || has_yaml_keys(input.text)
            && yaml::parse(input)
                .tree
                .into_iter()
                .any(|tree| !is_one_property(&tree) && !Output::of(tree).is_empty())
        || begins_as_yaml(input.text) && !yaml::parse(input).errors.is_empty()
}

/// Whether a YAML text begins as such output does.
fn begins_as_yaml(text: &str) -> bool {
    const FIRST: [&str; 5] = ["IsLogging:", "trailList:", "Trail:", "Trails:", "TrailARN:"];
    let begins = text.trim_start_matches(|c: char| c.is_whitespace() || c == '-');
    FIRST.iter().any(|key| begins.starts_with(key)) && has_yaml_keys(text)
}

/// Whether a tree says no more than whether something logs: a part of a template that another one includes does.
fn is_one_property(tree: &Node) -> bool {
    matches!(tree.entries(), [only] if only.key.as_str() == Some("IsLogging"))
}

/// The JSON of a text, after lines that another program printed before it, where it holds such output.
fn json_part<'a>(input: &Input<'a>) -> Option<Input<'a>> {
    let mut beginnings = json::beginnings(input);
    let json = beginnings.find(|found| match found.whole {
        Some(_) => is_output(found.value().text),
        None => is_cut_off(found.from_there.text),
    })?;
    Some(json.from_there)
}

/// Whether a JSON value, or an item of its list, is such output.
fn is_output(text: &str) -> bool {
    if let Some(members) = json::members(text) {
        let object = Members { text, members };
        let is_one = |text: &str| {
            let members = json::members(text).unwrap_or_default();
            let shape = Shape::of(&Members { text, members });
            shape.is_some_and(|shape| shape.may_be_member(&object))
        };
        let mut values = object.members.iter();
        return values.any(|(_, range)| is_one(&text[range.clone()]))
            || Shape::of(&object).is_some();
    }
    let items = json::elements(text).unwrap_or_default();
    items.into_iter().any(|range| {
        let text = &text[range];
        json::members(text).is_some_and(|members| Shape::of(&Members { text, members }).is_some())
    })
}

/// Whether a text that is no JSON begins as such output does and breaks off, or is broken, later.
fn is_cut_off(text: &str) -> bool {
    const FIRST: [&str; 8] = [
        "\"IsLogging\"",
        "\"trailList\"",
        "\"Trail\"",
        "\"Trails\"",
        "\"TrailARN\"",
        "\"Name\"",
        "\"EventSelectors\"",
        "\"AdvancedEventSelectors\"",
    ];
    let inside = text.trim_start_matches(|c: char| c.is_whitespace() || "[{".contains(c));
    FIRST.iter().any(|key| inside.starts_with(key))
        && serde_json::from_str::<IgnoredAny>(text).is_err()
}

/// Whether a line of a YAML text begins with a key of such output.
fn has_yaml_keys(text: &str) -> bool {
    const KEYS: [&str; 4] = [
        "trailList:",
        "TrailARN:",
        "IncludeGlobalServiceEvents:",
        "IsLogging:",
    ];
    text.lines().any(|line| {
        let line = line.trim_start_matches([' ', '-']);
        KEYS.iter().any(|key| line.starts_with(key))
    })
}

/// A string member.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key)?.as_str()
}

/// A boolean member.
pub(super) fn boolean(node: &Node, key: &str) -> Option<bool> {
    match &node.get(key)?.value {
        Value::Scalar(Scalar::Bool(value)) => Some(*value),
        // As scripts print what they read from text.
        Value::Scalar(Scalar::String(text)) => match text.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}
