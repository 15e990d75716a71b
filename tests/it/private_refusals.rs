//! What is refused for a private value: neither that nor a key of it is said, whatever refuses it.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Stands in data files and sensitive values, and in no report.
const SECRET: &str = "hunter2";

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

fn said_in_all_formats(files: &[(&str, &str)]) -> String {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "secret.txt", "hunter2data");
    put(dir.path(), "secret.json", "{\"hunter2key\": true}");
    for (name, text) in files {
        put(dir.path(), name, text);
    }
    let said = [
        "check --format human",
        "check --format concise",
        "check --format json",
        "check --format sarif",
        "list --format human",
        "list --format json",
    ]
    .map(|arguments| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"));
        command.args(arguments.split(' ')).current_dir(dir.path());
        let output = command.output().unwrap();
        assert!(matches!(output.status.code(), Some(0..=2)), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    });
    said.concat()
}

#[test]
fn no_expression_of_terraform_says_it() {
    let declared = "variable \"s\" {\n  sensitive = true\n  default   = \"hunter2sens\"\n}\n\
         variable \"unknown\" {}\nvariable \"object\" {\n  type = object({ a = string })\n}\n\
         variable \"list\" {\n  type = list(string)\n}\n";
    for private in ["file(\"${path.module}/secret.txt\")", "var.s"] {
        for expression in [
            "max(PRIVATE...)",
            "length(PRIVATE...)",
            "coalescelist(PRIVATE)",
            "coalescelist(PRIVATE, [true])[0]",
            "var.object[PRIVATE]",
            "var.list[PRIVATE]",
            "{ (PRIVATE) = false, b = true }[var.unknown]",
            "var.unknown == PRIVATE",
        ] {
            let flag = expression.replace("PRIVATE", private);
            let trail = format!(
                "resource \"aws_cloudtrail\" \"main\" {{\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  \
                 include_global_service_events = {flag}\n}}\n{declared}"
            );
            let said = said_in_all_formats(&[("main.tf", &trail)]);
            assert!(said.contains("aws_cloudtrail.main"), "{flag}: {said}");
            assert!(!said.contains(SECRET), "{flag}: {said}");
        }
        let trail = format!(
            "resource \"aws_cloudtrail\" \"main\" {{\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  \
             event_selector {{\n    exclude_management_event_sources = [{private}]\n  }}\n}}\n{declared}"
        );
        let said = said_in_all_formats(&[("main.tf", &trail)]);
        assert!(said.contains("event selectors"), "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }
}

#[test]
fn no_type_says_which_attribute_it_leaves_out() {
    let root = "module \"m\" {\n  source = \"./\"\n  all    = [jsondecode(file(\"${path.module}/secret.json\"))]\n}\n";
    let module = "variable \"all\" {\n  type = list(object({ a = bool }))\n}\n\
         resource \"aws_cloudtrail\" \"main\" {\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  \
         include_global_service_events = var.all[0].a\n}\n";
    let dir = TempDir::new().unwrap();
    std::fs::create_dir(dir.path().join("m")).unwrap();
    put(dir.path(), "secret.json", "{\"hunter2key\": true}");
    put(dir.path(), "main.tf", &root.replace("\"./\"", "\"./m\""));
    put(&dir.path().join("m"), "main.tf", module);
    for format in ["human", "json"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"));
        command
            .args(["check", "--format", format])
            .current_dir(dir.path());
        let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
        assert!(said.contains("aws_cloudtrail.main"), "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }
}

#[test]
fn no_selector_and_no_loop_of_a_template_says_it() {
    let declared = "Transform: AWS::LanguageExtensions\nParameters:\n  Secret:\n    Type: String\n    NoEcho: true\n    Default: hunter2noecho\n";
    for resources in [
        "  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      \
         IncludeGlobalServiceEvents: true\n      EventSelectors:\n      - ExcludeManagementEventSources: [!Join ['', [!Ref Secret]]]\n",
        "  Fn::ForEach::Trails:\n  - I\n  - !Ref Secret\n  - Trail${I}:\n      Type: AWS::CloudTrail::Trail\n      Properties:\n        \
         S3BucketName: logs\n        IsLogging: true\n        IncludeGlobalServiceEvents: false\n",
    ] {
        let template = format!("{declared}Resources:\n{resources}");
        let said = said_in_all_formats(&[("template.yaml", &template)]);
        assert!(said.contains("Trail"), "{said}");
        let without_lines: Vec<&str> = said
            .lines()
            .filter(|line| !line.contains("Default:"))
            .collect();
        assert!(!without_lines.join("\n").contains(SECRET), "{said}");
    }
}
