//! `list`: every trail and its verdict, as a table for the terminal or in Markdown.

use std::io;

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::Terminal;
use super::json::management_events;
use super::summary;
use super::text::{BOLD, DIM, GREEN, RED, YELLOW, printable};
use crate::model::{ManagementEvents, Trail, Verdict};
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
    let management = management_events(trail);
    let management = match &management {
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
        why(trail),
    ]
    .iter()
    .map(|cell| printable(cell, false).into_owned())
    .collect()
}

/// Why the verdict is what it is, in a few words; nothing where the flag is simply on.
pub(super) fn why(trail: &Trail) -> String {
    let flag = trail.flag();
    let left_out = matches!(trail.include_global_service_events, Resolved::Unset { .. });
    match trail.verdict() {
        Verdict::Recorded if left_out => "left out means true".into(),
        Verdict::Recorded | Verdict::NotCreated => String::new(),
        Verdict::NotRecorded => {
            if flag.value() == Some(&false) {
                if left_out {
                    "left out means false".into()
                } else {
                    "the flag is false".into()
                }
            } else if trail.logging().value() == Some(&false) {
                "logging is off".into()
            } else if management_events(trail).value() == Some(&ManagementEvents::None) {
                "the selectors take no management events".into()
            } else {
                "outside of the leader Region".into()
            }
        }
        Verdict::Depends | Verdict::Unknown => off_in_a_case(&flag)
            .or_else(|| undecided_by(&flag))
            .or_else(|| undecided_by(&trail.logging()))
            .or_else(|| undecided_by(&management_events(trail)))
            .or_else(|| undecided_by(&trail.multi_region()))
            .or_else(|| undecided_by(&trail.created))
            .unwrap_or_default(),
    }
}

/// The first case in which a flag is known to be off.
fn off_in_a_case(flag: &Resolved<bool>) -> Option<String> {
    flag.arms()
        .into_iter()
        .find(|(when, arm)| !when.is_empty() && arm.value() == Some(&false))
        .map(|(when, _)| format!("the flag is false when {when}"))
}

/// What keeps a value undecided: its reason, or the cases it has.
fn undecided_by<T: std::fmt::Debug>(value: &Resolved<T>) -> Option<String> {
    match value {
        Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => Some(why.clone()),
        Resolved::Varies { .. } => {
            let cases: Vec<String> = value.arms().into_iter().map(|(when, _)| when).collect();
            let first = cases.first()?;
            Some(format!("it matters whether {first}"))
        }
        _ => None,
    }
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
