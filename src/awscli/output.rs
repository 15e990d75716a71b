//! Which output of which command a JSON text is.

use serde::de::IgnoredAny;

use crate::parse::{Node, Scalar, Value, json};
use crate::source::Input;

/// One command's output, as far as it is about trails.
#[derive(Debug)]
pub(super) enum Output {
    /// `describe-trails`: the trails of one account.
    Described(Vec<Node>),
    /// `get-trail`, `create-trail`, `update-trail`.
    Trail(Node),
    /// `list-trails`: names, and nothing of what they record.
    Listed(Vec<Node>),
    /// `get-event-selectors`, `put-event-selectors`.
    Selectors(Node),
    /// `get-trail-status`, which does not say of which trail.
    Status(Node),
}

/// Members that only the status of a trail has, beside `IsLogging`.
const STATUS_KEYS: [&str; 5] = [
    "LatestDeliveryTime",
    "StartLoggingTime",
    "StopLoggingTime",
    "TimeLoggingStarted",
    "TimeLoggingStopped",
];

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

impl Shape {
    /// `has` asks for a key of the object; `wrapped_has` for a key anywhere within the value of one.
    fn of(has: &dyn Fn(&str) -> bool, within: &dyn Fn(&str, &str) -> bool) -> Option<Shape> {
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
        } else if has("IsLogging")
            && !has("Type")
            && !has("Name")
            && STATUS_KEYS.iter().any(|key| has(key))
        {
            Some(Shape::Status)
        } else {
            None
        }
    }

    fn of_text(text: &str) -> Option<Shape> {
        let members = json::members(text)?;
        let find = |key: &str| members.iter().rev().find(|(name, _)| name == key);
        Shape::of(&|key| find(key).is_some(), &|key, inner| {
            find(key).is_some_and(|(_, range)| {
                let quoted = format!("\"{inner}\"");
                memchr::memmem::find(&text.as_bytes()[range.clone()], quoted.as_bytes()).is_some()
            })
        })
    }

    fn of_node(node: &Node) -> Option<Shape> {
        Shape::of(&|key| node.get(key).is_some(), &|key, inner| {
            node.get(key).is_some_and(|value| {
                value.get(inner).is_some()
                    || value.items().iter().any(|item| item.get(inner).is_some())
            })
        })
    }
}

impl Output {
    /// The outputs that a tree holds: itself, or the items of a list (`jq -s`, several commands in one file).
    pub(super) fn of(node: Node) -> Vec<Output> {
        match node.value {
            Value::List(items) => items.into_iter().filter_map(Output::one).collect(),
            _ => Output::one(node).into_iter().collect(),
        }
    }

    fn one(node: Node) -> Option<Output> {
        let items = |key| node.get(key).map_or_else(Vec::new, |v| v.items().to_vec());
        Some(match Shape::of_node(&node)? {
            Shape::Described => Output::Described(items("trailList")),
            Shape::Wrapped => Output::Trail(node.get("Trail")?.clone()),
            Shape::Listed => Output::Listed(items("Trails")),
            Shape::Bare => Output::Trail(node),
            Shape::Selectors => Output::Selectors(node),
            Shape::Status => Output::Status(node),
        })
    }
}

/// The texts of the JSON values that follow one another, as several commands print them into one file or pipe. What
/// cannot be read is in the last one, for the parser to say what is wrong with it.
pub(super) fn json_values<'a>(input: &Input<'a>) -> Vec<Input<'a>> {
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

/// Whether the first value of a text, or the first item of its list, is such output. A text that begins like one and
/// cannot be read counts: what cannot be read must not pass as clean.
pub(super) fn looks_like_output(text: &str) -> bool {
    let text = text.trim_start();
    let mut rest = text;
    if let Some(inside) = text.strip_prefix('[') {
        rest = inside.trim_start();
    }
    if !rest.starts_with('{') {
        return false;
    }
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => Shape::of_text(&rest[..values.byte_offset()]).is_some(),
        _ => rest[1..].trim_start().starts_with("\"trailList\""),
    }
}

/// A string member.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key)?.as_str()
}

/// A boolean member.
pub(super) fn boolean(node: &Node, key: &str) -> Option<bool> {
    match node.get(key)?.value {
        Value::Scalar(Scalar::Bool(value)) => Some(value),
        _ => None,
    }
}
