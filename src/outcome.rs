//! What one run found.

use crate::diagnostic::{Finding, Problem};
use crate::model::{Remark, Trail};
use crate::source::SourceMap;

/// Everything a report needs. Findings, trails and problems are sorted by place, so output never varies.
#[derive(Debug)]
pub struct Outcome {
    /// The texts that spans point into.
    pub sources: SourceMap,
    pub findings: Vec<Finding>,
    pub trails: Vec<Trail>,
    /// Input that could not be read; any makes the run fail.
    pub problems: Vec<Problem>,
    /// What was handed over and not understood. It fails nothing, and no choice of rules hides it.
    pub notices: Vec<Remark>,
    pub summary: Summary,
}

/// The run in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Files whose bytes were looked at.
    pub files_scanned: usize,
    /// Those of them that were parsed, for themselves or for what others need of them.
    pub files_parsed: usize,
    /// Those of them that could be parsed in part only.
    pub files_partly_parsed: usize,
    /// Trails found, those that are not created among them.
    pub trails: usize,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    /// Trails whose verdict is `unknown` or `depends`.
    pub undecided: usize,
}
