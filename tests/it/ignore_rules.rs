//! Ignore rules: which count, and that none is opened but through the gate.

#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const TRAIL: &str = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      \
    IsLogging: true\n      IncludeGlobalServiceEvents: false\n";

fn tree(files: &[(&str, &str)]) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = place.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    place
}

/// What a run says, which must end in time.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let says = tempfile::NamedTempFile::new().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(says.reopen().unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("{arguments:?} waits");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    std::fs::read_to_string(says.path()).unwrap()
}

/// The files with trails that a walk comes to.
fn walked(folder: &Path) -> Vec<String> {
    let said = said(folder, &["list", ".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    let trails = report["trails"].as_array().unwrap().iter();
    let paths = trails.map(|trail| trail["location"]["path"].as_str().unwrap().to_owned());
    let mut paths: Vec<String> = paths.collect();
    paths.sort();
    paths
}

#[test]
fn rules_count_as_those_of_git_do() {
    let place = tree(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/info/exclude", "mine.yaml\nkept-after-all.yaml\n"),
        (
            ".gitignore",
            "\u{feff}first.yaml\r\n# a comment\n/anchored.yaml\nbuild/\n*.gen.yaml\n!kept.gen.yaml\nby-ignore.yaml\n[\ndeep/**/out.yaml\n",
        ),
        (".ignore", "!by-ignore.yaml\nonly-ignore.yaml\n"),
        (
            "a/.gitignore",
            "!first.yaml\nown.yaml\n!kept-after-all.yaml\n",
        ),
        ("first.yaml", TRAIL),
        ("a/first.yaml", TRAIL),
        ("b/first.yaml", TRAIL),
        ("anchored.yaml", TRAIL),
        ("b/anchored.yaml", TRAIL),
        ("build/x.yaml", TRAIL),
        ("b/build", "no folder"),
        ("x.gen.yaml", TRAIL),
        ("kept.gen.yaml", TRAIL),
        ("by-ignore.yaml", TRAIL),
        ("b/only-ignore.yaml", TRAIL),
        ("a/own.yaml", TRAIL),
        ("b/own.yaml", TRAIL),
        ("b/mine.yaml", TRAIL),
        ("a/kept-after-all.yaml", TRAIL),
        ("b/kept-after-all.yaml", TRAIL),
        ("deep/down/there/out.yaml", TRAIL),
    ]);
    let expected = [
        "a/first.yaml",
        "a/kept-after-all.yaml",
        "b/anchored.yaml",
        "b/own.yaml",
        "by-ignore.yaml",
        "kept.gen.yaml",
    ];
    assert_eq!(walked(place.path()), expected);
    // Git says the same of all that it has rules for.
    let git = |name: &str| {
        let mut git = Command::new("git");
        git.args(["check-ignore", "--no-index", "--quiet", name]);
        git.current_dir(place.path()).status().unwrap().success()
    };
    if Command::new("git")
        .args(["init", "--quiet"])
        .current_dir(place.path())
        .status()
        .is_ok_and(|status| status.success())
    {
        for name in [
            "first.yaml",
            "b/first.yaml",
            "anchored.yaml",
            "build/x.yaml",
            "x.gen.yaml",
            "a/own.yaml",
            "b/mine.yaml",
        ] {
            assert!(git(name), "{name}");
        }
        for name in expected
            .iter()
            .filter(|name| !name.starts_with("by-ignore"))
        {
            assert!(!git(name), "{name}");
        }
    }
}

/// Nothing may open what lies above the walk as rules, or what the gate refuses: here a pipe, which would be waited for.
#[test]
fn rules_that_are_none_are_not_waited_for() {
    for rules in [".ignore", ".gitignore"] {
        for (pipe, from, given) in [
            ("", "", &["mod"][..]),
            ("", "mod", &["."]),
            ("", "mod", &["a/t.yaml"]),
            ("mod", "", &["mod/a"]),
            ("mod", "", &["mod/a/t.yaml"]),
            ("", "", &["node_modules/x"]),
            ("", "", &[".hidden"]),
            ("", "app", &["."]),
            ("", "nested", &["."]),
            ("..", "", &["."]),
        ] {
            let place = tree(&[
                ("r/.git/HEAD", "ref: refs/heads/main\n"),
                ("r/nested/.git/HEAD", "ref: refs/heads/main\n"),
                ("r/nested/t.yaml", TRAIL),
                ("r/mod/a/t.yaml", TRAIL),
                ("r/node_modules/x/t.yaml", TRAIL),
                ("r/.hidden/t.yaml", TRAIL),
                ("r/app/cdk.json", "{\"app\": \"x\", \"output\": \"out\"}"),
                (
                    "r/app/out/manifest.json",
                    "{\"version\": \"1.0.0\", \"artifacts\": {\"S\": {\"type\": \"aws:cloudformation:stack\", \"properties\": {\"templateFile\": \"t.template.json\"}}}}",
                ),
                ("r/app/t.yaml", TRAIL),
            ]);
            let root = place.path().join("r");
            let pipe = root.join(pipe).join(rules);
            assert!(
                Command::new("mkfifo")
                    .arg(&pipe)
                    .status()
                    .unwrap()
                    .success()
            );
            let arguments = [&["check", "--format", "concise"], given].concat();
            let said = said(&root.join(from), &arguments);
            assert!(
                said.contains("t.yaml:7:"),
                "{} of {from}: {arguments:?}: {said}",
                pipe.display()
            );
        }
    }
}
