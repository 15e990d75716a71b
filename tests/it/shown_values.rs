//! What reports show of files that hold values: the value that a finding is about, and none of those beside it.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Stands in every value that no finding is about, and must stand in no report.
const SECRET: &str = "hunter2";

pub(crate) const OF_CHECK: [&str; 5] = ["human", "concise", "json", "sarif", "commands"];
pub(crate) const OF_LIST: [&str; 3] = ["human", "json", "markdown"];

pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join(".git")).unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

/// What one format says, on both streams.
pub(crate) fn said(folder: &Path, command: &str, format: &str, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_cloudtrail-lint"))
        .args([command, ".", "--format", format])
        .args(arguments)
        .current_dir(folder)
        .env("TF_VAR_pin", "0042")
        .env("TF_VAR_token", SECRET)
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0..=2)), "{output:?}");
    let out = String::from_utf8_lossy(&output.stdout);
    format!("{out}{}", String::from_utf8_lossy(&output.stderr))
}

/// What all formats say, one behind the other.
pub(crate) fn said_in_all_formats(folder: &Path) -> String {
    let of_check = OF_CHECK.map(|format| said(folder, "check", format, &[]));
    let of_list = OF_LIST.map(|format| said(folder, "list", format, &[]));
    of_check.concat() + &of_list.concat()
}

/// Nothing secret is in any format, and each of some words is in the one for people.
fn shows_only(files: &[(&str, &str)], arguments: &[&str], words: &[&str]) {
    let dir = folder(files);
    for format in OF_CHECK {
        let report = said(dir.path(), "check", format, arguments);
        assert!(!report.contains(SECRET), "{files:?}\n{report}");
        if format == "human" {
            for word in words {
                assert!(report.contains(word), "{word}: {files:?}\n{report}");
            }
        }
    }
    for format in OF_LIST {
        let report = said(dir.path(), "list", format, arguments);
        assert!(!report.contains(SECRET), "{report}");
    }
}

const TEMPLATE: &str = "Parameters:\n  Global:\n    Type: String\n  DbPassword:\n    Type: String\n    NoEcho: true\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n      IncludeGlobalServiceEvents: !Ref Global\n";

const MODULE: &str = "variable \"global\" {\n  type = bool\n}\nvariable \"password\" {\n  type      = string\n  sensitive = true\n}\nresource \"aws_cloudtrail\" \"main\" {\n  name                          = \"main\"\n  s3_bucket_name                = \"logs\"\n  include_global_service_events = var.global\n}\n";

/// A word of a trail makes no code of a data file: what stands beside it may be anything.
#[test]
fn of_a_data_file_nothing_is_shown() {
    for (name, function, text) in [
        (
            "settings.yaml",
            "yamldecode",
            "password: hunter2\nIncludeGlobalServiceEvents: false\ntoken: hunter2\n",
        ),
        (
            "settings.json",
            "jsondecode",
            "{\"password\": \"hunter2\", \"IncludeGlobalServiceEvents\": false}\n",
        ),
        (
            "settings.yml",
            "yamldecode",
            "password: hunter2 # of aws_cloudtrail\nIncludeGlobalServiceEvents: false\n",
        ),
    ] {
        let module = format!(
            "resource \"aws_cloudtrail\" \"main\" {{\n  name                          = \"main\"\n  s3_bucket_name                = \"logs\"\n  include_global_service_events = {function}(file(\"{name}\")).IncludeGlobalServiceEvents\n}}\n"
        );
        let words = [name, "the file that it is read from"];
        shows_only(&[("main.tf", &module), (name, text)], &[], &words);
    }
}

#[test]
fn of_a_parameter_file_the_parameter_alone_is_shown() {
    for (name, text) in [
        (
            "p.json",
            r#"{"DbPassword":"hunter2","Global":"false","Token":"hunter2"}"#,
        ),
        (
            "p.json",
            r#"[{"ParameterKey":"DbPassword","ParameterValue":"hunter2"},{"ParameterKey":"Global","ParameterValue":"false"},{"ParameterKey":"Token","ParameterValue":"hunter2"}]"#,
        ),
        (
            "p.json",
            r#"["DbPassword=hunter2","Global=false","Token=hunter2"]"#,
        ),
        (
            "p.json",
            "{\n  \"DbPassword\": \"hunter2\",\n  \"Global\": \"false\",\n  \"Token\": \"hunter2\"\n}\n",
        ),
        (
            "p.yaml",
            "parameters: {DbPassword: hunter2, Global: false, Token: hunter2}\n",
        ),
        (
            "p.yaml",
            "Token: hunter2\nTokenTwo: hunter2\nGlobal: false\nOther: hunter2\n",
        ),
        (
            "samconfig.toml",
            "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = \"DbPassword=hunter2 Global=false Token=hunter2\"\n",
        ),
        (
            "samconfig.toml",
            "[default.deploy.parameters]\nparameter_overrides = \"\"\"\nDbPassword=hunter2 \\\n Global=\\\"false\\\" Token=hunter2\"\"\"\n",
        ),
        (
            "samconfig.yaml",
            "default:\n  deploy:\n    parameters:\n      parameter_overrides: DbPassword=hunter2 Global=false Token=hunter2\n",
        ),
        (
            "samconfig.yaml",
            "default:\n  deploy:\n    parameters:\n      parameter_overrides: >\n        DbPassword=hunter2\n        Global=false\n        Token=hunter2\n",
        ),
    ] {
        shows_only(
            &[("template.yaml", TEMPLATE), (name, text)],
            &["--parameters", name],
            &["`Global` is `false`"],
        );
    }
}

#[test]
fn of_a_file_of_variables_the_variable_alone_is_shown() {
    for (name, text) in [
        (
            "terraform.tfvars.json",
            r#"{"password":"hunter2","global":false,"token":"hunter2"}"#,
        ),
        (
            "terraform.tfvars.json",
            "{\n  \"password\": \"hunter2\",\n  \"token\": \"hunter2\",\n  \"global\": false\n}\n",
        ),
        (
            "terraform.tfvars",
            "password = \"hunter2\"\nglobal = false\ntoken = \"hunter2\"\ntoken_two = \"hunter2\"\n",
        ),
        (
            "terraform.tfvars",
            "unknown = \"hunter2\"\nglobal = false # not hunter2\n",
        ),
        (
            "terraform.tfvars",
            "settings = {\n  password = \"hunter2\"\n}\nglobal = false\n",
        ),
    ] {
        shows_only(
            &[("main.tf", MODULE), (name, text)],
            &[],
            &["sets variable `global` to false", "false"],
        );
    }
}

#[test]
fn of_a_collection_no_other_member_is_shown() {
    let module = MODULE
        .replace("type = bool", "type = any")
        .replace("var.global", "var.global.trail");
    for (name, text) in [
        (
            "terraform.tfvars.json",
            r#"{"global":{"trail":false,"token":"hunter2"}}"#,
        ),
        (
            "terraform.tfvars",
            "global = {\n  trail = false\n  token = \"hunter2\"\n}\n",
        ),
        (
            "terraform.tfvars",
            "global = { trail = false, token = \"hunter2\" }\n",
        ),
    ] {
        shows_only(
            &[("main.tf", &module), (name, text)],
            &[],
            &["sets variable `global`"],
        );
    }
}

#[test]
fn what_is_wrong_in_a_file_of_values_is_told_without_them() {
    for (name, text) in [
        ("terraform.tfvars", "token = \"hunter2\nglobal = false\n"),
        (
            "terraform.tfvars",
            "token = hunter2 hunter2\nglobal = false\n",
        ),
        (
            "terraform.tfvars",
            "token = \"hunter2\"\ntoken = \"hunter2\"\nglobal = false\n",
        ),
        ("terraform.tfvars", "token: \"hunter2\"\nglobal = false\n"),
        ("terraform.tfvars", "password = \"hunter2\"\nglobal = [\n"),
        (
            "terraform.tfvars.json",
            "{\"token\": hunter2, \"global\": false}",
        ),
        (
            "terraform.tfvars.json",
            "{\"token\": \"hunter2, \"global\": false}",
        ),
        (
            "terraform.tfvars.json",
            "{\"token\": \"hunter2\" \"global\": false}",
        ),
        (
            "terraform.tfvars.json",
            "{\n\"token\": 'hunter2',\n\"global\": false\n}",
        ),
    ] {
        shows_only(&[("main.tf", MODULE), (name, text)], &[], &["syntax-error"]);
    }
}

#[test]
fn a_sensitive_value_is_hidden_wherever_it_stands_in_what_is_shown() {
    let on_a_line_beside = "variable \"password\" {\n  sensitive = true\n  default   = \"hunter2\"\n}\nvariable \"global\" {\n  default = false\n}\nresource \"aws_cloudtrail\" \"main\" {\n  include_global_service_events = var.global\n}\n";
    shows_only(&[("main.tf", on_a_line_beside)], &[], &["`global`"]);
    let call = "module \"trail\" {\n  source = \"./trail\"\n  password = \"hunter2\"\n  typo = 1\n  global = \"no\"\n  token = \"hunter2\"\n}\n";
    let called = format!("{MODULE}variable \"token\" {{\n  ephemeral = true\n}}\n");
    shows_only(
        &[("main.tf", call), ("trail/main.tf", &called)],
        &[],
        &["`global`"],
    );
    // As it was given, before it was converted to its type.
    let pin = "variable \"pin\" {\n  type = number\n  sensitive = true\n}\nresource \"aws_cloudtrail\" \"main\" {\n  include_global_service_events = var.pin > 50\n}\n";
    let dir = folder(&[("main.tf", pin)]);
    let report = said(dir.path(), "check", "human", &["--tf-env"]);
    assert!(report.contains("variable `pin`"), "{report}");
    assert!(!report.contains("42"), "{report}");
    let default = pin.replace("type = number", "type = number\n  default = \"0042\"");
    let dir = folder(&[("main.tf", &default)]);
    let report = said(dir.path(), "check", "human", &[]);
    assert!(report.contains("variable `pin`"), "{report}");
    assert!(!report.contains("42"), "{report}");
}

#[test]
fn a_minified_template_shows_the_place_alone() {
    let template = r#"{"Parameters":{"DbPassword":{"Type":"String","NoEcho":true,"Default":"hunter2"}},"Resources":{"Db":{"Type":"AWS::RDS::DBInstance","Properties":{"MasterUserPassword":"hunter2"}},"Trail":{"Type":"AWS::CloudTrail::Trail","Properties":{"S3KeyPrefix":"hunter2","IsLogging":true,"IncludeGlobalServiceEvents":false,"TrailName":"hunter2"}}}}"#;
    shows_only(
        &[("template.json", template)],
        &[],
        &["…\"IncludeGlobalServiceEvents\":false…"],
    );
}

#[test]
fn of_a_plan_and_a_state_the_place_alone_is_shown() {
    let trail = r#"{"address":"aws_cloudtrail.main","mode":"managed","type":"aws_cloudtrail","name":"main","values":{"name":"hunter2","enable_logging":true,"include_global_service_events":false,"s3_key_prefix":"hunter2"},"sensitive_values":{"name":true,"s3_key_prefix":true}}"#;
    let plan = format!(
        r#"{{"format_version":"1.2","variables":{{"password":{{"value":"hunter2"}}}},"planned_values":{{"root_module":{{"resources":[{trail}]}}}}}}"#
    );
    let words = ["\"include_global_service_events\":false"];
    shows_only(&[("plan.json", &plan)], &[], &words);
    let lines = plan.replace(',', ",\n").replace('{', "{\n");
    shows_only(&[("plan.json", &lines)], &[], &words);
    let state = r#"{"version":4,"terraform_version":"1.11.4","lineage":"x","resources":[{"mode":"managed","type":"aws_cloudtrail","name":"main","instances":[{"attributes":{"name":"hunter2","include_global_service_events":false,"s3_key_prefix":"hunter2"}}]}]}"#;
    shows_only(&[("plan.json", state)], &[], &words);
}

#[test]
fn what_is_wrong_in_a_configuration_is_told_without_its_values() {
    let group = "cloudformation:\n- templates: template.yaml\n  deployments:\n    prod:\n";
    for (rest, word) in [
        (
            "      values: {DbPassword: hunter2, Global: [a]}\n",
            "Global",
        ),
        (
            "      values:\n        DbPassword: hunter2\n        Global: [a]\n        Token: hunter2\n",
            "Global",
        ),
        ("      valuse:\n        DbPassword: hunter2\n", "valuse"),
        ("      DbPassword: hunter2\n", "DbPassword"),
        (
            "      values:\n        DbPassword: hunter2\n        Global: \"false\n",
            "values",
        ),
        (
            "      values:\n        DbPassword: hunter2\n        DbPassword: hunter2\n",
            "DbPassword",
        ),
    ] {
        let config = format!("{group}{rest}");
        let words: &[&str] = if word == "values" { &[] } else { &[word] };
        shows_only(
            &[
                ("template.yaml", TEMPLATE),
                ("cloudtrail-lint.yaml", &config),
            ],
            &[],
            words,
        );
    }
}

#[test]
fn the_name_that_a_secret_gives_a_parameter_is_not_said_to_be_passed() {
    let template = "Parameters:\n  Secret: {Type: String, NoEcho: true, Default: hunter2}\nResources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackSetName: set\n      PermissionModel: SELF_MANAGED\n      Parameters: [{ParameterKey: !Ref Secret, ParameterValue: 'false'}]\n      StackInstancesGroup: [{DeploymentTargets: {Accounts: ['123456789012']}, Regions: [us-east-1]}]\n      TemplateURL: child.yaml\n";
    let child = "Parameters:\n  hunter2: {Type: String}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {S3BucketName: logs, IsLogging: true, IncludeGlobalServiceEvents: !Ref hunter2}\n";
    let dir = folder(&[("set.yaml", template), ("child.yaml", child)]);
    for format in ["human", "json", "sarif"] {
        let report = said(dir.path(), "check", format, &[]);
        assert!(
            report.contains("a parameter whose name is not shown"),
            "{report}"
        );
        assert!(!report.contains("passes `hunter2`"), "{report}");
    }
}

/// A `StackSet` of that template, with what stands before it.
fn stack_set(extra: &str, body: &str) -> String {
    format!(
        "{extra}Parameters:\n  S: {{Type: String, NoEcho: true, Default: hunter2}}\nResources:\n  AuditTrail:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackInstancesGroup: [{{Regions: [us-east-1], DeploymentTargets: {{Accounts: [\"1\"]}}}}]\n      TemplateBody: {body}\n"
    )
}

/// A trail in the template of one.
fn trail_in_body(flag: &str) -> String {
    format!(
        "{{Type: AWS::CloudTrail::Trail, Properties: {{IsLogging: true, IncludeGlobalServiceEvents: {flag}}}}}"
    )
}

#[test]
fn what_a_template_body_is_made_of_is_not_said_where_it_is_not_echoed() {
    let bodies = [
        format!("Resources: {{'#': {}}}", trail_in_body("false")),
        format!("Resources: {{T: {}}}", trail_in_body("'#'")),
        format!("Resources: {{T: {}}}", trail_in_body("{Ref: '#'}")),
        format!(
            "Resources: {{T: {}}}",
            trail_in_body("{'Fn::GetAtt': ['#', '#']}")
        ),
        format!(
            "Resources: {{T: {}}}",
            trail_in_body("{'Fn::If': ['#', true, false]}")
        ),
        format!("Resources: {{T: {}}}", trail_in_body("'{{resolve:ssm:#}}'")),
        format!("Resources: {{T: {}}}", trail_in_body("{'Fn::#': a}")),
        format!(
            "Transform: '#'\nResources: {{T: {}}}",
            trail_in_body("true")
        ),
        format!(
            "Parameters: {{Q: {{Type: String, Default: '#'}}}}\nResources: {{T: {}}}",
            trail_in_body("{Ref: Q}")
        ),
        format!(
            "Parameters: {{Q: {{Type: '#', AllowedValues: ['#']}}}}\nResources: {{T: {}}}",
            trail_in_body("{Ref: Q}")
        ),
        format!(
            "Resources: {{'#': {}, '#': {}}}",
            trail_in_body("true"),
            trail_in_body("false")
        ),
        "Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: './#.yaml'}}}"
            .to_owned(),
        "Resources: {T: {Type: AWS::CloudTrail::Trail, Condition: '#'}}".to_owned(),
    ];
    for body in &bodies {
        let text = serde_json::to_string(&body.replace('#', "${S}")).unwrap();
        let with_map = serde_json::to_string(&body.replace('#', "${q}")).unwrap();
        let parts: Vec<String> = (body.split('#'))
            .map(|part| serde_json::to_string(part).unwrap())
            .collect();
        let joined = parts.join(", {Ref: S}, ");
        for made in [
            format!("{{'Fn::Sub': {text}}}"),
            format!("{{'Fn::Sub': [{with_map}, {{q: {{Ref: S}}}}]}}"),
            format!("{{'Fn::Join': ['', [{joined}]]}}"),
        ] {
            shows_only(&[("set.yaml", &stack_set("", &made))], &[], &[]);
        }
    }
}

#[test]
fn what_is_printed_as_json_of_what_is_not_echoed_is_not_said() {
    let extensions = "Transform: AWS::LanguageExtensions\n";
    let printed = format!(
        "{{'Fn::ToJsonString': {{Resources: {{T: {}}}}}}}",
        trail_in_body("{Ref: S}")
    );
    shows_only(
        &[("set.yaml", &stack_set(extensions, &printed))],
        &[],
        &["AuditTrail"],
    );
    for flag in [
        "!ToJsonString {a: !Ref S}",
        "!Sub ['${x}', {x: !ToJsonString [!Ref S]}]",
        "!Join ['', [a, !ToJsonString {a: [{b: !Ref S}]}]]",
    ] {
        let template = format!(
            "{extensions}Parameters:\n  S: {{Type: String, NoEcho: true, Default: hunter2}}\nResources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      IncludeGlobalServiceEvents: {flag}\n"
        );
        shows_only(&[("template.yaml", &template)], &[], &["not shown"]);
    }
}

#[test]
fn a_flag_that_a_template_body_takes_from_what_is_not_echoed_decides() {
    let template = "Parameters:\n  S: {Type: String, NoEcho: true, Default: \"false\"}\nResources:\n  Set:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackSetName: set\n      PermissionModel: SELF_MANAGED\n      StackInstancesGroup: [{Regions: [us-east-1], DeploymentTargets: {Accounts: [\"123456789012\"]}}]\n      TemplateBody: !Sub \"{Resources: {T: {Type: 'AWS::CloudTrail::Trail', Properties: {S3BucketName: b, IsLogging: true, IncludeGlobalServiceEvents: ${S}}}}}\"\n";
    let dir = folder(&[("set.yaml", template)]);
    let report = said(dir.path(), "list", "json", &[]);
    assert!(report.contains("not-recorded"), "{report}");
}

#[test]
fn what_the_command_line_gives_a_sensitive_variable_is_not_said() {
    for kind in [
        "",
        "type = any\n",
        "type = map(string)\n",
        "type = list(string)\n",
        "type = object({ a = string })\n",
        "type = string\n",
    ] {
        let module = format!(
            "variable \"s\" {{\n  {kind}  sensitive = true\n}}\nresource \"aws_cloudtrail\" \"main\" {{\n  include_global_service_events = var.s\n}}\n"
        );
        for given in [
            "s=hunter2",
            "s={\"a\":\"hunter2\"}",
            "s=[\"hunter2\"]",
            "s=hunter2(",
        ] {
            shows_only(
                &[("main.tf", &module)],
                &["--var", given],
                &["given by --var"],
            );
        }
    }
}

#[test]
fn what_the_environment_gives_is_not_said() {
    for kind in ["string", "any", "list(string)", "map(string)", "bool"] {
        let module = format!(
            "variable \"token\" {{\n  type = {kind}\n}}\nresource \"aws_cloudtrail\" \"main\" {{\n  include_global_service_events = try(var.token[0], var.token)\n}}\nresource \"aws_cloudtrail\" \"other\" {{\n  include_global_service_events = var.token\n}}\n"
        );
        shows_only(
            &[("main.tf", &module)],
            &["--tf-env"],
            &["aws_cloudtrail.other"],
        );
    }
    let unit = "terraform {\n  source = \"./own\"\n}\ninputs = { g = get_env(\"TF_VAR_token\") }\n";
    let own = "variable \"g\" {}\nresource \"aws_cloudtrail\" \"main\" {\n  include_global_service_events = var.g\n}\n";
    shows_only(
        &[("terragrunt.hcl", unit), ("own/main.tf", own)],
        &["--tf-env"],
        &["aws_cloudtrail.main"],
    );
    // Nor what templates are made of by it.
    let trail =
        "{ Type = \"AWS::CloudTrail::Trail\", Properties = { IncludeGlobalServiceEvents = G } }";
    let stack = "resource \"aws_cloudformation_stack\" \"trails\" {\n  name = \"a\"\n  template_body = jsonencode({ Resources = { (K) = TRAIL, T = TRAIL } })\n  parameters = { (K) = var.token, F = G }\n}\n";
    let stack = stack.replace("TRAIL", trail);
    let resource = "resource \"aws_cloudcontrolapi_resource\" \"trail\" {\n  type_name = \"AWS::CloudTrail::Trail\"\n  desired_state = jsonencode({ IncludeGlobalServiceEvents = G, (K) = 1 })\n}\n";
    for (key, value) in [
        ("\"A\"", "var.token"),
        ("var.token", "false"),
        ("var.token", "var.token"),
    ] {
        let deploying = format!("{stack}{resource}")
            .replace('K', key)
            .replace("G,", &format!("{value},"));
        let deploying = deploying.replace("G }", &format!("{value} }}"));
        let module = format!("variable \"token\" {{}}\n{deploying}");
        let unit = "terraform {\n  source = \"./own\"\n}\ninputs = { token = get_env(\"TF_VAR_token\") }\n";
        let names = ["aws_cloudformation_stack.trails"];
        shows_only(&[("main.tf", &module)], &["--tf-env"], &names);
        let files = [("terragrunt.hcl", unit), ("own/main.tf", module.as_str())];
        shows_only(&files, &["--tf-env"], &names);
    }
}

#[test]
fn what_a_plan_marks_as_sensitive_is_not_said() {
    let secrets = [
        (
            "\"include_global_service_events\":\"hunter2\"",
            "\"include_global_service_events\":true",
        ),
        ("\"home_region\":\"hunter2\"", "\"home_region\":true"),
        (
            "\"arn\":\"arn:aws:cloudtrail:hunter2:1:trail/x\"",
            "\"arn\":true",
        ),
        (
            "\"event_selector\":[{\"read_write_type\":\"hunter2\"}]",
            "\"event_selector\":[{\"read_write_type\":true}]",
        ),
        (
            "\"event_selector\":[{\"read_write_type\":\"hunter2\"}]",
            "\"event_selector\":true",
        ),
    ];
    for (values, flags) in secrets {
        let head = "\"address\":\"aws_cloudtrail.t\",\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t\"";
        let planned =
            format!("{{{head},\"values\":{{{values}}},\"sensitive_values\":{{{flags}}}}}");
        let change = format!(
            "{{{head},\"change\":{{\"actions\":[\"create\"],\"before\":{{{values}}},\"before_sensitive\":{{{flags}}},\"after\":{{{values}}},\"after_sensitive\":{{{flags}}}}}}}"
        );
        let name = flags.split('"').nth(1).unwrap_or_default();
        let state = format!(
            "{{\"version\":4,\"terraform_version\":\"1.11.4\",\"lineage\":\"x\",\"resources\":[{{\"mode\":\"managed\",\"type\":\"aws_cloudtrail\",\"name\":\"t\",\"instances\":[{{\"attributes\":{{{values}}},\"sensitive_attributes\":[[{{\"type\":\"get_attr\",\"value\":\"{name}\"}}]]}}]}}]}}"
        );
        let start = "{\"format_version\":\"1.2\",\"terraform_version\":\"1.9.0\"";
        for plan in [
            format!(
                "{start},\"planned_values\":{{\"root_module\":{{\"resources\":[{planned}]}}}}}}"
            ),
            format!(
                "{start},\"planned_values\":{{\"root_module\":{{\"resources\":[{planned}]}}}},\"resource_drift\":[{change}]}}"
            ),
            format!("{start},\"resource_changes\":[{change}]}}"),
            state,
        ] {
            shows_only(&[("plan.json", &plan)], &[], &["aws_cloudtrail.t"]);
        }
    }
}

#[test]
fn a_literal_that_is_called_sensitive_is_not_shown() {
    let trail = "resource \"aws_cloudtrail\" \"main\" {\n  name = sensitive(\"hunter2\")\n  include_global_service_events = local.s\n  tags = { a = sensitive( \"hunter2\" ) }\n}\nlocals {\n  s = sensitive(\"hunter2\")\n}\nprovider \"aws\" {\n  region = sensitive(\"hunter2\")\n}\n";
    shows_only(&[("main.tf", trail)], &[], &["aws_cloudtrail.main"]);
    let json = "{\n \"locals\": {\"s\": \"${sensitive(\\\"hunter2\\\")}\"},\n \"resource\": {\"aws_cloudtrail\": {\"main\": {\"include_global_service_events\": \"${local.s}\"}}}\n}";
    shows_only(&[("main.tf.json", json)], &[], &["aws_cloudtrail.main"]);
}

#[test]
fn the_number_of_a_finding_is_not_made_of_what_is_not_shown() {
    let print = |secret: &str| {
        let module = format!(
            "resource \"aws_cloudtrail\" \"main\" {{\n  include_global_service_events = sensitive(\"{secret}\")\n}}\n"
        );
        let report = said(
            folder(&[("main.tf", &module)]).path(),
            "check",
            "sarif",
            &[],
        );
        let at = report.find("cloudtrailLint/v1").expect("it has a number");
        report[at..at + 60].to_owned()
    };
    assert_eq!(print("4711"), print("4712"));
}
