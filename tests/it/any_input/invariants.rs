//! What holds of every run, whatever was read.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cloudtrail_lint::diagnostic::{Change, Edit, Finding, Fix};
use cloudtrail_lint::lint;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::report::{
    Terminal, commands, concise, human, json, list_table, sarif, summary,
};
use cloudtrail_lint::source::Span;

/// How many bytes a report may have.
const LONGEST_REPORT: usize = 50 << 20;
/// How long one run may take, on whatever busy machine: inputs are small.
const LONGEST_RUN: Duration = Duration::from_mins(1);
/// What stands in a template's text for its open parts, which no report may say unless the input has it by itself.
const MARKS: [char; 2] = ['\u{f5a00}', '\u{f5a01}'];
/// How many fixes of one input are tried.
const MOST_FIXES: usize = 3;

/// Runs the program over a tree and says what does not hold: it ends in time, no internal error and no mark of our own, every place
/// lies in its file, every report can be written and read, the same is said on one thread and on two, and a fix takes its finding away.
pub(crate) fn check(root: &Path, options: &LintOptions) -> Result<(), String> {
    let begun = Instant::now();
    let outcome = on_threads(2, options)?;
    if begun.elapsed() > LONGEST_RUN {
        return Err(format!("it took {:?}", begun.elapsed()));
    }
    let said = reported(&outcome)?;
    let again = reported(&on_threads(1, options)?)?;
    if said != again {
        return Err(format!("on one thread:\n{again}\non two:\n{said}"));
    }
    if said.contains("internal error") || said.contains(MARKS) && !has_marks(root)? {
        return Err(said);
    }
    places(&outcome)?;
    let fixable = outcome
        .findings
        .iter()
        .filter(|finding| finding.fix.is_some());
    fixable
        .take(MOST_FIXES)
        .try_for_each(|finding| fixed(finding, &outcome, root, options))
}

/// Whether a file of a tree has a mark by itself, or its name does.
fn has_marks(root: &Path) -> Result<bool, String> {
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.map_err(|error| error.to_string())?;
        if entry.path().to_string_lossy().contains(MARKS) {
            return Ok(true);
        }
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).map_err(|error| error.to_string())?;
            if String::from_utf8_lossy(&bytes).contains(MARKS) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn on_threads(threads: usize, options: &LintOptions) -> Result<Outcome, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| error.to_string())?;
    Ok(pool.install(|| lint(options)))
}

/// Writes one report.
type Writer<'a> = &'a dyn Fn(&mut Vec<u8>) -> io::Result<()>;

/// Every report, one after the other.
pub(crate) fn reported(outcome: &Outcome) -> Result<String, String> {
    let terminal = Terminal {
        colour: false,
        unicode: true,
        width: 100,
    };
    let writers: [(&str, Writer); 9] = [
        ("json", &|out| json::write_check(outcome, out)),
        ("sarif", &|out| sarif::write(outcome, out)),
        ("list in json", &|out| json::write_list(outcome, out)),
        ("human", &|out| human::write(outcome, terminal, out)),
        ("concise", &|out| concise::write(outcome, out)),
        ("commands", &|out| commands::write(outcome, out)),
        ("list", &|out| list_table::write(outcome, terminal, out)),
        ("markdown", &|out| list_table::write_markdown(outcome, out)),
        ("problems", &|out| {
            summary::write_problems(outcome, terminal, out)?;
            summary::write(outcome, out)
        }),
    ];
    let mut all = String::new();
    for (name, write) in writers {
        let mut report = Vec::new();
        write(&mut report).map_err(|error| format!("{name}: {error}"))?;
        let report = String::from_utf8(report).map_err(|error| format!("{name}: {error}"))?;
        readable(name, &report)?;
        all += &report;
    }
    Ok(all)
}

/// Whether a report's own readers can read it, and nothing in it steers a terminal.
fn readable(name: &str, report: &str) -> Result<(), String> {
    if report.len() > LONGEST_REPORT {
        return Err(format!("{name} has {} bytes", report.len()));
    }
    if ["json", "sarif", "list in json"].contains(&name) {
        let read: Result<serde_json::Value, _> = serde_json::from_str(report);
        read.map_err(|error| format!("{name}: {error}: {report}"))?;
    }
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    match report.chars().find(|&c| steers(c)) {
        Some(c) => Err(format!("{name} holds {c:?}: {report:?}")),
        None => Ok(()),
    }
}

/// Every place that anything points at lies in its file, between characters.
fn places(outcome: &Outcome) -> Result<(), String> {
    for finding in &outcome.findings {
        let evidence = finding.evidence.iter().filter_map(|label| label.span);
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        let changes = finding.changes.iter().filter_map(Change::span);
        let all = std::iter::once(finding.span)
            .chain(evidence)
            .chain(edits.map(|edit| edit.span))
            .chain(changes);
        for span in all {
            place(outcome, span).map_err(|what| format!("{what} in {finding:?}"))?;
        }
    }
    for trail in &outcome.trails {
        for span in trail.brought_by.iter().chain([&trail.declared]) {
            place(outcome, *span).map_err(|what| format!("{what} of {}", trail.address))?;
        }
    }
    Ok(())
}

fn place(outcome: &Outcome, span: Span) -> Result<(), String> {
    let file = outcome.sources.get(span.source);
    match file.text().get(span.range()) {
        Some(_) => Ok(()),
        None => Err(format!("{span:?} is no place in {}", file.name())),
    }
}

/// A finding's fix takes it away, and breaks nothing.
fn fixed(
    finding: &Finding,
    outcome: &Outcome,
    root: &Path,
    options: &LintOptions,
) -> Result<(), String> {
    let Some(fix) = &finding.fix else {
        return Ok(());
    };
    let before = files_of(fix, outcome)?;
    for (path, text) in &before {
        std::fs::write(path, edited(text, path, fix, outcome))
            .map_err(|error| error.to_string())?;
    }
    let after = lint(options);
    for (path, text) in &before {
        std::fs::write(path, text).map_err(|error| error.to_string())?;
    }
    let same = |other: &Finding| {
        other.rule == finding.rule
            && other.trail == finding.trail
            && other.deployment == finding.deployment
            && other.span.start == finding.span.start
            && other.fix == finding.fix
    };
    let unreadable = |outcome: &Outcome| {
        let findings = outcome.findings.iter();
        findings
            .filter(|other| other.rule.id == "syntax-error")
            .count()
    };
    if after.findings.iter().any(same) || unreadable(&after) > unreadable(outcome) {
        let now: Vec<&Finding> = after.findings.iter().collect();
        return Err(format!(
            "in {}: {fix:?} of {finding:?} leaves {now:?}",
            root.display()
        ));
    }
    Ok(())
}

/// The files that a fix edits, as they are.
fn files_of(fix: &Fix, outcome: &Outcome) -> Result<Vec<(PathBuf, String)>, String> {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for edit in &fix.edits {
        let file = outcome.sources.get(edit.span.source);
        let text = std::fs::read_to_string(file.path());
        let text = text.map_err(|error| format!("{}: {error}", file.name()))?;
        if !files.iter().any(|(path, _)| path == file.path()) {
            files.push((file.path().to_owned(), text));
        }
    }
    Ok(files)
}

/// A file's text with a fix in it.
fn edited(text: &str, path: &Path, fix: &Fix, outcome: &Outcome) -> String {
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.retain(|edit| outcome.sources.get(edit.span.source).path() == path);
    edits.sort_by_key(|edit| edit.span.start);
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.span.range(), &edit.content);
    }
    text
}
