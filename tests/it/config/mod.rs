//! The configuration file, over the real binary in a repository of its own.

mod faults;
mod unmatched;

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
         S3BucketName: logs\n      IsLogging: true\n      IsMultiRegionTrail: !Ref Global\n      IncludeGlobalServiceEvents: !Ref Global\n",
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
         AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IncludeGlobalServiceEvents: !Ref Global\n",
    );
    let with = run(dir.path(), &["check", "--format", "concise", "stacks"]);
    assert!(
        with.out
            .contains("note[CT-005 global-service-events-disabled]"),
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
            .contains("error[CT-005 global-service-events-disabled]"),
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
fn a_workspace_may_be_called_by_a_number() {
    let dir =
        repository("terraform: [{ roots: live, deployments: { seventh: { workspace: 7 } } }]\n");
    put(
        dir.path(),
        "live/main.tf",
        "resource \"aws_cloudtrail\" \"this\" {\n  include_global_service_events = terraform.workspace == \"7\"\n}\n",
    );
    let run = run(dir.path(), &["list", "--format", "json", "live"]);
    assert!(run.out.contains("\"verdict\": \"recorded\""), "{}", run.out);
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

#[test]
fn a_configuration_that_would_take_for_ever_is_refused() {
    let nested = format!("{}b{}", "{a,".repeat(20), "}".repeat(20));
    let long = "[a-z]*".repeat(1_000);
    for (glob, why) in [(nested, "braces in one another"), (long, "is longer than")] {
        let config =
            format!("cloudformation:\n  - templates: \"{glob}\"\n    deployments: {{a: []}}\n");
        let dir = repository(&config);
        let said = run(dir.path(), &["check"]);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains(why), "{}", said.err);
    }
    let deployments: Vec<String> = (0..1_001).map(|at| format!("      d{at}: []\n")).collect();
    let many = format!(
        "cloudformation:\n  - templates: \"*.yaml\"\n    deployments:\n{}",
        deployments.concat()
    );
    let said = run(repository(&many).path(), &["check"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(
        said.err.contains("more than 1000 deployments"),
        "{}",
        said.err
    );
}
