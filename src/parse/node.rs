//! A format-neutral value tree. Duplicate keys stay visible; tags and spans are kept.

use crate::source::Span;

/// A value and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value's own bytes: quotes included, tag and anchor not. For an alias, the `*name`.
    pub span: Span,
    /// A YAML tag that is not of YAML's own schema: `Ref` for `!Ref`.
    pub tag: Option<Box<Tag>>,
    /// For what came through a YAML alias or a merge key: where the value is written.
    pub anchored_at: Option<Span>,
    pub value: Value,
}

/// A tag's name without its `!`, and the span of the whole token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub span: Span,
}

/// What a node is, whichever format it is written in. Maps keep the order of their entries, and duplicate keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A scalar. Plain YAML scalars are read as YAML 1.1 does, as CloudFormation's templates are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    Null,
    Bool(bool),
    /// The number as written: `0755`, `1e3`, `123456789012`.
    Number(String),
    String(String),
}

/// A key, which may be tagged or no string at all in YAML, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: Node,
    pub value: Node,
}

impl Node {
    /// A value at a place, without a tag.
    #[must_use]
    pub fn at(span: Span, value: Value) -> Node {
        Node {
            span,
            tag: None,
            anchored_at: None,
            value,
        }
    }

    /// A text at a place.
    #[must_use]
    pub fn text_at(span: Span, text: &str) -> Node {
        Node::at(span, Value::Scalar(Scalar::String(text.to_owned())))
    }

    /// Whether a tag of that name stands before it.
    #[must_use]
    pub fn has_tag(&self, name: &str) -> bool {
        self.tag.as_ref().is_some_and(|tag| tag.name == name)
    }

    /// The entries of an untagged or tagged map, in their order; nothing for other values.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The same, to keep.
    #[must_use]
    pub fn into_entries(self) -> Vec<Entry> {
        match self.value {
            Value::Map(entries) => entries,
            _ => Vec::new(),
        }
    }

    /// The items of a list, to keep.
    #[must_use]
    pub fn into_items(self) -> Vec<Node> {
        match self.value {
            Value::List(items) => items,
            _ => Vec::new(),
        }
    }

    /// The value of the last entry of that key, to keep.
    #[must_use]
    pub fn into_member(self, key: &str) -> Option<Node> {
        let mut entries = self.into_entries().into_iter().rev();
        let entry = entries.find(|entry| entry.key.as_str() == Some(key));
        entry.map(|entry| entry.value)
    }

    /// What a copy of it takes, in nodes: itself, keys and all that lies in it, and what long texts hold.
    #[must_use]
    pub fn size(&self) -> usize {
        /// How many bytes of text take as much as a node.
        const BYTES: usize = 64;
        match &self.value {
            Value::Scalar(Scalar::String(text) | Scalar::Number(text)) => 1 + text.len() / BYTES,
            Value::Scalar(Scalar::Null | Scalar::Bool(_)) => 1,
            Value::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Value::Map(entries) => {
                let sizes = entries
                    .iter()
                    .map(|entry| entry.key.size() + entry.value.size());
                1 + sizes.sum::<usize>()
            }
        }
    }

    /// The items of a list, nothing for other values.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The last entry of that key, as YAML and JSON readers take it.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()
            .iter()
            .rev()
            .find(|entry| entry.key.as_str() == Some(key))
    }

    /// The value of the last entry of that key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The text of a string scalar (not of a number or a boolean), tagged or not.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(Scalar::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The strings in it, keys left out, in their order.
    #[must_use]
    pub fn strings(&self) -> Vec<&str> {
        let mut out = Vec::new();
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            out.extend(node.as_str());
            match &node.value {
                Value::Scalar(_) => {}
                Value::List(items) => open.extend(items.iter().rev()),
                Value::Map(entries) => open.extend(entries.iter().rev().map(|entry| &entry.value)),
            }
        }
        out
    }

    /// A scalar as the string that CloudFormation makes of it: booleans as `true` and `false`, numbers as written.
    /// `None` for null and collections.
    #[must_use]
    pub fn scalar_text(&self) -> Option<String> {
        match &self.value {
            Value::Scalar(Scalar::String(text) | Scalar::Number(text)) => Some(text.clone()),
            Value::Scalar(Scalar::Bool(value)) => Some(value.to_string()),
            _ => None,
        }
    }

    /// Whether the value is null and untagged.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.tag.is_none() && self.value == Value::Scalar(Scalar::Null)
    }

    /// Pairs of entries that share a key: (first, later), in the order of the later ones.
    #[must_use]
    pub fn duplicate_keys(&self) -> Vec<(&Entry, &Entry)> {
        let mut seen: std::collections::HashMap<&str, &Entry> = std::collections::HashMap::new();
        let mut out = Vec::new();
        for entry in self.entries() {
            if let Some(key) = entry.key.as_str() {
                if let Some(first) = seen.get(key) {
                    out.push((*first, entry));
                } else {
                    seen.insert(key, entry);
                }
            }
        }
        out
    }
}
