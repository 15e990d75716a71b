//! How many trails must record.

use std::str::FromStr;

/// How many trails of an account should record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    /// Each trail must record, as CT-005 audits trail by trail.
    #[default]
    EveryTrail,
    /// Exactly one trail of each account should record.
    OneTrail,
}

impl Coverage {
    /// Every coverage, the default first.
    pub const ALL: [Coverage; 2] = [Coverage::EveryTrail, Coverage::OneTrail];

    /// The word that people choose it by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Coverage::EveryTrail => "every-trail",
            Coverage::OneTrail => "one-trail",
        }
    }
}

/// A word that names no coverage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a coverage; use every-trail or one-trail")]
pub struct UnknownCoverage(String);

impl FromStr for Coverage {
    type Err = UnknownCoverage;

    fn from_str(word: &str) -> Result<Coverage, UnknownCoverage> {
        Coverage::ALL
            .into_iter()
            .find(|coverage| coverage.as_str() == word)
            .ok_or_else(|| UnknownCoverage(word.to_owned()))
    }
}
