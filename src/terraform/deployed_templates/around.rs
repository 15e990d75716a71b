//! What is written around the properties of a resource to make a template of them.

use crate::cloudformation::DeployedText;
use crate::parse::{Entry, Node, Value as Tree};
use crate::source::Span;

/// A resource of CloudFormation's that something else declares.
pub(super) struct Around {
    pub(super) kind: String,
    /// What the resource is called.
    pub(super) name: String,
    /// Where it is declared.
    pub(super) header: Span,
}

impl Around {
    /// The template of properties.
    pub(super) fn of(&self, properties: Node) -> Node {
        let at = properties.span;
        let text = |text: &str| Node::text_at(at, text);
        let entry = |key: Node, value: Node| Entry { key, value };
        let map = |entries: Vec<Entry>| Node::at(at, Tree::Map(entries));
        let resource = map(vec![
            entry(text("Type"), text(&self.kind)),
            entry(text("Properties"), properties),
        ]);
        // What is missing is added there.
        let name = Node::text_at(at.part(0, 1), &self.name);
        let resources = map(vec![entry(name, resource)]);
        map(vec![entry(text("Resources"), resources)])
    }

    /// What stands before the properties in the text of a template.
    pub(super) fn begin(&self, text: &mut DeployedText) {
        let (name, kind) = (json(&self.name), json(&self.kind));
        let before = format!("{{\"Resources\":{{{name}:{{\"Type\":{kind},\"Properties\":\n");
        text.append_around(&before, self.header);
    }

    /// What stands after them.
    pub(super) fn end(&self, text: &mut DeployedText) {
        text.append_around("\n}}}", self.header);
    }
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
