//! Each rule's fixtures, through the whole program: `ok` is silent, `bad` finds, `unknown` notes. `expected.txt` holds what
//! is found and every trail's verdict; `UPDATE_EXPECTED=1` writes it. A case may name its `coverage` and its `region`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use cloudtrail_lint::diagnostic::Severity;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::rules::{self, Coverage};

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(path)
        .map(|entries| {
            entries
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_dir())
                .collect()
        })
        .unwrap_or_default();
    out.sort();
    out
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn setting(case: &Path, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(case.join(name)).ok()?;
    Some(text.trim().to_owned())
}

fn lint(case: &Path) -> Outcome {
    let coverage = match setting(case, "coverage").as_deref() {
        None | Some("every-trail") => Coverage::EveryTrail,
        Some("one-trail") => Coverage::OneTrail,
        Some(other) => panic!("{}: {other}", case.display()),
    };
    cloudtrail_lint::lint(&LintOptions {
        paths: vec![case.to_owned()],
        coverage,
        region: setting(case, "region"),
        ..LintOptions::default()
    })
}

fn render(case: &Path, outcome: &Outcome) -> String {
    let root = format!("{}/", outcome.sources.name(case));
    let place = |span: cloudtrail_lint::source::Span| {
        let source = outcome.sources.get(span.source);
        let at = source.position(span.range().start);
        let path = source.name();
        let path = path.strip_prefix(&root).unwrap_or(path);
        format!("{path}:{}:{}", at.line, at.column)
    };
    let mut out = String::new();
    for finding in &outcome.findings {
        let _ = writeln!(
            out,
            "{} {} {}",
            finding.rule,
            finding.severity.as_str(),
            place(finding.span)
        );
    }
    for trail in &outcome.trails {
        let _ = writeln!(
            out,
            "{} {} {}",
            trail.address,
            trail.verdict().as_str(),
            place(trail.declared)
        );
    }
    for problem in &outcome.problems {
        let _ = writeln!(out, "problem {}", problem.message);
    }
    out
}

#[test]
fn every_rule_finds_what_its_fixtures_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some_and(|value| value == "1");
    let mut wrong = String::new();
    for rule in rules::RULES {
        let id = rule.meta.id;
        for (kind, at_least) in [("ok", 1), ("bad", 2), ("unknown", 0)] {
            let cases = folders(&root.join(id).join(kind));
            assert!(cases.len() >= at_least, "fixtures/{id}/{kind} is missing");
            for case in cases {
                let outcome = lint(&case);
                let said = render(&case, &outcome);
                let here = format!("{id}/{kind}/{}", name(&case));
                let own = outcome.findings.iter().filter(|f| f.rule == id);
                let worst = own.map(|finding| finding.severity).max();
                let fits = match kind {
                    "ok" => outcome.findings.is_empty() && outcome.problems.is_empty(),
                    "bad" => worst.is_some_and(|worst| worst > Severity::Note),
                    _ => worst == Some(Severity::Note),
                };
                if !fits {
                    let _ = writeln!(wrong, "{here} is not {kind}:\n{said}");
                }
                let path = case.join("expected.txt");
                if update {
                    std::fs::write(&path, &said).unwrap();
                }
                let expected = std::fs::read_to_string(&path)
                    .unwrap_or_default()
                    .replace("\r\n", "\n");
                if expected != said {
                    let _ = writeln!(wrong, "{here}: expected\n{expected}found\n{said}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
