//! `list`: every trail and its verdict, as a table for the terminal or in Markdown.

use std::io::{self, Write};

use anstyle::Style;

use super::Terminal;
use super::columns;
use super::line_guard::LineGuard;
use super::markdown_escape::{code, prose};
use super::summary;
use super::text::{BOLD, DIM, GREEN, RED, YELLOW, printable};
use crate::model::{Trail, Verdict};
use crate::outcome::Outcome;
use crate::resolved::Resolved;

const HEADINGS: [&str; 9] = [
    "Trail",
    "Where",
    "Global events",
    "Multi-Region",
    "Logging",
    "Home Region",
    "Management events",
    "Verdict",
    "Why",
];

/// The column of the verdict, which has the verdict's style.
const VERDICT: usize = 7;

/// Writes aligned columns; nothing where there is no trail.
pub fn write(outcome: &Outcome, terminal: Terminal, out: &mut dyn io::Write) -> io::Result<()> {
    if outcome.trails.is_empty() {
        return Ok(());
    }
    let mut out = LineGuard::new(out);
    let cells_of = |at: usize| {
        let Some(trail) = at.checked_sub(1).map(|at| &outcome.trails[at]) else {
            return heading(&HEADINGS, terminal);
        };
        let mut cells = row(trail, outcome);
        let verdict = style(trail.verdict());
        cells[VERDICT] = terminal.paint(verdict, &cells[VERDICT]).into_owned();
        cells
    };
    let count = 1 + outcome.trails.len();
    columns::each_line(count, &cells_of, &mut |line| writeln!(out, "{line}"))?;
    out.flush()
}

/// The first row of a table.
pub(super) fn heading(names: &[&str], terminal: Terminal) -> Vec<String> {
    names
        .iter()
        .map(|name| terminal.paint(BOLD, name).into_owned())
        .collect()
}

/// Writes a table for a pull-request comment or a job summary, under the summary line.
pub fn write_markdown(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = LineGuard::new(out);
    writeln!(out, "**{}**", summary::line(outcome))?;
    if !outcome.trails.is_empty() {
        writeln!(out, "\n| {} |", HEADINGS.join(" | "))?;
        writeln!(out, "|{}", " --- |".repeat(HEADINGS.len()))?;
        for trail in &outcome.trails {
            let cells: Vec<String> = row(trail, outcome)
                .iter()
                .enumerate()
                .map(|(at, cell)| match at {
                    0 | 1 => code(cell),
                    VERDICT => format!("**{cell}**"),
                    _ => prose(cell),
                })
                .collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
    }
    if !outcome.problems.is_empty() {
        writeln!(out, "\nCould not be read:\n")?;
        for problem in &outcome.problems {
            writeln!(
                out,
                "- {}: {}",
                code(&printable(&problem.path, false)),
                prose(&printable(&problem.message, false))
            )?;
        }
    }
    out.flush()
}

fn row(trail: &Trail, outcome: &Outcome) -> Vec<String> {
    let file = outcome.sources.get(trail.declared.source);
    let line = file.position(trail.declared.start as usize).line;
    let address = match &trail.deployment {
        Some(deployment) => format!("{} ({deployment})", trail.address),
        None => trail.address.clone(),
    };
    let region = trail
        .region()
        .unwrap_or_else(|| match &trail.home_region.clone().decided() {
            Resolved::Known { from, .. } if from.is_private() => "not shown".into(),
            Resolved::Known { .. } | Resolved::Unset { .. } => "unknown".into(),
            other => undecided(other).into(),
        });
    let management = match &trail.management_events_taken() {
        Resolved::Known { value, .. } => value.as_str().replace('-', " "),
        other => undecided(other).into(),
    };
    [
        address,
        format!("{}:{line}", file.name()),
        yes_or_no(&trail.flag()),
        yes_or_no(&trail.multi_region()),
        yes_or_no(&trail.logging()),
        region,
        management,
        verdict(trail.verdict()).into(),
        trail.reason().unwrap_or_default(),
    ]
    .iter()
    .map(|cell| printable(cell, false).into_owned())
    .collect()
}

fn yes_or_no(value: &Resolved<bool>) -> String {
    match value {
        Resolved::Known { value: true, .. } => "yes",
        Resolved::Known { value: false, .. } => "no",
        other => undecided(other),
    }
    .into()
}

fn undecided<T>(value: &Resolved<T>) -> &'static str {
    match value {
        Resolved::Varies { .. } => "depends",
        Resolved::Invalid { .. } => "invalid",
        _ => "unknown",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotRecorded => "not recorded",
        Verdict::NotCreated => "not created",
        other => other.as_str(),
    }
}

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Recorded => GREEN,
        Verdict::NotRecorded => RED,
        Verdict::Depends | Verdict::Unknown => YELLOW,
        Verdict::NotCreated => DIM,
    }
}
