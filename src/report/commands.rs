//! The AWS CLI commands that mend what an audit of live trails found: nothing else, ready to be read and run.

use std::collections::{BTreeSet, HashMap};
use std::io;

use crate::diagnostic::Severity;
use crate::model::{Dialect, Trail};
use crate::outcome::Outcome;

/// What is said where some findings are about code.
pub const FOR_OTHERS: &str = "commands are for trails that are there already, of which `aws cloudtrail describe-trails` tells; what to write in code is said by `cloudtrail-lint check` without `--format commands`";

/// Whether something is found that no command mends, where some trails are code.
#[must_use]
pub fn are_for_others(outcome: &Outcome) -> bool {
    let mut findings = outcome.findings.iter();
    let mut trails = outcome.trails.iter();
    findings.any(|finding| finding.severity > Severity::Note && finding.command.is_none())
        && trails.any(|trail| trail.dialect != Dialect::AwsCli)
}

/// What stands where a command of a live trail is not said: in a comment, in which nothing of the input is repeated.
const NOT_SAID: &str = "which one is said by `cloudtrail-lint check` without `--format commands`";

/// Writes each command once, in the order of the findings, with a comment where another account has to run it, or where it costs
/// something. Notes ask for nothing to be run.
pub fn write(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    let trails = outcome.trails.iter();
    let trails: HashMap<&str, &Trail> = trails
        .map(|trail| (trail.address.as_str(), &**trail))
        .collect();
    let (mut written, mut without) = (BTreeSet::new(), BTreeSet::new());
    for finding in &outcome.findings {
        let trail = finding.trail.as_deref().and_then(|trail| trails.get(trail));
        let Some(command) = &finding.command else {
            let why = trail.and_then(|trail| trail.why_no_command());
            let why = why.filter(|_| finding.severity > Severity::Note);
            if let Some(why) = why.filter(|_| without.insert(finding.trail.as_deref())) {
                writeln!(out, "# No command for a trail, since {why}; {NOT_SAID}")?;
            }
            continue;
        };
        if finding.severity > Severity::Note && written.insert(command) {
            if let Some(who) = trail.and_then(|trail| trail.run_as()) {
                writeln!(out, "# Run it {who}:")?;
            }
            if let Some(cost) = trail.and_then(|trail| trail.cost_of(command)) {
                writeln!(out, "# Mind that {cost}:")?;
            }
            writeln!(out, "{command}")?;
        }
    }
    Ok(())
}
