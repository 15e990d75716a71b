//! Names and places that nobody expects: nothing there passes as clean.

#![cfg(target_os = "linux")]

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::process::{Command, Output};

const TRAIL: &str =
    "resource \"aws_cloudtrail\" \"main\" {\n  include_global_service_events = false\n}\n";
const TEMPLATE: &str = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      IncludeGlobalServiceEvents: false\n";

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"));
    command.current_dir(folder);
    command
}

fn text(output: &Output) -> String {
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}

#[test]
fn names_that_are_not_utf_8_are_read_and_printed_escaped() {
    for (name, content, shown) in [
        (&b"caf\xe9.tf"[..], TRAIL, "caf\\xe9.tf:2:35"),
        (b"d\xff/main.tf", TRAIL, "d\\xff/main.tf:2:35"),
        (b"t\xfe.yaml", TEMPLATE, "t\\xfe.yaml:6:35"),
        (b"a\\b/main.tf", TRAIL, "a\\b/main.tf:2:35"),
        (b"-/main.tf", TRAIL, "-/main.tf:2:35"),
        (b"n\nl/main.tf", TRAIL, "l/main.tf:2:35"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(OsStr::from_bytes(name));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        for given in [OsString::from("."), path.clone().into_os_string()] {
            for format in ["human", "concise", "json", "sarif", "commands"] {
                let mut command = command(dir.path());
                let output = command
                    .args(["check", "--format", format])
                    .arg(&given)
                    .output();
                let output = output.unwrap();
                assert_eq!(output.status.code(), Some(1), "{name:?} {}", text(&output));
                if format == "concise" {
                    assert!(text(&output).contains(shown), "{}", text(&output));
                }
            }
        }
        let missing = OsString::from_vec([name, b".gone"].concat());
        let output = command(dir.path())
            .arg("check")
            .arg("--")
            .arg(missing)
            .output();
        assert_eq!(output.unwrap().status.code(), Some(2), "{name:?}");
    }
}

#[test]
fn sarif_has_the_bytes_of_names_that_are_not_utf_8() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &[u8]| dir.path().join(OsStr::from_bytes(name));
    std::fs::write(at(b"caf\xe9.tf"), TRAIL).unwrap();
    std::fs::write(at(b"n\xff.yaml"), "Resources: {").unwrap();
    let output = command(dir.path())
        .args(["check", "--format", "sarif", "."])
        .arg(OsStr::from_bytes(b"gone\xfe.yaml"))
        .output()
        .unwrap();
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &log["runs"][0];
    let uri = |place: &serde_json::Value| {
        let location = &place["locations"][0]["physicalLocation"]["artifactLocation"];
        location["uri"].as_str().unwrap().to_owned()
    };
    assert_eq!(uri(&run["results"][0]), "caf%E9.tf");
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    assert_eq!(uri(&notifications[0]), "gone%FE.yaml");
}

#[test]
fn an_output_that_is_full_fails_the_run() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("main.tf"), TRAIL).unwrap();
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["check", "--help"],
        &["check"],
        &["check", "--format", "json"],
        &["list"],
        &["rules"],
        &["explain", "CT-005"],
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = command(dir.path())
            .args(arguments)
            .stdout(full)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(
            said.contains("cannot write the report"),
            "{arguments:?}: {said}"
        );
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
}

/// Of memory for so many threads as are asked for, there is some for one.
#[test]
fn a_run_takes_the_threads_that_there_are() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("main.tf"), TRAIL).unwrap();
    let program = env!("CARGO_BIN_EXE_cloudtrail-lint");
    let run = |limit: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -v {limit} && exec \"$0\" check")]);
        let shell = shell.arg(program).env("RAYON_NUM_THREADS", "64");
        let output = shell.current_dir(dir.path()).output().unwrap();
        (output.status.code(), output.stdout, output.stderr)
    };
    assert_eq!(run("800000"), run("unlimited"));
}

#[test]
fn standard_input_without_end_is_said() {
    let zeros = std::fs::File::open("/dev/zero").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_cloudtrail-lint");
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -v 800000 && exec \"$0\" check -"]);
    let shell = shell.arg(program).current_dir(dir.path());
    let output = shell.stdin(zeros).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("standard input: is larger than"), "{said}");
}

#[test]
fn a_working_directory_that_is_gone_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("gone");
    std::fs::create_dir(&folder).unwrap();
    let program = env!("CARGO_BIN_EXE_cloudtrail-lint");
    let output = Command::new("sh")
        .args(["-c", "rmdir ../gone && exec \"$0\" check"])
        .arg(program)
        .current_dir(&folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output).contains(".: cannot be read"),
        "{}",
        text(&output)
    );
}
