//! Texts that values come to, and whether they may be said.

use super::facts::privacy_within;
use super::values::Value;
use crate::quote::quoted;
use crate::resolved::{Privacy, Resolved};

/// A text that a value comes to. It is looked up and compared whatever it was made of, and said only where it may be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GivenText {
    text: String,
    privacy: Privacy,
}

impl GivenText {
    /// What a value comes to, converted as Terraform does. `None` for null, collections and what is not known.
    pub(crate) fn of(value: &Resolved<Value>) -> Option<GivenText> {
        let text = value.value()?.as_text()?;
        let privacy = privacy_within(value);
        Some(GivenText { text, privacy })
    }

    /// The text for comparing and looking up: no sentence may have it.
    pub(crate) fn unsaid(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_unsaid(self) -> String {
        self.text
    }

    /// The text where it may be said.
    pub(crate) fn said(&self) -> Option<&str> {
        (self.privacy == Privacy::Shown).then_some(self.text.as_str())
    }

    /// The text as sentences quote it, where it may be said.
    pub(crate) fn quoted(&self) -> Option<String> {
        self.said().map(quoted)
    }
}
