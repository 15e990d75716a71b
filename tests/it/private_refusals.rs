//! What is refused for a private value: neither that nor a key of it is said, whatever refuses it.

use crate::shown_values::{folder, said, said_in_all_formats};

/// Stands in data files and sensitive values, and in no report.
const SECRET: &str = "hunter2";

fn said_of(files: &[(&str, &str)]) -> String {
    let private = [
        ("secret.txt", "hunter2data"),
        ("secret.json", "{\"hunter2key\": true}"),
    ];
    let dir = folder(&[&private, files].concat());
    said_in_all_formats(dir.path())
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
            "{ (PRIVATE) = true, b = false }[var.unknown] ? var.unknown : true",
            "{ (PRIVATE) = true, b = false }[var.unknown] ? \"${var.unknown}x\" : true",
            "{ (PRIVATE) = true, b = false }[\"x${var.unknown}\"] ? \"x${var.unknown}\" : true",
            "lookup({ (PRIVATE) = true }, var.unknown, false) ? var.unknown : true",
            "merge({ (var.unknown) = true }, { (PRIVATE) = false })[var.unknown]",
            "{ for key, flag in merge({ (PRIVATE) = true }, { (var.unknown) = false }) : key => flag }[var.unknown]",
            "var.unknown == PRIVATE",
            "var.unknown == PRIVATE ? var.unknown : true",
        ] {
            let flag = expression.replace("PRIVATE", private);
            let trail = format!(
                "resource \"aws_cloudtrail\" \"main\" {{\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  \
                 include_global_service_events = {flag}\n}}\n{declared}"
            );
            let said = said_of(&[("main.tf", &trail)]);
            assert!(said.contains("aws_cloudtrail.main"), "{flag}: {said}");
            assert!(!said.contains(SECRET), "{flag}: {said}");
        }
        let trail = format!(
            "resource \"aws_cloudtrail\" \"main\" {{\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  \
             event_selector {{\n    exclude_management_event_sources = [{private}]\n  }}\n}}\n{declared}"
        );
        let said = said_of(&[("main.tf", &trail)]);
        assert!(said.contains("event selectors"), "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }
}

#[test]
fn no_case_of_an_instance_says_it() {
    for each in [
        "merge(jsondecode(file(\"${path.module}/secret.json\")), { (var.unknown) = false })",
        "merge({ (var.unknown) = false }, jsondecode(file(\"${path.module}/secret.json\")))",
        "{ for key in concat(keys(jsondecode(file(\"${path.module}/secret.json\"))), [var.unknown]) : key => key }",
        "setunion(keys(jsondecode(file(\"${path.module}/secret.json\"))), [var.unknown])",
    ] {
        let trail = format!(
            "variable \"unknown\" {{}}\nresource \"aws_cloudtrail\" \"main\" {{\n  for_each = {each}\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  \
             include_global_service_events = each.value\n}}\n"
        );
        let said = said_of(&[("main.tf", &trail)]);
        assert!(said.contains("aws_cloudtrail.main"), "{each}: {said}");
        assert!(!said.contains(SECRET), "{each}: {said}");
    }
}

#[test]
fn no_type_says_which_attribute_it_leaves_out() {
    let root = "module \"m\" {\n  source = \"./m\"\n  all    = [jsondecode(file(\"${path.module}/secret.json\"))]\n}\n";
    let module = "variable \"all\" {\n  type = list(object({ a = bool }))\n}\n\
         resource \"aws_cloudtrail\" \"main\" {\n  name = \"main\"\n  s3_bucket_name = \"logs\"\n  \
         include_global_service_events = var.all[0].a\n}\n";
    let dir = folder(&[
        ("secret.json", "{\"hunter2key\": true}"),
        ("main.tf", root),
        ("m/main.tf", module),
    ]);
    for format in ["human", "json"] {
        let said = said(dir.path(), "check", format, &[]);
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
        let said = said_of(&[("template.yaml", &template)]);
        assert!(said.contains("Trail"), "{said}");
        let without_lines: Vec<&str> = said
            .lines()
            .filter(|line| !line.contains("Default:"))
            .collect();
        assert!(!without_lines.join("\n").contains(SECRET), "{said}");
    }
}

/// What a parameter refuses is quoted as every value is.
#[test]
fn what_a_parameter_does_not_allow_is_cut() {
    let long = format!("{}END", "x".repeat(90));
    for refused_by in [
        "AllowedValues: ['true', 'false']",
        "AllowedPattern: ^(true|false)$",
    ] {
        let template = format!(
            "Parameters:\n  Flag: {{Type: String, {refused_by}}}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    \
             Properties: {{S3BucketName: b, IsLogging: true, IncludeGlobalServiceEvents: !Ref Flag}}\n"
        );
        let dir = folder(&[("template.yaml", &template)]);
        let given = format!("Flag={long}");
        let said = said(dir.path(), "check", "concise", &["--parameter", &given]);
        let cut = format!("is not valid: `{}…`", "x".repeat(64));
        assert!(said.contains(&cut), "{said}");
        assert!(!said.contains("END"), "{said}");
    }
}

/// Nobody is told to set a key that only a secret names.
#[test]
fn no_help_names_a_member_of_what_is_sensitive() {
    let trail = |name: &str, flag: &str| {
        format!(
            "resource \"aws_cloudtrail\" \"{name}\" {{\n  name = \"{name}\"\n  s3_bucket_name = \"logs\"\n  is_multi_region_trail = true\n  \
             include_global_service_events = {flag}\n}}\n"
        )
    };
    let mut module =
        "variable \"s\" {\n  sensitive = true\n}\nvariable \"o\" {\n  sensitive = true\n}\n"
            .to_owned();
    for (name, flag) in [
        ("first", "values(var.o)[0]"),
        (
            "picked",
            "[for key, flag in var.o : flag if key == var.s][0]",
        ),
        ("looked_up", "lookup(var.o, var.s, true)"),
        ("below", "values(values(var.o)[1])[0]"),
    ] {
        module.push_str(&trail(name, flag));
    }
    let values = "s = \"hunter2\"\no = { hunter2 = false, hunter2below = { hunter2 = false } }\n";
    let json =
        "{\"s\": \"hunter2\", \"o\": {\"hunter2\": false, \"hunter2below\": {\"hunter2\": false}}}";
    for (name, text) in [
        ("terraform.tfvars", values),
        ("terraform.tfvars.json", json),
    ] {
        let said = said_of(&[("main.tf", &module), (name, text)]);
        assert!(said.contains("aws_cloudtrail.below"), "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }
}
