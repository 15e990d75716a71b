//! The types of blocks that a module has, and those that are misspelt.

use crate::diagnostic::Unreadable;
use crate::suggest;
use crate::terraform::lang::syntax::Block;

/// Source: Terraform 1.14, `internal/configs/parser_config.go`; for the components of Stacks, "Component configuration".
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

/// The finding for a block whose type is misspelt: Terraform refuses the module. A type that is near none may be newer than
/// the list.
pub(super) fn misspelt(block: &Block) -> Option<Unreadable> {
    let kind = block.kind.as_str();
    if KNOWN.contains(&kind) {
        return None;
    }
    let near = suggest::nearest(kind, KNOWN)?;
    Some(Unreadable {
        span: block.header,
        message: format!("There is no block type `{kind}`; did you mean `{near}`?"),
        label: "not known".into(),
        help: Some(format!("Write `{near}`; Terraform refuses the module.")),
        others: Vec::new(),
    })
}
