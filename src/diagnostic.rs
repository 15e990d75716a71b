//! What a run has to say: findings, the labels that carry their evidence, fixes, and problems.

use crate::source::{SourceFile, Span};

/// How bad a finding is. Notes never fail a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
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

/// Text that cannot be read as what it should be: where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub span: Span,
    /// What is wrong, a sentence without its full stop.
    pub message: String,
    /// What is at the place, in a few words.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that belong to it (the first of two duplicate keys).
    pub others: Vec<Label>,
}

impl Unreadable {
    /// A text that is not UTF-8, from the byte at that offset on.
    #[must_use]
    pub fn not_utf8(file: &SourceFile, at: usize) -> Unreadable {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        Unreadable {
            span: Span {
                source: file.id(),
                start: at,
                end: at,
            },
            message: "The file is not UTF-8".into(),
            label: "the first byte that is not UTF-8".into(),
            help: Some("Save the file as UTF-8.".into()),
            others: Vec::new(),
        }
    }
}
