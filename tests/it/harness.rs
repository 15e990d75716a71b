//! Runs the linter on a fixture's folder and compares the outcome with the `expected.json` beside it.
//!
//! `UPDATE_EXPECTED=1` writes what came out instead; read the difference before committing it.

use std::path::{Path, PathBuf};

use cloudtrail_lint::model::Verdict;
use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;
use cloudtrail_lint::resolved::Resolved;
use cloudtrail_lint::source::Span;
use serde_json::{Value, json};

/// The cases below `fixtures/<topic>/<kind>`, by name.
pub(crate) fn cases(topic: &str, kind: &str) -> Vec<PathBuf> {
    let folder = Path::new("fixtures").join(topic).join(kind);
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    cases
}

/// Lints some files or a folder with the defaults.
pub(crate) fn lint(paths: impl IntoIterator<Item = PathBuf>) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        paths: paths.into_iter().collect(),
        ..LintOptions::default()
    })
}

/// What a case must come to, as JSON. Places are `file:line:column` relative to the case.
pub(crate) fn summary(outcome: &Outcome, case: &Path) -> Value {
    let case = cloudtrail_lint::source::absolute(case);
    let place = |span: Option<Span>| {
        span.map(|span| {
            let file = outcome.sources.get(span.source);
            let at = file.position(span.range().start);
            let name = file.path().strip_prefix(&case).unwrap_or(file.path());
            format!("{}:{}:{}", name.display(), at.line, at.column)
        })
    };
    let text = |span: Span| outcome.sources.get(span.source).text()[span.range()].to_owned();
    json!({
        "trails": outcome.trails.iter().map(|trail| {
            let flag = &trail.include_global_service_events;
            json!({
                "address": trail.address,
                "deployment": trail.deployment,
                "declared": place(Some(trail.declared)),
                "verdict": trail.verdict().as_str(),
                "flag": flag.value(),
                "written": flag.from().at.map(text),
                "why": match flag {
                    Resolved::Unknown { why, .. } | Resolved::Invalid { why, .. } => Some(why),
                    _ => None,
                },
                "home_region": trail.home_region.value(),
                "management_events": trail.management_events.value().map(|taken| taken.as_str()),
                "evidence": flag.from().hops.iter()
                    .map(|hop| format!("{}: {}", place(hop.span).unwrap_or_default(), hop.message))
                    .collect::<Vec<_>>(),
            })
        }).collect::<Vec<_>>(),
        "findings": outcome.findings.iter().map(|finding| {
            format!("{} {}[{}] {}", place(Some(finding.span)).unwrap_or_default(),
                finding.severity.as_str(), finding.rule, finding.message)
        }).collect::<Vec<_>>(),
        "problems": outcome.problems.iter().map(|problem| &problem.message).collect::<Vec<_>>(),
    })
}

/// Compares with `expected.json`, or writes it.
pub(crate) fn hold(case: &Path, actual: &Value) {
    let path = case.join("expected.json");
    let printed = format!("{}\n", serde_json::to_string_pretty(actual).unwrap());
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, printed).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run with UPDATE_EXPECTED=1", path.display()));
    assert_eq!(
        expected,
        printed,
        "{} came out otherwise; UPDATE_EXPECTED=1 rewrites it",
        case.display()
    );
}

/// What every case of a kind has in common.
pub(crate) fn hold_kind(kind: &str, case: &Path, outcome: &Outcome) {
    use cloudtrail_lint::diagnostic::Severity;
    let worst = outcome
        .findings
        .iter()
        .map(|finding| finding.severity)
        .max();
    let name = case.display();
    assert!(
        !outcome.trails.is_empty() || kind == "ok" || !outcome.findings.is_empty(),
        "{name} finds nothing at all"
    );
    match kind {
        "ok" => assert!(
            worst < Some(Severity::Warning),
            "{name} is not silent: {:?}",
            outcome.findings
        ),
        "bad" => assert!(worst >= Some(Severity::Warning), "{name} finds nothing"),
        "unknown" => assert!(
            outcome
                .trails
                .iter()
                .any(|trail| matches!(trail.verdict(), Verdict::Unknown | Verdict::Depends)),
            "{name} has no undecided trail"
        ),
        other => panic!("no such kind: {other}"),
    }
}
