//! The line that ends a run, and what could not be read.

use std::io::{self, Write};

use super::Terminal;
use super::folded::folded;
use super::line_guard::LineGuard;
use super::text::{CYAN, RED, counted, printable, thousands};
use crate::diagnostic::{Finding, Severity};
use crate::model::Verdict;
use crate::outcome::Outcome;
use crate::rules::{global_service_events_disabled, syntax_error};
use crate::source::Span;

/// One line: how many trails, their verdicts, and how much was read.
pub fn write(outcome: &Outcome, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", line(outcome))
}

/// Each problem on a line of its own: `error: path: message`.
pub fn write_problems(
    outcome: &Outcome,
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut out = LineGuard::new(out);
    for problem in &outcome.problems {
        writeln!(
            out,
            "{} {}: {}",
            terminal.paint(RED, "error:"),
            printable(&problem.path, false),
            printable(&problem.message, false)
        )?;
    }
    out.flush()
}

/// The files that could not be parsed whole, for reports that show no findings: `error: path:line:column: message`.
pub fn write_broken(
    outcome: &Outcome,
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut out = LineGuard::new(out);
    let findings = outcome.findings.iter();
    for broken in findings.filter(|finding| finding.rule == &syntax_error::RULE.meta) {
        let place = place(outcome, broken.span);
        writeln!(
            out,
            "{} {}: {}",
            terminal.paint(RED, "error:"),
            printable(&place, false),
            printable(&broken.message, false)
        )?;
    }
    out.flush()
}

/// What may make a trail and could not be followed, for reports that show trails alone: `note: path:line:column: message`.
pub fn write_not_followed(
    outcome: &Outcome,
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let of_no_trail = |finding: &&Finding| {
        finding.trail.is_none() && finding.rule == &global_service_events_disabled::RULE.meta
    };
    for (finding, more) in folded(outcome.findings.iter().filter(of_no_trail)) {
        let place = place(outcome, finding.span);
        let said = format!("{place}: {}{more}", finding.message);
        write_note(&said, terminal, out)?;
    }
    Ok(())
}

/// What was handed over and not understood, each with its place and what to do: `note: path:line:column: message`.
pub fn write_notices(
    outcome: &Outcome,
    terminal: Terminal,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for notice in &outcome.notices {
        let help = notice.help.as_deref().unwrap_or_default();
        let help = help.trim_end_matches('.');
        let sentences: Vec<&str> = [notice.message.as_str(), help]
            .into_iter()
            .filter(|sentence| !sentence.is_empty())
            .collect();
        let said = sentences.join(if notice.message.ends_with('?') {
            " "
        } else {
            ". "
        });
        let place = place(outcome, notice.span);
        write_note(&format!("{place}: {said}"), terminal, out)?;
    }
    Ok(())
}

/// Where something is: `path:line:column`, columns in chars.
fn place(outcome: &Outcome, span: Span) -> String {
    let file = outcome.sources.get(span.source);
    let at = file.position(span.range().start);
    format!("{}:{}:{}", file.name(), at.line, at.column)
}

/// What is worth a word and fails nothing: `note: message`.
pub fn write_note(message: &str, terminal: Terminal, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = LineGuard::new(out);
    writeln!(
        out,
        "{} {}",
        terminal.paint(CYAN, "note:"),
        printable(message, false)
    )?;
    out.flush()
}

/// A text that another wrote, as it may be printed.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut out = Vec::new();
    // Writing to a vector does not fail.
    let _ = LineGuard::new(&mut out).write_all(printable(text, true).as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// Why a run could not be done: `error: message`.
pub fn write_error(message: &str, terminal: Terminal, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = LineGuard::new(out);
    writeln!(
        out,
        "{} {}",
        terminal.paint(RED, "error:"),
        printable(message, true)
    )?;
    out.flush()
}

/// `3 trails: 1 recorded, 1 not recorded, 1 unknown (1,204 files, 2 of which matter for trails)`
pub(super) fn line(outcome: &Outcome) -> String {
    let summary = &outcome.summary;
    let broken = summary.files_partly_parsed;
    let searched = counted(summary.files_scanned, "file", "files");
    let read = if summary.files_parsed == summary.files_scanned {
        format!("({searched})")
    } else {
        // The others speak neither of trails nor of what trails are made of.
        format!(
            "({searched}, {} of which matter for trails)",
            thousands(summary.files_parsed)
        )
    };
    let trails = if outcome.trails.is_empty() && (broken > 0 || !outcome.problems.is_empty()) {
        // There may be some in what could not be read.
        "No trails could be judged".to_owned()
    } else if outcome.trails.is_empty() {
        "No trails found".to_owned()
    } else {
        format!(
            "{}: {}",
            counted(outcome.trails.len(), "trail", "trails"),
            verdicts(outcome)
        )
    };
    let broken = match broken {
        0 => String::new(),
        count => format!(
            "; {} could not be fully parsed",
            counted(count, "file", "files")
        ),
    };
    format!("{trails} {read}{broken}")
}

/// Whether there is a finding of a file that may hold more than was read.
#[must_use]
pub fn has_broken_files(outcome: &Outcome) -> bool {
    let mut findings = outcome.findings.iter();
    findings
        .any(|found| found.rule == &syntax_error::RULE.meta && found.severity >= Severity::Warning)
}

fn verdicts(outcome: &Outcome) -> String {
    const ORDER: [(Verdict, &str); 5] = [
        (Verdict::Recorded, "recorded"),
        (Verdict::NotRecorded, "not recorded"),
        (Verdict::Depends, "depends"),
        (Verdict::Unknown, "unknown"),
        (Verdict::NotCreated, "not created"),
    ];
    let judged: Vec<Verdict> = outcome.trails.iter().map(|trail| trail.verdict()).collect();
    let parts: Vec<String> = ORDER
        .iter()
        .filter_map(|(verdict, words)| {
            let count = judged.iter().filter(|&given| given == verdict).count();
            (count > 0).then(|| format!("{} {words}", thousands(count)))
        })
        .collect();
    parts.join(", ")
}
