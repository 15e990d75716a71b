//! `list`: every trail and its verdict, as a table for the terminal or in Markdown.

use std::io;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::Terminal;
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

/// Writes aligned columns; nothing where there is no trail.
pub fn write(outcome: &Outcome, terminal: Terminal, out: &mut dyn io::Write) -> io::Result<()> {
    if outcome.trails.is_empty() {
        return Ok(());
    }
    let heading: Vec<String> = HEADINGS.iter().map(ToString::to_string).collect();
    let rows: Vec<Vec<String>> = outcome
        .trails
        .iter()
        .map(|trail| row(trail, outcome))
        .collect();
    let styles: Vec<Style> = outcome
        .trails
        .iter()
        .map(|trail| style(trail.verdict()))
        .collect();
    write_columns(&heading, &rows, (VERDICT, &styles), terminal, out)
}

/// The column of the verdict, which takes the row's style.
const VERDICT: usize = 7;

/// Writes rows under a heading, each column as wide as its widest cell. The styled column takes the row's style.
pub(super) fn write_columns(
    heading: &[String],
    rows: &[Vec<String>],
    (styled, styles): (usize, &[Style]),
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let widths: Vec<usize> = (0..heading.len())
        .map(|column| {
            rows.iter()
                .chain(std::iter::once(&heading.to_vec()))
                .filter_map(|row| row.get(column))
                .map(|cell| cell.width())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let heading_styles = vec![BOLD; heading.len()];
    write_row(heading, &widths, &heading_styles, terminal, out)?;
    for (row, &style) in rows.iter().zip(styles) {
        let mut cells = vec![Style::new(); row.len()];
        if let Some(cell) = cells.get_mut(styled) {
            *cell = style;
        }
        write_row(row, &widths, &cells, terminal, out)?;
    }
    Ok(())
}

fn write_row(
    cells: &[String],
    widths: &[usize],
    styles: &[Style],
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for (at, ((cell, &width), &style)) in cells.iter().zip(widths).zip(styles).enumerate() {
        write!(out, "{}", terminal.paint(style, cell))?;
        // Nothing but the last cell's text after it: no line ends in spaces.
        if cells[at + 1..].iter().any(|cell| !cell.is_empty()) {
            write!(out, "{:pad$}", "", pad = width - cell.width() + 2)?;
        }
    }
    writeln!(out)
}

/// Writes a table for a pull-request comment or a job summary, under the summary line.
pub fn write_markdown(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
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
                    VERDICT => format!("**{}**", escape(cell)),
                    _ => escape(cell),
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
                escape(&printable(&problem.message, false))
            )?;
        }
    }
    Ok(())
}

fn row(trail: &Trail, outcome: &Outcome) -> Vec<String> {
    let file = outcome.sources.get(trail.declared.source);
    let line = file.position(trail.declared.start as usize).line;
    let address = match &trail.deployment {
        Some(deployment) => format!("{} ({deployment})", trail.address),
        None => trail.address.clone(),
    };
    let region = trail.home_region.clone().decided();
    let region = match &region {
        Resolved::Known { value, .. } => value.clone(),
        Resolved::Unset { .. } => "unknown".into(),
        other => undecided(other).into(),
    };
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

/// A text as a code span in a table's cell. GitHub splits cells at `|` even there, unless it is escaped.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// A text as it is, whatever Markdown or HTML would make of it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
