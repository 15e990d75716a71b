//! No report shows a password or a token that stands in a URL: in the source of a module, a unit or a stack, in the place of a
//! template, in what is included.

use crate::shown_values::{OF_CHECK, OF_LIST, folder, said};

/// Stands in every URL where a secret does, and in no report.
const SECRET: &str = "hunter2";

/// In all formats, the URL is shown without its secrets.
fn shows(file: &str, text: &str, shown: &str) {
    let text = text.replace('@', "@git.example.com");
    let dir = folder(&[(file, &text)]);
    for format in OF_CHECK {
        let report = said(dir.path(), "check", format, &[]);
        assert!(!report.contains(SECRET), "{format}: {report}");
        if format == "json" {
            assert!(report.contains(shown), "{report}");
        }
    }
    for format in OF_LIST {
        let report = said(dir.path(), "list", format, &[]);
        assert!(!report.contains(SECRET), "{format}: {report}");
    }
}

#[test]
fn of_sources_of_modules() {
    for (source, shown) in [
        (
            "git::https://ci:hunter2@/cloudtrail.git?ref=v1",
            "git::https://ci:…@git.example.com/cloudtrail.git?ref=v1",
        ),
        (
            "git::https://hunter2@/cloudtrail.git",
            "git::https://…@git.example.com/cloudtrail.git",
        ),
        (
            "https://files.example.com/cloudtrail.zip?X-Amz-Date=1&X-Amz-Signature=hunter2",
            "cloudtrail.zip?X-Amz-Date=1&X-Amz-Signature=…",
        ),
        (
            "github.com/example/terraform-aws-cloudtrail?token=hunter2",
            "github.com/example/terraform-aws-cloudtrail?token=…",
        ),
    ] {
        let call = format!("module \"cloudtrail\" {{\n  source = \"{source}\"\n}}\n");
        shows("main.tf", &call, shown);
    }
    let call = r#"{"module": {"cloudtrail": {"source": "https://files.example.com/cloudtrail.zip?a=b\u0026sig=hunter2"}}}"#;
    shows("main.tf.json", call, "cloudtrail.zip?a=b&sig=…");
}

#[test]
fn of_components_of_stacks() {
    let component =
        "component \"cloudtrail\" {\n  source = \"git::https://ci:hunter2@/cloudtrail.git\"\n}\n";
    let shown = "git::https://ci:…@git.example.com/cloudtrail.git";
    shows("audit.tfcomponent.hcl", component, shown);
}

#[test]
fn of_what_terragrunt_names() {
    let source = "terraform {\n  source = \"git::https://ci:hunter2@/cloudtrail.git\"\n}\n";
    shows("audit/terragrunt.hcl", source, "");
    let unit = "unit \"cloudtrail\" {\n  source = \"git::https://ci:hunter2@/cloudtrail.git\"\n  path   = \"cloudtrail\"\n}\n";
    shows("terragrunt.stack.hcl", unit, "");
    let include = "include \"root\" {\n  path = \"https://ci:hunter2@/cloudtrail.hcl\"\n}\nterraform {\n  source = \"../cloudtrail\"\n}\n";
    shows(
        "audit/terragrunt.hcl",
        include,
        "/ci:…@git.example.com/cloudtrail.hcl",
    );
}

#[test]
fn of_places_of_templates() {
    let stack = "Resources:\n  CloudTrail:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: https://files.example.com/cloudtrail.yaml?X-Amz-Security-Token=hunter2&X-Amz-Expires=60\n";
    let shown = "cloudtrail.yaml?X-Amz-Security-Token=…&X-Amz-Expires=60";
    shows("template.yaml", stack, shown);
    for kind in ["aws_cloudformation_stack", "aws_cloudformation_stack_set"] {
        let stack = format!(
            "resource \"{kind}\" \"cloudtrail\" {{\n  name = \"cloudtrail\"\n  template_url = \"https://ci:hunter2@/cloudtrail.yaml\"\n}}\n"
        );
        shows(
            "main.tf",
            &stack,
            "https://ci:…@git.example.com/cloudtrail.yaml",
        );
    }
}

#[test]
fn of_includes() {
    let include = "Name: AWS::Include\n PARTParameters:\n PART  Location: s3://templates/cloudtrail.yaml?token=hunter2\n";
    let trail = "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n";
    let above = format!("Transform:\n  {}{trail}", include.replace(" PART", "  "));
    let shown = "s3://templates/cloudtrail.yaml?token=…";
    shows("template.yaml", &above, shown);
    let within = include.replace(" PART", "        ");
    let within = format!("{trail}      Fn::Transform:\n        {within}");
    shows("template.yaml", &within, "this include is not followed");
}
