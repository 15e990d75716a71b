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

#[test]
fn what_is_wrong_is_shown_with_its_place_and_nothing_is_linted() {
    let rows = [
        ("coverag: one-trail\n", "unknown field `coverag`"),
        ("coverage: both\n", "both"),
        ("severity: { CT-05: error }\n", "did you mean `CT-005`"),
        (
            "cloudformation:\n  - templates: \"a[\"\n    deployments: { dev: a.json }\n",
            "is no glob",
        ),
        (
            "terraform:\n  - roots: a\n    deployments: { dev: { files: x } }\n",
            "deployment `dev` takes",
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
