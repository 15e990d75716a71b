//! In which of the ways a trail may come out a finding holds, and how it says so.

use crate::model::{Variant, any_of};

/// The extent of something that holds of a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Never,
    /// Whenever the trail exists, and it always does as far as the code says.
    Always,
    /// Whenever the trail exists, which is when ….
    WhenCreated(String),
    /// In some of the cases in which the trail exists: when ….
    Sometimes(String),
}

impl Extent {
    /// Over the variants of one trail; those that are not created do not count.
    pub(super) fn of(variants: &[Variant<'_>], holds: impl Fn(&Variant<'_>) -> bool) -> Extent {
        let created: Vec<&Variant<'_>> = variants
            .iter()
            .filter(|variant| variant.created() != Some(false))
            .collect();
        let held: Vec<&str> = created
            .iter()
            .filter(|variant| holds(variant))
            .map(|variant| variant.when.as_str())
            .collect();
        if held.is_empty() {
            Extent::Never
        } else if held.len() < created.len() {
            Extent::Sometimes(any_of(&held))
        } else if created.len() < variants.len() {
            Extent::WhenCreated(any_of(&held))
        } else {
            Extent::Always
        }
    }

    /// ` when IsProd is true` where it holds in some cases only, to follow a verb.
    pub(super) fn when(&self) -> String {
        match self {
            Extent::Sometimes(when) => format!(" when {when}"),
            _ => String::new(),
        }
    }
}
