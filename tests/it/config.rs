//! The configuration file, over the real binary in a repository of its own.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail there"
)]

use std::path::Path;
use std::process::Command;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(dir: &Path, args: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args(args)
        .current_dir(dir)
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A repository with one template and one root module, whose values two deployments give.
fn repository(config: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, ".git/HEAD", "");
    put(root, "cloudtrail-lint.yaml", config);
    put(
        root,
        "stacks/audit.yaml",
        "Parameters:\n  Global:\n    Type: String\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      \
         IsLogging: true\n      IsMultiRegionTrail: !Ref Global\n      IncludeGlobalServiceEvents: !Ref Global\n",
    );
    put(
        root,
        "params/dev.json",
        r#"[{"ParameterKey": "Global", "ParameterValue": "false"}]"#,
    );
    put(
        root,
        "params/prod.json",
        r#"{"Parameters": {"Global": "true"}}"#,
    );
    put(
        root,
        "live/audit/main.tf",
        "variable \"global\" {\n  type = bool\n}\n\nresource \"aws_cloudtrail\" \"this\" {\n  is_multi_region_trail         = \
         var.global\n  include_global_service_events = var.global\n}\n",
    );
    put(root, "live/vars/dev.tfvars", "global = false\n");
    put(root, "live/vars/prod.tfvars", "global = true\n");
    dir
}

const DEPLOYMENTS: &str = "
cloudformation:
  - templates: stacks/*.yaml
    deployments:
      dev: params/dev.json
      prod: { parameters: [params/prod.json], region: us-east-1 }
terraform:
  - roots: live/*
    deployments:
      dev: live/vars/dev.tfvars
      prod: { var-files: live/vars/prod.tfvars }
";

#[test]
fn each_deployment_is_judged_and_named() {
    let dir = repository(DEPLOYMENTS);
    // From a folder below, too: the file is found upward, and its paths start where it lies.
    for below in ["", "live"] {
        let run = run(
            &dir.path().join(below),
            &["list", "--format", "json", dir.path().to_str().unwrap()],
        );
        let list: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let mut verdicts: Vec<String> = list["trails"]
            .as_array()
            .unwrap()
            .iter()
            .map(|trail| {
                format!(
                    "{} {} {}",
                    trail["address"].as_str().unwrap(),
                    trail["deployment"].as_str().unwrap(),
                    trail["verdict"].as_str().unwrap()
                )
            })
            .collect();
        verdicts.sort();
        let expected = [
            "Trail dev not-recorded",
            "Trail prod recorded",
            "aws_cloudtrail.this dev not-recorded",
            "aws_cloudtrail.this prod recorded",
        ];
        assert_eq!(verdicts, expected, "from `{below}`: {}", run.err);
    }
    let run = run(dir.path(), &["check", "--format", "concise"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.out.matches(" in `dev` does not record").count(),
        2,
        "{}",
        run.out
    );
    assert!(!run.out.contains("`prod`"), "{}", run.out);
}

#[test]
fn severities_and_selections_hold_and_the_command_line_wins() {
    let dir = repository(&format!("{DEPLOYMENTS}severity: {{ CT-005: note }}\n"));
    assert_eq!(run(dir.path(), &["check"]).code, 0);
    assert_eq!(run(dir.path(), &["check", "--fail-on", "note"]).code, 1);
    assert_eq!(
        run(dir.path(), &["check", "--severity", "CT-005=error"]).code,
        1
    );
    assert_eq!(
        run(dir.path(), &["check", "--no-config"]).code,
        0,
        "nothing is known without values"
    );
    let dir = repository(&format!("{DEPLOYMENTS}ignore: [CT-005]\n"));
    assert_eq!(run(dir.path(), &["check", "--format", "concise"]).out, "");
    assert_eq!(run(dir.path(), &["check", "--ignore", "CT-010"]).code, 1);
    let dir = repository(&format!(
        "{DEPLOYMENTS}fail-on: error\nselect: [CT-005]\nseverity: {{ ct-005: warning }}\n"
    ));
    assert_eq!(run(dir.path(), &["check"]).code, 0);
    assert_eq!(run(dir.path(), &["check", "--fail-on", "warning"]).code, 1);
}

#[test]
fn defaults_can_be_distrusted() {
    let dir = repository("assume-defaults: false\n");
    put(
        dir.path(),
        "stacks/audit.yaml",
        "Parameters:\n  Global:\n    Type: String\n    Default: \"false\"\nResources:\n  Trail:\n    Type: \
         AWS::CloudTrail::Trail\n    Properties:\n      IncludeGlobalServiceEvents: !Ref Global\n",
    );
    let with = run(dir.path(), &["check", "--format", "concise", "stacks"]);
    assert!(
        with.out.contains("note[global-service-events-disabled]"),
        "{}",
        with.out
    );
    let without = run(
        dir.path(),
        &["check", "--format", "concise", "--no-config", "stacks"],
    );
    assert!(
        without
            .out
            .contains("error[global-service-events-disabled]"),
        "{}",
        without.out
    );
}

/// A root module and a template whose values deployments give in the configuration itself.
#[test]
fn values_that_stand_in_the_configuration_count() {
    let dir = repository(
        "cloudformation:
  - templates: stacks/*.yaml
    deployments:
      text: { values: { Global: 'true' } }
      boolean: { values: { Global: true } }
      off: { values: { Global: false } }
      over-a-file: { parameters: params/dev.json, values: { Global: true } }
terraform:
  - roots: live/*
    deployments:
      text: { vars: { global: 'true' } }
      boolean: { vars: { global: true } }
      number: { vars: { global: 1 } }
      off: { vars: { global: false } }
      over-a-file: { var-files: [live/vars/dev.tfvars], vars: { global: true } }
",
    );
    let run = run(dir.path(), &["list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let mut verdicts: Vec<(&str, &str, &str)> = list["trails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|trail| {
            let text = |key: &str| trail[key].as_str().unwrap();
            (text("address"), text("deployment"), text("verdict"))
        })
        .collect();
    verdicts.sort_unstable();
    let template = |deployment, verdict| ("Trail", deployment, verdict);
    let module = |deployment, verdict| ("aws_cloudtrail.this", deployment, verdict);
    assert_eq!(
        verdicts,
        [
            template("boolean", "recorded"),
            template("off", "not-recorded"),
            template("over-a-file", "recorded"),
            template("text", "recorded"),
            module("boolean", "recorded"),
            module("number", "recorded"),
            module("off", "not-recorded"),
            module("over-a-file", "recorded"),
            module("text", "recorded"),
        ],
        "{}",
        run.err
    );
}

#[test]
fn a_workspace_and_a_region_of_a_deployment_count() {
    let dir = repository(
        "terraform:
  - roots: live/audit
    deployments:
      prod: { workspace: prod, region: us-east-1 }
      dev: { workspace: dev, region: us-east-1 }
",
    );
    put(
        dir.path(),
        "live/audit/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = terraform.workspace == \"prod\"\n}\n",
    );
    let run = run(dir.path(), &["list", "--format", "json", "live"]);
    let list: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    for trail in list["trails"].as_array().unwrap() {
        let expected = match trail["deployment"].as_str().unwrap() {
            "prod" => "recorded",
            _ => "not-recorded",
        };
        assert_eq!(trail["verdict"], expected, "{}", run.out);
        assert!(trail.to_string().contains("us-east-1"), "{}", run.out);
    }
}

#[test]
fn a_file_that_says_nothing_is_one_without_options() {
    for text in ["", "\n\n", "# nothing yet\n", "---\n", "~\n", "\u{feff}"] {
        let dir = repository(text);
        let run = run(dir.path(), &["check"]);
        assert_eq!(run.code, 0, "{text:?}: {}", run.err);
    }
}

#[test]
fn anchors_and_merge_keys_are_taken() {
    let dir = repository(
        "terraform:
  - roots: live/*
    deployments:
      dev: &dev { vars: { global: false } }
      prod: { <<: *dev, vars: { global: true } }
      test: *dev
",
    );
    let run = run(dir.path(), &["check", "--format", "concise"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.out.contains("`dev`") && run.out.contains("`test`") && !run.out.contains("`prod`"),
        "{}",
        run.out
    );
}

/// Where a report of miette's points: the place it names, and what is underlined there.
fn pointed_at(report: &str) -> (String, String) {
    let place = report.split("cloudtrail-lint.yaml:").nth(1).unwrap();
    let place = place.split(']').next().unwrap();
    let (line, column) = place.split_once(':').unwrap();
    let column: usize = column.parse().unwrap();
    let mut lines = report.lines();
    let source = lines
        .find(|shown| shown.trim_start().starts_with(&format!("{line} │")))
        .unwrap_or_else(|| panic!("the line is not shown: {report}"));
    let from = source.chars().position(|c| c == '│').unwrap() + 1 + column;
    let marks = lines.next().unwrap_or_default().chars().skip(from);
    let length = marks.take_while(|c| ['┬', '─', '▲'].contains(c)).count();
    let underlined = source.chars().skip(from).take(length).collect();
    (place.to_owned(), underlined)
}

#[test]
fn the_caret_lies_on_the_wrong_word() {
    // A comment that holds the deployment's name, and a key that starts like an earlier one.
    let rows = [
        (
            "# devices are audited by another team\nterraform:\n  - roots: live/*\n    deployments:\n      dev: 7\n",
            "5:12",
            "7",
            "Deployment `dev` must be a file, a list of files, or a map with `var-files`, `vars`, `workspace` and `region`",
        ),
        (
            "# a[ is no glob\ncloudformation:\n  - templates: [ok/*.yaml, \"a[\"]\n    deployments: { dev: a.json }\n",
            "3:28",
            "\"a[\"",
            "`a[` is not a valid glob: unclosed character class",
        ),
        (
            "# CT-05\nselect: [CT-005, CT-05]\n",
            "2:18",
            "CT-05",
            "there is no rule `CT-05`; did you mean `CT-005`?",
        ),
        (
            "region: error # CT-05\nseverity: { CT-005: error, CT-05: error }\n",
            "2:28",
            "CT-05",
            "there is no rule `CT-05`; did you mean `CT-005`?",
        ),
        (
            "fail-on: error # high\nseverity:\n  CT-005: high\n",
            "3:11",
            "high",
            "`high` is not a severity; use note, warning or error",
        ),
        (
            "# größer, both\ncoverage: both\n",
            "2:11",
            "both",
            "`both` is not a coverage; use every-trail or one-trail",
        ),
        (
            "{ region: größe, coverage: both }\n",
            "1:28",
            "both",
            "`both` is not a coverage",
        ),
        (
            "coverage: [one-trail]\n",
            "1:11",
            "[one-trail]",
            "`coverage` must be every-trail or one-trail",
        ),
        (
            "coverag: one-trail\n",
            "1:1",
            "coverag",
            "There is no key `coverag` here; did you mean `coverage`?",
        ),
        (
            "assume_defaults: false\n",
            "1:1",
            "assume_defaults",
            "There is no key `assume_defaults` here; did you mean `assume-defaults`?",
        ),
        (
            "\"fail-at\": error\n",
            "1:1",
            "\"fail-at\"",
            "There is no key `fail-at` here; did you mean `fail-on`?",
        ),
        (
            "terraform:\n  - root: live\n    deployments: {}\n",
            "2:5",
            "root",
            "There is no key `root` here; did you mean `roots`?",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      dev: { var-file: live/vars/dev.tfvars }\n",
            "4:14",
            "var-file",
            "There is no key `var-file` here; did you mean `var-files`?",
        ),
        (
            "terraform:\n  - roots: live\n",
            "2:5",
            "roots",
            "An item of `terraform` has no `deployments`",
        ),
        (
            "assume-defaults: sometimes\n",
            "1:18",
            "sometimes",
            "`assume-defaults` must be true or false",
        ),
        ("region: 1\n", "1:9", "1", "`region` must be a string"),
        (
            "select: CT-005\n",
            "1:9",
            "CT-005",
            "`select` must be a list",
        ),
        (
            "ignore:\n  - CT-005\n  - [CT-010]\n",
            "3:5",
            "[CT-010]",
            "An item of `ignore` must be a string",
        ),
        (
            "severity: [CT-005]\n",
            "1:11",
            "[CT-005]",
            "`severity` must be a map",
        ),
        (
            "- coverage: one-trail\n",
            "1:1",
            "- coverage: one-trail",
            "The configuration must be a map of options",
        ),
        (
            "terraform:\n  roots: live\n",
            "2:3",
            "roots: live",
            "`terraform` must be a list",
        ),
        (
            "terraform:\n  - [live, {}]\n",
            "2:5",
            "[live, {}]",
            "An item of `terraform` must be a map with `roots` and `deployments`",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      dev: { vars: { zones: [a, b] } }\n",
            "4:29",
            "[a, b]",
            "`zones` must be a string, a number, true or false",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      yes: { vars: { zones: } }\n",
            "4:28",
            "",
            "`zones` must be a string, a number, true or false",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      dev: { workspace: 12 }\n",
            "4:25",
            "12",
            "`workspace` must be a string",
        ),
        (
            "region: us-east-1\ncoverage: one-trail\nregion: eu-west-1\n",
            "3:1",
            "region",
            "The key `region` is given twice",
        ),
        (
            "terraform:\n  - roots: live\n    deployments:\n      dev: a.tfvars\n      dev: b.tfvars\n",
            "5:7",
            "dev",
            "The key `dev` is given twice",
        ),
        (
            "severity: { 1: note, \"1\": error }\n",
            "1:22",
            "\"1\"",
            "The key `1` is given twice",
        ),
        ("1: x\n", "1:1", "1", "A key must be a string"),
        (
            "severity:\n  CT-005: error\n  [CT-010]: error\n",
            "3:3",
            "[CT-010]",
            "A key must be a string",
        ),
        (
            "region: us-east-1\nselect: [\n",
            "2:9",
            "[",
            "The `[` is not closed",
        ),
        (
            "region: us-east-1\n---\nregion: eu-west-1\n",
            "3:1",
            "region: eu-west-1",
            "A configuration is one YAML document",
        ),
        (
            "region: &home [us-east-1]\nterraform:\n  - roots: live\n    deployments:\n      dev: { vars: { a: *home } }\n",
            "1:15",
            "[us-east-1]",
            "`region` must be a string",
        ),
    ];
    let mut wrong = Vec::new();
    for (config, place, word, words) in rows {
        let dir = repository(config);
        let run = run(dir.path(), &["check"]);
        assert_eq!(run.code, 2, "{config}");
        assert_eq!(run.out, "");
        let said = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = said.replace(" │ ", " ");
        let (at, underlined) = pointed_at(&run.err);
        if !said.contains(words) || at != place || !(word.is_empty() || underlined == word) {
            wrong.push(format!("{place} {word}: {words}\n{}", run.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn behind_an_alias_the_place_of_its_use_and_of_its_value_are_shown() {
    let dir = repository(
        "severity:\n  CT-005: &bar error\ncoverage: *bar\nterraform:\n  - roots: live\n    deployments:\n      \
         dev: &dev { vars: { zones: [a] } }\n",
    );
    let run = run(dir.path(), &["check"]);
    assert_eq!(pointed_at(&run.err).0, "3:11", "{}", run.err);
    for words in ["`error` is not a coverage", "the alias refers to this"] {
        assert!(run.err.contains(words), "{}", run.err);
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_named() {
    let dir = repository("");
    let missing = run(dir.path(), &["check", "--config", "other.yaml"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing
            .err
            .contains("other.yaml: cannot be read: no such file or directory"),
        "{}",
        missing.err
    );
    std::fs::write(dir.path().join("latin.yaml"), b"region: \xe9t\xe9\n").unwrap();
    let latin = run(dir.path(), &["check", "--config", "latin.yaml"]);
    assert!(
        latin.err.contains("The file is not UTF-8") && latin.err.contains("latin.yaml:1:9"),
        "{}",
        latin.err
    );
}

#[test]
fn what_is_wrong_is_shown_with_its_place_and_nothing_is_linted() {
    let rows = [
        ("coverag: one-trail\n", "There is no key `coverag`"),
        ("coverage: both\n", "both"),
        ("severity: { CT-05: error }\n", "did you mean `CT-005`"),
        (
            "cloudformation:\n  - templates: \"a[\"\n    deployments: { dev: a.json }\n",
            "is not a valid glob",
        ),
        (
            "terraform:\n  - roots: a\n    deployments: { dev: { files: x } }\n",
            "There is no key `files` here",
        ),
        ("a: [\n", "the configuration cannot be used"),
    ];
    for (config, words) in rows {
        let dir = repository(config);
        let run = run(dir.path(), &["check"]);
        assert_eq!(run.code, 2, "{config}");
        assert_eq!(run.out, "");
        assert!(run.err.contains(words), "{config}: {}", run.err);
        assert!(
            run.err.contains("cloudtrail-lint.yaml"),
            "{config}: {}",
            run.err
        );
    }
}
