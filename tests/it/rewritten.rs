//! How a file is written decides nothing: every fixture says the same with the line ends of Windows and with byte-order marks.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cloudtrail_lint::options::LintOptions;
use rstest::rstest;
use walkdir::WalkDir;

use crate::cases::case::Workplace;

/// Where texts are compared with heredocs, whose line ends are part of them (Terraform 1.11.4), and encodings themselves.
const PASSED_OVER: [&str; 2] = ["terraform/bad/operators-behind-heredocs", "encoding/"];

/// What is said of a folder, without places and words.
fn said(folder: &Path) -> BTreeSet<String> {
    let outcome = cloudtrail_lint::lint(&LintOptions {
        paths: vec![folder.to_owned()],
        allow_outside: true,
        ..LintOptions::default()
    });
    let trails = outcome.trails.iter().map(|trail| {
        let verdict = trail.verdict().as_str();
        format!("{} in {:?}: {verdict}", trail.address, trail.deployment)
    });
    let findings = outcome.findings.iter().map(|finding| {
        let severity = finding.severity.as_str();
        format!("{severity}[{}] {:?}", finding.rule.id, finding.trail)
    });
    let problems = outcome.problems.iter().map(|problem| {
        let path = problem.path.rsplit('/').next().unwrap_or_default();
        format!("problem of {path}")
    });
    trails.chain(findings).chain(problems).collect()
}

fn windows(text: &[u8]) -> Vec<u8> {
    let text = text.iter().enumerate().flat_map(|(at, &byte)| {
        let is_alone = byte == b'\n' && (at == 0 || text[at - 1] != b'\r');
        is_alone.then_some(b'\r').into_iter().chain([byte])
    });
    text.collect()
}

fn marked(text: &[u8]) -> Vec<u8> {
    [b"\xef\xbb\xbf", text].concat()
}

const HCL: [&str; 4] = ["tf", "tofu", "hcl", "tfvars"];
const CODE: [&str; 8] = [
    "tf", "tofu", "hcl", "tfvars", "yaml", "yml", "json", "template",
];

/// Rewrites the texts below a folder whose names end so.
fn rewrite(folder: &Path, endings: &[&str], rewritten: fn(&[u8]) -> Vec<u8>) {
    for entry in WalkDir::new(folder).into_iter().map(Result::unwrap) {
        let ending = entry.path().extension().and_then(|ending| ending.to_str());
        let is_code = ending.is_some_and(|ending| endings.contains(&ending));
        let text = fs::read(entry.path()).unwrap_or_default();
        let has_mark = text.starts_with(b"\xef\xbb\xbf") || text.contains(&0);
        if entry.file_type().is_file() && is_code && !has_mark {
            fs::write(entry.path(), rewritten(&text)).unwrap();
        }
    }
}

fn fixtures() -> Vec<PathBuf> {
    let files = WalkDir::new("fixtures").min_depth(4).max_depth(4);
    let files = files.sort_by_file_name().into_iter().map(Result::unwrap);
    let cases = files.filter(|entry| entry.file_name() == "case.toml");
    let folders = cases.map(|entry| entry.path().parent().unwrap().to_owned());
    let is_compared = |folder: &PathBuf| {
        let name = folder.to_string_lossy().into_owned();
        !PASSED_OVER.iter().any(|passed| name.contains(passed))
    };
    folders.filter(is_compared).collect()
}

#[rstest]
#[case::line_ends_of_windows(&CODE, windows)]
// `jsondecode` and the like take none in a data file.
#[case::byte_order_marks(&HCL, marked)]
fn what_is_said_stays(#[case] endings: &[&str], #[case] rewritten: fn(&[u8]) -> Vec<u8>) {
    let mut differing = String::new();
    for fixture in fixtures() {
        let workplace = Workplace::new(&fixture, true);
        let before = said(&workplace.input(""));
        rewrite(&workplace.input(""), endings, rewritten);
        let after = said(&workplace.input(""));
        for line in before.symmetric_difference(&after) {
            let sign = if before.contains(line) { '-' } else { '+' };
            writeln!(differing, "{sign} {}: {line}", fixture.display()).unwrap();
        }
    }
    assert!(differing.is_empty(), "{differing}");
}
