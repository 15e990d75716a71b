//! The real binary: exit codes, streams, standard input, colour.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const ON: &str = "\
Resources:
  AuditTrail:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: logs
      IsLogging: true
      IsMultiRegionTrail: true
      IncludeGlobalServiceEvents: true
";

/// A folder with a trail that records, and whatever else a test adds.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn off() -> String {
    ON.replace(
        "IncludeGlobalServiceEvents: true",
        "IncludeGlobalServiceEvents: false",
    )
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"));
    command.current_dir(folder).args(arguments);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    command(folder.path(), arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn a_clean_run_says_nothing_but_the_summary() {
    let folder = folder(&[("trail.yaml", ON), ("README.md", "AWS::CloudTrail::Trail")]);
    let output = run(&folder, &["check"]);
    assert_eq!(code(&output), 0);
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).starts_with("1 trail: 1 recorded ("),
        "{}",
        stderr(&output)
    );
    assert_eq!(stderr(&output).lines().count(), 1);
}

#[test]
fn findings_go_to_stdout_and_exit_1_in_every_format() {
    let folder = folder(&[("trail.yaml", &off())]);
    for format in ["human", "concise", "json", "sarif"] {
        let output = run(&folder, &["check", "--format", format]);
        assert_eq!(code(&output), 1, "{format}");
        assert!(stdout(&output).contains("trail.yaml"), "{format}");
        let aside = stderr(&output);
        assert!(!aside.contains("trail.yaml"), "{format}: {aside}");
        let zero = run(&folder, &["check", "--format", format, "--exit-zero"]);
        assert_eq!(code(&zero), 0, "{format}");
        assert_eq!(stdout(&zero), stdout(&output), "{format}");
    }
}

#[test]
fn the_bar_moves_with_fail_on() {
    let depends = ON.replace("Resources:", "Parameters:\n  Flag:\n    Type: String\nConditions:\n  IsOn: !Equals [!Ref Flag, 'yes']\nResources:")
        .replace("IncludeGlobalServiceEvents: true", "IncludeGlobalServiceEvents: !If [IsOn, true, false]");
    let folder = folder(&[("trail.yaml", &depends)]);
    assert_eq!(code(&run(&folder, &["check", "--fail-on", "warning"])), 1);
    assert_eq!(code(&run(&folder, &["check", "--fail-on", "error"])), 0);
}

#[test]
fn a_path_that_cannot_be_read_exits_2_and_the_rest_is_reported() {
    let folder = folder(&[("trail.yaml", &off())]);
    for format in ["human", "concise", "json", "sarif"] {
        let output = run(
            &folder,
            &[
                "check",
                "--exit-zero",
                "--format",
                format,
                "missing.yaml",
                "trail.yaml",
            ],
        );
        assert_eq!(code(&output), 2, "{format}");
        assert!(stdout(&output).contains("trail.yaml"), "{format}");
        assert!(
            stderr(&output).contains("error: missing.yaml: "),
            "{format}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn wrong_usage_exits_2() {
    let folder = folder(&[]);
    let cases: [(&[&str], &str); 7] = [
        (&["check", "--select", "CT-05"], "did you mean CT-005?"),
        (
            &["check", "--ignore", "syntax-eror"],
            "did you mean syntax-error?",
        ),
        (
            &["explain", "nonsense"],
            "`cloudtrail-lint rules` lists them",
        ),
        (&["check", "--parameter", "novalue"], "KEY=VALUE"),
        (
            &["check", "--format", "yaml"],
            "human, concise, json, sarif",
        ),
        (&["check", "--stdin-filename", "a.tf", "."], "add `-`"),
        (&[], "Usage:"),
    ];
    for (arguments, words) in cases {
        let output = run(&folder, arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
}

#[test]
fn standard_input_is_reported_by_the_name_it_is_given() {
    let folder = folder(&[("other.yaml", &off())]);
    let mut child = command(
        folder.path(),
        &[
            "check",
            "-",
            "--stdin-filename",
            "stacks/audit.yaml",
            "--format",
            "concise",
        ],
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(off().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 1);
    let text = stdout(&output);
    assert!(text.starts_with("stacks/audit.yaml:8:35: error["), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}

/// The addresses of the results and the base that they start at, as the log says them.
fn sarif_addresses(output: &Output) -> (Vec<String>, String) {
    let log: serde_json::Value = serde_json::from_str(stdout(output)).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let address = |result: &serde_json::Value| {
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        place["uri"].as_str().unwrap().to_owned()
    };
    let base = &run["originalUriBaseIds"]["%SRCROOT%"]["description"]["text"];
    (
        results.iter().map(address).collect(),
        base.as_str().unwrap().to_owned(),
    )
}

#[test]
fn sarif_addresses_start_at_the_repository() {
    let repository = folder(&[]);
    for name in [".git", "ci", "infra"] {
        std::fs::create_dir(repository.path().join(name)).unwrap();
    }
    std::fs::write(repository.path().join("infra/trail.yaml"), off()).unwrap();
    let sarif = |from: &str, path: &str| {
        let from = repository.path().join(from);
        command(&from, &["check", "--format", "sarif", path]).output()
    };
    for (from, path) in [("", "."), ("ci", "../infra"), ("infra", "trail.yaml")] {
        let (addresses, base) = sarif_addresses(&sarif(from, path).unwrap());
        assert_eq!(addresses, ["infra/trail.yaml"], "{path} from {from:?}");
        assert_eq!(base, "The root of the repository");
    }
}

#[test]
fn sarif_addresses_outside_of_the_base_are_absolute() {
    let elsewhere = folder(&[("trail.yaml", &off())]);
    let here = folder(&[]);
    let path = elsewhere.path().join("trail.yaml");
    let output = run(
        &here,
        &["check", "--format", "sarif", path.to_str().unwrap()],
    );
    let (addresses, base) = sarif_addresses(&output);
    assert!(addresses[0].starts_with("file:///"), "{addresses:?}");
    assert!(addresses[0].ends_with("/trail.yaml"), "{addresses:?}");
    assert_eq!(base, "The working directory of the run");
}

#[test]
fn colour_is_for_terminals_unless_told_otherwise() {
    let folder = folder(&[("trail.yaml", &off())]);
    let coloured = |output: &Output| stdout(output).contains('\x1b');
    assert!(!coloured(&run(&folder, &["check"])));
    assert!(coloured(&run(&folder, &["check", "--color", "always"])));
    assert!(!coloured(&run(&folder, &["check", "--color", "never"])));
    let machine = run(&folder, &["check", "--color", "always", "--format", "json"]);
    assert!(!coloured(&machine));
    let asked_not_to = command(folder.path(), &["check"])
        .env("NO_COLOR", "1")
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(!coloured(&asked_not_to));
}

#[test]
fn a_closed_pipe_ends_quietly_with_the_exit_code_of_the_run() {
    // More than a pipe holds, so that writing meets the closed end.
    let resource = off().split_once('\n').unwrap().1.to_owned();
    let many: String = (0..1000)
        .map(|number| resource.replace("AuditTrail", &format!("Trail{number}")))
        .collect();
    let folder = folder(&[("trails.yaml", &format!("Resources:\n{many}"))]);
    for format in ["human", "concise", "json", "sarif"] {
        let mut child = command(folder.path(), &["check", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut aside = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut aside)
            .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(1), "{format}");
        assert_eq!(aside, "", "{format}");
    }
}

#[test]
fn the_list_exits_0_whatever_the_verdicts_are() {
    let folder = folder(&[("trail.yaml", &off())]);
    for format in ["human", "json", "markdown"] {
        let output = run(&folder, &["list", "--format", format]);
        assert_eq!(code(&output), 0, "{format}");
        assert!(stdout(&output).contains("AuditTrail"), "{format}");
    }
    assert_eq!(code(&run(&folder, &["list", "missing"])), 2);
}

#[test]
fn the_list_says_that_a_file_cannot_be_read_whole() {
    let folder = folder(&[("main.tf", "resource \"aws_cloudtrail\" \"a\" {\n")]);
    let output = run(&folder, &["list"]);
    assert_eq!(
        stderr(&output),
        "error: main.tf:1:31: The `{` is not closed\n\
         No trails could be judged (1 file); 1 file could not be fully parsed\n"
    );
}

/// Whoever leaves the rule out has asked for no findings, not for a run that looks as if there was no trail.
#[test]
fn a_file_that_cannot_be_read_whole_is_counted_without_the_rule_that_says_it() {
    let folder = folder(&[("main.tf", "resource \"aws_cloudtrail\" \"a\" {\n")]);
    for command in ["check", "list"] {
        let output = run(&folder, &[command, "--ignore", "syntax-error"]);
        assert_eq!(code(&output), 0, "{command}");
        assert!(
            stderr(&output).ends_with(
                "No trails could be judged (1 file); 1 file could not be fully parsed\n"
            ),
            "{command}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn rules_are_explained_by_id_and_alias() {
    let folder = folder(&[]);
    let by_id = run(&folder, &["explain", "global-service-events-disabled"]);
    assert_eq!(code(&by_id), 0);
    let text = stdout(&by_id);
    for words in ["(CT-005)", "High", "PCI", "https://", "What is checked"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(stdout(&run(&folder, &["explain", "ct-005"])), text);
    // Commands and addresses are not wrapped; prose is.
    let prose = text.lines().filter(|line| !line.starts_with("    "));
    assert!(
        prose.map(|line| line.chars().count()).max() <= Some(100),
        "{text}"
    );
    assert!(!text.contains("```") && !text.contains("**"), "{text}");

    let json = run(&folder, &["explain", "CT-005", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(stdout(&json)).unwrap();
    assert_eq!(report["rule"]["alias"], "CT-005");
    let markdown = run(&folder, &["explain", "CT-005", "--format", "markdown"]);
    assert!(stdout(&markdown).starts_with("# global-service-events-disabled (CT-005)\n"));
}

#[test]
fn every_rule_is_listed_and_explained() {
    let folder = folder(&[]);
    let listed = run(&folder, &["rules"]);
    let json = run(&folder, &["rules", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(stdout(&json)).unwrap();
    let rules = report["rules"].as_array().unwrap();
    assert!(!rules.is_empty());
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        assert!(stdout(&listed).contains(id), "{id}");
        assert_eq!(code(&run(&folder, &["explain", id])), 0, "{id}");
    }
}

#[test]
fn what_is_known_of_a_published_module_is_explained() {
    let folder = folder(&[]);
    let output = run(&folder, &["explain", "module:cloudposse/cloudtrail/aws"]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    assert!(
        text.contains("include_global_service_events = var.include_global_service_events"),
        "{text}"
    );
    let unknown = run(&folder, &["explain", "module:acme/cloudtrail/aws"]);
    assert_eq!(code(&unknown), 2);
}

#[test]
fn completions_are_printed_for_each_shell() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&folder, &["completions", shell]);
        assert_eq!(code(&output), 0, "{shell}");
        assert!(stdout(&output).contains("stdin-filename"), "{shell}");
    }
}

#[test]
fn commands_for_code_say_what_to_run_instead() {
    let folder = folder(&[("trail.yaml", &off())]);
    let output = run(&folder, &["check", "--format", "commands"]);
    assert_eq!(code(&output), 1);
    assert_eq!(stdout(&output), "");
    let said = stderr(&output);
    assert!(
        said.starts_with("note: commands are for trails that are there already"),
        "{said}"
    );
    // Where nothing is to be done, nothing is said.
    let clean = self::folder(&[("trail.yaml", ON)]);
    let output = run(&clean, &["check", "--format", "commands"]);
    assert_eq!(
        (code(&output), stdout(&output), stderr(&output)),
        (0, "", "")
    );
}
