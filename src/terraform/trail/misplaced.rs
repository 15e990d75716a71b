//! Arguments that stand one level too high or too low: Terraform refuses what a block's schema does not have.
//!
//! Source: `resourceTrail` of the AWS provider, `internal/service/cloudtrail/trail.go`.

use crate::model::Dialect;
use crate::resolved::{Evidence, Resolved, Syntax, Written};
use crate::source::Span;
use crate::terraform::lang::syntax::Block;

/// What is written on the trail and belongs in one of its blocks.
const TOO_HIGH: [(&str, &str); 5] = [
    ("include_management_events", "event_selector"),
    ("read_write_type", "event_selector"),
    ("exclude_management_event_sources", "event_selector"),
    ("data_resource", "event_selector"),
    ("field_selector", "advanced_event_selector"),
];

const MOVE_UP: &str = "Move it out of the block, to the trail's other arguments";
const MOVE_DOWN: &str = "Move it into such a block";
const AS_BLOCKS: &str = "Write a block for each of its elements";

/// The blocks of selectors.
const SELECTORS: [&str; 2] = ["event_selector", "advanced_event_selector"];

/// What a trail's argument comes to that stands in one of its selectors only.
pub(super) fn too_low<T>(trail: &Block, name: &str, dialect: Dialect) -> Option<Resolved<T>> {
    if dialect != Dialect::Terraform {
        return None;
    }
    let selectors = trail
        .body
        .blocks
        .iter()
        .filter(|block| SELECTORS.contains(&block.nested_kind()));
    let mut written = selectors.flat_map(|block| {
        let content = block.body.blocks_of("content").map(|content| &content.body);
        let bodies = [&block.body].into_iter().chain(content);
        bodies
            .filter_map(|body| body.attribute(name))
            .map(move |attribute| (block, attribute))
    });
    let (block, attribute) = written.next()?;
    let why = format!(
        "an `{}` block has no such argument; write it on the trail itself",
        block.nested_kind()
    );
    Some(refused(name, why, attribute.name_span, MOVE_UP))
}

/// What a trail's selectors come to where something of them stands on the trail itself.
pub(super) fn too_high<T>(trail: &Block, dialect: Dialect) -> Option<Resolved<T>> {
    if dialect != Dialect::Terraform {
        return None;
    }
    for (name, block) in TOO_HIGH {
        let written = trail
            .body
            .attribute(name)
            .map(|attribute| attribute.name_span);
        let nested = || {
            trail
                .body
                .blocks
                .iter()
                .find(|nested| nested.nested_kind() == name)
        };
        if let Some(at) = written.or_else(|| nested().map(|nested| nested.header)) {
            let why = format!("a trail has no such argument; it belongs in an `{block}` block");
            return Some(refused(name, why, at, MOVE_DOWN));
        }
    }
    // In JSON, a block is written as an argument is.
    let is_block =
        |name: &&str| trail.syntax == Syntax::Hcl && trail.body.attribute(name).is_some();
    let name = SELECTORS.into_iter().find(is_block)?;
    let at = trail.body.attribute(name)?.name_span;
    let why = format!("it is a block, not an argument: write `{name} {{ … }}`");
    Some(refused(name, why, at, AS_BLOCKS))
}

fn refused<T>(name: &str, why: String, at: Span, help: &'static str) -> Resolved<T> {
    Resolved::Invalid {
        text: name.to_owned(),
        why,
        from: Evidence::at(at).changed_by(Written::said(help)),
    }
}
