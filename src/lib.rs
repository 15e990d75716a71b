//! Answers one question from code alone: does this `CloudTrail` trail record global service events
//! (IAM, STS, `CloudFront`, console sign-in)? The answer always comes with its evidence.
//!
//! The data flows one way: paths → [`discover`] → `cloudformation`, `terraform` → [`model`] → [`rules`] →
//! [`report`]. [`lint`] goes that way once and prints nothing.

pub mod cli;
pub mod diagnostic;
pub mod model;
pub mod options;
pub mod outcome;
pub mod parse;
pub mod report;
pub mod resolved;
pub mod rules;
pub mod source;

/// One run from paths to findings.
#[must_use]
pub fn lint(options: &options::LintOptions) -> outcome::Outcome {
    outcome::Outcome {
        sources: source::SourceMap::new(options.overlay.clone()),
        findings: Vec::new(),
        trails: Vec::new(),
        problems: Vec::new(),
        summary: outcome::Summary::default(),
    }
}
