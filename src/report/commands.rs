//! The AWS CLI commands that mend what an audit of live trails found: nothing else, ready to be read and run.

use std::collections::BTreeSet;
use std::io;

use crate::diagnostic::Severity;
use crate::outcome::Outcome;

/// Writes each command once, in the order of the findings. Notes ask for nothing to be run.
pub fn write(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    let mut written = BTreeSet::new();
    for finding in &outcome.findings {
        let Some(command) = &finding.command else {
            continue;
        };
        if finding.severity > Severity::Note && written.insert(command) {
            writeln!(out, "{command}")?;
        }
    }
    Ok(())
}
