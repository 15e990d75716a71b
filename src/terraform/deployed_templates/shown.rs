//! What is shown of what templates are made of.

use crate::cloudformation::DeployedTemplate;
use crate::resolved::{Hop, Privacy, Resolved};
use crate::source::{SourceMap, Span};

/// A part of a template that was read from a file is read as the rest of it is. What a file of values gives stays hidden, and so does what
/// lies in no file, as the environment's values do.
pub(super) fn read_as_text<T: Clone + PartialEq>(
    value: Resolved<T>,
    sources: &SourceMap,
) -> Resolved<T> {
    let is_of_values = |at: Span| {
        let file = sources.get(at.source);
        let whole = 0..file.text().len();
        file.hidden_in(&whole).contains(&whole) && !DeployedTemplate::is_made_of(&file, sources)
    };
    let mut value = value.in_cases(&mut |case| read_as_text(case, sources));
    let hops = &value.from().hops;
    let lies_in_no_file = |hop: &Hop| hop.places().next().is_none();
    let is_hidden = hops.is_empty()
        || hops.iter().any(lies_in_no_file)
        || hops.iter().flat_map(Hop::places).any(is_of_values);
    let privacy = &mut value.from_mut().privacy;
    if *privacy == Privacy::Hidden && !is_hidden {
        *privacy = Privacy::Shown;
    }
    value
}
