//! Where a finding stands for those who read it in the diff of a pull request: at what its author would change, with the
//! trail as the first of the related places. Its fingerprint is of the trail alone.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const MODULE: &str = r#"variable "global_events" {
  type    = bool
  default = false
}

resource "aws_cloudtrail" "this" {
  name                          = "audit"
  s3_bucket_name                = "logs"
  is_multi_region_trail         = true
  include_global_service_events = var.global_events
}
"#;

const TEMPLATE: &str = "\
Parameters:
  GlobalEvents: {Type: String, Default: 'false'}
Resources:
  Audit:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: logs
      IsLogging: true
      IsMultiRegionTrail: true
      IncludeGlobalServiceEvents: !Ref GlobalEvents
";

const PARENT: &str = "\
Resources:
  Trails:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: audit.yaml
      Parameters:
        GlobalEvents: 'false'
";

fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// The only result.
fn result(folder: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .current_dir(folder)
        .args(["check", "--format", "sarif"])
        .args(arguments)
        .output()
        .unwrap();
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1, "{results:#?}");
    results[0].clone()
}

/// `file:line` of a location.
fn place(location: &Value) -> String {
    let place = &location["physicalLocation"];
    let address = place["artifactLocation"]["uri"].as_str().unwrap();
    format!("{address}:{}", place["region"]["startLine"])
}

/// Where the result is, and the first place that is related to it.
fn places(result: &Value) -> (String, String) {
    (
        place(&result["locations"][0]),
        place(&result["relatedLocations"][0]),
    )
}

/// What tells one result from another over time.
fn fingerprint(result: &Value) -> &Value {
    &result["partialFingerprints"]
}

fn called(arguments: &str) -> String {
    format!("module \"audit\" {{\n  source = \"../modules/audit\"\n{arguments}}}\n")
}

#[test]
fn a_module_s_finding_is_where_its_caller_says_it() {
    const TRAIL: &str = "modules/audit/main.tf:10";
    let mut prints = Vec::new();
    for (arguments, more, at) in [
        // The literal, the call that lacks the argument, the local value, the variable's default, the file of values.
        (
            "  global_events = false\n",
            ("dev/x.txt", ""),
            "dev/main.tf:3",
        ),
        ("", ("dev/x.txt", ""), "dev/main.tf:1"),
        (
            "  global_events = local.audit.all\n",
            (
                "dev/locals.tf",
                "locals {\n  audit = {\n    all = false\n  }\n}\n",
            ),
            "dev/locals.tf:3",
        ),
        (
            "  global_events = var.all\n",
            ("dev/vars.tf", "variable \"all\" {\n  default = false\n}\n"),
            "dev/vars.tf:2",
        ),
        (
            "  global_events = var.all\n}\nvariable \"all\" {\n  default = true\n",
            ("dev/terraform.tfvars", "all = false\n"),
            "dev/terraform.tfvars:1",
        ),
        // What may be the value: nobody gives one.
        (
            "  global_events = var.all\n",
            ("dev/vars.tf", "variable \"all\" {}\n"),
            "dev/vars.tf:1",
        ),
    ] {
        let caller = called(arguments);
        let folder = repository(&[
            ("modules/audit/main.tf", MODULE),
            ("dev/main.tf", &caller),
            more,
        ]);
        let result = result(folder.path(), &["."]);
        assert_eq!(places(&result), (at.into(), TRAIL.into()), "{arguments}");
        prints.push(fingerprint(&result).clone());
    }
    let first = prints[0].clone();
    assert!(prints.iter().all(|print| *print == first), "{prints:#?}");
}

#[test]
fn a_nested_stack_s_finding_is_where_its_parent_says_it() {
    let folder = repository(&[("audit.yaml", TEMPLATE), ("main.yaml", PARENT)]);
    let nested = result(folder.path(), &["."]);
    assert_eq!(
        places(&nested),
        ("main.yaml:7".into(), "audit.yaml:10".into())
    );
    let folder = repository(&[("audit.yaml", TEMPLATE)]);
    let alone = result(folder.path(), &["."]);
    assert_eq!(
        places(&alone),
        ("audit.yaml:2".into(), "audit.yaml:10".into())
    );
}

#[test]
fn a_finding_stays_at_the_trail_where_nothing_in_the_repository_is_to_be_changed() {
    let outside = tempfile::tempdir().unwrap();
    let values = outside.path().join("dev.tfvars");
    std::fs::write(&values, "global_events = false\n").unwrap();
    let folder = repository(&[("main.tf", MODULE)]);
    let values = values.to_str().unwrap();
    for arguments in [
        ["--var-file", values, "."],
        ["--var", "global_events=false", "."],
    ] {
        let result = result(folder.path(), &arguments);
        assert_eq!(
            place(&result["locations"][0]),
            "main.tf:10",
            "{arguments:?}"
        );
    }
}

#[test]
fn addresses_start_at_the_repository_for_both_places() {
    let caller = called("  global_events = false\n");
    let folder = repository(&[
        ("live/modules/audit/main.tf", MODULE),
        ("live/dev/main.tf", &caller),
    ]);
    let result = result(&folder.path().join("live/dev"), &["main.tf"]);
    assert_eq!(
        places(&result),
        (
            "live/dev/main.tf:3".into(),
            "live/modules/audit/main.tf:10".into()
        )
    );
}
