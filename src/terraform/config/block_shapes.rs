//! What the blocks of a module have to be like: their types, their labels, and what stands in them.
//!
//! Source: Terraform 1.14, `internal/configs`: `parser_config.go`, `named_values.go`, `module_call.go`, `provider.go`; for the
//! components of Stacks, "Component configuration". Terraform refuses a module with a block of another shape as a whole.

use std::borrow::Cow;

use crate::diagnostic::Unreadable;
use crate::source::Span;
use crate::suggest;
use crate::terraform::argument_names::{meant, names};
use crate::terraform::lang::syntax::Block;

const KNOWN: [&str; 22] = [
    "action",
    "check",
    "component",
    "data",
    "deployment",
    "ephemeral",
    "identity_token",
    "import",
    "list",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "removed",
    "required_providers",
    "resource",
    "stack",
    "store",
    "terraform",
    "upstream_input",
    "variable",
];

const OF_VARIABLES: [&str; 9] = [
    "const",
    "default",
    "deprecated",
    "description",
    "ephemeral",
    "nullable",
    "sensitive",
    "type",
    "validation",
];

/// What a provider of AWS takes of which something is asked here.
const OF_PROVIDERS: [&str; 3] = ["alias", "region", "version"];

/// What is wrong with a block. A type or an argument that is near none may be newer than the lists.
pub(super) fn refused(block: &Block) -> Option<Unreadable> {
    misspelt(block)
        .or_else(|| labels_of(block))
        .or_else(|| misplaced(block))
        .or_else(|| misspelt_argument(block))
}

/// What is wrong with a module call that has no source, whatever overrides it.
pub(super) fn without_source(call: &Block) -> Option<Unreadable> {
    let has_none = call.kind == "module" && call.body.attribute("source").is_none();
    has_none.then(|| {
        let message = format!("Module `{}` has no `source`", call.name());
        let mut written = call.body.attributes.iter();
        let meant = written.find(|written| suggest::nearest(&written.name, ["source"]).is_some());
        let help = match meant {
            Some(meant) => format!(
                "Rename `{}` to `source`; Terraform refuses the call without it.",
                meant.name
            ),
            None => "Write the `source` of the module; Terraform refuses the call without it."
                .to_owned(),
        };
        wrong(call.header, message, "no source", help)
    })
}

fn wrong(
    span: Span,
    message: String,
    label: &'static str,
    help: impl Into<Cow<'static, str>>,
) -> Unreadable {
    Unreadable {
        span,
        message: message.into(),
        label: label.into(),
        help: Some(help.into()),
        others: Vec::new(),
    }
}

fn misspelt(block: &Block) -> Option<Unreadable> {
    let kind = block.kind.as_str();
    if KNOWN.contains(&kind) {
        return None;
    }
    let near = suggest::nearest(kind, KNOWN)?;
    Some(wrong(
        block.header,
        format!("There is no block type `{kind}`; did you mean `{near}`?"),
        "not known",
        format!("Write `{near}`; Terraform refuses the module."),
    ))
}

fn labels_of(block: &Block) -> Option<Unreadable> {
    let (count, which) = match block.kind.as_str() {
        "resource" | "data" => (2, "two labels, its type and its name"),
        "module" | "variable" | "output" | "provider" => (1, "one label, its name"),
        "locals" | "terraform" => (0, "no label"),
        _ => return None,
    };
    (block.labels.len() != count).then(|| {
        wrong(
            block.header,
            format!("A `{}` block has {which}", block.kind),
            "not so many",
            "Write the labels that it has; Terraform refuses the module.",
        )
    })
}

/// A block of the top level in another one. (Other blocks there are not looked at: Terraform 0.11 took them for maps.)
fn misplaced(block: &Block) -> Option<Unreadable> {
    const OF_THE_TOP: [&str; 5] = ["data", "module", "output", "resource", "variable"];
    // Blocks of providers' own have no labels, and a `check` block may hold a data source.
    let is_of_the_top = |inner: &&Block| {
        let is_scoped = block.kind == "check" && inner.kind == "data";
        OF_THE_TOP.contains(&inner.kind.as_str()) && !inner.labels.is_empty() && !is_scoped
    };
    let inner = block.body.blocks.iter().find(is_of_the_top)?;
    Some(wrong(
        inner.header,
        format!(
            "A `{}` block cannot stand in a `{}` block",
            inner.kind, block.kind
        ),
        "not taken here",
        "Close the block around it before it; Terraform refuses the module.",
    ))
}

fn misspelt_argument(block: &Block) -> Option<Unreadable> {
    let schema: &[&str] = match (block.kind.as_str(), block.labels.as_slice()) {
        ("variable", _) => &OF_VARIABLES,
        ("provider", [name]) if name == "aws" || name == "awscc" => &OF_PROVIDERS,
        _ => return None,
    };
    names(&block.body).find_map(|written| {
        let right = meant(written.text, schema)?;
        let name = block.name();
        Some(wrong(
            written.at,
            format!(
                "The {} `{name}` has no `{}`; did you mean `{right}`?",
                block.kind, written.text
            ),
            "not known",
            format!("Write `{right}`; Terraform refuses the module."),
        ))
    })
}
