//! The parts of a template that are written nowhere: intrinsic functions of the template around it make them.

use std::sync::Arc;

use crate::resolved::{Hop, Written};
use crate::source::Span;

/// A part of a template that a function makes.
#[derive(Clone, Debug)]
pub(crate) struct MadePart {
    /// What makes it.
    pub(crate) by: Span,
    /// Where its value comes from; none for what is not known, which says so itself.
    pub(crate) hops: Option<Vec<Hop>>,
    /// Where its author changes all of it.
    pub(crate) written: Option<Box<Written>>,
    /// Whether it stands in the file as it is, and what makes it only takes it from there.
    pub(crate) is_taken: bool,
}

/// The made parts of a template, by place.
#[derive(Clone, Debug, Default)]
pub(crate) struct MadeParts(Arc<[MadePart]>);

impl MadeParts {
    pub(crate) fn new(mut parts: Vec<MadePart>) -> MadeParts {
        parts.sort_by_key(|part| (part.by.source, part.by.start));
        MadeParts(parts.into())
    }

    /// The parts that a value at a place is made of.
    pub(crate) fn at(&self, place: Span) -> impl Iterator<Item = &MadePart> {
        let end = place.end.max(place.start + 1);
        let after = self
            .0
            .partition_point(|part| (part.by.source, part.by.start) < (place.source, end));
        self.0[..after]
            .iter()
            .rev()
            .take_while(move |part| part.by.source == place.source && part.by.end > place.start)
    }
}
