//! What a run has to say: findings, the labels that carry their evidence, fixes, and problems.

use std::str::FromStr;

use crate::source::Span;

/// How bad a finding is. Notes never fail a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    pub const ALL: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

    /// The word that people choose it by, and that reports print.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A word that names no severity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a severity; use note, warning or error")]
pub struct UnknownSeverity(String);

impl FromStr for Severity {
    type Err = UnknownSeverity;

    fn from_str(word: &str) -> Result<Severity, UnknownSeverity> {
        Severity::ALL
            .into_iter()
            .find(|severity| severity.as_str() == word)
            .ok_or_else(|| UnknownSeverity(word.to_owned()))
    }
}

/// One sentence about a place. `span` is `None` for what no file says (a command line option).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    pub span: Option<Span>,
    pub message: String,
}

impl Label {
    pub fn new(span: impl Into<Option<Span>>, message: impl Into<String>) -> Label {
        Label {
            span: span.into(),
            message: message.into(),
        }
    }
}

/// Whether a fix keeps everything but the fault as it is (`Safe`), or may reach further (`Unsafe`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    Safe,
    Unsafe,
}

/// One replacement of text; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub content: String,
}

/// Text edits that mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub applicability: Applicability,
    pub edits: Vec<Edit>,
}

/// One result of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule, as in the registry.
    pub rule: &'static str,
    pub severity: Severity,
    pub message: String,
    /// What to write, or what to do.
    pub help: Option<String>,
    /// Address of the trail it is about.
    pub trail: Option<String>,
    /// The primary place: the trail's attribute, or its header where the attribute is left out.
    pub span: Span,
    /// What the primary place is, in a few words.
    pub label: String,
    /// The way of the value, nearest to the trail first.
    pub evidence: Vec<Label>,
    pub fix: Option<Fix>,
}

/// Input that could not be read. It is reported, the run goes on, and exits 2.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The path as printed.
    pub path: String,
    pub message: String,
}
