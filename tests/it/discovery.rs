//! Which files are looked at, in folders as people have them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail there"
)]

use std::path::Path;

use cloudtrail_lint::options::LintOptions;
use cloudtrail_lint::outcome::Outcome;

const TEMPLATE: &str = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n";

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn lint(paths: &[&Path], no_ignore: bool) -> Outcome {
    cloudtrail_lint::lint(&LintOptions {
        paths: paths.iter().map(|path| (*path).to_owned()).collect(),
        no_ignore,
        ..LintOptions::default()
    })
}

/// The files in which trails were found, relative to a folder.
fn found(outcome: &Outcome, root: &Path) -> Vec<String> {
    outcome
        .trails
        .iter()
        .map(|trail| {
            let file = outcome.sources.get(trail.declared.source);
            file.path()
                .strip_prefix(root)
                .unwrap()
                .display()
                .to_string()
        })
        .collect()
}

#[cfg(unix)]
#[test]
fn links_end_and_special_files_are_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, "real/a.yaml", TEMPLATE);
    put(
        root,
        "shared/trail.tf",
        "resource \"aws_cloudtrail\" \"a\" {\n}\n",
    );
    std::os::unix::fs::symlink(root, root.join("real/loop")).unwrap();
    std::os::unix::fs::symlink(root.join("real/a.yaml"), root.join("again.yaml")).unwrap();
    std::fs::create_dir(root.join("env")).unwrap();
    std::os::unix::fs::symlink(root.join("shared/trail.tf"), root.join("env/trail.tf")).unwrap();
    let pipe = root.join("pipe.yaml");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    // A template that is linked is found where it lies; a linked file of a module belongs to that module too.
    assert_eq!(
        found(&lint(&[root], false), root),
        ["env/trail.tf", "real/a.yaml", "shared/trail.tf"]
    );
    let outcome = lint(&[&pipe], false);
    assert_eq!(outcome.problems.len(), 1);
    assert!(outcome.problems[0].message.contains("not a regular file"));
}

#[test]
fn bytes_that_are_not_utf_8_are_a_syntax_error() {
    let dir = tempfile::tempdir().unwrap();
    let mut bytes = TEMPLATE.as_bytes().to_vec();
    bytes.extend(b"    # caf\xe9\n");
    std::fs::write(dir.path().join("a.yaml"), bytes).unwrap();
    let outcome = lint(&[dir.path()], false);
    let rules: Vec<&str> = outcome
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(rules, ["syntax-error"]);
}

#[test]
fn an_empty_folder_is_clean() {
    let dir = tempfile::tempdir().unwrap();
    let outcome = lint(&[dir.path()], false);
    assert!(outcome.findings.is_empty() && outcome.problems.is_empty());
    assert_eq!(outcome.summary.files_scanned, 0);
}
