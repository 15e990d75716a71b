//! What a `generate` block says.

use std::collections::BTreeMap;

use super::added::{UnknownFile, Way};
use super::contents::Smell;
use super::known_in_part::KnownInPart;
use crate::resolved::Resolved;
use crate::source::Span;
use crate::terraform::config::files::is_override;
use crate::terraform::lang::given_text::GivenText;
use crate::terraform::lang::values::Value;

/// A file that Terragrunt is told to generate.
pub(super) struct Generated {
    pub(super) block: String,
    /// Where it begins.
    pub(super) header: Span,
    /// Where its contents are given.
    pub(super) at: Span,
    pub(super) members: BTreeMap<String, Resolved<Value>>,
    /// Its contents, where pieces of them are not known.
    pub(super) in_part: Option<KnownInPart>,
}

impl Generated {
    pub(super) fn text(&self, name: &str) -> Option<GivenText> {
        GivenText::of(self.members.get(name)?)
    }

    pub(super) fn unknown(&self, name: &str, smell: &Smell, why: String) -> UnknownFile {
        UnknownFile {
            block: self.block.clone(),
            way: Way::Generated,
            at: self.at,
            name: name.to_owned(),
            why,
            // An override makes none.
            may_make_a_trail: smell.of_trails && !is_override(name),
            may_change_others: false,
            may_configure_providers: smell.of_providers,
            calls: smell.calls.clone(),
        }
    }
}
