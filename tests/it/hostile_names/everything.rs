//! One name in every place of templates, modules, live output, services and what deploys them.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tempfile::TempDir;

/// One name in every place that a template, a module, live output, a parameter file and a file's name have.
pub(super) fn tree(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let trail = |more: Value| {
        let mut properties = json!({ "S3BucketName": "logs", "IsLogging": true });
        properties
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({ "Type": "AWS::CloudTrail::Trail", "Properties": properties })
    };
    let template = json!({
        "Parameters": { name: { "Type": "String" }, "Flag": { "Type": "String", "Default": name } },
        "Mappings": { "ByName": { name: { "on": false } } },
        "Conditions": { name: { "Fn::Equals": [{ "Ref": name }, name] } },
        "Resources": {
            name: trail(json!({ "IncludeGlobalServiceEvents": false })),
            "Varies": trail(json!({ "IncludeGlobalServiceEvents": { "Fn::If": [name, true, false] } })),
            "Invalid": trail(json!({ "IncludeGlobalServiceEvents": { "Ref": "Flag" } })),
            "Undeclared": trail(json!({ "IncludeGlobalServiceEvents": { "Ref": format!("{name}x") } })),
            "Indexed": trail(json!({ "IncludeGlobalServiceEvents": { "Fn::FindInMap": ["ByName", name, "on"] } })),
            "Missing": trail(json!({ "IncludeGlobalServiceEvents": { "Fn::FindInMap": ["ByName", "x", name] } })),
            "Literal": trail(json!({ "IncludeGlobalServiceEvents": name })),
            "Selected": trail(json!({ "IncludeGlobalServiceEvents": true, "EventSelectors": [{ "ReadWriteType": name }] })),
        },
    });
    write(&folder, "template.json", &template.to_string());
    let quoted = quoted(name);
    let module = format!(
        "variable \"on\" {{\n  default = {quoted}\n}}\n\
         resource \"aws_cloudtrail\" \"each\" {{\n  for_each = {{ {quoted} = false }}\n  include_global_service_events = each.value\n}}\n\
         resource \"aws_cloudtrail\" \"text\" {{\n  include_global_service_events = var.on\n}}\n\
         resource \"aws_cloudtrail\" \"index\" {{\n  include_global_service_events = {{ a = true }}[{quoted}]\n}}\n\
         provider \"aws\" {{\n  region = {quoted}\n}}\n"
    );
    write(&folder, "main.tf", &module);
    let account = name.len();
    let live = json!({ "trailList": [{
        "Name": name, "HomeRegion": name, "IncludeGlobalServiceEvents": false, "IsMultiRegionTrail": false,
        "TrailARN": format!("arn:aws:cloudtrail:us-east-1:{account:012}:trail/{name}"),
    }] });
    write(&folder, "trails.json", &live.to_string());
    // A name that no file can have is left to the places above.
    let file: String = name.chars().filter(|&c| c != '/' && c != '\0').collect();
    write(
        &folder,
        &format!("{file}.yaml"),
        "Resources:\n  Trail:\n    Type: AWS::CloudTrail::Trail\n    Properties: {\n",
    );
    write(
        &folder,
        &format!("{file}.template.json"),
        &template.to_string(),
    );
    data_that_deploys(&folder, name);
    modules_that_deploy(&folder, &quoted);
    folder
}

/// The same name in services, in what composes them, in tasks and in a manifest. JSON is YAML, too.
fn data_that_deploys(folder: &TempDir, name: &str) {
    let trail = |flag: String| json!({ "Type": "AWS::CloudTrail::Trail", "Properties": { "S3BucketName": "logs", "IsLogging": true, "IncludeGlobalServiceEvents": flag } });
    let service = json!({
        "service": name,
        "provider": { "name": "aws", "stage": name, "region": name, "stackParameters": [{ "ParameterKey": name, "ParameterValue": name }] },
        "custom": { name: { name: false }, "flags": { name: false }, "text": name },
        "params": { name: { name: false }, "default": { "a": name } },
        "resources": {
            "Parameters": { name: { "Type": "String", "Default": name } },
            "Resources": {
                name: trail("false".into()),
                "ByKey": trail(format!("${{self:custom.{name}.{name}}}")),
                "ByStage": trail("${self:custom.flags.${sls:stage}}".into()),
                "ByText": trail("${self:custom.text}".into()),
                "ByParameter": trail(format!("${{param:{name}, 'x'}}")),
                "ByOption": trail(format!("${{opt:{name}, env:{name}, ssm:{name}}}")),
                "ByFile": trail(format!("${{file({name}.yml):{name}}}")),
                "ByCode": trail(format!("${{file({name}.js):{name}}}")),
                "Stack": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": format!("{name}cloudtrail.yml"), "Parameters": { name: name } } },
            },
            "extensions": { name: { "Properties": { name: name } } },
        },
    });
    write(folder, "service/serverless.json", &service.to_string());
    let composed =
        json!({ "services": { name: { "path": "service", "params": { name: name, "a": name } } } });
    write(folder, "serverless-compose.json", &composed.to_string());
    let task = |template: &str| json!({ "Type": "update-stacks", "StackName": name, "Template": template, "DefaultOrganizationBindingRegion": name, "Parameters": { name: name, "Flag": { "Ref": name } } });
    let tasks = json!({
        "Parameters": { name: { "Type": "String", "Default": name } },
        name: task("../template.json"),
        "Missing": task(&format!("{name}cloudtrail.yml")),
        "Elsewhere": task(&format!("https://x.test/{name}/cloudtrail.yml")),
        "Included": { "Type": "include", "Path": name, "Parameters": { name: name } },
    });
    write(folder, "tasks/organization-tasks.yml", &tasks.to_string());
    let resource = |file: &str| json!({ "name": name, "resource_file": file, "parameter_file": format!("{name}.json"), "deploy_method": "stack_set", "regions": [name], "parameters": [{ "parameter_key": name, "parameter_value": name }] });
    let manifest = json!({ "region": name, "version": "2021-03-15", "resources": [resource("../template.json"), resource(name), resource("cloudtrail.yml")] });
    write(folder, "tasks/manifest.yaml", &manifest.to_string());
}

/// The same name, quoted as HCL has it, in modules that deploy templates, in Terraform Stacks and in Terragrunt.
fn modules_that_deploy(folder: &TempDir, quoted: &str) {
    let deploying = "resource \"aws_cloudformation_stack\" \"each\" {\n  for_each = { Q = Q }\n  name = each.key\n  template_body = jsonencode({ Resources = { (each.key) = { Type = \"AWS::CloudTrail::Trail\", Properties = { (Q) = Q, IncludeGlobalServiceEvents = Q } } } })\n  parameters = { (Q) = Q }\n}\n\
        resource \"aws_cloudformation_stack\" \"cloudtrail\" {\n  name = Q\n  template_url = Q\n}\n\
        resource \"aws_cloudformation_stack\" \"file\" {\n  name = \"a\"\n  template_body = file(Q)\n}\n\
        resource \"aws_cloudformation_stack\" \"cloudtrail_text\" {\n  name = \"a\"\n  template_body = Q\n  parameters = Q\n}\n\
        resource \"aws_cloudformation_stack_set\" \"set\" {\n  name = Q\n  template_body = file(\"../template.json\")\n}\n\
        resource \"aws_cloudformation_stack_set_instance\" \"set\" {\n  stack_set_name = Q\n  stack_set_instance_region = Q\n  account_id = Q\n  parameter_overrides = { (Q) = Q, Flag = Q }\n}\n\
        resource \"aws_cloudcontrolapi_resource\" \"cloudtrail\" {\n  type_name = Q\n  desired_state = Q\n}\n";
    let components = "variable \"flag\" {}\nlocals {\n  flags = { Q = false }\n}\n\
        component Q {\n  source = \"../module\"\n  inputs = { flag = local.flags[Q], (Q) = Q }\n}\n\
        component \"each\" {\n  for_each = toset([Q])\n  source = \"../module\"\n  inputs = { flag = each.key }\n}\n\
        component \"cloudtrail\" {\n  source = Q\n  Q = 1\n}\n\
        provider \"aws\" Q {\n  config {\n    region = Q\n  }\n}\n\
        stack Q {\n  source = Q\n  inputs = { (Q) = Q }\n}\n\
        component \"given\" {\n  source = \"../module\"\n  inputs = { flag = var.flag }\n}\n";
    let deployments = "deployment Q {\n  inputs = { flag = Q }\n}\ndeployment \"more\" {\n  inputs = { (Q) = local.nothing }\n}\n";
    let unit = "terraform {\n  source = \"../module\"\n  extra_arguments Q {\n    commands = [\"apply\"]\n    arguments = [\"-var\", Q, \"-var-file=${Q}\"]\n  }\n}\n\
        dependency Q {\n  config_path = Q\n}\ngenerate Q {\n  path = Q\n  if_exists = Q\n  contents = Q\n}\n\
        generate \"values\" {\n  path = \"values.auto.tfvars\"\n  if_exists = \"overwrite\"\n  contents = \"x = 1\\n# ${Q}\"\n}\ninputs = { flag = Q, (Q) = dependency.nothing.outputs }\n";
    let including = "include Q {\n  path = Q\n}\nterraform {\n  source = \"../module\"\n}\ninputs = { flag = false }\n";
    let stack = "unit Q {\n  source = \"../unit\"\n  path = Q\n  values = { (Q) = Q }\n}\nunit \"cloudtrail\" {\n  source = Q\n  path = Q\n}\nstack Q {\n  source = Q\n  path = Q\n}\n";
    for (path, text) in [
        ("deploying/main.tf", deploying),
        (
            "module/main.tf",
            "variable \"flag\" {}\nresource \"aws_cloudtrail\" \"main\" {\n  include_global_service_events = var.flag\n}\n",
        ),
        ("components/main.tfcomponent.hcl", components),
        ("components/main.tfdeploy.hcl", deployments),
        ("unit/terragrunt.hcl", unit),
        ("including/terragrunt.hcl", including),
        ("stack/terragrunt.stack.hcl", stack),
    ] {
        write(folder, path, &text.replace('Q', quoted));
    }
}

/// A text as HCL has it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace("${", "$${").chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if c.is_control() => write!(out, "\\u{:04x}", u32::from(c)).unwrap(),
            _ => out.push(c),
        }
    }
    format!("\"{out}\"")
}

pub(super) fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
