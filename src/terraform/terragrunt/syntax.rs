//! The text of a file of Terragrunt to blocks and attributes, in either of its syntaxes.
//!
//! Source: Terragrunt's documentation of its configuration (`terragrunt.hcl.json`); `pkg/config/config.go`, `terragruntConfigFile`, for
//! what is a block, and `pkg/config/config_partial.go` for includes without a label.

use crate::diagnostic::Unreadable;
use crate::parse::Node;
use crate::source::SourceFile;
use crate::terraform::lang::hcl_expression::Room;
use crate::terraform::lang::json_syntax::{Member, Schema, parse_json_as};
use crate::terraform::lang::parse::parse_hcl_file;
use crate::terraform::lang::syntax::{Block, File};

const SCHEMA: Schema = Schema {
    top: |kind, value| match kind {
        "locals" | "terraform" | "dependencies" | "exclude" => Member::Block(0),
        "include" if has_no_label(value) => Member::Block(0),
        "include" | "dependency" | "feature" | "unit" | "stack" => Member::Block(1),
        "//" => Member::Nothing,
        _ => Member::Argument,
    },
    nested: |parent, name| {
        let is_block = parent == "terraform"
            && matches!(
                name,
                "extra_arguments" | "before_hook" | "after_hook" | "error_hook"
            );
        is_block.then_some(1)
    },
};

/// Reads a file by its name.
pub(super) fn parse(file: &SourceFile, room: &mut Room) -> File {
    if file.name().ends_with(".json") {
        parse_json_as(file, &SCHEMA, room)
    } else {
        parse_hcl_file(file, room)
    }
}

/// Whether an include is the only one, which needs no label: it names its file itself.
fn has_no_label(value: &Node) -> bool {
    value
        .get("path")
        .is_some_and(|path| path.as_str().is_some())
}

/// What is said of a block that is none: Terragrunt refuses its file.
pub(super) fn no_block(block: &Block) -> Unreadable {
    let name = &block.kind;
    Unreadable {
        span: block.header,
        message: format!("`{name}` is an argument, and Terragrunt takes no block of that name")
            .into(),
        label: "a block".into(),
        help: Some(format!("Write `{name} = {{` here.").into()),
        others: Vec::new(),
    }
}
