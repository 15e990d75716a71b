//! The AWS CLI commands that mend what an audit of live trails found: nothing else, ready to be read and run.

use std::collections::BTreeSet;
use std::io;

use crate::diagnostic::{Finding, Severity};
use crate::model::{Dialect, Trail};
use crate::outcome::Outcome;

/// Writes each command once, in the order of the findings. Findings about code have none: code is mended in its files.
pub fn write(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    let mut written = BTreeSet::new();
    for finding in &outcome.findings {
        if finding.severity == Severity::Note {
            continue;
        }
        let Some(command) = trail_of(finding, outcome).and_then(|trail| command(finding, trail))
        else {
            continue;
        };
        if written.insert(command.clone()) {
            writeln!(out, "{command}")?;
        }
    }
    Ok(())
}

fn trail_of<'o>(finding: &Finding, outcome: &'o Outcome) -> Option<&'o Trail> {
    outcome.trails.iter().find(|trail| {
        trail.dialect == Dialect::AwsCli
            && trail.declared.source == finding.span.source
            && Some(&trail.address) == finding.trail.as_ref()
    })
}

fn command(finding: &Finding, trail: &Trail) -> Option<String> {
    match finding.rule {
        "global-service-events-disabled" | "global-service-events-out-of-region" => {
            Some(trail.update_command())
        }
        "trail-not-logging" => Some(trail.start_logging_command()),
        "duplicate-global-service-events" => Some(trail.exclude_command()),
        _ => None,
    }
}
