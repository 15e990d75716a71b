//! `path:line:col: severity[rule] message`, one line for each finding: for editors, `grep` and `quickfix` lists.

use std::io::{self, Write};

use super::folded::folded;
use super::line_guard::LineGuard;
use super::text::printable;
use crate::outcome::Outcome;

/// Writes the findings, a line each. Line and column count from 1, columns in chars.
pub fn write(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = LineGuard::new(out);
    for (finding, more) in folded(outcome.findings.iter()) {
        let file = outcome.sources.get(finding.span.source);
        let start = file.position(finding.span.start as usize);
        // A message of several lines is one line here.
        let message = format!("{}{more}", finding.message);
        let message: Vec<&str> = message.split_whitespace().collect();
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            printable(file.name(), false),
            start.line,
            start.column,
            finding.severity.as_str(),
            finding.rule,
            printable(&message.join(" "), false)
        )?;
    }
    out.flush()
}
