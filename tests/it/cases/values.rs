//! Where the flag's value comes from, also where nothing is found and so no report shows it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::resolved::Resolved;
use cloudtrail_lint::source::Span;

use super::case::{Run, Workplace};
use super::command::Answer;

fn lint(paths: Vec<PathBuf>) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        paths,
        // The run's own folder is not the working directory of the tests.
        allow_outside: true,
        ..LintOptions::default()
    })
}

/// The paths that a plain `check` is given; no others can be told from values of options.
fn plain_paths(run: &Run, workplace: &Workplace) -> Option<Vec<PathBuf>> {
    let (command, words) = run.arguments.split_first()?;
    let plain = command == "check"
        && run.environment.is_empty()
        && run.stdin.is_none()
        && !words.iter().any(|word| word.starts_with('-'))
        && !workplace.input("cloudtrail-lint.yaml").exists();
    let folder = workplace.input(&run.cwd);
    let paths = match words {
        [] => vec![folder],
        words => words
            .iter()
            .map(|word| folder.join(workplace.put_in(word)))
            .collect(),
    };
    plain.then_some(paths)
}

/// The text of each trail's flag and the way of its value, for a plain `check`.
pub(crate) fn values(run: &Run, workplace: &Workplace, answer: &Answer) -> String {
    let Some(outcome) = plain_paths(run, workplace).map(lint) else {
        return String::new();
    };
    let verdicts = outcome.trails.iter().map(|trail| trail.verdict().as_str());
    // Deployments that are called after files stand in the order of their paths, which start elsewhere here.
    let sorted = |mut verdicts: Vec<&str>| {
        verdicts.sort_unstable();
        verdicts.join(", ")
    };
    assert_eq!(
        sorted(verdicts.collect()),
        sorted(answer.verdicts().collect()),
        "library and program differ"
    );
    let mut said = String::new();
    for trail in &outcome.trails {
        let flag = &trail.include_global_service_events;
        let from = flag.from();
        let Some(at) = from.at else { continue };
        let file = outcome.sources.get(at.source);
        let text = &file.text()[at.range()];
        write!(
            said,
            "flag of `{}` at {}: `{text}`",
            trail.address,
            place(&outcome, at)
        )
        .unwrap();
        if let Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } = flag {
            write!(said, ", {why}").unwrap();
        }
        said.push('\n');
        for hop in from.said() {
            let at = hop
                .span()
                .map(|span| place(&outcome, span))
                .unwrap_or_default();
            writeln!(said, "  {at}: {}", hop.label.message).unwrap();
        }
    }
    said
}

fn place(outcome: &Outcome, span: Span) -> String {
    let file = outcome.sources.get(span.source);
    let at = file.position(span.range().start);
    format!("{}:{}:{}", file.path().display(), at.line, at.column)
}

/// What a path comes to, but for places: one line for each trail, and the findings.
pub(crate) fn meaning_of(path: &Path) -> Vec<String> {
    let folder = if path.is_dir() {
        Some(path)
    } else {
        path.parent()
    };
    let root = folder.unwrap().display().to_string();
    meaning(&lint(vec![path.to_owned()]))
        .iter()
        .map(|line| line.replace(&root, "").replace(".json", ".yaml"))
        .collect()
}

/// What an outcome comes to, but for places.
pub(crate) fn meaning(outcome: &Outcome) -> Vec<String> {
    let mut said = Vec::new();
    for trail in &outcome.trails {
        let flag = &trail.include_global_service_events;
        let why = match flag {
            Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => why,
            _ => "",
        };
        let hops: Vec<&str> = flag
            .from()
            .hops
            .iter()
            .map(|hop| &*hop.label.message)
            .collect();
        said.push(format!(
            "{} {} flag {:?} ({why}) in {:?}, takes {:?}: {}",
            trail.address,
            trail.verdict().as_str(),
            flag.value(),
            trail.home_region.value(),
            trail.management_events.value(),
            hops.join("; ")
        ));
    }
    let mut findings: Vec<String> = outcome
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{}[{}] {}",
                finding.severity.as_str(),
                finding.rule.id,
                finding.message
            )
        })
        .collect();
    findings.sort();
    said.extend(findings);
    said
}
