//! Parts of a plan's text, found without reading the rest as a tree.

use std::ops::Range;

use crate::parse::json;
use crate::source::Input;

/// A member of an object.
pub(super) fn part<'a>(object: &Input<'a>, name: &str) -> Option<Input<'a>> {
    let (_, range) = json::members(object.text)?
        .into_iter()
        .find(|(key, _)| key == name)?;
    Some(object.slice(range))
}

/// The items of a member that is a list.
pub(super) fn items<'a>(object: &Input<'a>, name: &str) -> Vec<Input<'a>> {
    let Some(list) = part(object, name) else {
        return Vec::new();
    };
    let ranges: Vec<Range<usize>> = json::elements(list.text).unwrap_or_default();
    ranges.into_iter().map(|range| list.slice(range)).collect()
}

/// Whether an item's text can be about a trail at all, be it one in a template that is deployed.
pub(super) fn mentions_trail(item: &Input<'_>) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(item.text.as_bytes(), word).is_some();
    has(b"cloudtrail") || has(b"CloudTrail::Trail")
}
