//! The JSON syntax of files (`.tf.json`, `.tofu.json`, `.tfvars.json`) as blocks and attributes.
//!
//! Source: "JSON Configuration Syntax" of the Terraform language.

use super::hcl_expression::Room;
use super::long_names::{NOT_READ, long_name_of_json};
use super::many_values::too_many_of_json;
use super::syntax::{Attribute, Block, Body, Expression, File, Form};
use crate::diagnostic::Unreadable;
use crate::long_name::refused;
use crate::parse::{self, Node, Scalar, json};
use crate::resolved::Syntax;
use crate::source::{SourceFile, Span};

/// What the members of an object are in a language that has a JSON syntax: the text alone does not say it.
pub(crate) struct Schema {
    /// What a member of the top level is.
    pub(crate) top: fn(&str, &Node) -> Member,
    /// How many labels a member has that is a block, by the block that it stands in; `None` for an argument.
    pub(crate) nested: fn(&str, &str) -> Option<usize>,
}

/// What a member of a file's top level is.
pub(crate) enum Member {
    /// A block with so many labels.
    Block(usize),
    Argument,
    /// Nothing that is read.
    Nothing,
}

const TERRAFORM: Schema = Schema {
    top: |kind, _| match kind {
        "resource" | "data" | "ephemeral" => Member::Block(2),
        "variable" | "output" | "module" | "provider" | "check" => Member::Block(1),
        "//" => Member::Nothing,
        _ => Member::Block(0),
    },
    nested: |parent, name| {
        let is_block = parent != "locals"
            && parent != "variable"
            && (parent != "module" || name == "lifecycle")
            && NESTED_BLOCKS.contains(&name);
        is_block.then(|| usize::from(name == "dynamic"))
    },
};

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

pub(crate) fn parse_json(file: &SourceFile, room: &mut Room) -> File {
    parse_json_as(file, &TERRAFORM, room)
}

/// Reads a file of another language that has the same JSON syntax.
pub(crate) fn parse_json_as(file: &SourceFile, schema: &Schema, room: &mut Room) -> File {
    let input = file.input();
    let mut out = File::default();
    // Terraform refuses a byte-order mark in JSON; whoever wrote the file meant it all the same.
    let parsed = json::parse(&input);
    out.unreadable.extend(parsed.errors);
    let too_many = parsed.tree.as_ref();
    let too_many = too_many.and_then(|root| too_many_of_json(&input, root, &mut room.values));
    out.unreadable.extend(too_many);
    let Some(root) = parsed.tree.filter(|_| out.unreadable.is_empty()) else {
        return out;
    };
    // The root is an object, or a list of objects (HCL's JSON syntax, "Structural Elements").
    let entries = match root.value {
        parse::Value::List(items) => items.into_iter().flat_map(Node::into_entries).collect(),
        _ => root.into_entries(),
    };
    for entry in entries {
        let Some(kind) = entry.key.as_str() else {
            continue;
        };
        if let Some(long) = refused(kind, entry.key.span, NOT_READ) {
            out.unreadable.push(long);
            continue;
        }
        match (schema.top)(kind, &entry.value) {
            Member::Block(labels) => {
                let mut blocks = Labelled::by(schema);
                blocks.take((kind, entry.key.span), labels, entry.value);
                out.body.blocks.extend(blocks.blocks);
                // What follows the first is wrong as it is.
                out.unreadable.extend(blocks.wrong.into_iter().next());
                out.unreadable.extend(blocks.long);
            }
            Member::Argument => match long_name_of_json(&entry.value) {
                Some(long) => out.unreadable.push(long),
                None => out
                    .body
                    .attributes
                    .push(argument(kind, entry.key.span, entry.value)),
            },
            Member::Nothing => {}
        }
    }
    out
}

/// The blocks below a key.
struct Labelled<'s> {
    schema: &'s Schema,
    /// Those above what is looked at.
    labels: Vec<String>,
    blocks: Vec<Block>,
    /// What stands where a block or a label should.
    wrong: Vec<Unreadable>,
    /// Names that are too long, for which the blocks around them are left out.
    long: Vec<Unreadable>,
}

impl Labelled<'_> {
    fn by(schema: &Schema) -> Labelled<'_> {
        Labelled {
            schema,
            labels: Vec::new(),
            blocks: Vec::new(),
            wrong: Vec::new(),
            long: Vec::new(),
        }
    }

    /// Takes in what stands below a key: one map level a label; a list repeats the level.
    fn take(&mut self, (kind, header): (&str, Span), missing: usize, node: Node) {
        match node.value {
            // Terraform makes nothing of it.
            parse::Value::Scalar(Scalar::Null) => return,
            parse::Value::Scalar(_) => {
                self.wrong.push(no_object(kind, missing, node.span));
                return;
            }
            parse::Value::List(items) => {
                for item in items {
                    self.take((kind, header), missing, item);
                }
                return;
            }
            parse::Value::Map(_) => {}
        }
        if missing > 0 {
            for entry in node.into_entries() {
                let Some(label) = entry.key.as_str().filter(|label| *label != "//") else {
                    continue;
                };
                if let Some(long) = refused(label, entry.key.span, NOT_READ) {
                    self.long.push(long);
                    continue;
                }
                self.labels.push(label.to_owned());
                self.take((kind, entry.key.span), missing - 1, entry.value);
                self.labels.pop();
            }
            return;
        }
        if let Some(long) = long_name_of_json(&node) {
            self.long.push(long);
            return;
        }
        self.blocks.push(Block {
            kind: kind.to_owned(),
            labels: self.labels.clone(),
            header,
            syntax: Syntax::Json,
            body: json_body(self.schema, node, kind),
            overrides: Vec::new(),
        });
    }
}

/// What stands in the place of a block's object, or of one that has its labels as keys.
///
/// Source: Terraform 1.11.4, "Incorrect JSON value type".
fn no_object(kind: &str, missing: usize, at: Span) -> Unreadable {
    let keys = match missing {
        0 => "the arguments",
        _ => "names",
    };
    Unreadable {
        span: at,
        message: format!("Below `{kind}`, an object is needed here, with {keys} as its keys")
            .into(),
        label: "no object".into(),
        help: Some("Terraform refuses the module.".into()),
        others: Vec::new(),
    }
}

fn json_body(schema: &Schema, node: Node, parent: &str) -> Body {
    let mut out = Body::default();
    for entry in node.into_entries() {
        let Some(name) = entry.key.as_str().filter(|name| *name != "//") else {
            continue;
        };
        if let Some(labels) = (schema.nested)(parent, name) {
            let mut blocks = Labelled::by(schema);
            blocks.take((name, entry.key.span), labels, entry.value);
            // What is wrong is not said: other resources have arguments of such names.
            out.blocks.extend(blocks.blocks);
        } else {
            out.attributes
                .push(argument(name, entry.key.span, entry.value));
        }
    }
    out
}

fn argument(name: &str, name_span: Span, value: Node) -> Attribute {
    Attribute {
        name: name.to_owned(),
        name_span,
        value: Expression {
            span: value.span,
            form: Form::Json(Box::new(value)),
        },
    }
}
