//! Names of arguments and blocks that a schema does not have: Terraform refuses them.
//!
//! What is far from every name of the schema may be new in the provider, and is let pass.

use super::lang::syntax::Body;
use crate::resolved::{Assigned, Evidence, Place, Resolved, Syntax, Written};
use crate::source::Span;
use crate::suggest;

/// What any resource takes beside its own arguments.
const META: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

/// What to do about a `dynamic` block of a wrong name.
const RENAME: &str = "Let `dynamic` name the block that is meant";

/// A name that stands in a block.
pub(super) struct Name<'b> {
    pub(super) text: &'b str,
    pub(super) at: Span,
    /// Whether the place is a name and nothing else; a block's header may be more.
    alone: bool,
    pub(super) is_block: bool,
}

pub(super) fn names(body: &Body) -> impl Iterator<Item = Name<'_>> {
    let attributes = body.attributes.iter().map(|attribute| Name {
        text: &attribute.name,
        at: attribute.name_span,
        alone: true,
        is_block: false,
    });
    let blocks = body.blocks.iter().map(|block| Name {
        text: block.nested_kind(),
        at: block.header,
        alone: block.labels.is_empty(),
        is_block: true,
    });
    attributes.chain(blocks)
}

/// Whether a schema has a name, or any resource does.
pub(super) fn is_taken(written: &str, schema: &[&'static str]) -> bool {
    schema.contains(&written) || META.contains(&written)
}

/// The name of a schema that a wrong one stands for; `None` for one that is there, and for one that is near none.
pub(super) fn meant(written: &str, schema: &[&'static str]) -> Option<&'static str> {
    if is_taken(written, schema) {
        return None;
    }
    slip_of(written, schema).or_else(|| cut_short(written, schema))
}

/// What any resource takes that a wrong name stands for.
pub(super) fn meant_of_any_resource(written: &str) -> Option<&'static str> {
    slip_of(written, &META)
}

fn slip_of(written: &str, among: &[&'static str]) -> Option<&'static str> {
    let mut names = among.iter();
    let slip = names.find(|name| {
        suggest::is_slip(written, name) && suggest::nearest(written, [**name]).is_some()
    });
    slip.copied()
}

/// The only name that one is short for, or the only one of as many words.
fn cut_short(written: &str, schema: &[&'static str]) -> Option<&'static str> {
    let only = |names: &[&'static str]| match names {
        [only] => Some(*only),
        _ => None,
    };
    let words = |name: &str| name.split('_').count();
    let longer = schema.iter().copied();
    let longer: Vec<_> = longer
        .filter(|name| suggest::is_short_for(written, name))
        .collect();
    let as_many = longer.iter().copied();
    let as_many: Vec<_> = as_many
        .filter(|name| words(name) == words(written))
        .collect();
    only(&longer).or_else(|| only(&as_many))
}

/// What a wrong name comes to: `what` has no such argument.
pub(super) fn refused<T>(
    written: &Name<'_>,
    right: &str,
    what: &str,
    syntax: Syntax,
) -> Resolved<T> {
    let misspelt = Resolved::Invalid {
        text: written.text.to_owned(),
        why: format!("{what} has no such argument; did you mean `{right}`?"),
        from: Evidence::at(written.at),
    };
    misspelt.written(Some(if written.alone {
        Written::assigned(Place::Name(written.at), Assigned::new(right, syntax))
    } else {
        Written::at(Place::Said(RENAME.into()))
    }))
}
