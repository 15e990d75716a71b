//! The JSON syntax of files (`.tf.json`, `.tofu.json`, `.tfvars.json`) as blocks and attributes.
//!
//! Source: "JSON Configuration Syntax" of the Terraform language.

use super::syntax::{Attribute, Block, Body, Expression, File, Form};
use crate::parse::{self, Node, json};
use crate::resolved::Syntax;
use crate::source::{SourceFile, Span};

/// How many labels the blocks of a file's top level have, as the JSON syntax needs to know.
fn labels_of(kind: &str) -> Option<usize> {
    match kind {
        "resource" | "data" | "ephemeral" => Some(2),
        "variable" | "output" | "module" | "provider" | "check" => Some(1),
        "locals" | "terraform" | "moved" | "import" | "removed" => Some(0),
        _ => None,
    }
}

/// Members of a resource that are blocks rather than arguments, as far as a trail has them.
///
/// Source: the schema of `aws_cloudtrail` in the AWS provider, and the meta-arguments.
const NESTED_BLOCKS: [&str; 8] = [
    "event_selector",
    "advanced_event_selector",
    "field_selector",
    "data_resource",
    "insight_selector",
    "lifecycle",
    "dynamic",
    "content",
];

pub(crate) fn parse_json(file: &SourceFile) -> File {
    let input = file.input();
    let mut out = File::default();
    // Terraform refuses a byte-order mark in JSON; whoever wrote the file meant it all the same.
    let parsed = json::parse(&input);
    out.unreadable.extend(parsed.errors);
    let Some(root) = parsed.tree.filter(|_| out.unreadable.is_empty()) else {
        return out;
    };
    // The root is an object, or a list of objects (HCL's JSON syntax, "Structural Elements").
    let entries = root.entries().iter();
    for entry in entries.chain(root.items().iter().flat_map(Node::entries)) {
        let Some(kind) = entry.key.as_str() else {
            continue;
        };
        if let Some(count) = labels_of(kind) {
            labelled(
                kind,
                count,
                &mut Vec::new(),
                entry.key.span,
                &entry.value,
                &mut out.body,
            );
        }
    }
    out
}

/// The blocks below a key: one map level a label; a list repeats the level.
fn labelled(
    kind: &str,
    missing: usize,
    labels: &mut Vec<String>,
    header: Span,
    node: &Node,
    out: &mut Body,
) {
    if let parse::Value::List(items) = &node.value {
        for item in items {
            labelled(kind, missing, labels, header, item, out);
        }
        return;
    }
    if missing > 0 {
        for entry in node.entries() {
            let Some(label) = entry.key.as_str().filter(|label| *label != "//") else {
                continue;
            };
            labels.push(label.to_owned());
            labelled(kind, missing - 1, labels, entry.key.span, &entry.value, out);
            labels.pop();
        }
        return;
    }
    out.blocks.push(Block {
        kind: kind.to_owned(),
        labels: labels.clone(),
        header,
        syntax: Syntax::Json,
        body: json_body(node, kind),
        overrides: Vec::new(),
    });
}

fn json_body(node: &Node, parent: &str) -> Body {
    let mut out = Body::default();
    for entry in node.entries() {
        let Some(name) = entry.key.as_str().filter(|name| *name != "//") else {
            continue;
        };
        let is_block = parent != "locals"
            && parent != "variable"
            && (parent != "module" || name == "lifecycle")
            && NESTED_BLOCKS.contains(&name);
        if is_block {
            let labels = usize::from(name == "dynamic");
            labelled(
                name,
                labels,
                &mut Vec::new(),
                entry.key.span,
                &entry.value,
                &mut out,
            );
        } else {
            out.attributes.push(Attribute {
                name: name.to_owned(),
                name_span: entry.key.span,
                value: Expression {
                    span: entry.value.span,
                    form: Form::Json(entry.value.clone()),
                },
            });
        }
    }
    out
}
