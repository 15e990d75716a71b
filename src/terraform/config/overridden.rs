//! Blocks of one name: the one that counts, and what override files lay over it.

use std::collections::{BTreeMap, BTreeSet};

use super::repeated::Repeated;
use crate::terraform::lang::syntax::Block;

/// Keeps a block by its name; of two that Terraform refuses the first counts.
pub(super) fn put(
    map: &mut BTreeMap<String, Block>,
    repeated: &mut Repeated,
    (what, name): (&'static str, String),
    block: Block,
    is_override: bool,
) {
    match map.get_mut(&name) {
        Some(base) if is_override => overridden(base, block),
        Some(first) => repeated.note(what, &name, first.header, block.header),
        // An override of nothing declares nothing: Terraform refuses it.
        None if is_override => {}
        None => {
            map.insert(name, block);
        }
    }
}

/// Lays an override over a block: arguments replace, and nested blocks of a type replace all of that type, `dynamic` ones
/// of it among them.
///
/// Source: OpenTofu `internal/configs/module_merge_body.go`.
pub(super) fn overridden(base: &mut Block, over: Block) {
    base.overrides.push(over.header);
    for attribute in over.body.attributes {
        base.body
            .attributes
            .retain(|known| known.name != attribute.name);
        base.body.attributes.push(attribute);
    }
    let blocks = over.body.blocks.iter();
    let replaced: BTreeSet<String> = blocks.map(|block| block.nested_kind().to_owned()).collect();
    base.body
        .blocks
        .retain(|block| !replaced.contains(block.nested_kind()));
    base.body.blocks.extend(over.body.blocks);
}
